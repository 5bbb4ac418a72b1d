"""Stations with room for so many households: figures that agree with who is served."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from geo.errors import SitingError
from geo.workspace import District, StationSiting, open_district, open_workspace
from geo.workspace.siting.answer import site_stations
from geo.workspace.siting.comparison import plan_figures
from geo.workspace.siting.request import SitingRequest, calculate_sitings
from geo.workspace.siting.rules import SiteRules


@pytest.fixture(scope="module")
def town(toy: Path) -> District:
    """Return the toy town: six estates, 1,200 households, two stations."""
    return open_district(open_workspace(toy))


def sited(
    town: District, capacity: float, stations: int = 1, model: str = "max_cover"
) -> StationSiting:
    """Return the best plan with room for so many households per station."""
    rules = SiteRules(capacity=capacity)
    return site_stations(town, model=model, stations=stations, rules=rules)


@pytest.mark.parametrize("capacity", [130, 200, 260, 310, 450, 700, 5000])
@pytest.mark.parametrize("stations", [0, 1, 2])
def test_shares_agree_with_the_households_served(
    town: District, capacity: float, stations: int
) -> None:
    """The share on time is the objective, no station is overfull, gains add up, all is told."""
    answer = sited(town, capacity, stations)
    households = town.households
    before, after = (plan_figures(town, one) for one in (answer.before, answer.after))
    assert after.households_covered == answer.plan.objective
    assert after.share_households == pytest.approx(answer.plan.objective / households.sum())
    served = np.bincount(
        answer.after.station[answer.after.covered],
        weights=households[answer.after.covered],
        minlength=2 + stations,
    )
    assert (served <= capacity).all()
    gained = answer.proposed["households_gained"].sum()
    assert gained == after.households_covered - before.households_covered
    turned_away = (answer.after.verdict == "late") & (answer.after.station < 0)
    told = [notice for notice in answer.notices if notice.key == "choice.no_room"]
    assert [one.params["households"] for one in told] == (
        [households[turned_away].sum()] if turned_away.any() else []
    )


@pytest.mark.parametrize("capacity", [130, 260, 310, 450])
def test_today_is_the_best_that_the_room_allows(town: District, capacity: float) -> None:
    """What the stations of today serve, against every way to share the estates out."""
    answer = sited(town, capacity)
    covers = answer.site_covers.toarray()[:2]
    best = 0.0
    for share in product((-1, 0, 1), repeat=len(town.households)):
        station = np.array(share)
        possible = all(covers[s, i] for i, s in enumerate(share) if s >= 0)
        loads = [town.households[station == s].sum() for s in (0, 1)]
        if possible and max(loads) <= capacity:
            best = max(best, float(sum(loads)))
    assert town.households[answer.before.covered].sum() == best


def test_a_median_plan_counts_only_its_own_stations(town: District) -> None:
    """An estate that a full station passes on is late where the other one is too far."""
    answer = sited(town, 800, model="p_median")
    served = answer.plan.assigned
    covers = answer.site_covers.toarray()
    on_time = np.array([station >= 0 and covers[station, i] for i, station in enumerate(served)])
    assert np.array_equal(answer.after.covered, on_time)


def test_room_for_everyone_changes_nothing(town: District) -> None:
    """With ample room the verdicts are those of a plan without a capacity."""
    wide = sited(town, 1e6)
    free = site_stations(town, model="max_cover", stations=1, rules=SiteRules())
    assert np.array_equal(wide.after.covered, free.after.covered)
    assert np.array_equal(wide.before.covered, free.before.covered)


def test_a_capacity_holds_for_one_plan(town: District) -> None:
    """Further plans would not keep it: they are refused instead of being given without it."""
    request = SitingRequest("max_cover", 1, rules=SiteRules(capacity=300), alternatives=2)
    with pytest.raises(SitingError) as refusal:
        calculate_sitings(town, request)
    assert refusal.value.key == "choice.capacity_of_one_plan"
