"""What a plan changes: who is nearer and who is farther, by street."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import SitingError
from geo.siting.inputs import check_demand, check_minutes

__all__ = ["winners_and_losers"]

NOTICEABLE_MIN = 0.05
"""Changes below this many minutes are called none: three seconds."""


def winners_and_losers(
    before_minutes: ArrayLike,
    after_minutes: ArrayLike,
    households: ArrayLike,
    street: Sequence[str],
) -> pd.DataFrame:
    """Return by street how many households a plan brings nearer and how many farther away.

    Parameters
    ----------
    before_minutes, after_minutes : array_like, shape (n_estates,)
        Minutes to the station that serves each estate; inf where none does.
    households : array_like, shape (n_estates,)
        Households of each estate.
    street : sequence of str, length n_estates
        Street of each estate.

    Returns
    -------
    DataFrame
        ``street, households, winners, losers, before_min, after_min, change_min`` with means
        over households; the street that gains most per household first, ties by name.

    Raises
    ------
    SitingError
        Lists of different length, nan or negative minutes or households.
    """
    n_estates = len(street)
    before, after = (
        _check_row(values, name, n_estates)
        for values, name in ((before_minutes, "before_minutes"), (after_minutes, "after_minutes"))
    )
    count = check_demand(households, n_estates)
    estates = pd.DataFrame(
        {
            "street": list(street),
            "households": count,
            "winners": np.where(before > after + NOTICEABLE_MIN, count, 0.0),
            "losers": np.where(after > before + NOTICEABLE_MIN, count, 0.0),
            # an empty estate waits for nobody, however far it is
            "before_min": np.multiply(before, count, where=count > 0, out=np.zeros(n_estates)),
            "after_min": np.multiply(after, count, where=count > 0, out=np.zeros(n_estates)),
        }
    )
    table = estates.groupby("street", sort=True).sum().reset_index()
    for column in ("before_min", "after_min"):
        table[column] = table[column] / table["households"].where(table["households"] > 0)
    is_same = table["before_min"] == table["after_min"]
    table["change_min"] = (table["after_min"] - table["before_min"]).mask(is_same, 0.0)
    return table.sort_values(["change_min", "street"], kind="stable", ignore_index=True)


def _check_row(values: ArrayLike, name: str, n_estates: int) -> NDArray[np.float64]:
    row: NDArray[np.float64] = check_minutes(np.atleast_2d(np.asarray(values)))[0]
    if row.size != n_estates:
        raise SitingError("siting.change_length", name=name, found=row.size, wanted=n_estates)
    return row
