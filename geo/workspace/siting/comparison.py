"""Two plans side by side: how many on time, how many minutes, who is nearer and who farther."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.errors import Notice
from geo.siting import winners_and_losers
from geo.summary import Summarized
from geo.workspace.district import District

__all__ = ["PlanComparison", "PlanFigures", "compare_coverages", "plan_figures"]

_LARGE_SHARE: Final = 0.9


@dataclass(frozen=True)
class PlanFigures:
    """What a plan gives.

    Attributes
    ----------
    households_covered : int
    share_households : float
    mean_min, p90_min : float
        Median response minutes over the households that a station reaches: their mean, and what
        nine of ten wait at most; nan where nobody is reached.
    households_unreached : int
        Households without a way to any station.
    """

    households_covered: int
    share_households: float
    mean_min: float
    p90_min: float
    households_unreached: int


@dataclass(frozen=True, eq=False, repr=False)
class PlanComparison(Summarized):
    """What changes from one plan to another.

    Attributes
    ----------
    before, after : PlanFigures
    streets : DataFrame
        ``street, households, winners, losers, before_min, after_min, on_time_change``, the street
        that gains most first; households that no station reaches in one of the plans have no
        minutes and count in the last column only.
    gained, lost : ndarray of bool, shape (n_estates,)
        Estates that come on time, and those that no longer are.
    """

    before: PlanFigures
    after: PlanFigures
    streets: pd.DataFrame
    gained: NDArray[np.bool_]
    lost: NDArray[np.bool_]

    def sentences(self) -> tuple[Notice, ...]:
        """Return one sentence per street that gains or loses."""
        changed = self.streets[
            (self.streets[["winners", "losers", "on_time_change"]] != 0).any(axis=1)
        ]
        return tuple(
            Notice(
                "choice.street_change",
                street=row["street"] or "–",
                winners=round(row["winners"]),
                losers=round(row["losers"]),
                before=_one_decimal(row["before_min"]),
                after=_one_decimal(row["after_min"]),
                on_time=round(row["on_time_change"]),
            )
            for row in changed.to_dict("records")
        )


def _one_decimal(minutes: float) -> str:
    """Return minutes as sentences say them; a dash where nobody is reached."""
    return f"{minutes:.1f}" if np.isfinite(minutes) else "–"


def plan_figures(district: District, coverage: Coverage) -> PlanFigures:
    """Return what the stations of a coverage give to the households of a district.

    Parameters
    ----------
    district : District
    coverage : Coverage
    """
    households = district.households
    reached = np.isfinite(coverage.response_min) & (households > 0)
    minutes, weight = coverage.response_min[reached], households[reached]
    covered = float(households[coverage.covered].sum())
    return PlanFigures(
        households_covered=round(covered),
        share_households=covered / max(float(households.sum()), 1e-9),
        mean_min=float(np.average(minutes, weights=weight)) if weight.size else float("nan"),
        p90_min=_weighted_quantile(minutes, weight, _LARGE_SHARE),
        households_unreached=round(float(households[~np.isfinite(coverage.response_min)].sum())),
    )


def compare_coverages(district: District, before: Coverage, after: Coverage) -> PlanComparison:
    """Return what changes for the estates of a district from one plan to another.

    Parameters
    ----------
    district : District
    before, after : Coverage
    """
    street = district.estates["street"].fillna("").astype(str)
    both = np.isfinite(before.response_min) & np.isfinite(after.response_min)
    table = winners_and_losers(
        before.response_min[both],
        after.response_min[both],
        district.households[both],
        street[both].tolist(),
    ).set_index("street")
    on_time = district.households * (after.covered.astype(np.int64) - before.covered)
    streets = (
        pd.DataFrame(
            {
                "households": pd.Series(district.households).groupby(street.to_numpy()).sum(),
                "on_time_change": pd.Series(on_time).groupby(street.to_numpy()).sum(),
            }
        )
        .join(table[["winners", "losers", "before_min", "after_min"]])
        .fillna({"winners": 0.0, "losers": 0.0})
        .rename_axis("street")
        .reset_index()
        .sort_values(
            ["on_time_change", "winners", "street"],
            ascending=[False, False, True],
            ignore_index=True,
        )
    )
    return PlanComparison(
        before=plan_figures(district, before),
        after=plan_figures(district, after),
        streets=streets,
        gained=after.covered & ~before.covered,
        lost=before.covered & ~after.covered,
    )


def _weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], share: float
) -> float:
    """Return the least value that at least this share of the weight does not exceed."""
    if not weights.size:
        return float("nan")
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    place = np.searchsorted(running, share * running[-1] * (1 - 1e-12))
    return float(values[order][place])
