"""What all printed pages share: the templates they are made from and how text gets into them."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.cartography import leaflet
from geo.i18n import translator
from geo.text import safe_text

__all__ = ["css_string", "environment", "printed_page"]


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
    filled = environment().get_template(template)
    t = translator(language)
    return leaflet.seal_page(filled.render(language=language, t=t, css_string=css_string, **values))
