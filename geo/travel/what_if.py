"""What if a bridge closes, an underpass floods, a road slows down."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import TravelError
from geo.roads import RoadMap, RoadNetwork, edges_named, edges_within
from geo.travel.times import TravelTimes

__all__ = ["closures", "travel_change"]


def closures(
    road_map: RoadMap,
    network: RoadNetwork,
    *,
    area: shapely.Geometry | None = None,
    names: Iterable[str] = (),
    edges: ArrayLike = (),
    factor: float = np.inf,
) -> NDArray[np.float64]:
    """Return the minutes of all arcs when some roads are closed or slower.

    For :meth:`RoadNetwork.with_drive_min`, which keeps the prepared order; repeated calls on the
    reweighted network add up.

    Parameters
    ----------
    road_map : RoadMap
        Where the roads lie and what they are called.
    network : RoadNetwork
        Its network, with or without turns.
    area : polygon, optional
        In WGS-84; every edge that touches it is meant.
    names : iterable of str
        Names of roads, all their edges.
    edges : array_like of int
        Edges of the road map.
    factor : float
        What the minutes are multiplied by, above 0; inf closes.

    Returns
    -------
    ndarray of float64, shape (n_arcs,)

    Raises
    ------
    TravelError
        When no road is meant, every road would be closed, an edge does not exist, or the factor
        is not above 0.
    RoadsError
        When no road has one of the names.
    """
    if not factor > 0:
        raise TravelError("travel.factor", found=factor)
    meant = [_edge_list(edges, road_map.n_edges)]
    meant += [edges_named(road_map, name) for name in names]
    if area is not None:
        meant.append(edges_within(road_map, area))
    is_meant = np.zeros(road_map.n_edges + 1, dtype=np.bool_)  # the last one is "no edge"
    is_meant[np.concatenate(meant)] = True
    if not is_meant.any():
        raise TravelError("travel.no_road_meant")
    on_meant = is_meant[network.arc_edge]
    drive_min = network.drive_min.copy()
    drive_min[on_meant] = np.inf if np.isinf(factor) else drive_min[on_meant] * factor
    if not np.isfinite(drive_min[network.arc_edge >= 0]).any():
        raise TravelError("travel.all_closed", count=int(is_meant.sum()))
    return drive_min


def travel_change(before: TravelTimes, after: TravelTimes) -> pd.DataFrame:
    """Return what a change of the network means for every destination.

    Parameters
    ----------
    before, after : TravelTimes
        The same origins and destinations on two networks.

    Returns
    -------
    DataFrame
        One row per destination, in order: ``before_min`` and ``after_min`` from the quickest
        origin, ``change_min`` (0 where it is reached neither before nor after), and the origins
        ``before_origin`` and ``after_origin`` by number, ties to the lowest, -1 for none.

    Raises
    ------
    TravelError
        When the two matrices differ in shape.
    """
    if before.minutes.shape != after.minutes.shape:
        raise TravelError(
            "travel.not_comparable",
            before=str(before.minutes.shape),
            after=str(after.minutes.shape),
        )
    before_min, before_origin = _quickest(before.minutes)
    after_min, after_origin = _quickest(after.minutes)
    never = np.isinf(before_min) & np.isinf(after_min)
    change_min = np.zeros(len(before_min))
    np.subtract(after_min, before_min, out=change_min, where=~never)
    return pd.DataFrame(
        {
            "before_min": before_min,
            "after_min": after_min,
            "change_min": change_min,
            "before_origin": before_origin,
            "after_origin": after_origin,
        }
    )


def _edge_list(edges: ArrayLike, n_edges: int) -> NDArray[np.int64]:
    listed = np.asarray(edges).reshape(-1).astype(np.int64)
    wrong = listed[(listed < 0) | (listed >= n_edges)]
    if len(wrong):
        raise TravelError("travel.no_such_edge", found=int(wrong[0]), n_edges=n_edges)
    return listed


def _quickest(
    minutes: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if len(minutes) == 0:
        n_destinations = minutes.shape[1]
        return np.full(n_destinations, np.inf), np.full(n_destinations, -1)
    origin = minutes.argmin(axis=0)
    best_min = minutes[origin, np.arange(minutes.shape[1])].astype(np.float64)
    return best_min, np.where(np.isinf(best_min), -1, origin)
