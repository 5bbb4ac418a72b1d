"""The least minutes from near pairs alone: what is held is right, and the gap holds for all."""

import numpy as np
import pytest

from geo.workspace import District, SiteRules, open_district, open_workspace, site_stations
from geo.workspace.siting import near_minutes as near
from geo.workspace.siting import question
from geo.workspace.siting.places import site_places


@pytest.fixture(scope="module")
def town() -> District:
    return open_district(open_workspace("data/hanyang"))


@pytest.fixture
def short_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room for the minutes of all pairs."""
    monkeypatch.setattr(question, "has_room_for_places", lambda *_: False)


@pytest.mark.parametrize(("stations", "most"), [(6, 10**9), (60, 10**9), (6, 9_000), (1, 200)])
def test_what_is_held_is_right_and_what_is_not_takes_longer(
    town: District, stations: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held minutes are those of all pairs to the last bit; no pair within the limit is missing."""
    monkeypatch.setattr(near, "_MOST_PAIRS", most)
    places = site_places(town.at_hour(3))
    whole = places.minutes
    found = near.near_minutes(town.at_hour(3), places, stations)
    pairs = found.minutes.tocoo()
    assert pairs.data.tolist() == whole[pairs.row, pairs.col].tolist()
    is_held = np.zeros(whole.shape, dtype=bool)
    is_held[pairs.row, pairs.col] = True
    assert (whole[~is_held] > found.complete_to_min).all()


@pytest.mark.parametrize("rules", [SiteRules(), SiteRules(everyone=True)])
def test_a_plan_from_near_pairs_is_one_of_all_pairs(
    town: District, rules: SiteRules, short_of_memory: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Value and stations are those of all minutes, and the bound lies below the best plan."""
    asked = {"model": "p_median", "stations": 4, "rules": rules}
    plan = site_stations(town, **asked).plan
    monkeypatch.setattr(question, "has_room_for_places", lambda *_: True)
    best = site_stations(town, **asked).plan
    assert best.status == "optimal"
    assert plan.bound <= best.objective * (1 + 1e-12)
    assert best.objective <= plan.objective * (1 + 1e-12)
    assert plan.gap < 0.02
    places = site_places(town)
    minutes = places.minutes[plan.chosen]
    counts = (places.demand > 0) & np.isfinite(minutes).any(axis=0)
    value = (minutes.min(axis=0)[counts] * places.demand[counts]).sum()
    assert plan.objective == pytest.approx(value)


def test_limits_need_all_minutes(town: District, short_of_memory: None) -> None:
    """Capacities and moves are answered from the minutes of all pairs, as before."""
    asked = {"model": "p_median", "stations": 2}
    by_room = site_stations(town, rules=SiteRules(capacity=60_000), **asked)
    assert "choice.near_minutes" not in {notice.key for notice in by_room.notices}
    assert by_room.plan.has_plan
