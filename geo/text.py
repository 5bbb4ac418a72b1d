"""Text that people typed, on its way into HTML, SVG, scripts and folium's templates.

folium writes names into JavaScript template literals and hands the finished script to Jinja once
more, so HTML escaping alone leaves three doors open: ``${...}``, back-ticks and ``{{...}}``. Every
sink of this package goes through :func:`safe_text` (markup) or :func:`script_json` (data).
"""

import html
import json
import re
from typing import Any, Final

from markupsafe import Markup

__all__ = ["plain_text", "safe_text", "script_json", "sentence_case"]

# Characters that no sink can show: control characters other than tab and line ends, halves of
# surrogate pairs, and the invisible marks that turn the direction of the text after them.
_UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_TEMPLATE_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "`${}\\"})
# All that is written otherwise in markup.
_MARKUP_SIGNS: Final = re.compile(r"[&<>\"'`${}\\]")
# Signs that could end a script element or a template literal, and those that no page can hold.
_SCRIPT_SIGNS: Final = re.compile("[<>&`$\u2028\u2029]|" + _UNSHOWABLE.pattern)
# Inside JSON, two of these in a row occur only within strings; Jinja would read them as its own.
_JINJA_OPENING: Final = re.compile(r"\{(?=[{%#])")


def plain_text(value: object) -> str:
    """Return a value as text without characters that cannot be shown.

    Parameters
    ----------
    value : object
        The value to show.

    Returns
    -------
    str
    """
    text = str(value)
    # What Python would print as it is holds none of these signs: that is told ten times as fast.
    return text if text.isprintable() else _UNSHOWABLE.sub("", text)


def sentence_case(words: str) -> str:
    """Return words of ours as they begin where they stand alone: in a cell, a choice, a heading.

    Parameters
    ----------
    words : str
        As they stand within a sentence.

    Returns
    -------
    str
        With a capital at the front in a script that has them.
    """
    return words[:1].upper() + words[1:]


def safe_text(value: object) -> Markup:
    """Return a value as markup that shows exactly its characters and never runs.

    Safe as HTML text, as a quoted HTML or SVG attribute, and inside the JavaScript template
    literals that folium writes. What is markup already (made by this function or by our own SVG
    and templates) passes unchanged.

    Parameters
    ----------
    value : object
        A name, an address, a number; anything with ``str``.

    Returns
    -------
    markupsafe.Markup
        The escaped text.
    """
    if hasattr(value, "__html__"):
        return Markup(value)  # noqa: S704 (says of itself that it is markup)
    text = plain_text(value)
    if _MARKUP_SIGNS.search(text):
        text = html.escape(text, quote=True).translate(_TEMPLATE_SIGNS)
    return Markup(text)  # noqa: S704 (escaped)


def script_json(value: Any) -> str:
    """Return data as JSON that may stand inside a script element and inside a Jinja template.

    Parameters
    ----------
    value : object
        Numbers, text, lists and mappings; no NaN or infinity.

    Returns
    -------
    str
        One line of JSON in which no character can end the script or open an expression.

    Raises
    ------
    ValueError
        For NaN or infinity, which JSON cannot hold.
    """
    data = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _SCRIPT_SIGNS.sub(
        lambda sign: f"\\u{ord(sign[0]):04x}", _JINJA_OPENING.sub(r"\\u007b", data)
    )
