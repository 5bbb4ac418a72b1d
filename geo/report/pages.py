"""What all printed pages share: the templates they are made from and how text gets into them."""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.cartography import leaflet
from geo.i18n import translator
from geo.text import safe_text

__all__ = ["css_string", "environment", "printed_page", "printed_pieces"]

_PARTS_OF_PIECE: Final = 500


def environment() -> Environment:
    """Return the templates; every value that they show is escaped."""
    return Environment(
        loader=PackageLoader("geo.report", "templates"),
        autoescape=True,
        finalize=safe_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def css_string(text: str) -> Markup:
    """Return a text as a CSS string inside a style element: every sign but letters as its code."""
    signs = "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
    return Markup(f'"{signs}"')  # noqa: S704 (escaped)


def printed_page(template: str, *, language: str, **values: Any) -> str:
    """Return a template with its values as a sealed page.

    Parameters
    ----------
    template : str
        The name of its file.
    language : {"zh", "en"}
    **values
        What the template shows besides its own sentences.

    Returns
    -------
    str
        HTML; equal values give equal text.
    """
    return "".join(printed_pieces(template, language=language, **values))


def printed_pieces(template: str, *, language: str, **values: Any) -> Iterator[str]:
    """Yield the same piece by piece: sheets by the thousand are never in memory together.

    The policy stands in the first piece. It allows the scripts of that piece, and templates have
    none: what might slip into a later one does not run.

    Parameters
    ----------
    template, language, **values
        As :func:`printed_page` takes them.

    Yields
    ------
    str
    """
    t = translator(language)
    filled = environment().get_template(template)
    pieces = filled.stream(language=language, t=t, css_string=css_string, **values)
    pieces.enable_buffering(_PARTS_OF_PIECE)
    yield leaflet.seal_page(next(pieces))
    yield from pieces
