"""Whatever holds roads, read by what it really is: files of several kinds, or a place's name."""

import re
from pathlib import Path
from typing import Final

from geo.errors import RoadsError
from geo.presence import file_there, folder_there
from geo.roads.cleaning import DEFAULT_MARGIN_M, Boundary, clean
from geo.roads.dropped import Dropped
from geo.roads.file_kind import FileKind, file_kind
from geo.roads.graphml import read_graphml_roads
from geo.roads.lines import read_line_roads
from geo.roads.of_file import told_of
from geo.roads.osm import read_osm_roads
from geo.roads.osm_objects import Progress
from geo.roads.place import Download, fetch_place_roads
from geo.roads.road_map import RoadMap
from geo.roads.storage import read_roads

__all__ = ["fetch_place", "read_graphml", "read_lines", "read_osm", "read_source"]

OSM_KINDS: Final = ("pbf", "osm")
LINE_KINDS: Final = ("gpkg", "geojson", "shp")
GRAPHML_KINDS: Final = ("graphml",)
ROAD_FILE_KINDS: Final = ("npz",)
PACKED_KINDS: Final = ("osm",)
"""Kinds that are read without being unpacked first."""

# A source that looks like this is meant as a file, even if it is not there.
_FILE_NAME: Final = re.compile(r"[/\\]|\.[A-Za-z0-9]{2,8}$")


def no_progress(_share: float, _what: str) -> None:
    """Hear of progress and say nothing."""


def read_source(
    source: str | Path,
    *,
    boundary: Boundary | None = None,
    margin_m: float = DEFAULT_MARGIN_M,
    parts: int = 1,
    layer: str | None = None,
    progress: Progress = no_progress,
    download: Download | None = None,
) -> tuple[RoadMap, Dropped]:
    """Read roads from a file or, where the source is no file, by the name of a place.

    What a file is is told by its content, not by its name: OpenStreetMap PBF or XML (XML also
    packed with gzip or bzip2), GraphML of osmnx, GeoPackage, GeoJSON, Shapefile, or a road file.

    Parameters
    ----------
    source : str or Path
        A file, or the name of a place.
    boundary : polygon, GeoSeries or GeoDataFrame, optional
        The district; roads beyond it and a margin are left out.
    margin_m : float
        Metres beyond the boundary, or beyond the outline of the place.
    parts : int
        How many strongly connected parts are kept, the longest first.
    layer : str, optional
        The layer of a GeoPackage.
    progress : callable
        Hears ``(share, key of a sentence)``.
    download : callable, optional
        Fetches a place's street graph, instead of osmnx.

    Returns
    -------
    road_map : RoadMap
        Clipped, strongly connected, its pieces merged at joints.
    dropped : Dropped
        What was left out, and why.

    Raises
    ------
    RoadsError
        When the file is missing, damaged or something else, or holds no roads of the district.
    SourceError
        When a place's roads cannot be fetched.
    """
    if _is_place(source):
        raw = fetch_place_roads(str(source), margin_m=margin_m, download=download)
    else:
        raw = _read_file(Path(source), layer, progress)
    progress(0.9, "roads.cleaning")
    road_map, left_out = clean(raw[0], boundary=boundary, margin_m=margin_m, parts=parts)
    progress(1.0, "roads.cleaning")
    return road_map, raw[1].and_then(left_out)


def read_osm(
    path: str | Path, *, boundary: Boundary | None = None, progress: Progress = no_progress
) -> tuple[RoadMap, Dropped]:
    """Read an OpenStreetMap file as :func:`read_source` does, and refuse any other file.

    Parameters
    ----------
    path : str or Path
        The file.
    boundary : Boundary, optional
        Outline of the district.
    progress : Progress
        Hears the share done and the stage.

    Returns
    -------
    tuple[RoadMap, Dropped]
    """
    return read_source(_expected(path, OSM_KINDS), boundary=boundary, progress=progress)


def read_graphml(path: str | Path, *, boundary: Boundary | None = None) -> tuple[RoadMap, Dropped]:
    """Read a GraphML file of osmnx as :func:`read_source` does, and refuse any other file.

    Parameters
    ----------
    path : str or Path
        The file.
    boundary : Boundary, optional
        Outline of the district.

    Returns
    -------
    tuple[RoadMap, Dropped]
    """
    return read_source(_expected(path, GRAPHML_KINDS), boundary=boundary)


def read_lines(
    path: str | Path, *, boundary: Boundary | None = None, layer: str | None = None
) -> tuple[RoadMap, Dropped]:
    """Read a layer of lines as :func:`read_source` does, and refuse any other file.

    Parameters
    ----------
    path : str or Path
        The file.
    boundary : Boundary, optional
        Outline of the district.
    layer : str, optional
        Name of the layer; the only one by default.

    Returns
    -------
    tuple[RoadMap, Dropped]
    """
    return read_source(_expected(path, LINE_KINDS), boundary=boundary, layer=layer)


def fetch_place(
    name: str, *, margin_m: float = DEFAULT_MARGIN_M, download: Download | None = None
) -> tuple[RoadMap, Dropped]:
    """Fetch the roads of a place by its name, even if a file is called the same.

    Parameters
    ----------
    name : str
        Its name.
    margin_m : float
        Metres round it that are kept.
    download : Download, optional
        Fetches the graph.

    Returns
    -------
    tuple[RoadMap, Dropped]
    """
    road_map, dropped = fetch_place_roads(name, margin_m=margin_m, download=download)
    cleaned, left_out = clean(road_map)
    return cleaned, dropped.and_then(left_out)


def _is_place(source: str | Path) -> bool:
    if isinstance(source, Path) or _FILE_NAME.search(source):
        return False
    return not file_there(Path(source)) and not folder_there(Path(source))


def _read_file(path: Path, layer: str | None, progress: Progress) -> tuple[RoadMap, Dropped]:
    with told_of(path.name):
        return _read_known(path, file_kind(path), layer, progress)


def _read_known(
    path: Path, kind: FileKind, layer: str | None, progress: Progress
) -> tuple[RoadMap, Dropped]:
    if kind.packed and kind.name not in PACKED_KINDS:
        raise RoadsError("roads.file_packed", file=path.name, kind=kind.spoken)
    if kind.name in OSM_KINDS:
        return read_osm_roads(path, kind, progress)
    if kind.name in LINE_KINDS:
        return read_line_roads(path, kind, layer=layer)
    if kind.name in GRAPHML_KINDS:
        return read_graphml_roads(path)
    return read_roads(_expected(path, ROAD_FILE_KINDS)), Dropped()


def _expected(source: str | Path, kinds: tuple[str, ...]) -> Path:
    """Return the path of a file that is of one of the kinds; raise a RoadsError for another."""
    path = Path(source)
    kind = file_kind(path)
    if kind.name == "empty":
        raise RoadsError("roads.file_empty", file=path.name)
    if kind.name not in kinds:
        valid = OSM_KINDS + GRAPHML_KINDS + LINE_KINDS if kinds == ROAD_FILE_KINDS else kinds
        raise RoadsError(
            "roads.file_other", file=path.name, kind=kind.spoken, valid=", ".join(valid)
        )
    return path
