"""The tables of docs/settings.md, written from the table of settings and the catalogues.

``python -m tests.settings.settings_page`` writes the page anew.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from geo.locales import sentences
from geo.settings import (
    RESULTS,
    SettingItem,
    Settings,
    results_of,
    setting_items,
    value_as_text,
)

__all__ = ["PAGE", "written_page"]

PAGE: Final = Path(__file__).parents[2] / "docs" / "settings.md"
_TABLE: Final = re.compile(r"<!-- table (\w*) -->\n.*?<!-- end -->", re.DOTALL)
_LANGUAGES: Final = ("zh", "en")
_HEAD: Final = "| key | default | 单位 unit | 说明 | meaning |\n|---|---|---|---|---|"
_LONGEST_DEFAULT: Final = 60


def written_page(text: str) -> str:
    """Return the page with its tables as the settings are; the prose between them stays."""
    return _TABLE.sub(lambda found: _table(found[1]), text)


def _table(section: str) -> str:
    items = [one for one in setting_items() if _heading(one) == section]
    lines = [f"<!-- table {section} -->", *_results(items), _HEAD, *map(_row, items)]
    return "\n".join([*lines, "<!-- end -->"])


def _heading(item: SettingItem) -> str:
    """Return the section under which a setting stands; one that is a table is its own."""
    return item.name if item.form == "lists" else item.section


def _results(items: Sequence[SettingItem]) -> Iterator[str]:
    found = {result for one in items for result in results_of(one.key)}
    of_section = [one for one in RESULTS if one in found]
    said = [
        sentences(language)["language.comma"].join(
            sentences(language)[f"setting.result_{one}"] for one in of_section
        )
        for language in _LANGUAGES
    ]
    yield f"影响 Changes: {said[0]} · {said[1]}\n"


def _row(item: SettingItem) -> str:
    default = value_as_text(item, item.value_in(Settings()))
    shown = f"[{default.replace('、', ', ')}]" if item.form == "numbers" else default or "–"
    if len(shown) > _LONGEST_DEFAULT:
        shown = "见下 see below"
    units = (
        [] if not item.unit else [sentences(one)[f"setting.unit_{item.unit}"] for one in _LANGUAGES]
    )
    unit = " ".join(dict.fromkeys(units))
    if item.unit == "share":
        unit = "0–1"
    return f"| `{item.name}` | {shown} | {unit} | {_said(item, 'zh')} | {_said(item, 'en')} |"


def _said(item: SettingItem, language: str) -> str:
    catalogue = sentences(language)
    about = catalogue.get(f"{item.words_key}_about", "")
    said = catalogue[item.words_key]
    if not about:
        return said
    return f"{said}：{about}" if language == "zh" else f"{said}: {about[0].lower()}{about[1:]}"


if __name__ == "__main__":
    PAGE.write_text(written_page(PAGE.read_text("utf-8")), "utf-8")
