"""Which gate a crew arrives at: the quickest that is open at the hour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError
from geo.summary import Summarized

__all__ = ["GateChoice", "best_gates", "open_gates"]


@dataclass(frozen=True, eq=False, repr=False)
class GateChoice(Summarized):
    """The gate of every pair of station and estate, and the minutes by it. Read-only arrays.

    Attributes
    ----------
    gate : ndarray of int, shape (n_stations, n_estates)
        Index of the gate, -1 where no open gate is reached.
    drive_min, access_min : ndarray, shape (n_stations, n_estates)
        Minutes to that gate and from it; inf where there is none.
    """

    gate: NDArray[np.int64]
    drive_min: NDArray[np.float64]
    access_min: NDArray[np.float64]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.setflags(write=False)


def open_gates(opens: ArrayLike, closes: ArrayLike, hour: float) -> NDArray[np.bool_]:
    """Return which gates are open at an hour of the day.

    Parameters
    ----------
    opens, closes : array_like, shape (n_gates,)
        Hours of the day, 0 to 24; nan in both: always open. A gate that closes before it opens
        is open over midnight; one that closes when it opens is always open.
    hour : float
        Hour of the day, 0 to 24.

    Returns
    -------
    ndarray of bool, shape (n_gates,)

    Raises
    ------
    CoverageError
        For hours outside 0 to 24, or only one of the two given.
    """
    first, last = (np.asarray(hours, dtype=np.float64) for hours in (opens, closes))
    if first.shape != last.shape or (np.isnan(first) != np.isnan(last)).any():
        raise CoverageError("coverage.gate_hours_pair")
    for hours in (first, last, np.asarray(hour, dtype=np.float64)):
        wrong = ~np.isnan(hours) & ~((hours >= 0) & (hours <= 24))
        if wrong.any():
            raise CoverageError("coverage.gate_hour", found=float(hours[wrong].flat[0]))
    by_day = (first <= hour) & (hour < last)
    over_midnight = (hour >= first) | (hour < last)
    open_now = np.where(first < last, by_day, over_midnight)
    return np.asarray(np.isnan(first) | (first == last) | open_now)


def best_gates(
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    estate_of_gate: ArrayLike,
    n_estates: int,
    is_open: ArrayLike | None = None,
) -> GateChoice:
    """Return the gate with the shortest drive and access for every station and estate.

    Parameters
    ----------
    drive_min : array_like, shape (n_stations, n_gates)
        Median drive minutes to the gates; inf where there is no way.
    access_min : array_like, shape (n_gates,)
        Median access minutes from the gates.
    estate_of_gate : array_like of int, shape (n_gates,)
        Index of the estate behind each gate.
    n_estates : int
        Number of estates; one without an open gate gets inf.
    is_open : array_like of bool, shape (n_gates,), optional
        Default: all are open.

    Returns
    -------
    GateChoice
        Ties go to the lowest gate.

    Raises
    ------
    CoverageError
        For shapes that do not fit together or an estate index out of range.
    """
    drive = np.asarray(drive_min, dtype=np.float64)
    access = np.asarray(access_min, dtype=np.float64)
    estate = np.asarray(estate_of_gate, dtype=np.int64)
    is_open_ = np.ones(estate.size, dtype=bool) if is_open is None else np.asarray(is_open, bool)
    if drive.ndim != 2 or not drive.shape[1:] == access.shape == estate.shape == is_open_.shape:
        raise CoverageError("coverage.gate_shapes", drive=drive.shape, gates=estate.shape)
    if estate.size and not (estate.min() >= 0 and estate.max() < n_estates):
        raise CoverageError("coverage.gate_estate", estates=n_estates)
    total = np.where(is_open_, drive + access, np.inf)
    quickest = np.full((drive.shape[0], n_estates), np.inf)
    gate = np.full(quickest.shape, -1)
    if estate.size:
        order = np.argsort(estate, kind="stable")
        owner, first, count = np.unique(estate[order], return_index=True, return_counts=True)
        total = total[:, order]
        quickest[:, owner] = np.minimum.reduceat(total, first, axis=1)
        is_quickest = total == np.repeat(quickest[:, owner], count, axis=1)
        place = np.where(is_quickest, order, estate.size)
        gate[:, owner] = np.minimum.reduceat(place, first, axis=1)
        gate[np.isinf(quickest)] = -1
    station = np.arange(drive.shape[0])[:, None]
    return GateChoice(
        gate=gate,
        drive_min=np.where(gate >= 0, drive[station, gate], np.inf) if estate.size else quickest,
        access_min=np.where(gate >= 0, access[gate], np.inf) if estate.size else quickest,
    )
