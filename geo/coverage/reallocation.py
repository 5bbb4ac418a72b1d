"""Who goes from which station to which."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.errors import CoverageError

__all__ = ["reallocation"]


def reallocation(
    before: Sequence[str | None], after: Sequence[str | None], households: ArrayLike
) -> pd.DataFrame:
    """Return estates and households by the station that serves them before and after a change.

    Parameters
    ----------
    before, after : sequence of str or None, length n
        Id of the station of each estate; None or "" where none serves it.
    households : array_like, shape (n,)

    Returns
    -------
    DataFrame
        ``from_station, to_station, estates, households, stays``, one row per pair that occurs;
        "" for no station. Those who change come first, the most households first. Over all rows
        the households add up to those of the list, over ``from_station`` to what each station
        served before, over ``to_station`` to what it serves after.

    Raises
    ------
    CoverageError
        For lengths that differ.

    Examples
    --------
    >>> moved = reallocation(["A", "A", None], ["A", "B", "B"], [5, 7, 2])
    >>> moved[["from_station", "to_station", "households"]].values.tolist()
    [['A', 'B', 7], ['', 'B', 2], ['A', 'A', 5]]
    """
    amounts = np.asarray(households)
    if not len(before) == len(after) == amounts.size:
        raise CoverageError(
            "coverage.per_estate", name="after", found=len(after), estates=amounts.size
        )
    table = pd.DataFrame(
        {
            "from_station": [one if one and pd.notna(one) else "" for one in before],
            "to_station": [one if one and pd.notna(one) else "" for one in after],
            "estates": 1,
            "households": amounts,
        }
    )
    sums = table.groupby(["from_station", "to_station"], sort=True).sum().reset_index()
    sums["stays"] = sums["from_station"] == sums["to_station"]
    order = sums.sort_values(["stays", "households"], ascending=[True, False], kind="stable")
    return order.reset_index(drop=True)
