"""What a claim says of estates: all of them, a share of somebody, or the mean response."""

from dataclasses import dataclass
from math import hypot
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.coverage.claim import Claim
from geo.coverage.turnouts import Turnouts
from geo.coverage.verdict import Coverage, cover
from geo.errors import CoverageError

__all__ = ["AuditedEstates", "reached_and_missed", "residents_or_refuse"]

_SHARE_TOLERANCE: Final = 1e-9

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AuditedEstates:
    """What a claim says of the estates, and whether it holds under other speeds and turnouts.

    Attributes
    ----------
    claim : Claim
    drive_min, access_min : ndarray
        As for :func:`geo.coverage.cover`.
    promise : dict
        ``target_min, percentile``.
    today : Coverage
        The verdicts as things stand.
    households : ndarray, shape (n_estates,)
    weights : ndarray, shape (n_estates,), or None
        What the claim counts; None where it is about the area alone.
    """

    claim: Claim
    drive_min: Reals
    access_min: Reals
    promise: dict[str, float]
    today: Coverage
    households: Reals
    weights: Reals | None

    @property
    def _unsure(self) -> NDArray[np.bool_]:
        return np.asarray(self.today.verdict == "unsure")

    @property
    def is_doubtful(self) -> bool:
        """Whether the estates of unsure position could turn the answer."""
        if self.weights is None:
            return False
        if self.claim.share is None:
            return bool(self._unsure.any())
        return float(self.weights[self.today.covered].sum()) < self._needed

    @property
    def _needed(self) -> float:
        if self.weights is None or self.claim.share is None:
            return 0.0
        return self.claim.share * float(self.weights.sum()) * (1 - _SHARE_TOLERANCE)

    def holds(self, factor: float, turnouts: Turnouts) -> bool:
        """Return whether the claim holds, with those of unsure position on its side."""
        if self.claim.is_mean:
            mean = self.mean_min(turnouts, factor)
            return mean is not None and mean <= self.claim.minutes
        if self.weights is None:
            return True
        judged = np.flatnonzero(~self._unsure)
        reached = cover(
            drive_min=self.drive_min[:, judged] / factor,
            access_min=self.access_min[..., judged],
            model=turnouts.model,
            turnout_min=turnouts.turnout_min,
            **self.promise,
        ).covered
        if self.claim.share is None:
            return bool(reached.all())
        for_it = self.weights[judged][reached].sum() + self.weights[self._unsure].sum()
        return float(for_it) >= self._needed

    def mean_min(self, turnouts: Turnouts, factor: float = 1.0) -> float | None:
        """Return the expected minutes of a response over all households of sure position.

        The mean of a lognormal leg is its median times the root of one plus the square of its
        coefficient of variation; means of legs add up.
        """
        judged = np.flatnonzero(~self._unsure)
        weights = self.households[judged]
        if not weights.sum() > 0:
            weights = np.ones(judged.size)
        model = turnouts.model
        fixed = model.call_min * hypot(1, model.call_cv)
        usual = turnouts.usual_min
        fixed += usual * hypot(1, model.turnout_cv)
        later = (turnouts.by_station(len(self.drive_min)) - usual) * hypot(1, model.turnout_cv)
        with_access = np.broadcast_to(self.access_min, self.drive_min.shape)[:, judged]
        mean = self.drive_min[:, judged] / factor * hypot(1, model.drive_cv)
        mean = mean + with_access * hypot(1, model.access_cv)
        best = fixed + (mean + later[:, None]).min(axis=0, initial=np.inf)
        if not judged.size or not np.isfinite(best[weights > 0]).all():
            return None
        return round(float(np.average(best[weights > 0], weights=weights[weights > 0])), 4)

    def share_figures(self) -> dict[str, Any] | None:
        """Return who is reached, of those that the claim names a share of."""
        if self.claim.share is None or self.weights is None:
            return None
        needed = self.claim.share * float(self.weights.sum())
        figures = reached_and_missed(self.today, self.weights)
        return {"of": self.claim.share_of, "needed": round(needed, 6), **figures}


def residents_or_refuse(residents: ArrayLike | None) -> Reals:
    """Return how many live in every estate, or say that the list does not tell."""
    weights = np.array([]) if residents is None else np.asarray(residents, dtype=np.float64)
    if not weights.size or not np.isfinite(weights).all():
        raise CoverageError("coverage.claim_residents")
    return weights


def reached_and_missed(coverage: Coverage, weights: Reals) -> dict[str, float]:
    """Return how much weight is reached, missed and unsure, and all of it."""
    unsure = coverage.verdict == "unsure"
    parts = {
        "count": weights.sum(),
        "reached": weights[coverage.covered].sum(),
        "missed": weights[~coverage.covered & ~unsure].sum(),
        "unsure": weights[unsure].sum(),
    }
    return {name: _plain(float(value)) for name, value in parts.items()}


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else value
