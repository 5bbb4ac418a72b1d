"""What the page says instead of the English that Streamlit shows of its own."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

from geo.i18n import Translate
from geo.text import script_json

__all__ = ["browser_words"]

_NAME: Final = "{name}"


@cache
def _keys() -> dict[str, dict[str, str]]:
    """Return the keys of our sentences by what Streamlit says: whole, or before a name."""
    known: dict[str, dict[str, str]] = json.loads(
        files("geo.ui").joinpath("assets", "browser_words.json").read_text(encoding="utf-8")
    )
    return known


def browser_words(t: Translate, language: str) -> str:
    """Return the words as JSON for a script.

    Parameters
    ----------
    t : callable
        The translator of the page.
    language : {"zh", "en"}
    """
    keys = _keys()
    return script_json(
        {
            "language": language,
            "exact": {english: t(key) for english, key in keys["exact"].items()},
            "begins": [[english, t(key, name=_NAME)] for english, key in keys["begins"].items()],
            "upload": t("browser.upload", name=_NAME),
            "date": t("browser.date_of", name=_NAME),
            "panel": t("browser.panel"),
        }
    )
