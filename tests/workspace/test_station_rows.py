"""Stations that stay are not calculated anew, and nothing of it shows: answers are as from new."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.promise import Promise, _borders
from geo.response import ResponseModel
from geo.travel import point_times
from geo.workspace import (
    District,
    cover_stations,
    open_district,
    open_workspace,
    promise_areas,
)
from geo.workspace.station_rows import station_rows


@pytest.fixture(scope="module")
def town(toy: Path) -> District:
    """Return a small district; what its stations reach is kept from example to example."""
    return open_district(open_workspace(toy))


def _anew(district: District) -> District:
    """Return the same district on roads that nobody has asked anything of."""
    return district.with_network(replace(district.network))


PLACES = st.tuples(st.floats(113.99, 114.02), st.floats(29.99, 30.02))


@settings(max_examples=25, deadline=None)
@given(places=st.lists(PLACES, min_size=1, max_size=3), minutes=st.sampled_from([9.0, 15.0]))
def test_a_click_answers_as_if_all_were_calculated_anew(
    town: District, places: list[tuple[float, float]], minutes: float
) -> None:
    """Verdicts, ledger and areas are the same bytes, whatever was asked before."""
    district = town.with_target(minutes=minutes).with_stations(places)
    kept, new = cover_stations(district), cover_stations(_anew(district))
    for field in fields(new.coverage):
        one, other = getattr(kept.coverage, field.name), getattr(new.coverage, field.name)
        assert np.array_equal(one, other), field.name
    assert kept.estates.equals(new.estates)
    assert kept.summary == new.summary
    areas = [
        promise_areas(there, kept.coverage).geometry.to_wkb().tolist()
        for there in (district, _anew(district))
    ]
    assert areas[0] == areas[1]


def test_only_the_station_that_came_is_calculated(
    town: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the stations that stand where they stood no way is looked for again."""
    district = _anew(town)
    asked: list[int] = []

    def counted(*roads: object, **points: object) -> object:
        asked.append(len(points["origins"]))  # type: ignore[arg-type]
        return point_times(*roads, **points)  # type: ignore[arg-type]

    monkeypatch.setattr("geo.workspace.district.point_times", counted)
    cover_stations(district)
    cover_stations(district.with_stations([(114.004, 30.005)]))
    cover_stations(district.with_stations([(114.004, 30.005)]))
    cover_stations(district.with_stations([(114.006, 30.001), (114.004, 30.005)]))
    assert asked == [len(town.stations), 1, 1]


def test_two_stations_at_one_place_have_rows_of_their_own(town: District) -> None:
    """A place is calculated once, and every station that stands there gets its minutes."""
    twice = _anew(town).station_points.take([0, 0, 1])
    drive_min, access_min = station_rows(
        twice, town.minutes_to_estates, ground=_anew(town).network, asked="", n_estates=10
    )
    wanted = town.minutes_to_estates(twice)
    assert np.array_equal(drive_min, wanted[0])
    assert np.array_equal(access_min, wanted[1])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_was_asked_before_does_not_move_a_longest_drive(seed: int) -> None:
    """Longest drives of access times are the same from memory, from new and in parts."""
    rng = np.random.default_rng(seed)
    promise = Promise(ResponseModel(), 15.0, 0.85)
    access = np.unique(rng.uniform(0, 12, 30).round(4))
    _borders.cache_clear()
    whole = promise.longest_drives(access, 3.0, at_most_min=20.0)
    _borders.cache_clear()
    for at_most in (1.0, 20.0, 90.0):
        some = np.unique(rng.choice(access, 9))
        promise.longest_drives(some, 3.0, at_most_min=at_most)
    assert np.array_equal(promise.longest_drives(access, 3.0, at_most_min=20.0), whole)
    least = promise.longest_drives(access, 3.0, at_most_min=2.0)
    assert np.array_equal(least, np.minimum(whole, 2.0))
