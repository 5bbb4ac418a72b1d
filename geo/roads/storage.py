"""The road file: everything a plan needs of the roads, in one .npz of the same bytes each time."""

import io
import json
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pandas as pd
from numpy.lib import format as npy
from numpy.typing import NDArray

from geo.errors import RoadsError
from geo.parsing import parsed_json
from geo.roads.file_kind import file_kind
from geo.roads.of_file import told_of
from geo.roads.plain_arrays import ARCHIVE_DAMAGE, read_plain_array, refuse_swollen
from geo.roads.road_map import RoadMap
from geo.roads.road_paths import RoadPaths
from geo.roads.rule_hours import ALWAYS, NEVER

__all__ = ["read_roads", "write_roads"]

FORMAT: Final = "repair-circle roads"
FORMAT_VERSION: Final = 2
# A file that holds nothing of what came later says so and is read by older programs too.
PLAIN_VERSION: Final = 1
HEADER: Final = "roads.json"
DETACHED: Final = "detached/"

# Zip keeps a clock beside every member; this is the earliest time it can hold.
NO_CLOCK: Final = (1980, 1, 1, 0, 0, 0)

_TEXTS: Final = ("road_class", "oneway_source", "name", "surface")
_SAID: Final = ("source", "attribution")
# What an array is called in the file where the road map has another name for it.
_CALLED: Final = {
    "turns": "restrictions",
    "turn_only": "restriction_only",
    "turn_hours": "restriction_hours",
}
# Only written where the roads need them.
_RARE: Final = ("maxspeed_back_kmh", "closed_forward", "closed_backward", "turn_hours")
_PATHS: Final = tuple(field.name for field in fields(RoadPaths))
_ARRAYS: Final = tuple(
    field.name
    for field in fields(RoadMap)
    if field.name not in {*_SAID, *_TEXTS, *_RARE, "detached", "paths"}
)


def write_roads(road_map: RoadMap, path: str | Path | IO[bytes]) -> None:
    """Write a road map to a file; the same roads give the same bytes.

    The file is a zip of plain arrays that ``numpy.load`` reads too, without pickle. Texts are
    kept once each, as a table and one number per edge.

    Parameters
    ----------
    road_map : RoadMap
        The roads.
    path : str, Path or binary file
        Where to write; an existing file is replaced.
    """
    parts = [road_map] if road_map.detached is None else [road_map, road_map.detached]
    header = {
        "format": FORMAT,
        "version": FORMAT_VERSION if any(map(_is_rare, parts)) else PLAIN_VERSION,
        "source": road_map.source,
        "attribution": road_map.attribution,
        "detached": road_map.detached is not None,
    }
    with zipfile.ZipFile(path, "w") as archive:
        _write_member(archive, HEADER, json.dumps(header, ensure_ascii=False).encode())
        _write_arrays(archive, "", road_map)
        if road_map.detached is not None:
            _write_arrays(archive, DETACHED, road_map.detached)


def read_roads(path: str | Path) -> RoadMap:
    """Read a road map that :func:`write_roads` wrote.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    RoadMap

    Raises
    ------
    RoadsError
        When the file is missing, cut short, damaged or something else; the message says what.
    """
    path = Path(path)
    kind = file_kind(path)
    if kind.name not in {"npz", "zip"}:
        raise RoadsError("roads.file_other", file=path.name, kind=kind.spoken, valid="npz")
    try:
        with zipfile.ZipFile(path) as archive, told_of(path.name):
            refuse_swollen(archive, path.stat().st_size)
            header = _header(archive, path.name)
            said: dict[str, Any] = {name: str(header[name]) for name in _SAID}
            detached = None
            if header["detached"]:
                detached = RoadMap.from_arrays(**_read_arrays(archive, DETACHED), **said)
            return RoadMap.from_arrays(**_read_arrays(archive, ""), **said, detached=detached)
    except RoadsError:
        raise
    except ARCHIVE_DAMAGE as error:
        # A zip cut short has lost its directory, which stands at its end.
        raise RoadsError("roads.file_damaged", file=path.name) from error


def _write_member(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, NO_CLOCK)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3  # the same bytes on every operating system
    archive.writestr(member, content, compresslevel=6)


def _write_arrays(archive: zipfile.ZipFile, prefix: str, road_map: RoadMap) -> None:
    for name in (*_ARRAYS, *_rare_arrays(road_map)):
        _write_array(archive, prefix + _CALLED.get(name, name), getattr(road_map, name))
    for name in _PATHS if len(road_map.paths) else ():
        _write_array(archive, f"{prefix}path_{name}", getattr(road_map.paths, name))
    for name in _TEXTS:
        code, table = pd.factorize(getattr(road_map, name).astype(object), sort=True)
        # From a list, so that the width of the table is that of its longest text, no more.
        _write_array(archive, f"{prefix}{name}.table", np.array(table.tolist(), dtype=np.str_))
        _write_array(archive, f"{prefix}{name}.code", code.astype(np.int32))


def _is_rare(road_map: RoadMap) -> bool:
    return bool(_rare_arrays(road_map)) or len(road_map.paths) > 0


def _rare_arrays(road_map: RoadMap) -> list[str]:
    """Return which of the rare arrays say something that is not understood without them."""
    same_both_ways = np.array_equal(
        road_map.maxspeed_kmh, road_map.maxspeed_back_kmh, equal_nan=True
    )
    needed = {
        "maxspeed_back_kmh": not same_both_ways,
        "closed_forward": bool((road_map.closed_forward != NEVER).any()),
        "closed_backward": bool((road_map.closed_backward != NEVER).any()),
        "turn_hours": bool((road_map.turn_hours != ALWAYS).any()),
    }
    return [name for name in _RARE if needed[name]]


def _write_array(archive: zipfile.ZipFile, name: str, array: NDArray[Any]) -> None:
    content = io.BytesIO()
    npy.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
    _write_member(archive, f"{name}.npy", content.getvalue())


def _header(archive: zipfile.ZipFile, file: str) -> dict[str, Any]:
    if HEADER not in archive.namelist():
        raise RoadsError("roads.file_foreign_zip", file=file)
    header = parsed_json(archive.read(HEADER))
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise RoadsError("roads.file_foreign_zip", file=file)
    if header.get("version") not in range(PLAIN_VERSION, FORMAT_VERSION + 1):
        raise RoadsError(
            "roads.file_version", file=file, found=header.get("version"), wanted=FORMAT_VERSION
        )
    return header


def _read_arrays(archive: zipfile.ZipFile, prefix: str) -> dict[str, Any]:
    names = [_CALLED.get(name, name) for name in _ARRAYS]
    rare = [_CALLED.get(name, name) for name in _RARE]
    held = set(archive.namelist())
    names += [name for name in rare if f"{prefix}{name}.npy" in held]
    arrays: dict[str, Any] = {name: _read_array(archive, prefix + name) for name in names}
    if f"{prefix}path_offset.npy" in held:
        arrays["paths"] = RoadPaths.from_arrays(
            **{name: _read_array(archive, f"{prefix}path_{name}") for name in _PATHS}
        )
    for name in _TEXTS:
        table = _read_array(archive, f"{prefix}{name}.table")
        code = _read_array(archive, f"{prefix}{name}.code")
        arrays[name] = table.astype(object)[code]
    return arrays


def _read_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    return read_plain_array(archive.read(f"{name}.npy"))
