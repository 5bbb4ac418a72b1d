"""The case for new stations: why these, what they bring by street, what else was tried."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.road_ways import estate_junctions, junctions_beside, road_ways
from geo.workspace.siting.answer import StationSiting
from geo.workspace.siting.comparison import (
    PlanComparison,
    PlanFigures,
    compare_coverages,
    plan_figures,
)

__all__ = ["SitingCase", "TriedPlan", "siting_case"]


@dataclass(frozen=True)
class TriedPlan:
    """Another plan that was looked at.

    Attributes
    ----------
    label : str
        What the planner knows it by.
    model : str
        What it aims at; empty for the stations as they are.
    stations : int
        New ones.
    figures : PlanFigures
    """

    label: str
    model: str
    stations: int
    figures: PlanFigures


@dataclass(frozen=True, eq=False, repr=False)
class SitingCase(Summarized):
    """What a page about new stations tells.

    Attributes
    ----------
    district : District
        Where they are to stand.
    chosen : StationSiting
    comparison : PlanComparison
        From the stations as they are to the chosen plan.
    tried : tuple of TriedPlan
        Other plans, the best first.
    ways : tuple of MultiLineString
        For every new station, the roads to the estates that it brings on time.
    """

    district: District
    chosen: StationSiting
    comparison: PlanComparison
    tried: tuple[TriedPlan, ...]
    ways: tuple[shapely.MultiLineString, ...]

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "stations", f"{len(self.chosen.proposed):,}"
        yield "gained", f"{int(self.comparison.gained.sum()):,}"
        yield "tried", f"{len(self.tried):,}"


def siting_case(
    district: District, chosen: StationSiting, others: Sequence[tuple[str, StationSiting]]
) -> SitingCase:
    """Return the case for a plan.

    Parameters
    ----------
    district : District
        As the plan was found for it.
    chosen : StationSiting
    others : sequence of (str, StationSiting)
        What else was found, with the name of each; the plan itself is left out.
    """
    tried = [
        TriedPlan(label, one.plan.model, len(one.proposed), plan_figures(district, one.after))
        for label, one in others
        if one is not chosen
    ]
    comparison = compare_coverages(district, chosen.before, chosen.after)
    return SitingCase(
        district=district,
        chosen=chosen,
        comparison=comparison,
        tried=tuple(sorted(tried, key=lambda one: -one.figures.households_covered)),
        ways=_ways(district, chosen, comparison),
    )


def _ways(
    district: District, chosen: StationSiting, comparison: PlanComparison
) -> tuple[shapely.MultiLineString, ...]:
    proposed = chosen.proposed
    if proposed.empty:
        return ()
    points = district.snap(proposed["lon"].to_numpy(float), proposed["lat"].to_numpy(float))
    starts = junctions_beside(district, points)
    ends = estate_junctions(district)
    first_new = len(chosen.rows) - len(proposed)
    of_new = [
        np.flatnonzero(comparison.gained & (chosen.after.station == first_new + number))
        for number in range(len(proposed))
    ]
    tours = [
        (int(start), int(ends[estate]))
        for start, estates in zip(starts, of_new, strict=True)
        for estate in estates
    ]
    lines = iter(road_ways(district, tours))
    return tuple(
        shapely.MultiLineString(
            list(
                dict.fromkeys(
                    part for _ in estates for part in shapely.get_parts(next(lines)).tolist()
                )
            )
        )
        for estates in of_new
    )
