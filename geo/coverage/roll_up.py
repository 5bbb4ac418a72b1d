"""Coverage summed up: by street, by community, and for the whole district."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.coverage.verdict import REPORTED, Coverage
from geo.errors import CoverageError

__all__ = ["roll_up", "summary"]


def roll_up(
    coverage: Coverage, groups: pd.Series | pd.DataFrame, households: ArrayLike
) -> pd.DataFrame:
    """Return estates and households in all and covered, by group.

    Parameters
    ----------
    coverage : Coverage
        Verdicts of n estates.
    groups : Series or DataFrame, length n
        What to sum by, such as the column ``street`` or the columns ``street, community``, in
        the order of the estates. A missing value is a group of its own, called "".
    households : array_like, shape (n,)
        Households, finite, at least 0.

    Returns
    -------
    DataFrame
        One row per group in order of its name: the columns of ``groups``, then ``estates,
        estates_covered, households, households_covered, share_households`` (covered households
        over all households of the group, 0 where it has none).

    Raises
    ------
    CoverageError
        For lengths that differ or households that cannot be.
    """
    weights = _households(coverage, households)
    names = (
        groups.to_frame("group" if groups.name is None else str(groups.name))
        if isinstance(groups, pd.Series)
        else groups
    )
    if len(names) != coverage.n_estates:
        raise CoverageError(
            "coverage.per_estate", name="groups", found=len(names), estates=coverage.n_estates
        )
    measures = {
        "estates": np.ones(len(names), np.int64),
        "estates_covered": coverage.covered.astype(np.int64),
        "households": weights,
        "households_covered": weights * coverage.covered,
    }
    columns = [_without_missing(names[name]) for name in names]
    if len(columns) == 1 and weights.dtype == np.int64:
        sums = _whole_sums(columns[0], measures)
    else:
        table = pd.concat([*columns, pd.DataFrame(measures)], axis=1)
        sums = table.groupby(list(names.columns), sort=True).sum().reset_index()
    share = _share(sums["households_covered"], sums["households"])
    return sums.assign(share_households=share)


def _without_missing(names: pd.Series) -> pd.Series:
    """Return names with "" where one is missing, numbered anew."""
    keys = names.reset_index(drop=True).astype(object)
    return keys.where(keys.notna(), "")


def _whole_sums(keys: pd.Series, measures: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    """Return sums of whole numbers by one key, as a click asks for them: they are exact."""
    group, names = pd.factorize(keys.to_numpy(object), sort=True)
    sums = {
        name: np.bincount(group, weights=values, minlength=len(names)).astype(np.int64)
        for name, values in measures.items()
    }
    return pd.DataFrame({str(keys.name): pd.Series(names), **sums})


def summary(
    coverage: Coverage, households: ArrayLike, streets: pd.Series | None = None
) -> dict[str, Any]:
    """Return the figures of the whole district, ready for JSON.

    Parameters
    ----------
    coverage : Coverage
        Verdicts of n estates.
    households : array_like, shape (n,)
        Households of the estates.
    streets : Series, length n, optional
        Streets of the estates; with them the answer holds ``by_street``.

    Returns
    -------
    dict
        ``target_min, percentile, estates_covered, estates_late, estates_unreachable,
        estates_unsure, households_covered, share_households`` and, as a list of rows,
        ``by_street``.
    """
    weights = _households(coverage, households)
    covered = weights[coverage.covered].sum()
    figures: dict[str, Any] = {
        "target_min": coverage.target_min,
        "percentile": coverage.percentile,
        **{f"estates_{verdict}": int((coverage.verdict == verdict).sum()) for verdict in REPORTED},
        "households_covered": covered.item(),
        "share_households": float(_share(covered, weights.sum())),
    }
    if streets is not None:
        by_street = roll_up(coverage, streets.rename("street"), weights)
        figures["by_street"] = by_street.to_dict(orient="records")
    return figures


def _households(coverage: Coverage, households: ArrayLike) -> NDArray[Any]:
    """Return households per estate, as whole numbers where all of them are whole."""
    array = np.asarray(households, dtype=np.float64)
    if array.shape != (coverage.n_estates,):
        raise CoverageError(
            "coverage.per_estate", name="households", found=array.shape, estates=coverage.n_estates
        )
    if not (np.isfinite(array) & (array >= 0)).all():
        raise CoverageError("coverage.households")
    whole = np.rint(array)
    return whole.astype(np.int64) if np.array_equal(whole, array) else array


def _share(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    all_ = np.asarray(whole, dtype=np.float64)
    share = np.divide(part, all_, out=np.zeros_like(all_), where=all_ > 0)
    return np.asarray(np.round(share, 6), dtype=np.float64)
