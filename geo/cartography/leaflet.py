"""Leaflet from the installed packages, written into the page: a map that needs no network.

folium and streamlit-folium link Leaflet, jQuery and Bootstrap from servers on the internet. The
maps of this product link nothing. Popups of folium call jQuery for one thing only, to turn a
string into an element, and the few lines of :func:`jquery_shim` do that.
"""

import base64
import hashlib
import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Element

from geo.text import script_json

__all__ = [
    "OfflineMap",
    "Verbatim",
    "default_icon",
    "jquery_shim",
    "leaflet_css",
    "leaflet_files",
    "leaflet_js",
    "map_script",
    "map_style",
    "seal_page",
]

_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")#]+)['\"]?\s*\)")
_SOURCE_MAP: Final = re.compile(r"^\s*(?://|/\*)[#@] sourceMappingURL=.*$", re.MULTILINE)
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def leaflet_files() -> Path:
    """Return the folder of the installed Leaflet distribution."""
    return Path(import_module("xstatic.pkg.leaflet").BASE_DIR)


@cache
def leaflet_js() -> str:
    """Return Leaflet's script as text that may stand inside a script element."""
    return _inline_script((leaflet_files() / "leaflet.js").read_text(encoding="utf-8"))


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet with its pictures as data URIs."""
    folder = leaflet_files()

    return _URL.sub(
        lambda match: f"url({_picture(match[1])})",
        (folder / "leaflet.css").read_text(encoding="utf-8"),
    )


@cache
def default_icon() -> str:
    """Return a script that gives Leaflet's own markers their pictures as data URIs."""
    pictures = {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon-2x.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }
    return (
        "delete L.Icon.Default.prototype._getIconUrl;"
        f"L.Icon.Default.mergeOptions({script_json(pictures)});"
    )


def _picture(name: str) -> str:
    data = base64.b64encode((leaflet_files() / name).read_bytes()).decode("ascii")
    return f"data:image/{Path(name).suffix[1:]};base64,{data}"


@cache
def jquery_shim() -> str:
    """Return the piece of jQuery that folium's own popups call."""
    return _asset("jquery_shim.js")


@cache
def map_script() -> str:
    """Return the script that draws our layers (the global ``RepairCircle``)."""
    return _asset("map.js")


@cache
def map_style() -> str:
    """Return the style sheet of our layers and controls."""
    return files(__package__).joinpath("assets", "map.css").read_text(encoding="utf-8")


def _asset(name: str) -> str:
    return _inline_script(files(__package__).joinpath("assets", name).read_text(encoding="utf-8"))


def _inline_script(script: str) -> str:
    return _SOURCE_MAP.sub("", script).replace("</script", r"<\/script").strip()


class Verbatim(Element):
    """A piece of page that is passed on as it is: branca would run its text through Jinja."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 (branca's signature)
        """Return the piece."""
        return self._text


class OfflineMap(folium.Map):
    """A folium map without tiles that carries Leaflet and our script inside the page.

    Parameters
    ----------
    name : str
        Becomes part of the map's variable in the page, so that equal input gives equal bytes.
    title : str
        Title of the page, already safe.
    language : {"zh", "en"}
        Language that the page says it is in.
    """

    def __init__(self, *, name: str, title: str, language: str) -> None:
        super().__init__(
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            font_size="13px",
        )
        self._id = name
        self._language = language
        self.default_js = []
        self.default_css = []
        figure: Any = self.get_root()
        figure.title = title
        for style in (leaflet_css(), map_style()):
            figure.header.add_child(Verbatim(f"<style>{style}</style>"))
        for script in (leaflet_js(), default_icon(), jquery_shim(), map_script()):
            figure.header.add_child(Verbatim(f"<script>{script}</script>"))

    def page(self) -> str:
        """Return the whole page: nothing in it is fetched, and nothing else in it may run."""
        page = self.get_root().render()
        return seal_page(page.replace("<html>", f'<html lang="{self._language}">', 1))


def seal_page(page: str) -> str:
    """Return a page with a policy that allows its own inline scripts and nothing else.

    Parameters
    ----------
    page : str
        HTML with a ``<head>``; its scripts are inline.

    Returns
    -------
    str
        The page with a Content-Security-Policy: the scripts it holds now are named by their
        hashes, so a handler or script that slipped in by a name would not run, and no request
        can leave the page.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in dict.fromkeys(_SCRIPT.findall(page))
    )
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {hashes or chr(39) + 'none' + chr(39)}; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace("<head>", f"<head>\n{meta}", 1)
