"""Common or single: which kinds of problem lie thicker in a street than chance explains.

A kind is common (共性) in a street when more of its estates have it than chance puts there, whether
the district's estates are shared out by number or by households. An estate counts once, however
often it has the kind: what comes back in one estate alone is that estate's own problem (个性).
"""

from typing import Final

import numpy as np
import pandas as pd

from geo.operations.count_limits import poisson_limits

__all__ = ["COMMON_LEVEL", "common_kinds"]

COMMON_LEVEL: Final = 0.998


def common_kinds(
    problems: pd.DataFrame, estates: pd.DataFrame, *, level: float = COMMON_LEVEL
) -> pd.DataFrame:
    """Return for every kind and street how many estates have it, against what chance puts there.

    Parameters
    ----------
    problems : DataFrame
        ``estate_id, kind``; problems without an estate or a kind are left out.
    estates : DataFrame
        ``estate_id, street, households``: all estates of the district.
    level : float
        Two-sided level of the Poisson limit.

    Returns
    -------
    DataFrame
        Sorted by kind and street, one row for every street in which the kind was found:
        ``kind, street, estates, expected_by_estates, limit_by_estates, ratio_by_estates,
        expected_by_households, limit_by_households, ratio_by_households, common``.
    """
    places = estates.assign(street=estates["street"].fillna("").astype(str))
    by_street = places.groupby("street").agg(
        n=("estate_id", "size"), households=("households", "sum")
    )
    known = problems[["estate_id", "kind"]].replace("", None).dropna().drop_duplicates()
    found = known.merge(places[["estate_id", "street"]], on="estate_id")
    table = (
        found.groupby(["kind", "street"], sort=True).size().rename("estates").reset_index()
        if len(found)
        else pd.DataFrame({"kind": [], "street": [], "estates": []})
    )
    total = table.groupby("kind")["estates"].transform("sum")
    above = np.ones(len(table), bool)
    for name, weight in (("estates", by_street["n"]), ("households", by_street["households"])):
        share = weight / max(float(weight.sum()), 1.0)
        expected = total.to_numpy(float) * share.reindex(table["street"]).to_numpy(float)
        limit = poisson_limits(expected, level)[1]
        observed = table["estates"].to_numpy(float)
        table[f"expected_by_{name}"] = expected
        table[f"limit_by_{name}"] = limit
        table[f"ratio_by_{name}"] = np.divide(
            observed, expected, out=np.full(len(table), np.nan), where=expected > 0
        )
        above &= observed > limit
    return table.assign(common=above)
