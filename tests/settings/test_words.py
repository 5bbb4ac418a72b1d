"""Every setting has its words in both languages, and the documents hold the same table."""

import pytest

from geo.i18n import LANGUAGES
from geo.locales import sentences
from geo.settings import RESULTS, setting_items
from tests.settings.settings_page import PAGE, written_page

OTHER_WORDS = ("section_", "unit_", "result_", "column_", "choice_", "value")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_words(language: str) -> None:
    """A name, a unit, and names of columns, choices and results; none is left over."""
    catalogue = sentences(language)
    wanted = {f"setting.result_{one}" for one in RESULTS}
    for item in setting_items():
        wanted |= {item.words_key, f"setting.section_{item.section}"}
        wanted |= {f"setting.unit_{item.unit}"} if item.unit else set()
        wanted |= {f"setting.column_{one.name}" for one in item.columns}
        inner = [choice for one in item.columns for choice in one.choices]
        if item.key != "language":  # languages name themselves
            wanted |= {f"setting.choice_{one}" for one in (*item.choices, *inner)}
    assert wanted - set(catalogue) == set()
    known = {item.words_key for item in setting_items()}
    over = [
        key
        for key in catalogue
        if key.startswith("setting.")
        and not key.removeprefix("setting.").startswith(OTHER_WORDS)
        and key.removesuffix("_about") not in known
    ]
    assert over == []


def test_the_documents_hold_the_same_table() -> None:
    """docs/settings.md says of every setting what the forms say; its tables are written from it."""
    page = PAGE.read_text("utf-8")
    assert page == written_page(page), "python -m tests.settings.settings_page writes it anew"
    assert all(f"`{item.name}`" in page for item in setting_items())
