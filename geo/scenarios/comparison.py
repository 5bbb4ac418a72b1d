"""Two scenarios side by side: who is reached in one and not in the other, who is served sooner.

Nothing here knows of Streamlit.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import reallocation
from geo.errors import Notice
from geo.scenarios.planner import Figures, Planner, ScenarioCoverage, answered_once
from geo.scenarios.scenario import Scenario
from geo.scenarios.told import conditions_told
from geo.scenarios.zone_edits import drawable_zones
from geo.summary import Summarized
from geo.workspace import ZoneChanges, compare_zonings

__all__ = ["KINDS", "Differences", "compare_scenarios"]

KINDS: Final = ("gained", "lost", "quicker", "slower", "cut_off", "same")
"""What becomes of an estate from one scenario to another.

The first that holds, but that a late one without any way left is ``cut_off``, worse than slower.
"""

_DECIMALS: Final = 1
"""Minutes are told apart as people see them."""


@dataclass(frozen=True, eq=False, repr=False)
class Differences(Summarized):
    """What one scenario changes about another.

    Attributes
    ----------
    before, after : Figures
        The headline of each.
    estates : DataFrame
        One row per estate in the order of the list: ``estate_id, name, street, households, kind,
        verdict_before, verdict_after, minutes_before, minutes_after, minutes_change, zone_before,
        zone_after``. Minutes are missing where there is no way, zones
        empty where none are compared.
    streets : DataFrame
        One row per street: ``street, households, covered_before, covered_after, covered_change,
        share_before, share_after`` and the number of estates of each kind but ``same``.
    reallocation : DataFrame
        ``from_station, to_station, estates, households, stays``: who is served by which station
        before and after, by ids; "" for none (:func:`geo.coverage.reallocation`).
    station_names : dict of str to str
        What these stations are called.
    zones : ZoneChanges or None
        What becomes of the zones; None unless one of the scenarios has zones of its own.
    conditions : tuple of Notice
        Where the scenarios' conditions differ: those of the second one, under which both are
        judged, or that each is judged under its own.
    """

    before: Figures
    after: Figures
    estates: pd.DataFrame
    streets: pd.DataFrame
    reallocation: pd.DataFrame
    station_names: dict[str, str]
    zones: ZoneChanges | None
    conditions: tuple[Notice, ...] = ()

    def count(self, kind: str) -> tuple[int, int]:
        """Return how many estates and households are of a kind."""
        of_kind = self.estates[self.estates["kind"] == kind]
        return len(of_kind), int(of_kind["households"].sum())


@answered_once
def compare_scenarios(
    planner: Planner, before: Scenario, after: Scenario, *, like_with_like: bool = True
) -> Differences:
    """Return what one scenario changes about another.

    Parameters
    ----------
    planner : Planner
    before, after : Scenario
    like_with_like : bool
        Whether the first is judged under the second one's hour, day, season, promise and speeds,
        so that what differs is what planners did; else each under its own.

    Returns
    -------
    Differences
    """
    told: tuple[Notice, ...] = ()
    if before.under(after) != before:
        told = (Notice("condition.own_conditions"),)
        if like_with_like:
            told = (Notice("condition.same_conditions"), *conditions_told(planner, after))
            before = before.under(after)
    old, new = planner.answer(before), planner.answer(after)
    listed = old.estates[["estate_id", "name", "street", "households"]]
    was, becomes = _minutes(old.estates["response_min"]), _minutes(new.estates["response_min"])
    covered_before = (old.estates["verdict"] == "covered").to_numpy()
    covered_after = (new.estates["verdict"] == "covered").to_numpy()
    estates = pd.DataFrame(listed).assign(
        kind=_kinds(covered_before, covered_after, was, becomes),
        verdict_before=old.estates["verdict"].to_numpy(),
        verdict_after=new.estates["verdict"].to_numpy(),
        minutes_before=was,
        minutes_after=becomes,
        minutes_change=np.round(becomes - was, _DECIMALS),
    )
    zones = _zone_changes(planner, before, after)
    unzoned = [""] * len(estates)
    estates = estates.assign(
        zone_before=unzoned if zones is None else zones[1],
        zone_after=unzoned if zones is None else zones[2],
    )
    return Differences(
        before=old.figures,
        after=new.figures,
        estates=estates,
        streets=_by_street(estates, covered_before, covered_after),
        reallocation=reallocation(
            old.estates["station_id"].tolist(),
            new.estates["station_id"].tolist(),
            estates["households"],
        ),
        station_names=_names(old) | _names(new),
        zones=None if zones is None else zones[0],
        conditions=told,
    )


def _names(answer: ScenarioCoverage) -> dict[str, str]:
    stations = answer.stations
    names = stations["name"].fillna(stations["station_id"])
    return dict(zip(stations["station_id"].astype(str), names.astype(str), strict=True))


def _minutes(minutes: pd.Series) -> NDArray[np.float64]:
    values = minutes.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), np.round(values, _DECIMALS), np.nan)


def _kinds(
    covered_before: NDArray[np.bool_],
    covered_after: NDArray[np.bool_],
    was: NDArray[np.float64],
    becomes: NDArray[np.float64],
) -> NDArray[np.str_]:
    """Return the kind of every estate; one without a way is slower than any other."""
    old, new = np.nan_to_num(was, nan=np.inf), np.nan_to_num(becomes, nan=np.inf)
    holds = {
        "gained": covered_after & ~covered_before,
        "lost": covered_before & ~covered_after,
        "cut_off": np.isfinite(old) & np.isinf(new),
        "quicker": new < old,
        "slower": new > old,
    }
    return np.asarray(np.select(list(holds.values()), list(holds), default="same"))


def _by_street(
    estates: pd.DataFrame, covered_before: NDArray[np.bool_], covered_after: NDArray[np.bool_]
) -> pd.DataFrame:
    households = estates["households"].to_numpy(np.int64)
    table = pd.DataFrame(
        {
            "street": estates["street"].fillna("").astype(str),
            "households": households,
            "covered_before": np.where(covered_before, households, 0),
            "covered_after": np.where(covered_after, households, 0),
        }
    ).assign(**{kind: (estates["kind"] == kind).astype(int) for kind in KINDS[:-1]})
    # What came later stands at the end.
    cut_off = table.pop("cut_off").groupby(table["street"], sort=True).sum().to_numpy()
    streets = table.groupby("street", sort=True).sum().reset_index()
    everyone = np.maximum(streets["households"].to_numpy(np.float64), 1.0)
    streets = streets.assign(
        covered_change=streets["covered_after"] - streets["covered_before"],
        share_before=streets["covered_before"] / everyone,
        share_after=streets["covered_after"] / everyone,
        cut_off=cut_off,
    )
    order = streets["covered_change"].abs().sort_values(ascending=False, kind="stable").index
    return streets.loc[order].reset_index(drop=True)


def _zone_changes(
    planner: Planner, before: Scenario, after: Scenario
) -> tuple[ZoneChanges, list[str], list[str]] | None:
    if before.zone_of is None and after.zone_of is None:
        return None
    old, new = drawable_zones(planner, before), drawable_zones(planner, after)
    if old is None or new is None:
        return None
    names = old.estates["zone_id"].tolist(), new.estates["zone_id"].tolist()
    return compare_zonings(planner.district.estates, *names), *names
