"""Travel times of any number of pairs, written as they come: a parquet file of close pairs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Cancelled, TravelError
from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.threads import thread_count
from geo.travel.times import NodeRows, PointRows, node_list

__all__ = ["write_times"]

BLOCK_CELLS: Final = 32_000_000
"""Cells of the matrix that exist at one time, four bytes each."""

GROUP_CELLS: Final = 4_000_000
"""Cells that are searched for close pairs at one time: a row group of the file."""


def write_times(
    network: RoadNetwork,
    path: Path,
    *,
    origins: SnappedPoints | ArrayLike,
    destinations: SnappedPoints | ArrayLike,
    origin_ids: Sequence[Any],
    destination_ids: Sequence[Any],
    limit_min: float,
    engine: str = "auto",
    threads: int | None = None,
    progress: Callable[[float], None] = lambda _share: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the pairs within a limit to a parquet file, in bounded memory.

    Columns ``origin_id``, ``destination_id``, ``travel_min`` (float32); origins in their order,
    destinations in theirs. The file appears under its name when it is complete.

    Parameters
    ----------
    network : RoadNetwork
    path : Path
        Where to write; its folder exists.
    origins, destinations : SnappedPoints or array_like of int
        Both points inside edges, or both node indices.
    origin_ids, destination_ids : sequence
        What they are called in the file, one each.
    limit_min : float
        Longest time that is kept, minutes, at least 0; inf for no limit.
    engine : {"auto", "cch", "dijkstra"}
    threads : int, optional
        Threads to use; one per core when left out. The file does not depend on it.
    progress : callable
        Told the share that is done, 0 to 1, after every block.
    is_cancelled : callable
        Asked before every block; when it says so, nothing is left behind.

    Returns
    -------
    int
        Pairs written.

    Raises
    ------
    TravelError
        When ids and points differ in number, points and nodes are mixed, an index is not a node,
        the limit is negative or NaN, or the engine is unknown.
    Cancelled
        When the caller said so.
    """
    from pyarrow import array
    from pyarrow.parquet import ParquetWriter

    rows, n_origins, n_destinations = _rows(
        network, origins, destinations, limit_min, engine=engine
    )
    names = {"origins": (origin_ids, n_origins), "destinations": (destination_ids, n_destinations)}
    for name, (ids, wanted) in names.items():
        if len(ids) != wanted:
            raise TravelError("travel.ids", name=name, found=len(ids), wanted=wanted)
    columns = array(origin_ids), array(destination_ids)
    cores = thread_count(threads)
    unfinished = path.with_name(f"{path.name}.part")
    n_pairs = 0
    try:
        with ParquetWriter(unfinished, _schema(*columns), compression="zstd") as writer:
            for begin, end in _blocks(0, n_origins, n_destinations, BLOCK_CELLS):
                if is_cancelled():
                    raise Cancelled("travel.cancelled")
                minutes = rows.minutes(begin, end, threads=cores)
                for first, last in _blocks(0, end - begin, n_destinations, GROUP_CELLS):
                    group = _close_pairs(minutes[first:last], begin + first, *columns)
                    writer.write_batch(group)
                    n_pairs += group.num_rows
                progress(end / n_origins)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return n_pairs


def _rows(
    network: RoadNetwork,
    origins: SnappedPoints | ArrayLike,
    destinations: SnappedPoints | ArrayLike,
    limit_min: float,
    *,
    engine: str,
) -> tuple[NodeRows | PointRows, int, int]:
    if isinstance(origins, SnappedPoints) and isinstance(destinations, SnappedPoints):
        points = PointRows(network, origins, destinations, limit_min, engine=engine)
        return points, len(origins), len(destinations)
    if isinstance(origins, SnappedPoints) or isinstance(destinations, SnappedPoints):
        raise TravelError("travel.mixed")
    from_nodes = node_list("origins", origins, network.n_nodes)
    to_nodes = node_list("destinations", destinations, network.n_nodes)
    nodes = NodeRows(network, from_nodes, to_nodes, limit_min, engine=engine)
    return nodes, len(from_nodes), len(to_nodes)


def _schema(origin_ids: Any, destination_ids: Any) -> Any:
    import pyarrow as pa

    return pa.schema(
        {
            "origin_id": origin_ids.type,
            "destination_id": destination_ids.type,
            "travel_min": pa.float32(),
        }
    )


def _blocks(begin: int, end: int, width: int, cells: int) -> list[tuple[int, int]]:
    """Return runs of rows of about so many cells each."""
    step = max(1, cells // max(1, width))
    return [(first, min(first + step, end)) for first in range(begin, end, step)]


def _close_pairs(
    minutes: NDArray[np.float32], first_origin: int, origin_ids: Any, destination_ids: Any
) -> Any:
    from pyarrow import RecordBatch, array

    origin, destination = np.nonzero(np.isfinite(minutes))
    return RecordBatch.from_arrays(
        [
            origin_ids.take(array(origin + first_origin)),
            destination_ids.take(array(destination)),
            array(minutes[origin, destination]),
        ],
        schema=_schema(origin_ids, destination_ids),
    )
