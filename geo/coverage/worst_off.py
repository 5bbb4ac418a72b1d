"""How long those wait who wait longest."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError
from geo.summary import Summarized

__all__ = ["WorstOff", "worst_off"]


@dataclass(frozen=True, eq=False, repr=False)
class WorstOff(Summarized):
    """The part of all people who wait longest.

    Attributes
    ----------
    part : ndarray, shape (n_places,)
        What of each place belongs to it: 0 to the weight of the place. Arrays are read-only.
    from_min : float
        The least minutes of anyone in it; inf where even they have no way.
    mean_min : float
        Mean minutes of those in it who have a way; nan where none has.
    unreached : float
        The weight in it that has no way.
    """

    part: NDArray[np.float64]
    from_min: float
    mean_min: float
    unreached: float

    def __post_init__(self) -> None:
        self.part.setflags(write=False)

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "weight", f"{self.part.sum():,.1f}"
        yield "mean_min", f"{self.mean_min:.1f}"
        yield "unreached", f"{self.unreached:,.1f}"


def worst_off(minutes: ArrayLike, weight: ArrayLike, *, share: float = 0.1) -> WorstOff:
    """Return the share of all people who wait longest, exactly: the last place is taken in part.

    Parameters
    ----------
    minutes : array_like, shape (n_places,)
        Response minutes; inf where there is no way, which is the longest wait of all.
    weight : array_like, shape (n_places,)
        People or households.
    share : float
        Above 0, at most 1.

    Returns
    -------
    WorstOff

    Raises
    ------
    CoverageError
        For shapes, values or a share that cannot be.

    Examples
    --------
    >>> worst_off([5.0, 20.0, 10.0], [70.0, 10.0, 20.0], share=0.2).mean_min
    15.0
    """
    waits, people = np.asarray(minutes, np.float64), np.asarray(weight, np.float64)
    if waits.shape != people.shape or waits.ndim != 1:
        raise CoverageError("coverage.access_table", found=waits.shape, wanted=people.shape)
    if not ((waits >= 0).all() and (people >= 0).all() and np.isfinite(people).all()):
        raise CoverageError("coverage.access_values")
    if not 0 < share <= 1:
        raise CoverageError("coverage.worst_share", found=share)
    order = np.argsort(-waits, kind="stable")
    before = np.cumsum(people[order]) - people[order]
    part = np.zeros(people.size)
    part[order] = np.clip(share * people.sum() - before, 0.0, people[order])
    known = np.isfinite(waits) & (part > 0)
    reached = float(part[known].sum())
    return WorstOff(
        part=part,
        from_min=float(waits[part > 0].min(initial=np.inf)),
        mean_min=float(waits[known] @ part[known]) / reached if reached else np.nan,
        unreached=float(part[np.isinf(waits)].sum()),
    )
