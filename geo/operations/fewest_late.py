"""The order of works, one after the other, in which the fewest miss their day.

References
----------
.. [1] Moore, J. M. (1968). An n job, one machine sequencing algorithm for minimizing the number of
   late jobs. Management Science 15: 102-109. With the improvement by T. J. Hodgson given there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from geo.errors import OperationsError

__all__ = ["WorkOrder", "moore_hodgson"]


@dataclass(frozen=True)
class WorkOrder:
    """An order of works for one crew.

    Attributes
    ----------
    on_time : tuple of int
        Works that keep their day, in the order in which they are to be done.
    late : tuple of int
        Works that cannot; they follow, in the order of their days.
    """

    on_time: tuple[int, ...]
    late: tuple[int, ...]


def moore_hodgson(days: Sequence[float], due: Sequence[float]) -> WorkOrder:
    """Return the order of works in which the fewest are late [1]_.

    Parameters
    ----------
    days : sequence of float
        How long each work takes, at least 0.
    due : sequence of float
        Days from today by which it must be done; negative where the day has passed.

    Returns
    -------
    WorkOrder

    Raises
    ------
    OperationsError
        For lists of different lengths, negative days, or anything that is not finite.
    """
    lengths, ends = np.asarray(days, np.float64), np.asarray(due, np.float64)
    if lengths.shape != ends.shape or lengths.ndim != 1:
        raise OperationsError("assessment.lengths", found=f"{lengths.size}, {ends.size}")
    if not (np.isfinite(lengths) & (lengths >= 0) & np.isfinite(ends)).all():
        raise OperationsError("problems.work_days")
    by_due = np.lexsort((lengths, ends)).tolist()
    longest: list[tuple[float, int]] = []
    late: set[int] = set()
    spent = 0.0
    for work in by_due:
        heappush(longest, (-lengths[work], work))
        spent += lengths[work]
        if spent > ends[work]:
            # Leaving out the longest so far frees the most time for those that follow.
            freed, dropped = heappop(longest)
            spent += freed
            late.add(dropped)
    return WorkOrder(
        on_time=tuple(work for work in by_due if work not in late),
        late=tuple(work for work in by_due if work in late),
    )
