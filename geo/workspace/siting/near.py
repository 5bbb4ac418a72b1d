"""Whom many places cover, found from the estates that are near them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coverage import NearQuestion, NearWays, OnDuty, cover
from geo.roads import SnappedPoints
from geo.travel import NearPairs, near_pairs
from geo.workspace.district import District, position_errors

__all__ = ["SiteCover", "near_cover"]

Flags = NDArray[np.bool_]
Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]


class SiteCover(NamedTuple):
    """Whom places cover.

    Attributes
    ----------
    covers : ndarray of bool, shape (n_sites, n_estates)
        Who is reached on time, as surely as promised.
    unsure : ndarray of bool, shape (n_estates,)
        Whose position is too inexact to say.
    """

    covers: Flags
    unsure: Flags


class _OpenGates:
    """The gates that are open, estate by estate, and what the walk from each takes."""

    def __init__(self, district: District) -> None:
        gates = district.gates
        is_usable = gates.is_open & (gates.points.edge >= 0)
        usable = np.flatnonzero(is_usable)
        usable = usable[np.argsort(gates.estate[usable], kind="stable")]
        self.points = gates.points.take(usable)
        self.estate = gates.estate[usable]
        self.access_min = gates.access_minutes(district.model)[usable]
        self._shortest = np.full(gates.n_estates, np.inf)
        self._longest = np.full(gates.n_estates, -np.inf)
        np.minimum.at(self._shortest, self.estate, self.access_min)
        np.maximum.at(self._longest, self.estate, self.access_min)

    @property
    def has_several(self) -> Flags:
        """Whether an estate has gates of different access times, shape (n_estates,)."""
        return np.asarray(self._longest > self._shortest)

    @property
    def least_access_min(self) -> float:
        return float(self.access_min.min(initial=np.inf))

    @property
    def between_min(self) -> float:
        """The largest difference between the access times of two gates of one estate."""
        return float((self._longest - self._shortest).max(initial=0.0))

    def best(self, pairs: NearPairs) -> NearWays:
        """Return the ways by the best gate; of equals by the first."""
        estate = self.estate[pairs.destination]
        is_new = np.diff(pairs.origin, prepend=-1) != 0
        is_new |= np.diff(estate, prepend=-1) != 0
        first = np.flatnonzero(is_new)
        if not first.size:
            return NearWays(pairs.origin, estate, np.zeros(0), np.zeros(0))
        drive = pairs.minutes.astype(np.float64)
        access = self.access_min[pairs.destination]
        total = drive + access
        least = np.minimum.reduceat(total, first)
        group = np.cumsum(is_new) - 1
        found = np.flatnonzero(total == least[group])
        best = found[np.diff(group[found], prepend=-1) != 0]
        return NearWays(pairs.origin[best], estate[best], drive[best], access[best])


def near_cover(district: District, points: SnappedPoints, on: OnDuty) -> SiteCover:
    """Return whom places cover, without the minutes of all pairs.

    Parameters
    ----------
    district : District
    points : SnappedPoints
        The places on the roads, shape (n_sites,).
    on : OnDuty
        Who is on duty at each; where nobody is, nobody is covered from.

    Returns
    -------
    SiteCover
        What the verdicts over all pairs say.
    """
    gates, located = _OpenGates(district), district.gates.has_gate
    manned = np.flatnonzero(on.is_manned)
    covers = np.zeros((len(points), located.size), dtype=bool)
    question = NearQuestion(
        model=district.model,
        target_min=district.settings.target.minutes,
        percentile=district.settings.target.percentile,
        turnout_min=on.turnout_min[manned],
        located=located,
        position_error_m=position_errors(district),
    )
    if not manned.size or not gates.estate.size:
        return SiteCover(covers, ~located)
    blocks = near_pairs(
        district.network,
        origins=points.take(manned),
        destinations=gates.points,
        limit_min=question.limit_min(gates.least_access_min, gates.between_min),
    )
    ways = _joined([gates.best(pairs) for pairs in blocks])
    found = question.verdicts(ways, has_several_gates=gates.has_several)
    covers[manned[ways.station[found.covers]], ways.estate[found.covers]] = True
    unsure = found.unsure.copy()
    asked = np.flatnonzero(found.open_question)
    if asked.size:
        unsure[asked] = _unsure_of(district, points, on, asked)
    return SiteCover(covers, unsure)


def _joined(blocks: list[NearWays]) -> NearWays:
    return NearWays(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def _unsure_of(district: District, points: SnappedPoints, on: OnDuty, estates: Indices) -> Flags:
    """Return whether the verdicts of some estates are unsure, asked of all places."""
    manned = np.flatnonzero(on.is_manned)
    gates = district.gates.of(estates)
    drive = district.minutes_to_points(points.take(manned), gates.points)
    drive, access = gates.best(drive, district.model)
    error_m = position_errors(district)
    verdicts = cover(
        drive_min=drive,
        access_min=access,
        model=district.model,
        target_min=district.settings.target.minutes,
        percentile=district.settings.target.percentile,
        located=district.gates.has_gate[estates],
        position_error_m=None if error_m is None else error_m[estates],
        turnout_min=on.turnout_min[manned],
    )
    return np.asarray(verdicts.verdict == "unsure")
