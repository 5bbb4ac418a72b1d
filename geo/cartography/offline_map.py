"""A map of folium that needs no network, for layers that others make."""

from typing import Any

import folium
from branca.element import Element

from geo.cartography.leaflet import page_scripts, page_styles, seal_page

__all__ = ["OfflineMap"]


class _Verbatim(Element):
    """A piece of page that is passed on as it is: branca would run its text through Jinja."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 (branca's signature)
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
        for piece in (page_styles(), page_scripts()):
            figure.header.add_child(_Verbatim(piece))

    def page(self) -> str:
        """Return the whole page: nothing in it is fetched, and nothing else in it may run."""
        page = self.get_root().render()
        return seal_page(page.replace("<html>", f'<html lang="{self._language}">', 1))
