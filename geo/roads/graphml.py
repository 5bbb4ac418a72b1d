"""Roads from a GraphML file that osmnx saved."""

from pathlib import Path

from geo.errors import RoadsError
from geo.roads.dropped import Dropped
from geo.roads.osmnx_graph import roads_from_graph
from geo.roads.road_map import RoadMap

__all__ = ["read_graphml_roads"]


def read_graphml_roads(path: Path) -> tuple[RoadMap, Dropped]:
    """Read the roads of a GraphML file of osmnx, in degrees or projected.

    Parameters
    ----------
    path : Path

    Raises
    ------
    RoadsError
        When the file is cut short or damaged, was not made by osmnx, or an edge has no length.
    """
    from xml.etree.ElementTree import ParseError

    from networkx import NetworkXError
    from osmnx import load_graphml

    try:
        # As texts: a graph of ways as they are tagged holds OpenStreetMap's own values there.
        graph = load_graphml(path, edge_dtypes={"oneway": str, "reversed": str, "osmid": str})
    except ParseError as error:
        raise RoadsError("roads.file_cut_short", file=path.name, kind="graphml") from error
    except (NetworkXError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise RoadsError("roads.graphml_foreign", file=path.name) from error
    try:
        return roads_from_graph(graph, source=path.name)
    except RoadsError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise RoadsError("roads.graphml_foreign", file=path.name) from error
