"""New stations of a district against enumeration of every plan there is."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from geo.errors import SitingError
from geo.stop import Stop
from geo.workspace import District, open_district, open_workspace
from geo.workspace.siting.answer import best_sitings, site_stations
from geo.workspace.siting.comparison import compare_coverages, plan_figures
from geo.workspace.siting.front import siting_front
from geo.workspace.siting.futures import covers_in, phased_siting, regret_of, robust_siting
from geo.workspace.siting.places import SitePlaces, covers_within, site_places
from geo.workspace.siting.question import ModelTerms
from geo.workspace.siting.rules import SiteRules, counts_of, settle


@pytest.fixture(scope="module")
def town(toy: Path) -> District:
    """Return the toy town."""
    return open_district(open_workspace(toy))


@pytest.fixture(scope="module")
def places(town: District) -> SitePlaces:
    """Return its two stations and three candidates."""
    return site_places(town)


def plans_of(places: SitePlaces, new: int) -> list[tuple[int, ...]]:
    """Return every plan with the stations of today and so many new ones."""
    today = tuple(range(places.n_open))
    candidates = range(places.n_open, len(places.sites))
    return [today + chosen for chosen in combinations(candidates, new)]


def covered(places: SitePlaces, plan: tuple[int, ...]) -> float:
    """Return the households that a plan brings on time."""
    return float(places.demand[places.covers[list(plan)].any(axis=0)].sum())


def mean_min(places: SitePlaces, plan: tuple[int, ...]) -> float:
    """Return the mean minutes of those whom any place reaches."""
    reached = places.reached
    nearest = places.minutes[list(plan)][:, reached].min(axis=0)
    return float(np.average(nearest, weights=places.demand[reached]))


def test_the_front_holds_every_plan_that_no_other_beats(town: District, places: SitePlaces) -> None:
    """Stations, households on time and mean minutes of all plans, compared pair by pair."""
    every = [
        (new, covered(places, plan), round(mean_min(places, plan), 9))
        for new in range(4)
        for plan in plans_of(places, new)
    ]
    unbeaten = {
        one
        for one in every
        if not any(
            other != one and other[0] <= one[0] and other[1] >= one[1] and other[2] <= one[2]
            for other in every
        )
    }
    front = siting_front(town, most_new=3, places=places)
    found = {
        (row.new_stations, row.households_covered, round(row.mean_min, 9))
        for row in front.itertuples()
    }
    assert found == unbeaten
    assert (front["gap"] == 0).all()


def test_the_front_is_told_while_it_grows_and_stops_when_asked(
    town: District, places: SitePlaces
) -> None:
    """Each number of stations is published; cancelled after the second, that is what is left."""
    seen: list[int] = []
    siting_front(
        town,
        most_new=3,
        places=places,
        stop=Stop(on_progress=lambda now: seen.append(len(now.partial))),
    )
    assert len(seen) == 4
    assert seen == sorted(seen)
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) > 3

    stopped = siting_front(town, most_new=3, places=places, stop=Stop(cancelled=enough))
    assert stopped["new_stations"].max() < 3


@pytest.mark.parametrize("new", [1, 2])
def test_ranked_plans_are_those_of_enumeration(
    town: District, places: SitePlaces, new: int
) -> None:
    """Best, second, third: households on time fall as they do over all plans."""
    ranked = best_sitings(town, stations=new, count=3, places=places)
    every = sorted((covered(places, plan) for plan in plans_of(places, new)), reverse=True)
    assert [one.plan.objective for one in ranked] == every[: len(ranked)]
    by_minutes = best_sitings(town, stations=new, count=1, places=places, by="p_median")[0]
    least = min(mean_min(places, plan) for plan in plans_of(places, new))
    assert mean_min(places, tuple(by_minutes.plan.chosen)) == pytest.approx(least)


def test_phases_nest_and_add_up_to_the_most(town: District, places: SitePlaces) -> None:
    """No order of openings brings more households on time over both phases."""
    phased = phased_siting(town, counts=(1, 2), places=places)
    best = max(
        covered(places, first) + covered(places, second)
        for first in plans_of(places, 1)
        for second in plans_of(places, 2)
        if set(first) < set(second)
    )
    assert sum(one.plan.objective for one in phased.phases) == best
    assert set(phased.phases[0].site_ids) < set(phased.phases[1].site_ids)


def test_regret_is_what_enumeration_says(town: District, places: SitePlaces) -> None:
    """The best worst case, and what the plan for today gives away at rush hour."""
    futures = {"now": places.cover_rows, "rush": covers_in(town.at_hour(8), places)}

    def on_time(plan: tuple[int, ...], future: str) -> float:
        return float(places.demand[futures[future].toarray()[list(plan)].any(axis=0)].sum())

    robust = robust_siting(town, futures, stations=1, worst_case=True, places=places)
    every = plans_of(places, 1)
    best = max(min(on_time(plan, one) for one in futures) for plan in every)
    assert min(on_time(tuple(robust.plan.chosen), one) for one in futures) == best
    table = regret_of({"robust": robust.plan}, futures, places=places, rules=SiteRules())
    for row in table.itertuples():
        assert row.best == max(on_time(plan, row.future) for plan in every)
        assert row.regret == row.best - on_time(tuple(robust.plan.chosen), row.future)


def test_more_money_and_more_stations_never_cover_less(town: District, places: SitePlaces) -> None:
    """Households on time rise with the budget and with the number."""
    by_budget = [
        site_stations(
            town, model="max_cover", stations=0, rules=SiteRules(budget=money), places=places
        ).plan.objective
        for money in (0.0, 30.0, 60.0, 90.0)
    ]
    by_number = [
        site_stations(town, model="max_cover", stations=number, places=places).plan.objective
        for number in range(4)
    ]
    assert by_budget == by_number == sorted(by_number)


def test_progress_tells_households_not_losses(hanyang: Path) -> None:
    """The incumbent rises to the objective, the bound falls to it."""
    told: list[tuple[float, float]] = []
    answer = site_stations(
        open_district(open_workspace(hanyang)),
        model="max_cover",
        stations=3,
        stop=Stop(on_progress=lambda now: told.append((now.incumbent, now.bound))),
    )
    assert told[-1][0] == answer.plan.objective
    assert [best for best, _ in told] == sorted(best for best, _ in told)
    assert all(bound >= best for best, bound in told)


def test_a_comparison_adds_up(town: District, places: SitePlaces) -> None:
    """Streets add up to the difference of the plans; sentences speak both languages."""
    best = site_stations(town, model="max_cover", stations=1, places=places)
    changes = compare_coverages(town, best.before, best.after)
    gained = changes.after.households_covered - changes.before.households_covered
    assert changes.streets["on_time_change"].sum() == gained == 120
    assert town.households[changes.gained].sum() - town.households[changes.lost].sum() == gained
    assert changes.before == plan_figures(town, best.before)
    assert changes.after.mean_min <= changes.before.mean_min
    assert changes.before.households_unreached == 250
    for language in ("zh", "en"):
        said = [one.sentence(language) for one in changes.sentences()]
        assert any("120" in one for one in said)
        assert not any("nan" in one for one in said)


def test_rules_become_rows(places: SitePlaces) -> None:
    """Stations stay unless they may move or are closed; an area forbids new places alone."""
    assert settle(places, SiteRules()).fixed.tolist() == [0, 1]
    assert settle(places, SiteRules(movable=("S1",))).fixed.tolist() == [1]
    closed = settle(places, SiteRules(forbid=("S1",)))
    assert (closed.fixed.tolist(), closed.forbidden.tolist(), closed.n_kept) == ([1], [0], 1)
    everywhere = ((113.0, 29.0), (115.0, 29.0), (115.0, 31.0), (113.0, 31.0))
    assert settle(places, SiteRules(forbidden_areas=(everywhere,))).forbidden.tolist() == [2, 3, 4]
    with pytest.raises(SitingError, match="forbidden area"):
        settle(places, SiteRules(lock=("C1",), forbidden_areas=(everywhere,)))
    assert counts_of("1，2、 3") == (1, 2, 3)


def two_near(places: SitePlaces, plan: tuple[int, ...]) -> float:
    """Return the households that two stations of a plan bring on time."""
    return float(places.demand[places.covers[list(plan)].sum(axis=0) >= 2].sum())


@pytest.mark.parametrize(("new", "far_min", "share"), [(1, 14.0, 0.2), (2, None, 0.5), (3, 12, 0)])
def test_the_double_standard_is_that_of_enumeration(
    town: District, places: SitePlaces, new: int, far_min: float | None, share: float
) -> None:
    """All within the far limit whom any place reaches, a share on time, the most of them twice."""
    terms = ModelTerms(far_min=far_min, near_share=share)
    target_min = town.settings.target.minutes
    far = covers_within(town, places, 2 * target_min if far_min is None else far_min).toarray()
    asking = far.any(axis=0) & (places.demand > 0)
    kept = [
        two_near(places, plan)
        for plan in plans_of(places, new)
        if far[list(plan)][:, asking].any(axis=0).all()
        and covered(places, plan) >= share * places.demand[asking].sum()
    ]
    asked = {"model": "double_standard", "stations": new, "terms": terms, "places": places}
    if not kept:
        with pytest.raises(SitingError, match="reach"):
            site_stations(town, **asked)
        return
    answer = site_stations(town, **asked)
    assert answer.plan.status == "optimal"
    assert answer.plan.objective == max(kept)
    assert two_near(places, tuple(answer.plan.chosen)) == max(kept)


@pytest.mark.parametrize("model", ["max_cover", "p_median"])
@pytest.mark.parametrize("moves", [0, 1, 2])
def test_no_more_stations_close_than_may(
    town: District, places: SitePlaces, model: str, moves: int
) -> None:
    """The best of all plans that close so few; a forbidden station closes without being counted."""

    def value(plan: tuple[int, ...]) -> float:
        if model == "p_median":
            return mean_min(places, plan)
        return -covered(places, plan)

    terms = ModelTerms(most_moves=moves)
    answer = site_stations(town, model=model, stations=1, terms=terms, places=places)
    plans = combinations(range(len(places.sites)), places.n_open + 1)
    best = min(value(plan) for plan in plans if len({0, 1} - set(plan)) <= moves)
    assert value(tuple(answer.plan.chosen)) == pytest.approx(best)
    assert len(answer.closed) <= moves
    assert answer.plan.model == model
    shut = site_stations(
        town,
        model=model,
        stations=1,
        rules=SiteRules(forbid=("S1",), movable=("S2",)),
        terms=terms,
        places=places,
    )
    assert "S1" in shut.closed
    assert len(shut.closed) <= moves + 1
