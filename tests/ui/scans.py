"""What the scans of every page look for: axe's findings, the other language, equal button names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.i18n import LANGUAGES
from geo.locales import sentences
from geo.settings import read_settings

__all__ = ["Finding", "axe_findings", "equal_names", "foreign_words", "own_words"]

Finding = tuple[str, str, str]
"""Where, what, and the words or the element."""

_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_SEVERE: Final = frozenset({"serious", "critical"})

_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z']+")

_SAME_EVERYWHERE: Final = frozenset(
    re.findall(
        r"\w+",
        """
        km kmh csv xlsx xls gpkg geojson kml kmz ovkml shp dxf pdf docx png json html zip npz toml
        pbf parquet geoparquet ics graphml excel word wps qgis gis arcgis esri autocad cad mapinfo
        leaflet openstreetmap contributors odbl osm epsg wgs cgcs gcj bd utf bom highs
        ctrl enter esc tab shift delete pagedown pageup id en
        lon lat name
        getis ord gi benjamini hochberg luo qi berman sfca larson
        """,
    )
)
"""What both languages write alike: units, formats, keys, columns of lists, names of people."""

_TITLES: Final = (
    "Urban Operations Research",
    "Statistics in Medicine",
    "Management Science",
    "Larson & Odoni",
    "Efron & Morris",
    "PySAL access",
    "RAND R-1449-NYC",
    "studylib.net/doc",
    "Spiegelhalter",
    "Newcombe",
    "Erlang",
    "Wilson",
    "Moore",
    "JASA",
    "MIT",
    "ISO",
)
"""Titles and names in the sources of known answers, the longest first: alike in every language."""

_FILE_NAME: Final = re.compile(r"[A-Za-z_][\w-]*\.[a-z]{2,7}\b|https?://\S+|EPSG:\d+")
_IDENTIFIER: Final = re.compile(r"\[\w+\]|\b[A-Za-z]+(?:_[A-Za-z]+)+\b|\b[A-Z]+-?[A-Z]*-?\d+\b")

_TEXTS: Final = """
() => {
  const found = [];
  const quiet = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "PRE", "CODE"]);
  const said = ["aria-label", "title", "placeholder", "alt", "aria-description"];
  const visit = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim()) found.push(node.data.trim());
      return;
    }
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (quiet.has(node.tagName)) return;
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden") return;
      if (style.fontFamily.includes("Material Symbols")) return;
      for (const name of said) if (node.getAttribute(name)) found.push(node.getAttribute(name));
      if (node.shadowRoot) visit(node.shadowRoot);
    }
    node.childNodes.forEach(visit);
  };
  visit(document.body);
  return [document.title, ...found];
}
"""

_BUTTONS: Final = """
() => {
  const found = [];
  const visit = root => {
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) visit(one.shadowRoot);
    for (const one of root.querySelectorAll("button:not([role=radio])")) {
      if (!one.checkVisibility({visibilityProperty: true}) || one.tabIndex < 0) continue;
      const words = one.cloneNode(true);
      words.querySelectorAll("[data-testid=stIconMaterial]").forEach(icon => icon.remove());
      found.push((one.getAttribute("aria-label") || words.textContent || one.title).trim());
    }
  };
  visit(document);
  return found;
}
"""


def axe_findings(
    page: Any, rules: Iterable[str] = (), *, around: Iterable[str] = ()
) -> list[Finding]:
    """Return what axe-core calls serious or critical on a page.

    Parameters
    ----------
    page : Page
    rules : iterable of str
        Only these rules; all of WCAG 2.1 AA and the best practices by default.
    around : iterable of str
        Selectors of what stands on the page as it did when it was looked at before.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    only: Any = [*rules] or _TAGS
    found = page.evaluate(
        "([only, around]) => axe.run({include: [document], exclude: around.filter("
        " one => document.querySelector(one))}, {resultTypes: ['violations'], runOnly: only})",
        [only, [*around]],
    )
    return [
        (one["id"], str(node["target"]), node["html"][:160] + " " + _reason(node))
        for one in found["violations"]
        if one["impact"] in _SEVERE
        for node in one["nodes"]
    ]


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else ""


def own_words(workspace: Path) -> list[str]:
    """Return the texts of a workspace's lists and settings, the longest first: the user's own."""
    settings = read_settings(workspace / "workspace.toml")
    names = [sentences(one)["language.short"] for one in LANGUAGES]
    classes = [one.name for one in settings.visits.classes]
    texts = {*names, *classes, settings.name, str(workspace.resolve()), workspace.name}
    for path in workspace.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
        for column in table:
            for cell in table[column].dropna().unique():
                texts.update(part for part in re.split(r"[、,;；，]", cell) if part)
                texts.add(cell)
    return sorted(texts, key=len, reverse=True)


def foreign_words(page: Any, language: str, own: Iterable[str]) -> list[str]:
    """Return the words of the other language on a page, what is the user's own left out.

    Parameters
    ----------
    page : Page
    language : {"zh", "en"}
        The language of the page.
    own : iterable of str
        The user's texts, the longest first.
    """
    own = [*_TITLES, *own]
    return sorted(
        {word for text in page.evaluate(_TEXTS) for word in _foreign(text, language, own)}
    )


def _foreign(text: str, language: str, own: list[str]) -> Iterator[str]:
    for mine in own:
        if mine in text:
            text = text.replace(mine, " ")
    if language == "en":
        yield from (f"{word} <- {text[:80]}" for word in _HAN.findall(text))
        return
    plain = _IDENTIFIER.sub(" ", _FILE_NAME.sub(" ", text))
    for word in _LATIN.findall(plain):
        if word.lower() not in _SAME_EVERYWHERE:
            yield f"{word} <- {text[:80]}"


def equal_names(page: Any) -> list[str]:
    """Return the names that several buttons of a page share, and empty ones."""
    counted = Counter(page.evaluate(_BUTTONS))
    return [f"{count} x {name!r}" for name, count in counted.items() if count > 1 or not name]
