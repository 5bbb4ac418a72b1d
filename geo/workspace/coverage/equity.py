"""Who is served how well: shares by counts and groups, the worst off, further stations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coords import local_metric_crs, project
from geo.coverage import (
    Coverage,
    gradual_cover,
    hot_spots,
    nearest_neighbours,
    roll_up,
    summary,
    two_step_access,
    worst_off,
)
from geo.errors import WorkspaceError
from geo.summary import Summarized
from geo.workspace.coverage.run_cards import RunCards, run_cards_of
from geo.workspace.coverage.verdicts import cover_district
from geo.workspace.district import District
from geo.workspace.weights import HOUSEHOLDS, weight_column, weight_of

__all__ = ["ACCESS_PER", "SPOTS", "Equity", "equity_of"]

Minutes = NDArray[np.float64]

ACCESS_PER: Final = 10_000
"""Crews in reach are told for so many households or people."""

SPOTS: Final = {1: "hot", -1: "cold", 0: ""}
"""Names of the spots by their sign."""

_WORST: Final = 0.1
_DUE: Final = 3
_CATCHMENT: Final = ((2 / 3, 1.0), (4 / 3, 0.68), (2.0, 0.22))
"""Bands of E2SFCA in targets, with the weights of Luo and Qi: 10, 20 and 30 of 15 minutes."""
_NO_COVER_TARGETS: Final = 2.0
_USUAL_GROUPS: Final = ("street", "operator")
_DECIMALS: Final = 4


@dataclass(frozen=True, eq=False, repr=False)
class Equity(Summarized):
    """Who is served how well.

    Attributes
    ----------
    weight : str
        The column that groups, worst off and hot spots count.
    shares : DataFrame
        One row per column that was counted: ``weight, total, covered, share, gradual_share,
        mean_min, worst_from_min, worst_mean_min, worst_unreached``. The worst are the tenth that
        waits longest; means are over those that have a way.
    groups : DataFrame
        ``by, group, estates, total, covered, share, mean_min`` for every group of every column.
    stations : DataFrame
        ``due, covered, share, mean_min, unreached``: to whom the first, second and third station
        of each estate, by median minutes, keeps the promise.
    estates : DataFrame
        One row per estate: ``estate_id, name, street, households, weight, response_min,
        second_min, third_min, weight_minutes, gi_z, gi_p, spot, crews_in_reach, gradual``.
    full_min, none_min : float
        Limits of gradual cover: the target, and twice the target unless another is asked for.
    bands : tuple of (minutes, weight)
        Of E2SFCA.
    """

    weight: str
    shares: pd.DataFrame
    groups: pd.DataFrame
    stations: pd.DataFrame
    estates: pd.DataFrame
    full_min: float
    none_min: float
    bands: tuple[tuple[float, float], ...]

    def _facts(self) -> Iterator[tuple[str, str]]:
        first = self.shares.iloc[0]
        yield "weight", self.weight
        yield "share", f"{first['share']:.1%}"
        yield "worst_mean_min", f"{first['worst_mean_min']:.1f}"
        yield "hot_spots", f"{int((self.estates['spot'] == 'hot').sum()):,}"


def equity_of(
    district: District,
    *,
    weights: Sequence[str] = (),
    by: Sequence[str] = (),
    none_min: float | None = None,
) -> Equity:
    """Return who is served how well in a district.

    Parameters
    ----------
    district : District
    weights : sequence of str
        Columns whose shares are set side by side; the first one counts for groups, worst off and
        hot spots. Default: what the district counts, then households and residents.
    by : sequence of str
        Further columns whose values are groups, beside street and operator.
    none_min : float, optional
        Where gradual cover ends; twice the target unless it is given.

    Returns
    -------
    Equity
        Gradual cover by [1]_, crews in reach by E2SFCA [2]_, hot spots by Gi* [3]_ over weight ×
        minutes, each estate with its eight nearest.

    Raises
    ------
    WorkspaceError
        When the list lacks a column, or one holds no amounts.
    CoverageError
        When no station is open, or gradual cover ends before the target.

    References
    ----------
    .. [1] Berman, Krass, Drezner (2003), European Journal of Operational Research 151(3).
    .. [2] Luo, Qi (2009), Health & Place 15(4).
    .. [3] Ord, Getis (1995), Geographical Analysis 27(4).
    """
    columns = _columns(district, weights)
    amounts = {name: weight_of(district.estates, name) for name in columns}
    drive, access = district.minutes_from_stations()
    coverage = cover_district(district, drive, access)
    legs = district.response_minutes(drive, access)
    full_min = district.settings.target.minutes
    ends = _NO_COVER_TARGETS * full_min if none_min is None else none_min
    gradual = np.where(
        district.gates.has_gate, gradual_cover(legs, full_min=full_min, none_min=ends), 0.0
    )
    bands = tuple((limit * full_min, weight) for limit, weight in _CATCHMENT)
    first = amounts[columns[0]]
    due = run_cards_of(district, due=_DUE)
    return Equity(
        weight=columns[0],
        shares=pd.DataFrame(_share_row(coverage, gradual, *one) for one in amounts.items()),
        groups=pd.concat(_groups(district, coverage, first, by), ignore_index=True),
        stations=_further_stations(district, due, first),
        estates=_estates(district, coverage, due.response_min, legs, first, gradual, bands),
        full_min=full_min,
        none_min=ends,
        bands=bands,
    )


def _columns(district: District, weights: Sequence[str]) -> list[str]:
    """Return the columns that are counted, each once, in the order in which they are asked for."""
    estates = district.estates
    usual = [district.settings.demand.weight, HOUSEHOLDS]
    if "residents" in estates and estates["residents"].fillna(0).gt(0).any():
        usual.append("residents")
    return list(dict.fromkeys(weight_column(estates, name) for name in weights or usual))


def _share_row(coverage: Coverage, gradual: Minutes, name: str, weight: Minutes) -> dict[str, Any]:
    figures = summary(coverage, weight)
    total = float(weight.sum())
    worst = worst_off(coverage.response_min, weight, share=_WORST)
    return {
        "weight": name,
        "total": total,
        "covered": float(figures["households_covered"]),
        "share": figures["share_households"],
        "gradual_share": round(float(gradual @ weight) / total, 6),
        "mean_min": _mean(coverage.response_min, weight),
        "worst_from_min": float(_finite(np.array(worst.from_min))),
        "worst_mean_min": round(worst.mean_min, _DECIMALS),
        "worst_unreached": worst.unreached,
    }


def _mean(minutes: Minutes, weight: Minutes) -> float:
    """Return the mean minutes over those that have a way, nan where none has."""
    reached = np.isfinite(minutes) & (weight > 0)
    if not reached.any():
        return np.nan
    return round(float(np.average(minutes[reached], weights=weight[reached])), _DECIMALS)


def _groups(
    district: District, coverage: Coverage, weight: Minutes, by: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """Yield the groups of one column after the other."""
    estates = district.estates
    for name in dict.fromkeys((*_USUAL_GROUPS, *by)):
        if name not in estates:
            if name in by:
                raise WorkspaceError(
                    "condition.no_group", found=name, valid=", ".join(_group_columns(district))
                )
            continue
        groups = estates[name].astype("string").fillna("").rename("group")
        sums = roll_up(coverage, groups, weight).rename(
            columns={
                "households": "total",
                "households_covered": "covered",
                "share_households": "share",
            }
        )
        of_group = [np.flatnonzero((groups == one).to_numpy(bool)) for one in sums["group"]]
        means = [_mean(coverage.response_min[rows], weight[rows]) for rows in of_group]
        table = sums.assign(mean_min=means)
        table.insert(0, "by", name)
        yield table


def _group_columns(district: District) -> list[str]:
    return [str(name) for name in district.estates.columns if name != "geometry"]


def _further_stations(district: District, due: RunCards, weight: Minutes) -> pd.DataFrame:
    """Return whom the first, second and third station of each estate keep the promise to."""
    total = max(float(weight.sum()), 1e-9)
    rows = []
    for rank in range(due.response_min.shape[1]):
        minutes = due.response_min[:, rank]
        kept = np.isfinite(minutes)
        kept &= due.p_on_time[:, rank] >= district.settings.target.percentile
        covered = float(weight[kept].sum())
        rows.append(
            {
                "due": rank + 1,
                "covered": covered,
                "share": round(covered / total, 6),
                "mean_min": _mean(minutes, weight),
                "unreached": float(weight[~np.isfinite(minutes)].sum()),
            }
        )
    return pd.DataFrame(rows)


def _estates(
    district: District,
    coverage: Coverage,
    due: Minutes,
    legs: Minutes,
    weight: Minutes,
    gradual: Minutes,
    bands: tuple[tuple[float, float], ...],
) -> pd.DataFrame:
    estates = district.estates
    crews = district.stations.get("crews", pd.Series(1, index=district.stations.index))
    supply = crews.astype("Float64").fillna(1).to_numpy(np.float64)
    people = np.where(district.gates.has_gate, weight, 0.0)
    reach = two_step_access(legs, supply=supply, population=people, bands=bands)
    minutes = np.where(coverage.station >= 0, coverage.response_min, np.nan)
    heat = _heat(district, weight * minutes)
    return pd.DataFrame(
        {
            "estate_id": estates["estate_id"],
            "name": estates["name"],
            "street": estates["street"],
            "households": estates["households"],
            "weight": weight,
            "response_min": minutes,
            "second_min": _finite(due[:, 1]),
            "third_min": _finite(due[:, 2]),
            "weight_minutes": np.round(weight * minutes, _DECIMALS),
            **heat,
            "crews_in_reach": np.round(ACCESS_PER * reach, _DECIMALS),
            "gradual": np.round(gradual, _DECIMALS),
        }
    )


def _finite(minutes: Minutes) -> Minutes:
    return np.where(np.isfinite(minutes), np.round(minutes, _DECIMALS), np.nan)


def _heat(district: District, weight_minutes: Minutes) -> dict[str, Iterable[Any]]:
    """Return Gi* of the estates that have a way; the others take no part in it."""
    known = np.flatnonzero(np.isfinite(weight_minutes))
    z, p = np.full(weight_minutes.size, np.nan), np.full(weight_minutes.size, np.nan)
    spot = np.full(weight_minutes.size, "", dtype=object)
    if known.size:
        points = district.estates.geometry.iloc[known]
        lon, lat = points.x.to_numpy(), points.y.to_numpy()
        x_m, y_m = project(lon, lat, local_metric_crs(lon, lat))
        found = hot_spots(weight_minutes[known], nearest_neighbours(x_m, y_m))
        z[known], p[known] = np.round(found.z, _DECIMALS), np.round(found.p, 6)
        spot[known] = [SPOTS[int(one)] for one in found.spot]
    return {"gi_z": z, "gi_p": p, "spot": spot}
