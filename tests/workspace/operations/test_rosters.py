"""The roster of a district: by hand on the sample town, its shifts, its limits, its queue."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.coverage import cover_by_hour
from geo.errors import OperationsError, SettingsError
from geo.settings import RosterSettings, Settings, with_month, with_roster
from geo.workspace import District, crew_load, example_folder, open_district, open_workspace
from geo.workspace.operations import roster_of, shift_patterns


def _town(folder: Path, *roster: str, shifts: str = "") -> District:
    workspace = folder / "town"
    shutil.copytree(example_folder("toy"), workspace, dirs_exist_ok=True)
    toml = workspace / "workspace.toml"
    text = (example_folder("toy") / "workspace.toml").read_text("utf-8")
    if shifts:
        (workspace / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text("\n".join([text, "[roster]", *roster]), "utf-8")
    return open_district(open_workspace(workspace))


def test_the_sample_town_needs_both_stations_all_day(tmp_path: Path) -> None:
    """Each station alone covers estates that the other does not: two times two 12-hour shifts."""
    made = roster_of(_town(tmp_path))
    assert made.answer.status == "optimal"
    assert (made.crew_hours, made.cost) == (48.0, 48.0)
    assert made.hours["stations_on_duty"].eq(2).all()
    assert made.hours["share"].eq(1).all()
    assert list(made.without_station["households_lost"]) == [380, 300]


def test_a_roster_is_an_input_list_of_shifts(tmp_path: Path) -> None:
    """Read back as shifts it covers at every hour whom the roster says."""
    made = roster_of(_town(tmp_path, "share = 0.6"))
    listed = made.duty.to_csv(index=False)
    district = _town(tmp_path, "share = 0.6", shifts=listed)
    hourly = cover_by_hour(district)
    assert np.array_equal(hourly.covered[0] @ district.households, made.hours["households_covered"])


def test_night_hours_and_paid_hours_cost_more() -> None:
    """A shift of 8 hours over the night, 8 of them night hours at half as much again; 10 paid."""
    rules = RosterSettings(patterns=("22:00-06:00",), night_factor=1.5, paid_hours=10)
    (night,) = shift_patterns(rules)
    assert night.worked == 8
    assert night.cost(rules) == 2 + 8 * 1.5


def test_shifts_keep_the_least_rest() -> None:
    """Twelve hours leave twelve hours of rest; a split shift rests in its longer break."""
    assert {p.rest_h for p in shift_patterns(RosterSettings(shift_hours=(12,)))} == {12}
    (split,) = shift_patterns(RosterSettings(patterns=("06:00-10:00+16:00-20:00",), min_rest_h=10))
    assert (split.worked, split.rest_h) == (8, 10)
    with pytest.raises(OperationsError, match="longest rest"):
        shift_patterns(RosterSettings(shift_hours=(16, 20), min_rest_h=11))


@pytest.mark.parametrize("text", ["08:30-16:00", "early", "08:00-08:00", "08:00-16:00+12:00-20:00"])
def test_what_is_no_shift_is_named(text: str) -> None:
    """Half hours, words, no length and parts that overlap."""
    with pytest.raises(OperationsError) as refused:
        shift_patterns(RosterSettings(patterns=(text,)))
    assert text in str(refused.value)


def test_a_roster_that_no_shift_can_meet_names_the_hours(tmp_path: Path) -> None:
    """Shifts by day alone leave the night, hour by hour."""
    with pytest.raises(OperationsError) as refused:
        roster_of(_town(tmp_path, 'patterns = ["08:00-20:00"]', "min_rest_h = 8"))
    assert "20:00, 21:00, 22:00, 23:00" in str(refused.value)


def test_too_few_crews_name_how_many_are_enough(tmp_path: Path) -> None:
    """One crew of a station cannot be there around the clock; two can."""
    with pytest.raises(OperationsError) as refused:
        roster_of(_town(tmp_path, "most_crews = 1"))
    assert "2 are enough" in str(refused.value)


def test_given_crew_hours_cover_the_most(tmp_path: Path) -> None:
    """A day of 24 crew-hours mans the station of more households, all day; none are added."""
    district = _town(tmp_path)
    asked = with_roster(district.settings, crew_hours=24)
    made = roster_of(_with(district, asked))
    assert made.crew_hours == 24
    assert not made.added
    assert made.answer.objective == made.hours["households_covered"].sum()


def _with(district: District, settings: Settings) -> District:
    """Return a district with other settings."""
    return replace(district, settings=settings)


def test_crews_are_added_where_calls_would_wait(tmp_path: Path) -> None:
    """With many calls two crews are not enough at any hour; with the added ones they are."""
    district = _town(tmp_path, "most_wait_min = 5", "[crews]", "calls_per_household_year = 9")
    made = roster_of(district)
    assert made.added
    assert made.hours["wait_min"].le(5).all()
    assert made.crew_hours > 48


def test_no_station_gets_more_than_its_most_crews(tmp_path: Path) -> None:
    """Where the queue asks for more crews than are allowed, the hours are told."""
    district = _town(
        tmp_path, "most_crews = 2", "most_wait_min = 5", "[crews]", "calls_per_household_year = 9"
    )
    made = roster_of(district)
    assert made.answer.shifts.sum(axis=1).max() == 2
    assert not made.added
    (told,) = [notice for notice in made.notices if notice.key == "roster.still_waits"]
    assert "03:00" in told.params["hours"]


def test_the_wait_is_that_of_the_hypercube_at_each_hour(tmp_path: Path) -> None:
    """Each hour's wait is that of the crews on duty then, judged by the queueing model alone."""
    text = "[crews]\ncalls_per_household_year = 6"
    made = roster_of(_town(tmp_path, "share = 0.6", text))
    district = _town(tmp_path, text, shifts=made.duty.to_csv(index=False))
    for hour in (3, 8, 12):
        load = crew_load(district.at_hour(hour), calls_per_household_year=6, busy_min=60)
        assert made.hours["wait_min"][hour] == pytest.approx(load.wait_min, abs=1e-4)


