"""What hour, station and place add to the minutes, learned from what the distance leaves open.

An effect is a mean of clipped logarithms of observed over expected minutes, weighted by nearness
in time of day, station or place, and drawn towards 0 as if some calls without any effect had been
seen too. Clipping at 1.5 robust standard deviations keeps single odd calls from deciding (Huber's
proposal); the added calls keep places with few calls near the average (shrinkage).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.coverage.calibration.dispatch_log import HOUR_UNKNOWN, DispatchLog

__all__ = [
    "HourEffect",
    "PlaceEffect",
    "StationEffect",
    "clipped",
    "foretells_better",
    "robust_spread",
]

_HOUR_WIDTH: Final = 1.0
_PRIOR_CALLS: Final = 20.0
_OTHER_STATION_WEIGHT: Final = 0.3
_RADII_KM: Final = (0.15, 0.25, 0.4, 0.7, 1.2, 2.0, 4.0)
_PLACE_PRIORS: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
_MOST_NEIGHBOURS: Final = 150
_CALLS_AT_ONCE: Final = 4096
_CLIP_SPREADS: Final = 1.5

# Median absolute deviation to standard deviation, for a normal distribution.
_MAD_TO_SD: Final = 1.4826

Reals = NDArray[np.float64]


def robust_spread(values: Reals) -> float:
    """Return the standard deviation as the median absolute deviation tells it."""
    return float(_MAD_TO_SD * np.median(np.abs(values - np.median(values))))


def clipped(log_ratio: Reals) -> Reals:
    """Return log ratios cut off at 1.5 robust standard deviations on both sides."""
    most = _CLIP_SPREADS * robust_spread(log_ratio)
    return np.clip(log_ratio, -most, most)


def foretells_better(observed_min: Reals, with_effect: Reals, without: Reals) -> bool:
    """Return whether an effect lowers the absolute error by more than chance may do.

    The mean gain must exceed its standard error.
    """
    gain = np.abs(observed_min - without) - np.abs(observed_min - with_effect)
    return bool(gain.mean() > gain.std() / np.sqrt(gain.size))


@dataclass(frozen=True, eq=False)
class HourEffect:
    """An effect for every hour of the day, smoothed over its neighbours around the clock.

    Attributes
    ----------
    sums, weights : ndarray, shape (24,)
        Weighted sums of log ratios and of calls.
    prior_calls : float
        Calls without effect that are added; inf for no effect at all.
    """

    sums: Reals
    weights: Reals
    prior_calls: float = _PRIOR_CALLS

    @classmethod
    def learn(cls, log: DispatchLog, log_ratio: Reals) -> "HourEffect":
        """Learn from the log ratios of a log's calls; those of unknown hour tell nothing."""
        known = log.hour != HOUR_UNKNOWN
        apart = np.abs(np.arange(24)[:, None] - np.arange(24))
        nearness = np.exp(-0.5 * (np.minimum(apart, 24 - apart) / _HOUR_WIDTH) ** 2)
        return cls(
            sums=nearness @ np.bincount(log.hour[known], log_ratio[known], minlength=24),
            weights=nearness @ np.bincount(log.hour[known], minlength=24),
        )

    @property
    def by_hour(self) -> Reals:
        """Effects of the hours, shape (24,)."""
        return self.sums / (self.weights + self.prior_calls)

    def of(self, log: DispatchLog) -> Reals:
        """Return the effect on every call; 0 where the hour is unknown."""
        return np.where(log.hour == HOUR_UNKNOWN, 0.0, self.by_hour[log.hour])

    def of_others(self, log: DispatchLog, log_ratio: Reals) -> Reals:
        """Return the effect on every learned call as all the other calls tell it."""
        effect = (self.sums[log.hour] - log_ratio) / (self.weights[log.hour] - 1 + self.prior_calls)
        return np.where(log.hour == HOUR_UNKNOWN, 0.0, effect)


