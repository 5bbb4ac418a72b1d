"""The workspaces that this program knows, by short names for addresses, the last opened first.

An address never holds a path: a name opens only what somebody has opened here before, what the
server was started with, the examples, and the copies with uploaded lists.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from geo.errors import GeoError
from geo.parsing import parsed_json
from geo.presence import file_there, folder_there
from geo.tables import only_writer, write_whole
from geo.ui.access import served_rules
from geo.workspace import SETTINGS_FILE, example_folder

__all__ = [
    "EXAMPLES",
    "WORKSPACE_VARIABLE",
    "archive",
    "archived",
    "find",
    "is_served_one",
    "name_of",
    "own_copies",
    "projects",
    "recent",
    "remember",
    "served_folder",
    "take_from_archive",
]

WORKSPACE_VARIABLE: Final = "REPAIR_CIRCLE_WORKSPACE"

EXAMPLES: Final = ("hanyang", "toy")
_FILE: Final = "workspaces.json"
_MOST_RECENT: Final = 20
_LONGEST: Final = 24
_UNSAFE: Final = re.compile(r"[^\w.]+")


def name_of(folder: Path) -> str:
    """Return the name of a workspace in an address: its folder's own, and what tells it apart."""
    wanted = folder.resolve()
    for name in EXAMPLES:
        if wanted == example_folder(name).resolve():
            return name
    own = _UNSAFE.sub("_", wanted.name).strip("._")[:_LONGEST]
    digest = hashlib.sha256(str(wanted).encode()).hexdigest()[:10]
    return f"{own}-{digest}" if own else digest


def find(name: str) -> Path | None:
    """Return the folder of a workspace by its name in an address, None where none is known."""
    return next((folder for folder in _known() if name_of(folder) == name), None)


def served_folder() -> Path:
    """Return what opens where an address names nothing.

    What the server was started with; else, on one's own machine, what was opened last; else the
    example.
    """
    given = os.environ.get(WORKSPACE_VARIABLE)
    if given:
        return Path(given)
    if served_rules() is None and (last := recent()):
        return last[0]
    return example_folder("hanyang")


def is_served_one() -> bool:
    """Tell whether the server was started with a workspace, or serves others than its owner."""
    return bool(os.environ.get(WORKSPACE_VARIABLE)) or served_rules() is not None


def own_copies() -> Path:
    """Return where the workspaces of uploaded lists are kept."""
    return _home() / "workspaces"


def recent() -> list[Path]:
    """Return the workspaces that were opened here and are still there, the last one first."""
    return [folder for folder in map(Path, _read()) if file_there(folder / SETTINGS_FILE)]


def archived() -> list[Path]:
    """Return the workspaces that were put out of the list; their folders stay as they are."""
    return [folder for folder in map(Path, _read("archived")) if file_there(folder / SETTINGS_FILE)]


def archive(folder: Path) -> None:
    """Put a workspace out of the list; nothing of it is moved or deleted."""
    _put(archived=[str(folder.resolve()), *_read("archived")])


def take_from_archive(folder: Path) -> None:
    """Put a workspace into the list again."""
    wanted = str(folder.resolve())
    _put(archived=[one for one in _read("archived") if one != wanted])


def projects() -> list[Path]:
    """Return the workspaces of the list, the last opened first: opened here, or made here."""
    out = {folder.resolve() for folder in archived()}
    examples = {example_folder(name).resolve() for name in EXAMPLES}
    found = dict.fromkeys(folder.resolve() for folder in (*recent(), *_copies()))
    return [folder for folder in found if folder not in out | examples]


def remember(folder: Path) -> None:
    """Keep a workspace as the one that was opened last; a full disk forgets it, and no more."""
    opened = str(folder.resolve())
    try:
        with only_writer(_home() / _FILE):
            others = [one for one in _read() if one != opened]
            _write(recent=[opened, *others][:_MOST_RECENT])
    except (OSError, GeoError):
        return


def _put(**lists: list[str]) -> None:
    with only_writer(_home() / _FILE):
        _write(**lists)


def _write(**lists: list[str]) -> None:
    kept = {"recent": _read(), "archived": _read("archived")} | lists
    said = {name: list(dict.fromkeys(paths)) for name, paths in kept.items() if paths}
    # In ASCII: the name of a folder need not be UTF-8.
    write_whole(_home() / _FILE, json.dumps(said))


def _known() -> Iterator[Path]:
    yield served_folder()
    yield from map(example_folder, EXAMPLES)
    yield from recent()
    yield from _copies()


def _copies() -> list[Path]:
    if not folder_there(own_copies()):
        return []
    return sorted(one for one in own_copies().iterdir() if file_there(one / SETTINGS_FILE))


def _home() -> Path:
    return user_data_path("repair-circle", appauthor=False)


def _read(name: str = "recent") -> list[str]:
    try:
        kept = parsed_json((_home() / _FILE).read_text(encoding="utf-8"))
        return [one for one in kept[name] if isinstance(one, str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
