"""Busy crews of a district: sums agree with parts, and one more crew never makes it worse."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.coverage import erlang_c
from geo.errors import CoverageError
from geo.workspace import District, cover_stations, open_district, open_workspace
from geo.workspace.coverage.crew_load import (
    CrewLoad,
    calls_per_hour,
    crew_load,
    crews_of,
    one_more_crew,
)

WORK = {"calls_per_household_year": 0.4, "busy_min": 50.0}


@pytest.fixture(scope="module")
def district(hanyang: Path) -> District:
    """Return the embedded district: six crews at two stations."""
    return open_district(open_workspace(hanyang))


@pytest.fixture(scope="module")
def load(district: District) -> CrewLoad:
    """Return its crews at work."""
    return crew_load(district, **WORK)


def with_crews(district: District, crews: list[int]) -> District:
    """Return the district with another number of crews at each station."""
    stations = district.inputs.stations.assign(crews=crews)
    return replace(district, inputs=replace(district.inputs, stations=stations))


def test_crews_stand_where_the_list_says(district: District) -> None:
    """Four at the centre and two in the west; a blank counts as one crew."""
    assert crews_of(district).tolist() == [0, 0, 0, 0, 1, 1]
    stations = district.inputs.stations.drop(columns="crews")
    unnamed = replace(district, inputs=replace(district.inputs, stations=stations))
    assert crews_of(unnamed).tolist() == [0, 1]


def test_calls_work_and_waits_add_up(district: District, load: CrewLoad) -> None:
    """Work is calls times minutes; with one pool of crews the wait is Erlang's."""
    rates = calls_per_hour(district, WORK["calls_per_household_year"])
    assert load.calls_per_hour == pytest.approx(57_000 * 0.4 / 8766)
    offered = rates.sum() * WORK["busy_min"] / 60
    assert load.busy.workload.sum() == pytest.approx(offered)
    assert load.utilisation == pytest.approx(offered / 6)
    assert load.busy.p_delay == pytest.approx(erlang_c(6, offered))
    assert load.wait_min == pytest.approx(
        erlang_c(6, offered) * WORK["busy_min"] / (6 - offered), rel=1e-9
    )
    by_station = load.station_workload(2)
    assert 4 * by_station[0] + 2 * by_station[1] == pytest.approx(offered)
    share = rates / rates.sum()
    assert load.mean_response_min == pytest.approx(share @ load.response_min)
    assert load.share_on_time == pytest.approx(share @ load.p_on_time)
    assert 0 < load.other_station_share < load.busy.inter_response_share


def test_busy_crews_are_never_surer_than_free_ones(district: District, load: CrewLoad) -> None:
    """The probability of the ledger, where every crew is free, is an upper bound."""
    free = cover_stations(district).coverage
    assert (load.p_on_time <= free.p_on_time + 1e-6).all()
    assert (load.response_min >= free.response_min - 1e-3).all()
    idle = crew_load(district, calls_per_household_year=1e-6, busy_min=50.0)
    np.testing.assert_allclose(idle.response_min, free.response_min, atol=1e-3)


def test_one_more_crew_never_lowers_the_chance(district: District, load: CrewLoad) -> None:
    """Fewer calls wait and more are on time, wherever it stands."""
    for option in one_more_crew(district, **WORK):
        assert option.load.busy.p_delay < load.busy.p_delay
        assert option.load.share_on_time > load.share_on_time
        assert option.load.station.size == load.station.size + 1


def test_many_crews_are_approximated(district: District) -> None:
    """Beyond twelve crews the answer says that it is Larson's approximation."""
    many = crew_load(with_crews(district, [8, 6]), **WORK)
    assert not many.is_exact
    assert many.busy.workload.sum() == pytest.approx(many.utilisation * 14, rel=1e-6)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_is_named(district: District, language: str) -> None:
    """No crews, no calls, and more calls than the crews can serve each have their sentence."""
    cases = [
        (with_crews(district, [0, 0]), WORK, "certainty.no_crews", "班组", "crew"),
        (district, WORK | {"busy_min": 0.0}, "certainty.call_rate", "大于 0", "above 0"),
        (
            district,
            WORK | {"calls_per_household_year": 2.0},
            "coverage.overload",
            "无限增长",
            "without bound",
        ),
    ]
    for where, work, key, chinese, english in cases:
        with pytest.raises(CoverageError) as caught:
            crew_load(where, **work)
        assert caught.value.key == key
        assert {"zh": chinese, "en": english}[language] in caught.value.sentence(language)