def test_any_roster_can_be_read_back(tmp_path: Path) -> None:
    """Shifts that overlap are joined, a station without crews stays without: hour by hour alike."""
    share = "share = 0.4\nmost_wait_min = 2"
    made = roster_of(_town(tmp_path, share, "[crews]\ncalls_per_household_year = 4"))
    assert made.shifts["station_id"].duplicated().any()
    district = _town(tmp_path, shifts=made.duty.to_csv(index=False))
    hourly = cover_by_hour(district)
    for kind in range(3):
        assert hourly.crews_on_duty[kind].tolist() == made.hours["crews_on_duty"].tolist()
        assert hourly.stations_on_duty[kind].tolist() == made.hours["stations_on_duty"].tolist()


def test_the_month_sets_how_long_calls_wait(tmp_path: Path) -> None:
    """A rain month with twice the calls waits longer than the mean month, and says so."""
    text = "[crews]\ncalls_per_household_year = 3\n[season]\nrain_factor = 2.0"
    mean = roster_of(_town(tmp_path, "most_wait_min = 1000", text))
    rain = roster_of(_town(tmp_path, "most_wait_min = 1000", text + "\nmonth = 7"))
    assert (rain.hours["wait_min"] > mean.hours["wait_min"]).all()
    assert rain.answer.objective == mean.answer.objective
    (said,) = [notice for notice in rain.notices if notice.key == "hours.month_assumed"]
    assert said.params["factor"] == pytest.approx(2 / (17 / 12))
    dry = with_month(_town(tmp_path, text).settings, 1)
    assert dry.season.month == 1
    with pytest.raises(SettingsError):
        with_month(dry, 13)


def test_hanyang_waits_are_kept_or_told(hanyang: Path) -> None:
    """With 0.3 calls a household and year crews are added, and hours that still wait are told."""
    district = open_district(open_workspace(hanyang))
    crews = district.settings.crews.model_copy(update={"calls_per_household_year": 0.3})
    made = roster_of(_with(district, district.settings.model_copy(update={"crews": crews})))
    limit = district.settings.roster.most_wait_min
    kept = made.hours["wait_min"].le(limit).all()
    assert made.added
    assert kept or any(notice.key == "roster.still_waits" for notice in made.notices)