@dataclass(frozen=True, eq=False)
class StationEffect:
    """An effect for every station.

    Attributes
    ----------
    sums, calls : ndarray, shape (n_stations,)
        Sums of log ratios, and numbers of calls.
    prior_calls : float
        Calls without effect that are added; inf for no effect at all.
    """

    sums: Reals
    calls: Reals
    prior_calls: float = _PRIOR_CALLS

    @classmethod
    def learn(cls, log: DispatchLog, log_ratio: Reals) -> "StationEffect":
        """Learn from the log ratios of a log's calls."""
        stations = len(log.station_ids)
        return cls(
            sums=np.bincount(log.station, log_ratio, minlength=stations).astype(np.float64),
            calls=np.bincount(log.station, minlength=stations).astype(np.float64),
        )

    @property
    def by_station(self) -> Reals:
        """Effects of the stations, shape (n_stations,)."""
        return self.sums / (self.calls + self.prior_calls)

    def of(self, log: DispatchLog) -> Reals:
        """Return the effect on every call."""
        return self.by_station[log.station]

    def of_others(self, log: DispatchLog, log_ratio: Reals) -> Reals:
        """Return the effect on every learned call as all the other calls tell it."""
        others = self.calls[log.station] - 1 + self.prior_calls
        return (self.sums[log.station] - log_ratio) / others


@dataclass(frozen=True, eq=False)
class PlaceEffect:
    """An effect that varies over the map, with the nearest calls weighing most.

    Calls of the same station came by the same roads and weigh full, others 0.3.

    Attributes
    ----------
    tree : cKDTree
        Places of the learned calls on the plane, km.
    station : ndarray of int
        Their stations.
    log_ratio : ndarray
        Their log ratios.
    radius_km : float
        Standard deviation of the bell of weights.
    prior_calls : float
        Calls without effect that are added; inf for no effect at all.
    """

    tree: cKDTree
    station: NDArray[np.int64]
    log_ratio: Reals
    radius_km: float
    prior_calls: float

    @classmethod
    def learn(
        cls, log: DispatchLog, log_ratio: Reals, expected_min: Reals
    ) -> tuple["PlaceEffect", Reals]:
        """Learn from the log ratios of a log's calls, in the width that foretells best.

        Every width and prior is tried on every call as all the other calls tell it; the least
        absolute error of the minutes wins.

        Returns
        -------
        PlaceEffect
        ndarray
            The effect on every learned call as all the other calls tell it.
        """
        places = np.column_stack([log.x_km, log.y_km])
        undecided = cls(cKDTree(places), log.station, log_ratio, _RADII_KM[0], np.inf)
        sums, weights = undecided._around(log, _RADII_KM, own=np.arange(len(log)))
        best, of_others, least_error = undecided, np.zeros(len(log)), np.inf
        for column, radius_km in enumerate(_RADII_KM):
            for prior_calls in _PLACE_PRIORS:
                effect = sums[:, column] / (weights[:, column] + prior_calls)
                error = np.abs(log.response_min - expected_min * np.exp(effect)).mean()
                if error < least_error:
                    best = replace(undecided, radius_km=radius_km, prior_calls=prior_calls)
                    of_others, least_error = effect, error
        return best, of_others

    def of(self, log: DispatchLog) -> Reals:
        """Return the effect on every call."""
        sums, weights = self._around(log, (self.radius_km,), own=None)
        return (sums / (weights + self.prior_calls))[:, 0]

    def _around(
        self, log: DispatchLog, radii_km: tuple[float, ...], own: NDArray[np.int64] | None
    ) -> tuple[Reals, Reals]:
        """Return weighted sums of log ratios and of calls around every call, by radius."""
        sums = np.zeros((len(log), len(radii_km)))
        weights = np.zeros_like(sums)
        neighbours = min(_MOST_NEIGHBOURS, self.station.size)
        for start in range(0, len(log), _CALLS_AT_ONCE):
            rows = slice(start, start + _CALLS_AT_ONCE)
            places = np.column_stack([log.x_km[rows], log.y_km[rows]])
            apart_km, near = self.tree.query(places, neighbours)
            factor = np.where(
                self.station[near] == log.station[rows, None], 1.0, _OTHER_STATION_WEIGHT
            )
            if own is not None:
                factor[near == own[rows, None]] = 0.0
            for column, radius_km in enumerate(radii_km):
                weight = factor * np.exp(-0.5 * (apart_km / radius_km) ** 2)
                sums[rows, column] = (weight * self.log_ratio[near]).sum(axis=1)
                weights[rows, column] = weight.sum(axis=1)
        return sums, weights
