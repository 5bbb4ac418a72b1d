"""Roads of a place by its name, asked of OpenStreetMap's servers through osmnx."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from geo.errors import RoadsError, SourceError
from geo.roads.dropped import Dropped
from geo.roads.osm_tags import DRIVABLE_CLASSES, READ_KEYS
from geo.roads.osmnx_graph import roads_from_graph
from geo.roads.road_map import RoadMap

__all__ = ["Download", "download_graph", "fetch_place_roads", "ways_as_they_are_tagged"]

Download = Callable[[str, float], Any]
"""From a place's name and a margin in metres to an osmnx street graph."""

_TIMEOUT_S: Final = 60
# Only the class is asked for: which of these a van may drive on is decided here, by the same rules
# as for files.
_WAY_FILTER: Final = f'["highway"~"^({"|".join(sorted(DRIVABLE_CLASSES))})$"]'


def fetch_place_roads(
    place: str, *, margin_m: float, download: Download | None = None
) -> tuple[RoadMap, Dropped]:
    """Fetch the roads of a place and its surroundings.

    Parameters
    ----------
    place : str
        A name that OpenStreetMap knows, such as ``汉阳区, 武汉``.
    margin_m : float
        How far beyond the place's outline roads are taken, metres.
    download : callable, optional
        Fetches the street graph; :func:`download_graph` where it is left out.

    Raises
    ------
    SourceError
        When the servers cannot be reached or answer wrongly; the message tells the offline way.
    RoadsError
        When no place has that name.
    """
    from requests.exceptions import RequestException

    try:
        graph = (download or download_graph)(place, margin_m)
    except (RequestException, ConnectionError, TimeoutError) as error:
        raise SourceError("roads.place_unreachable", place=place) from error
    return roads_from_graph(graph, source=place)


def download_graph(place: str, margin_m: float) -> Any:
    """Fetch a street graph from Nominatim and Overpass, its ways as they are drawn and tagged.

    Parameters
    ----------
    place : str
    margin_m : float
        Metres beyond the outline.

    Returns
    -------
    networkx.MultiDiGraph

    Raises
    ------
    SourceError
        When the servers answer wrongly.
    RoadsError
        When no place of that name has an outline or roads.
    """
    import osmnx
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    with ways_as_they_are_tagged():
        try:
            outline = osmnx.geocode_to_gdf(place)
            around = outline.to_crs(outline.estimate_utm_crs()).buffer(margin_m)
            return osmnx.graph_from_polygon(
                around.to_crs(outline.crs).union_all(),
                custom_filter=_WAY_FILTER,
                simplify=False,
                retain_all=True,
                truncate_by_edge=True,
            )
        except (InsufficientResponseError, TypeError) as error:
            raise RoadsError("roads.place_unknown", place=place) from error
        except ResponseStatusCodeError as error:
            raise SourceError("roads.place_unreachable", place=place) from error


@contextmanager
def ways_as_they_are_tagged() -> Iterator[None]:
    """Make osmnx keep ways as they are drawn, each once, with all tags that the rules read.

    Nor does it write a cache folder into the working directory, or wait long.
    """
    from osmnx import settings

    ours = {
        "all_oneway": True,
        "useful_tags_way": sorted(READ_KEYS),
        "use_cache": False,
        "requests_timeout": _TIMEOUT_S,
    }
    before = {name: getattr(settings, name) for name in ours}
    _set(settings, ours)
    try:
        yield
    finally:
        _set(settings, before)


def _set(settings: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
