"""Which readers of the product no kind of file reaches: ``python -m tests.fuzzing.reached``.

A reader is a function called ``read_``, ``load_`` or ``parse_`` something, and any function that
calls one of :data:`_TAKES`. Every kind is read once, undamaged, and what is called meanwhile is
written down.
"""

import ast
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.fuzzing.child import judged
from tests.fuzzing.targets import targets

__all__ = ["NOT_FROM_OUTSIDE", "unreached"]

_ROOT: Final = Path(__file__).parents[2]
_CALLED: Final = ("read_", "load_", "parse_")
_TAKES: Final = frozenset(
    {"read_text", "read_bytes", "loads", "parsed_json", "parsed_toml", "model_validate_json"}
    | {"read_csv", "read_parquet", "ParquetFile", "read_file", "read_dataframe", "list_layers"}
    | {"ZipFile", "CalamineWorkbook", "fromfile", "load_graphml"}
)
_OWN: Final = "a file of the package itself"
_WRITTEN: Final = "what the same call has just written"
_NOT_READ: Final = "copies or hashes bytes and understands none of them"
_DAMAGED: Final = "read when the file is damaged, so that no sound file comes here"
NOT_FROM_OUTSIDE: Final[dict[str, str]] = {
    "geo/cartography/leaflet.py _asset": _OWN,
    "geo/cartography/leaflet.py _picture": _OWN,
    "geo/cartography/leaflet.py leaflet_css": _OWN,
    "geo/cartography/leaflet.py leaflet_js": _OWN,
    "geo/cartography/leaflet.py map_style": _OWN,
    "geo/cli/scenario_commands.py import_scenario": _NOT_READ,
    "geo/cluster/lending.py _table": _WRITTEN,
    "geo/cluster/made_workspaces.py put_file": _NOT_READ,
    "geo/cluster/made_workspaces.py put_workspace": "settings that the same call has read",
    "geo/cluster/splitting.py _geojson": _WRITTEN,
    "geo/coverage/selftest.py work_out": _OWN,
    "geo/faces.py load_faces_by_name": _OWN,
    "geo/postgis/source.py read_table": "rows of a database, see tests/postgis",
    "geo/report/archive.py write_archive": _NOT_READ,
    "geo/report/office_document.py save_document": _WRITTEN,
    "geo/report/pack.py _digests": _NOT_READ,
    "geo/scenarios/store.py _readable": _DAMAGED,
    "geo/tables/whole_file.py set_aside": _DAMAGED,
    "geo/travel/engines.py load_kernels": "loads a module of the product",
    "geo/travel/lanes.py load_lanes": "compiles the load of a row of memory",
    "geo/ui/browser_words.py _keys": _OWN,
    "geo/ui/components/operations/file_offers.py written": _WRITTEN,
    "geo/ui/export_pack.py pack_files": _WRITTEN,
    "geo/ui/export_pack.py pack_zip": _NOT_READ,
    "geo/ui/export_pack.py packed_files": _WRITTEN,
    "geo/ui/export_pack.py template_zip": _WRITTEN,
    "geo/ui/export_pack.py zip_name": _WRITTEN,
    "geo/ui/export_pack.py zone_sheet": _WRITTEN,
    "geo/ui/launch/guide_pages.py _page": _OWN,
    "geo/ui/launch/login_cookie.py login_claims": "a cookie whose signature holds",
    "geo/ui/state.py read_address": "names that are looked up in what this program knows",
    "geo/ui/style.py asset": _OWN,
    "geo/workspace/folder_history.py _set_aside_unreadable": _DAMAGED,
    "geo/workspace/projects.py begin_project": _WRITTEN,
    "geo/workspace/reading/folder.py init_workspace": _OWN,
}
"""Functions that take what the product itself holds or has just written, and why that is safe."""

_Place = tuple[str, int]


def unreached() -> list[str]:
    """Return the readers that no kind of file reaches, as ``geo/room/module.py name``."""
    called = _called_while_reading()
    return sorted(
        name for name, place in _readers() if place not in called and name not in NOT_FROM_OUTSIDE
    )


def _readers() -> Iterator[tuple[str, _Place]]:
    for path in sorted((_ROOT / "geo").rglob("*.py")):
        file = path.relative_to(_ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and _is_reader(node):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                yield f"{file} {node.name}", (file, first)


def _is_reader(node: ast.FunctionDef) -> bool:
    if node.name.startswith(_CALLED):
        return True
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    named = {getattr(one, "attr", getattr(one, "id", "")) for one in calls}
    return not named.isdisjoint(_TAKES)


def _called_while_reading() -> set[_Place]:
    """Read every kind undamaged and return which functions of the product were called."""
    codes: set[Any] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # A folder is the same whichever of its files is the one to be damaged.
        every = targets(Path(folder) / "sound")
        known = {(one.read, one.around or one.path): one for one in every}.values()
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            ends = {
                one.name: judged(one, one.path.read_bytes(), Path(folder) / "r") for one in known
            }
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    assert set(ends.values()) == {"read"}, {
        name: end for name, end in ends.items() if end != "read"
    }
    inside = f"{_ROOT / 'geo'}/"
    return {
        (Path(code.co_filename).relative_to(_ROOT).as_posix(), code.co_firstlineno)
        for code in codes
        if code.co_filename.startswith(inside)
    }


if __name__ == "__main__":
    sys.stdout.write("\n".join([*unreached(), ""]))
