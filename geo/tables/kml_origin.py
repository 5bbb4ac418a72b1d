"""What wrote a KML file: some apps write positions that are shifted, and do not say so.

An app is told by what it leaves of itself: the namespaces and elements of its own, the element that
names a generator, an author or a link to its site, a comment or a description of the whole document
that says it was exported by the app. That an estate is called 百度家园 says nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.coords import parse_datum
from geo.errors import InputError

__all__ = ["KML_DATUM_KEY", "KmlOrigin"]

KML_DATUM_KEY: Final = "repair-circle:datum"
"""The key under which a document of ours states the datum of its positions."""

# Sites and product names. A name counts as a whole: DataMap is not Amap.
_APPS: Final = {
    "OvKml": re.compile(r"\bovital\b|\bovkml\b|\bovimap\b|奥维(互动)?地图|奥维", re.IGNORECASE),
    "Amap": re.compile(r"\bamap\b|\bautonavi\b|\bgaode\b|高德(地图)?", re.IGNORECASE),
    "Baidu": re.compile(r"\bbaidu\b|百度(地图)?", re.IGNORECASE),
    "Tencent": re.compile(r"\btencent\b|\bmap\.qq\b|腾讯(地图)?", re.IGNORECASE),
}
_WRITTEN_BY: Final = re.compile(
    r"导出|生成|输出|制作|来自|创建|\b(export|generat|creat|produc|written|made|saved)",
    re.IGNORECASE,
)
_OWN_ELEMENT: Final = re.compile(r"ov[A-Z]\w*|Ov[A-Z]\w*")
_GENERATOR_ELEMENTS: Final = frozenset({"generator", "creator", "author", "application", "source"})
_INSIDE_AUTHOR: Final = frozenset({"name", "uri", "email"})
_WHOLE_DOCUMENT: Final = frozenset({"kml", "Document"})
_ORNAMENT: Final = re.compile(r"[\s\d.:：,，。/\-()（）]|app|pc|版|v", re.IGNORECASE)


@dataclass
class KmlOrigin:
    """Collects what a document says of the program that wrote it.

    Attributes
    ----------
    shifting_app : str or None
        The app, where it is one that shifts coordinates.
    datum : str or None
        The datum that the document itself states.
    """

    shifting_app: str | None = None
    datum: str | None = None
    _seen: set[str] = field(default_factory=set)

    def element(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element: its name, the namespaces it declares, links to a site."""
        prefix, _, local = name.rpartition(":")
        if name not in self._seen:
            self._seen.add(name)
            if _OWN_ELEMENT.fullmatch(local) or prefix.casefold().startswith("ov"):
                self._found("OvKml")
            elif prefix:
                self._named(prefix)
        for key, value in attributes.items():
            is_namespace = key == "xmlns" or key.startswith("xmlns:")
            is_link = key == "href" and local == "link"
            if is_namespace or is_link or key in {"creator", "generator"}:
                self._named(value)

    def text(self, path: Sequence[str], element: str, key: str, text: str) -> None:
        """Take note of an element's text outside of placemarks.

        Parameters
        ----------
        path : sequence of str
            The elements around it, the outermost first.
        element : str
        key : str
            The name of the data that it is the value of, if it is one.
        text : str
        """
        parent = path[-1] if path else ""
        if element in _GENERATOR_ELEMENTS or (element in _INSIDE_AUTHOR and parent == "author"):
            self._named(text)
        elif element == "description" and parent in _WHOLE_DOCUMENT:
            self._said(text)
        elif element in {"value", "SimpleData"} and key == KML_DATUM_KEY:
            try:
                self.datum = parse_datum(text)
            except InputError:
                self.datum = None

    def comment(self, text: str) -> None:
        """Take note of a comment."""
        self._said(text)

    def _said(self, text: str) -> None:
        """Take a sentence for the app's own when it says so, or is the app's name and no more."""
        for app, name in _APPS.items():
            if name.search(text):
                alone = not _ORNAMENT.sub("", name.sub("", text))
                if alone or _WRITTEN_BY.search(text):
                    self._found(app)

    def _named(self, text: str) -> None:
        for app, name in _APPS.items():
            if name.search(text):
                self._found(app)

    def _found(self, app: str) -> None:
        self.shifting_app = self.shifting_app or app
