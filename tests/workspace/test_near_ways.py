"""Verdicts from near ways alone: a district's answers are those over all its minutes."""

from dataclasses import replace

import numpy as np
import pytest

from geo.workspace import District, cover_stations, open_district, open_workspace, site_stations
from geo.workspace.checking import speed_doubt
from geo.workspace.near_ways import NearPlaces
from geo.workspace.road_access import lost_estates, road_notices


@pytest.fixture(scope="module")
def hanyang() -> District:
    return open_district(open_workspace("data/hanyang"))


def _crowded(town: District, seed: int) -> District:
    """Return the town with stations at random places, some positions off by far."""
    rng = np.random.default_rng(seed)
    roads = town.road_map
    nodes = rng.choice(roads.lon.size, 12, replace=False)
    errors = rng.choice([0.0, 0.0, 400.0, 3000.0], len(town.estates))
    estates = town.inputs.estates.assign(position_error_m=errors)
    town = replace(town, inputs=replace(town.inputs, estates=estates))
    return town.with_stations(list(zip(roads.lon[nodes], roads.lat[nodes], strict=True)))


@pytest.fixture(scope="module", params=[(3, 5.0), (8, 9.0), (10, 20.0)])
def town(request: pytest.FixtureRequest, hanyang: District) -> District:
    hour, minutes = request.param
    return _crowded(hanyang.at_hour(hour).with_target(minutes=minutes), seed=hour)


def test_every_table_is_the_same(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledger, stations and figures, at hours with shut gates, for short and long promises."""
    dense = cover_stations(town)
    monkeypatch.setattr("geo.workspace.near_ways._PAIRS_AT_HAND", 0)
    monkeypatch.setattr("geo.travel.nearby._FEW_CELLS", 0)
    near = cover_stations(town)
    assert near.estates.equals(dense.estates)
    assert near.stations.equals(dense.stations)
    assert near.summary == dense.summary
    assert np.array_equal(near.coverage.covers, dense.coverage.covers)


def test_doubt_of_speeds_is_the_same(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth slower and a fifth faster."""
    dense = speed_doubt(town)
    monkeypatch.setattr("geo.workspace.near_ways._PAIRS_AT_HAND", 0)
    assert speed_doubt(town) == dense


def test_who_has_a_way(town: District) -> None:
    """Both directions against all minutes, with stations that stand on no road."""
    drive, _ = town.minutes_from_stations()
    near = NearPlaces(town, town.station_points)
    assert np.array_equal(near.reached, np.isfinite(drive).any(axis=0))
    assert np.array_equal(near.lead_somewhere, np.isfinite(drive).any(axis=1))
    assert np.array_equal(lost_estates(town), town.gates.has_gate & ~np.isfinite(drive).any(axis=0))
    off = replace(town.station_points, edge=np.full_like(town.station_points.edge, -1))
    nowhere = NearPlaces(town, off)
    assert not nowhere.reached.any()
    assert not nowhere.lead_somewhere.any()
    assert (nowhere.ledger().station == -1).all()
    assert isinstance(road_notices(town), list)


def test_a_siting_answer_is_the_same(hanyang: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan, who comes before and after, and what each new station gains."""
    town = hanyang.with_target(minutes=7.0)
    dense = site_stations(town, model="max_cover", stations=3)
    monkeypatch.setattr("geo.workspace.near_ways._PAIRS_AT_HAND", 0)
    near = site_stations(town, model="max_cover", stations=3)
    assert near.plan.chosen.tolist() == dense.plan.chosen.tolist()
    assert near.proposed.equals(dense.proposed)
    for one, other in ((near.before, dense.before), (near.after, dense.after)):
        for name in ("station", "second_station", "response_min", "p_on_time", "verdict", "covers"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert near.reallocation.equals(dense.reallocation)
