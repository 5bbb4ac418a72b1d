"""The licence that a package states, wherever it states it."""

import re
import zipfile
from collections.abc import Callable, Iterable
from email.message import Message
from email.parser import Parser
from pathlib import Path

from packaging.utils import canonicalize_name

__all__ = ["UNSTATED", "licence", "metadata", "stated_licence"]

UNSTATED = "see the package"
_CLASSIFIER = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")
_FILE = re.compile(r"\.dist-info/(?:licenses/)?(?:LICEN[CS]E|COPYING)[^/]*$", re.IGNORECASE)
_NOT_IN_THE_PACKAGE = {  # what packages leave out of their wheels
    "llvmlite": "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
    "streamlit-folium": "MIT",
    "xstatic-leaflet": "BSD-2-Clause (Leaflet)",
    "xstatic-leaflet-markercluster": "MIT (Leaflet.markercluster)",
}


def metadata(wheel: Path) -> Message:
    """Return what a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def licence(wheel: Path) -> str:
    """Return the licence of a wheel in one line: as it states it, or as its text begins."""
    with zipfile.ZipFile(wheel) as archive:
        return stated_licence(
            metadata(wheel),
            archive.namelist(),
            lambda file: archive.read(file).decode("utf-8", "replace"),
        )


def stated_licence(said: Message, files: Iterable[str], text_of: Callable[[str], str]) -> str:
    """Return the licence of a package in one line.

    Parameters
    ----------
    said : Message
        Its metadata.
    files : iterable of str
        The names of its files.
    text_of : callable
        Reads one of them, asked for only when the metadata say nothing.

    Returns
    -------
    str
        ``UNSTATED`` where nothing names it.
    """
    name = canonicalize_name(said["Name"])
    if name in _NOT_IN_THE_PACKAGE:
        return _NOT_IN_THE_PACKAGE[name]
    if stated := said.get("License-Expression"):
        return str(stated)
    classified = [_CLASSIFIER.match(line) for line in said.get_all("Classifier") or []]
    names = [match[1] for match in classified if match]
    if names:
        return ", ".join(names)
    if stated := (said.get("License") or "").strip():
        return str(stated).splitlines()[0][:60]
    for file in files:
        if _FILE.search(file):
            title = (text_of(file).strip().splitlines() or [""])[0].strip()
            if title and not title.lower().startswith("copyright"):
                return title[:60]
    return UNSTATED
