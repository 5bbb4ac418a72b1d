"""Which operator runs which estate, and whether the operators' quotas are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError
from geo.solver import ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["Quota", "assign_operators", "operator_totals"]

MOST_NODES = 2_000
ESTATE_MISSED = 100.0
"""Cost of an estate more or fewer than a quota says, against 1 for a share of 1 % of households."""
STREET_SHARED = 0.2
"""Cost of each further operator of a street."""


@dataclass(frozen=True)
class Quota:
    """What an operator is to run in all; None where it is left open.

    Attributes
    ----------
    estates : int or None
        Number of estates.
    households : float or None
        Number of households.
    amounts : mapping of str to float
        Of further columns, such as residents or floor area.
    """

    estates: int | None = None
    households: float | None = None
    amounts: Mapping[str, float] = field(default_factory=dict)


def operator_totals(
    operator: "pd.Series[str]",
    households: "pd.Series[float]",
    quotas: Mapping[str, Quota],
    amounts: Mapping[str, "pd.Series[float]"] | None = None,
) -> pd.DataFrame:
    """Return what each operator runs beside what its quota says.

    Parameters
    ----------
    operator : Series of str
        Operator of each estate; missing or empty: none.
    households : Series of float
        Of each estate, same index.
    quotas : mapping of str to Quota
        By operator.
    amounts : mapping of str to Series of float, optional
        Further columns of each estate that quotas may name, same index.

    Returns
    -------
    DataFrame
        By operator, those with a quota first: ``estates``, ``estates_quota``, ``households``,
        ``households_quota`` (missing where open), ``kept``, and each further column with its
        quota, such as ``residents`` and ``residents_quota``.
    """
    further = amounts or {}
    known = operator.fillna("").astype(str)
    named = [*quotas, *sorted(set(known) - set(quotas) - {""})]
    rows = []
    for name in named:
        quota = quotas.get(name, Quota())
        estates = int((known == name).sum())
        served = float(households[known == name].sum())
        kept = quota.estates in (None, estates) and quota.households in (None, served)
        others: list[object] = []
        for column, amount in further.items():
            runs, wanted = float(amount[known == name].sum()), quota.amounts.get(column)
            kept = kept and wanted in (None, runs)
            others += [runs, wanted]
        rows.append((name, estates, quota.estates, served, quota.households, kept, *others))
    columns = ["operator", "estates", "estates_quota", "households", "households_quota", "kept"]
    columns += [name for column in further for name in (column, f"{column}_quota")]
    return pd.DataFrame(rows, columns=columns).set_index("operator")


def assign_operators(
    operator: "pd.Series[str]",
    households: "pd.Series[float]",
    street: "pd.Series[Any]",
    quotas: Mapping[str, Quota],
    amounts: Mapping[str, "pd.Series[float]"] | None = None,
) -> "pd.Series[str]":
    """Fill in the operators of estates that have none, as near the quotas as can be.

    Streets are kept with one operator where the quotas allow it. Without quotas, an estate gets
    the operator that runs most households of its street, and stays blank where none does.

    Parameters
    ----------
    operator : Series of str
        Operator of each estate; missing or empty: to be decided.
    households, street : Series
        Of each estate, same index.
    quotas : mapping of str to Quota
        By operator. An operator without a quota gets no further estates.
    amounts : mapping of str to Series of float, optional
        Further columns of each estate that quotas may name, same index; a missing value is 0.

    Returns
    -------
    Series of str
        The operator of every estate, same index; given ones unchanged.

    Raises
    ------
    ZoningError
        A negative quota.
    """
    for name, quota in quotas.items():
        for figure in (quota.estates, quota.households, *quota.amounts.values()):
            if figure is not None and not figure >= 0:
                raise ZoningError("zoning.quota", operator=name, found=figure)
    filled = operator.fillna("").astype(str)
    blank = (filled == "").to_numpy()
    if not blank.any():
        return filled
    if not quotas:
        return filled.where(~blank, _commonest(filled, households, street))
    further = {name: amount.fillna(0.0) for name, amount in (amounts or {}).items()}
    left = _what_is_left(filled, households, quotas, further)
    chosen = _share_out(
        np.asarray(households, dtype=np.float64)[blank],
        {name: np.asarray(a, dtype=np.float64)[blank] for name, a in further.items()},
        pd.factorize(street, use_na_sentinel=False)[0][blank],
        _streets_begun(filled, street, list(quotas)),
        left,
    )
    names = np.array(list(quotas), dtype=object)
    filled[blank] = names[chosen]
    return filled


def _commonest(
    operator: "pd.Series[str]", households: "pd.Series[float]", street: "pd.Series[Any]"
) -> "pd.Series[str]":
    """Return for each estate the operator of most households in its street, "" where none."""
    known = operator != ""
    served = households[known].groupby([street[known], operator[known]]).sum()
    # Of equal operators the first by name, of all the one with most households.
    ranked = served.reset_index(name="households").sort_values(
        "households", ascending=False, kind="stable"
    )
    best = ranked.drop_duplicates(ranked.columns[0])
    commonest: dict[Any, str] = dict(zip(best.iloc[:, 0], best.iloc[:, 1], strict=True))
    return street.map(commonest).astype(object).fillna("")


def _what_is_left(
    operator: "pd.Series[str]",
    households: "pd.Series[float]",
    quotas: Mapping[str, Quota],
    amounts: Mapping[str, "pd.Series[float]"],
) -> list[Quota]:
    """Return what each quota leaves open beside the estates that are given."""
    left = []
    for name, quota in quotas.items():
        given = operator == name
        estates = None if quota.estates is None else max(0, quota.estates - int(given.sum()))
        served = float(households[given].sum())
        share = None if quota.households is None else max(0.0, quota.households - served)
        others = {
            column: max(0.0, wanted - float(amounts[column][given].sum()))
            for column, wanted in quota.amounts.items()
        }
        left.append(Quota(estates, share, others))
    return left


def _streets_begun(
    operator: "pd.Series[str]", street: "pd.Series[Any]", names: list[str]
) -> NDArray[np.bool_]:
    """Return (n_streets, n_operators): whether an operator runs given estates of a street."""
    codes, streets = pd.factorize(street, use_na_sentinel=False)
    begun = np.zeros((len(streets), len(names)), dtype=bool)
    for column, name in enumerate(names):
        begun[codes[(operator == name).to_numpy()], column] = True
    return begun


def _share_out(
    households: NDArray[np.float64],
    amounts: Mapping[str, NDArray[np.float64]],
    street: NDArray[np.int64],
    begun: NDArray[np.bool_],
    quotas: list[Quota],
) -> NDArray[np.int64]:
    """Choose an operator for each estate by a small mixed-integer programme.

    Minimises the distance from the quotas, then the operators of a street. The search is bounded
    by a number of nodes, so that the answer is the same on every machine.
    """
    n, k = households.size, len(quotas)
    percent = max(float(households.sum()) / 100.0, 1e-9)
    builder = ProgramBuilder()
    runs = builder.add_columns(n * k, whole=True).reshape(n, k)
    estate = np.arange(n)
    builder.add_rows(n, [(estate[:, None], runs, 1.0)], lower=1.0, upper=1.0)
    for o, quota in enumerate(quotas):
        given = runs[:, o]
        if quota.estates is not None:
            _add_distance(builder, given, 1.0, quota.estates, cost=ESTATE_MISSED)
        if quota.households is not None:
            share = quota.households / percent
            _add_distance(builder, given, households / percent, share, cost=1.0)
        for column, wanted in quota.amounts.items():
            unit = max(float(amounts[column].sum()) / 100.0, 1e-9)
            _add_distance(builder, given, amounts[column] / unit, wanted / unit, cost=1.0)
        for place in np.unique(street):
            if not begun[place, o]:
                there = np.flatnonzero(street == place)
                enters = builder.add_columns(1, cost=STREET_SHARED, whole=True)
                row = np.arange(there.size)
                builder.add_rows(
                    there.size,
                    [(row, given[there], 1.0), (row, enters, -1.0)],
                    lower=-np.inf,
                    upper=0.0,
                )
    answer = solve_program(builder.build(), Stop(), node_limit=MOST_NODES)
    if not answer.has_point:
        return _largest_first(households, quotas)
    return np.asarray(answer.point[runs].argmax(axis=1), dtype=np.int64)


def _largest_first(households: NDArray[np.float64], quotas: list[Quota]) -> NDArray[np.int64]:
    """Give each estate, the largest first, to the operator with most left of its quota."""
    total = max(float(households.sum()), 1e-9)
    left = np.array([total if quota.households is None else quota.households for quota in quotas])
    room = np.array([households.size if q.estates is None else q.estates for q in quotas])
    chosen = np.empty(households.size, dtype=np.int64)
    for estate in np.argsort(-households, kind="stable"):
        operator = int(np.where(room > 0, left, left - total).argmax())
        chosen[estate] = operator
        left[operator] -= households[estate]
        room[operator] -= 1
    return chosen


def _add_distance(
    builder: ProgramBuilder,
    columns: NDArray[np.int64],
    weights: ArrayLike,
    wanted: float,
    *,
    cost: float,
) -> None:
    """Add the distance of a weighted sum of columns from a wanted figure, at a cost per unit."""
    over, under = builder.add_columns(2, cost=cost, upper=np.inf)
    builder.add_rows(
        1, [(0, columns, weights), (0, over, -1.0), (0, under, 1.0)], lower=wanted, upper=wanted
    )
