"""The gates of a district: every gate of every estate, put on the roads."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.coverage import best_gates, open_gates
from geo.response import ResponseModel
from geo.roads import RoadMap, SnappedPoints, snap
from geo.summary import Summarized

__all__ = ["Gates", "gates_on_roads", "quickest_pairs"]

Minutes = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Gates(Summarized):
    """Where estates are entered. An estate without listed gates has one gate, its own point.

    Attributes
    ----------
    estate : ndarray of int64, shape (n_gates,)
        Index of the estate behind each gate; an estate without a position has no gate.
    points : SnappedPoints, shape (n_gates,)
        The gates on the roads.
    is_open : ndarray of bool, shape (n_gates,)
        Whether the gate is open at the hour of the plan.
    n_estates : int
        Number of estates, those without a gate included.
    opens, closes : ndarray, shape (n_gates,)
        Hours of the day as :func:`geo.coverage.open_gates` takes them.
    """

    estate: NDArray[np.int64]
    points: SnappedPoints
    is_open: NDArray[np.bool_]
    n_estates: int
    opens: Minutes
    closes: Minutes

    def open_at(self, hour: int) -> NDArray[np.bool_]:
        """Return which gates are open at an hour of the day, shape (n_gates,)."""
        return open_gates(self.opens, self.closes, hour)

    @property
    def has_gate(self) -> NDArray[np.bool_]:
        """Whether an estate can be entered anywhere, shape (n_estates,)."""
        return np.isin(np.arange(self.n_estates), self.estate)

    @property
    def road_m(self) -> Minutes:
        """Metres from each estate's nearest gate to its road; inf where none is near."""
        nearest = np.full(self.n_estates, np.inf)
        np.minimum.at(nearest, self.estate, self.points.distance_m)
        return nearest

    def of(self, estates: NDArray[np.int64]) -> "Gates":
        """Return the gates of some estates, numbered in that order.

        Parameters
        ----------
        estates : ndarray of int
            Ascending, each once.
        """
        those = np.flatnonzero(np.isin(self.estate, estates))
        return replace(
            self,
            estate=np.searchsorted(estates, self.estate[those]),
            points=self.points.take(those),
            is_open=self.is_open[those],
            n_estates=estates.size,
            opens=self.opens[those],
            closes=self.closes[those],
        )

    def best(self, drive_min: Minutes, model: ResponseModel) -> tuple[Minutes, Minutes]:
        """Return drive and access minutes by the best open gate of every estate.

        Parameters
        ----------
        drive_min : ndarray, shape (n_origins, n_gates)
        model : ResponseModel
            Says how long the walk from the road to the gate takes.

        Returns
        -------
        drive_min, access_min : ndarray, shape (n_origins, n_estates)
        """
        choice = best_gates(
            drive_min=drive_min,
            access_min=self.access_minutes(model),
            estate_of_gate=self.estate,
            n_estates=self.n_estates,
            is_open=self.is_open,
        )
        return choice.drive_min, choice.access_min

    def access_minutes(self, model: ResponseModel) -> Minutes:
        """Return the minutes from the vehicle beside every gate to the work, shape (n_gates,)."""
        return model.access_minutes(self.points.distance_m)


def quickest_pairs(estate: NDArray[np.int64], n_estates: int, drive_min: Minutes) -> Minutes:
    """Return the quickest drive between any gates of two estates.

    Parameters
    ----------
    estate : ndarray of int, shape (n_gates,)
        The estate behind each gate.
    n_estates : int
    drive_min : ndarray, shape (n_gates, n_gates)

    Returns
    -------
    ndarray, shape (n_estates, n_estates)
        inf for estates without a gate; 0 from every estate to itself.
    """
    between = np.full((n_estates, n_estates), np.inf)
    np.minimum.at(between, (estate[:, None], estate[None, :]), drive_min)
    np.fill_diagonal(between, 0.0)
    return between


def gates_on_roads(
    estates: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame | None,
    road_map: RoadMap,
    *,
    max_distance_m: float,
    hour: int,
) -> Gates:
    """Put every gate of every estate on the nearest road where a crew can stop.

    Parameters
    ----------
    estates : GeoDataFrame
        One row per estate; those without a position and without gates get no gate.
    gates : GeoDataFrame or None
        ``estate_id``, position, ``opens`` and ``closes`` as hours of the day.
    road_map : RoadMap
    max_distance_m : float
        How far the road may be.
    hour : int
        The hour of the plan, at which a gate is open or not.

    Returns
    -------
    Gates
        The gates in the order of the estates, the gates of one estate in the order of their list.
    """
    number = {estate_id: index for index, estate_id in enumerate(estates["estate_id"])}
    own = estates[estates.geometry.notna()]
    estate = [np.array([number[estate_id] for estate_id in own["estate_id"]], np.int64)]
    lon, lat = [own.geometry.x.to_numpy()], [own.geometry.y.to_numpy()]
    opens = closes = np.full(len(own), np.nan)
    if gates is not None and len(gates):
        behind = gates["estate_id"].map(number).to_numpy(np.int64)
        without_gates = ~np.isin(estate[0], behind)
        estate = [estate[0][without_gates], behind]
        lon = [lon[0][without_gates], gates.geometry.x.to_numpy()]
        lat = [lat[0][without_gates], gates.geometry.y.to_numpy()]
        opens, closes = (
            np.append(np.full(without_gates.sum(), np.nan), gates[name].to_numpy(np.float64))
            for name in ("opens", "closes")
        )
    owner = np.concatenate(estate)
    order = np.argsort(owner, kind="stable")
    return Gates(
        estate=owner[order],
        points=snap(
            road_map,
            np.concatenate(lon)[order],
            np.concatenate(lat)[order],
            max_distance_m=max_distance_m,
        ),
        is_open=open_gates(opens, closes, hour)[order],
        n_estates=len(estates),
        opens=opens[order],
        closes=closes[order],
    )
