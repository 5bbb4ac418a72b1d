"""How far what happened strays from what was expected, as seen and not as assumed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["ObservedSpread"]

_ANCHORS: Final = 9
_SHARE_PER_ANCHOR: Final = 0.2
_LEAST_PER_ANCHOR: Final = 500

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ObservedSpread:
    """Ratios of observed to expected minutes, by how long was expected.

    Nine anchors from the shortest to the longest expected minutes; each holds the ratios of the
    fifth of the calls (at least 500, where there are as many) around it, and between anchors
    probabilities are interpolated.

    Attributes
    ----------
    anchors_min : ndarray, shape (k,)
        Expected minutes of the anchors, rising.
    ratios : ndarray, shape (k, window)
        Sorted ratios of each anchor.
    """

    anchors_min: Reals
    ratios: Reals

    @classmethod
    def learn(cls, expected_min: Reals, observed_min: Reals) -> "ObservedSpread":
        """Learn from calls whose expectation did not know their outcome."""
        calls = expected_min.size
        order = np.argsort(expected_min, kind="stable")
        ratio = (observed_min / expected_min)[order]
        window = min(calls, max(_LEAST_PER_ANCHOR, int(_SHARE_PER_ANCHOR * calls)))
        starts = np.unique(np.linspace(0, calls - window, _ANCHORS).astype(np.int64))
        windows = [slice(start, start + window) for start in starts]
        return cls(
            anchors_min=np.array([np.median(expected_min[order][rows]) for rows in windows]),
            ratios=np.array([np.sort(ratio[rows]) for rows in windows]),
        )

    def p_on_time(self, expected_min: Reals, target_min: float) -> Reals:
        """Return the probability that what takes ``expected_min`` meets the target."""
        allowed = target_min / expected_min
        window = self.ratios.shape[1]
        by_anchor = [
            np.searchsorted(ratios, allowed, side="right") / window for ratios in self.ratios
        ]
        position = np.interp(expected_min, self.anchors_min, np.arange(len(by_anchor)))
        below = np.minimum(position.astype(np.int64), max(len(by_anchor) - 2, 0))
        above = np.minimum(below + 1, len(by_anchor) - 1)
        share = position - below
        calls = np.arange(expected_min.size)
        p = np.array(by_anchor)
        return np.asarray((1 - share) * p[below, calls] + share * p[above, calls])
