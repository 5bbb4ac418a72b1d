"""A promise: so many minutes in such a share of cases, and the longest drives that keep it.

A longer leg never raises the probability to be on time. So each access time has one longest drive
that keeps the promise, and a longer access time has none that is longer: once this border is known
no pair of station and estate needs a probability of its own.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.response import (
    ResponseModel,
    each_turnout,
    expect_pairs,
    last_kept,
    rounded_p_on_time,
)

__all__ = ["LEG_DECIMALS", "P_DECIMALS", "Promise"]

# Legs and probabilities are rounded once, when the ledger is made, and judged as rounded: whoever
# calculates from an export by hand gets the same verdict.
LEG_DECIMALS: Final = 4
P_DECIMALS: Final = 6

_STEPS: Final = 10**LEG_DECIMALS
# Every so many access times are searched at once; those between them have near borders then.
_STRIDES: Final = (4096, 512, 64, 8, 1)
_MOST_KNOWN: Final = 200_000
_LOOKS_PER_BORDER: Final = 5

Minutes = NDArray[np.float64]
Steps = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Promise:
    """A target and a percentile, and how a median drive and access stand to them.

    Attributes
    ----------
    model : ResponseModel
        Its medians are rounded as the legs are.
    target_min, percentile : float
        This share of responses within this many minutes.
    """

    model: ResponseModel
    target_min: float
    percentile: float

    def p(self, drive_min: Minutes, access_min: Minutes, turnout_min: Minutes) -> Minutes:
        """Return probabilities; the turnouts, few and different, broadcast like the other legs."""
        drive, access, turnout = np.broadcast_arrays(drive_min, access_min, turnout_min)
        p = np.empty(drive.shape)
        for own, those in each_turnout(self.model, turnout):
            p[those] = rounded_p_on_time(
                own,
                drive_min=drive[those],
                access_min=access[those],
                target_min=self.target_min,
                decimals=P_DECIMALS,
            )
        return p

    def kept(self, drive_min: Minutes, access_min: Minutes, turnout_min: Minutes) -> Flags:
        """Return where the promise is kept."""
        return np.asarray(self.p(drive_min, access_min, turnout_min) >= self.percentile)

    def longest_drives(
        self, access_min: Minutes, turnout_min: float, *, at_most_min: float
    ) -> Minutes:
        """Return the longest drives that keep the promise.

        Parameters
        ----------
        access_min : ndarray, shape (n,)
            Different access times in order, finite.
        turnout_min : float
            Median turnout of the crews.
        at_most_min : float
            Longer drives need not be told apart.

        Returns
        -------
        ndarray, shape (n,)
            Whole steps of a leg; -1 where no drive is short enough.
        """
        too_many = round(at_most_min * _STEPS) + 1
        borders = _borders(self, turnout_min)
        kept = np.minimum(borders.of(access_min, too_many, self), too_many - 1)
        return np.where(kept < 0, -1.0, kept / _STEPS)

    def expect(self, access_times: int, turnout_min: float) -> None:
        """Let it be known that the borders of so many access times will be searched."""
        model = replace(self.model, turnout_min=float(turnout_min))
        expect_pairs(model, self.target_min, access_times * _LOOKS_PER_BORDER)

    def between(
        self,
        access_min: Minutes,
        turnout_min: float,
        shortest: Steps,
        longest: Steps,
    ) -> Steps:
        """Return the longest drives in steps: at least the one and at most the other known one.

        Parameters
        ----------
        access_min : ndarray, shape (n,)
        turnout_min : float
        shortest, longest : ndarray of int, shape (n,)
        """
        turnout = np.full(1, turnout_min)

        def p_of(searching: NDArray[np.intp], steps: Steps) -> Minutes:
            return self.p(steps / _STEPS, access_min[searching], turnout)

        return last_kept(p_of, shortest, longest + 1, self.percentile)


class _Borders:
    """The longest drives of one promise and one turnout, for all access times asked for so far.

    Estates are asked about again and again, by every hour, remedy and click: only access times
    that are new are searched, and between those known already.

    Parameters
    ----------
    turnout_min : float
    """

    def __init__(self, turnout_min: float) -> None:
        self._turnout_min = turnout_min
        # Replaced as a whole: threads that ask together may search the same, and harm nothing.
        self._known = (np.zeros(0), np.zeros(0, np.int64), 0)

    def of(self, access_min: Minutes, too_many: int, promise: Promise) -> Steps:
        """Return the longest drives in steps, those from ``too_many`` on not told apart.

        Parameters
        ----------
        access_min : ndarray, shape (n,)
            Different access times in order, finite.
        too_many : int
        promise : Promise
        """
        access, kept, told_apart = self._known
        if too_many > told_apart or access.size + access_min.size > _MOST_KNOWN:
            access, kept = access[:0], kept[:0]
            told_apart = 1 << max(0, too_many - 1).bit_length()
        whole = np.union1d(access, access_min)
        kept = self._completed(whole, np.searchsorted(whole, access), kept, told_apart, promise)
        self._known = (whole, kept, told_apart)
        return kept[np.searchsorted(whole, access_min)]

    def _completed(
        self,
        access_min: Minutes,
        known: Steps,
        kept_by_known: Steps,
        too_many: int,
        promise: Promise,
    ) -> Steps:
        kept = np.full(len(access_min), -1, np.int64)
        kept[known] = kept_by_known
        missing = np.setdiff1d(np.arange(len(access_min)), known)
        promise.expect(missing.size, self._turnout_min)
        for stride in _STRIDES:
            asked = np.setdiff1d(missing[::stride], known)
            before = np.searchsorted(known, asked)
            most = np.append(kept[known], -1)
            longest = np.where(before > 0, most[before - 1], too_many - 1)
            kept[asked] = promise.between(
                access_min[asked], self._turnout_min, most[before], longest
            )
            known = np.union1d(known, asked)
        return kept


@lru_cache(maxsize=64)
def _borders(_promise: Promise, turnout_min: float) -> _Borders:
    return _Borders(turnout_min)
