"""Two plans side by side: which zone became which, and who has moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError
from geo.summary import Summarized

__all__ = ["Comparison", "changes", "compare", "kept_names"]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Summarized):
    """What changed from one plan to another.

    Attributes
    ----------
    heir : int (n_before,)
        Zone that each former zone lives on in; -1 for one that is gone.
    former : int (n_after,)
        Former zone that lives on in each zone; -1 for a new one.
    moved : int (n_moved,)
        Estates, ascending, that are not where their former zone lives on.
    moved_households : float
        Their households.
    share_estates : float
        Share of the estates that have moved.
    """

    heir: NDArray[np.int64]
    former: NDArray[np.int64]
    moved: NDArray[np.int64]
    moved_households: float
    share_estates: float


def compare(before: ArrayLike, after: ArrayLike, households: ArrayLike | None = None) -> Comparison:
    """Match the zones of two plans so that as few estates as possible have moved.

    Parameters
    ----------
    before, after : int (n,)
        Zone of each estate, 0 .. zones - 1; -1 for an estate without one. An estate without a
        zone before is new and has not moved.
    households : float (n,), optional
        Decides between matches that move as many estates. Default: none.

    Returns
    -------
    Comparison

    Raises
    ------
    ZoningError
        Plans of different lengths.
    """
    old, new = np.asarray(before, dtype=np.int64), np.asarray(after, dtype=np.int64)
    weight = np.zeros(len(old)) if households is None else np.asarray(households, dtype=np.float64)
    for what, array in (("after", new), ("households", weight)):
        if array.shape != old.shape:
            raise ZoningError("zoning.shape", what=what, found=array.shape, wanted=f"({len(old)},)")
    n_old, n_new = int(old.max(initial=-1)) + 1, int(new.max(initial=-1)) + 1
    both = (old >= 0) & (new >= 0)
    from scipy.optimize import linear_sum_assignment

    overlap = np.zeros((n_old, n_new))
    np.add.at(overlap, (old[both], new[both]), 1.0 + weight[both] / (2.0 * weight.sum() + 1.0))
    heir, former = np.full(n_old, -1), np.full(n_new, -1)
    for zone, successor in zip(*linear_sum_assignment(overlap, maximize=True), strict=True):
        if overlap[zone, successor] > 0:
            heir[zone], former[successor] = successor, zone
    known = np.flatnonzero(old >= 0)
    moved = known[heir[old[known]] != new[known]]
    return Comparison(
        heir=heir,
        former=former,
        moved=moved,
        moved_households=float(weight[moved].sum()),
        share_estates=len(moved) / len(old) if len(old) else 0.0,
    )


def kept_names(
    names: Sequence[str], before: ArrayLike, after: ArrayLike, households: ArrayLike | None = None
) -> list[str]:
    """Return names for the zones of a plan: a zone that lives on keeps its name.

    Parameters
    ----------
    names : sequence of str
        Names of the former zones, such as ``Z07``.
    before, after : int (n,)
        Zone of each estate in both plans.
    households : float (n,), optional
        As in :func:`compare`.

    Returns
    -------
    list of str
        A new zone is called ``Z`` and the lowest number that no zone, former or present, bears;
        names of zones that are gone are not given again.
    """
    former = compare(before, after, households).former
    taken = set(names)
    width = max([2, *(len(name) - 1 for name in names)])
    number, result = 0, []
    for zone in former:
        if zone >= 0:
            result.append(names[zone])
            continue
        name = ""
        while not name or name in taken:
            number += 1
            name = f"Z{number:0{width}d}"
        taken.add(name)
        result.append(name)
    return result


def changes(
    names_before: Sequence[str],
    names_after: Sequence[str],
    before: ArrayLike,
    after: ArrayLike,
) -> pd.DataFrame:
    """Return one row per estate that has moved: its zone before and after.

    Parameters
    ----------
    names_before : sequence of str
        Zone ids of the former plan.
    names_after : sequence of str
        Zone ids of the later plan.
    before : array_like
        Zone of each estate before.
    after : array_like
        Zone of each estate after.

    Returns
    -------
    DataFrame
        ``estate`` (index), ``from_zone``, ``to_zone``.
    """
    old, new = np.asarray(before, dtype=np.int64), np.asarray(after, dtype=np.int64)
    moved = compare(old, new).moved
    return pd.DataFrame(
        {
            "estate": moved,
            "from_zone": [names_before[zone] for zone in old[moved]],
            "to_zone": [names_after[zone] for zone in new[moved]],
        }
    )
