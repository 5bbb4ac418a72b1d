"""A scenario around the clock: shares by hour, and who loses cover at night."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from geo.coverage import cover_by_hour
from geo.scenarios import CLOCK_CLASSES, Scenario, clock_classes, clock_hours, open_planner

NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)


def with_shifts(toy: Path, folder: Path, rows: str) -> Path:
    """Return the sample town with a list of shifts."""
    copy = folder / "toy"
    shutil.copytree(toy, copy)
    (copy / "shifts.csv").write_text(f"station_id,days,opens,closes\n{rows}", "utf-8")
    toml = copy / "workspace.toml"
    text = toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text(text, "utf-8")
    return copy


def test_shares_of_the_hours_are_those_of_single_answers(toy: Path, tmp_path: Path) -> None:
    """The strip says for each hour what the figures say once that hour is chosen."""
    planner = open_planner(with_shifts(toy, tmp_path, "S2,every,8:00,20:00\n"))
    hours = clock_hours(planner.by_hour(Scenario()), planner.district.households, "weekday")
    for one in hours:
        answer = planner.answer(Scenario(hour=one.hour))
        assert one.share == pytest.approx(answer.figures.share_households, abs=1e-6)
        assert one.stations_on_duty == len(answer.district.stations)


def test_classes_of_the_clock(toy: Path, tmp_path: Path) -> None:
    """E4 has nobody at night; the rush alone loses E5; E2 and E6 are never covered."""
    planner = open_planner(with_shifts(toy, tmp_path, "S2,every,8:00,20:00\n"))
    hourly = cover_by_hour(planner.district)
    names = np.array(CLOCK_CLASSES)[clock_classes(hourly, day_hour=10, night_hours=NIGHT)]
    assert names.tolist() == ["always", "never", "at_times", "at_night", "at_times", "never"]


def test_a_tried_station_counts_at_every_hour(toy: Path) -> None:
    """The hours are those of the scenario, not of today's stations, whatever hour it shows."""
    planner = open_planner(toy)
    place = planner.district.estates.geometry.iloc[1]
    tried = Scenario(hour=3).with_station(place.x, place.y)
    before, after = planner.by_hour(Scenario()), planner.by_hour(tried)
    assert (after.stations_on_duty == before.stations_on_duty + 1).all()
    assert after.covered[:, :, 1].all()
    assert not before.covered[:, :, 1].any()
