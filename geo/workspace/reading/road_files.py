"""Road sources turned into the road file that workspaces name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.roads import Dropped, RoadMap, read_source, write_roads
from geo.summary import Summarized
from geo.tables import read_boundary

__all__ = ["ConvertedRoads", "convert_roads"]


@dataclass(frozen=True, eq=False, repr=False)
class ConvertedRoads(Summarized):
    """The roads of a source and what was left out of them.

    Attributes
    ----------
    road_map : RoadMap
        What was written.
    dropped : Dropped
        What was not, and why.
    """

    road_map: RoadMap
    dropped: Dropped

    def record(self) -> dict[str, Any]:
        """Return the statistics as plain values."""
        return {
            "nodes": self.road_map.n_nodes,
            "edges": self.road_map.n_edges,
            "length_km": round(self.road_map.length_km, 1),
            "oneway_km": round(float(self.road_map.length_m[self.road_map.oneway].sum()) / 1000, 1),
            "turn_restrictions": len(self.road_map.turns) + len(self.road_map.paths),
            "dropped": self.dropped.as_dict(),
        }


def convert_roads(
    source: str,
    out: Path,
    *,
    boundary: Path | None = None,
    margin_m: float = 3000.0,
    progress: Callable[[float, str], None] = lambda _share, _stage: None,
) -> ConvertedRoads:
    """Read a road source and write it as a road file.

    Parameters
    ----------
    source : str
        A file, or the name of a place.
    out : Path
        The ``.npz`` file to write; an old one is replaced only when all went well.
    boundary : Path, optional
        A file with the outline of the district.
    margin_m : float
        Metres of road kept beyond the outline.
    progress : callable
        Hears the share done and the key of the stage.

    Returns
    -------
    ConvertedRoads

    Raises
    ------
    RoadsError
        When the source is not what it seems, is damaged, or holds no roads of the district.
    SourceError
        When a place cannot be fetched.
    """
    outline = None if boundary is None else read_boundary(boundary)
    road_map, dropped = read_source(source, boundary=outline, margin_m=margin_m, progress=progress)
    write_roads(road_map, out)
    return ConvertedRoads(road_map, dropped)
