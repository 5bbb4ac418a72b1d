"""The hour-by-hour tables of docs/day_and_night.md are what the sample town answers."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from geo.coverage import VERDICTS, cover_by_hour
from geo.workdays import DayKind
from geo.workspace import District, cover_stations, example_folder, open_district, open_workspace

HEADER = "station_id,days,opens,closes,crews,turnout_min\n"
SIGNS = {"covered": "C", "late": "L", "unreachable": "-", "unsure": "?"}


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    """Return the page of the documentation."""
    return (repository / "docs" / "day_and_night.md").read_text("utf-8")


def tables(page: str, title: str) -> dict[str, str]:
    """Return the lines of a table of the page: name to 24 signs."""
    (block,) = re.findall(rf"```hours {title}\n(.*?)```", page, flags=re.S)
    rows = [line.rsplit(maxsplit=1) for line in block.strip().splitlines()[1:]]
    return {name.strip(): signs for name, signs in rows}


def town(folder: Path, shifts: str = "", gates: tuple[str, str] | None = None) -> District:
    """Return the sample town with a list of shifts or another list of gates."""
    copy = folder / "toy"
    shutil.copytree(example_folder("toy"), copy)
    if shifts:
        (copy / "shifts.csv").write_text(HEADER + shifts, "utf-8")
        toml = copy / "workspace.toml"
        text = toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
        toml.write_text(text, "utf-8")
    if gates:
        path = copy / "gates.csv"
        path.write_text(path.read_text("utf-8-sig").replace(*gates, 1), "utf-8")
    return open_district(open_workspace(copy))


def signs(district: District, day: DayKind) -> dict[str, str]:
    """Return the verdicts of every estate at 24 hours, as the page writes them."""
    hourly = cover_by_hour(district)
    kind = hourly.kinds_of_day.index(day.value)
    return {
        estate: "".join(SIGNS[VERDICTS[code]] for code in hourly.verdict[kind, :, row])
        for row, estate in enumerate(district.estates["estate_id"])
    }


def test_a_station_open_by_day_only(page: str, tmp_path: Path) -> None:
    """Each kind of day is the table of the page: the shift is for every day."""
    district = town(tmp_path, "S2,every,8:00,20:00,1,\n")
    for day in DayKind:
        assert signs(district, day) == tables(page, "every 8-20")


@pytest.mark.parametrize("turnout", ["2.5", "4.0"])
def test_a_shift_over_midnight(page: str, tmp_path: Path, turnout: str) -> None:
    """It covers both sides of midnight, with a turnout of its own, on weekdays alone."""
    district = town(tmp_path, f"S2,every,8:00,20:00,1,\nS2,weekday,20:00,8:00,1,{turnout}\n")
    told = tables(page, "weekday night")
    assert signs(district, DayKind.WEEKDAY)["E4"] == told[f"E4 weekday {turnout}"]
    assert signs(district, DayKind.WEEKEND)["E4"] == told["E4 weekend"]


@pytest.mark.parametrize("day", ["2024-10-12", "2024-10-19"])
def test_a_saturday_that_is_worked(page: str, tmp_path: Path, day: str) -> None:
    """It has the shifts of a weekday; a free Saturday has none of them."""
    district = town(tmp_path, "S2,weekday,8:00,20:00,1,\n")
    row = district.estates["estate_id"].tolist().index("E4")
    told = ""
    for hour in range(24):
        then = cover_stations(district.at_hour(hour, date.fromisoformat(day))).coverage
        told += SIGNS[str(then.verdict[row])]
    assert told == tables(page, "dates")[f"E4 {day}"]


def test_a_gate_closed_at_night(page: str, tmp_path: Path) -> None:
    """With every gate closed nobody gets in, whoever is on duty."""
    district = town(tmp_path, gates=("29.9999994,,", "29.9999994,6:00,22:00"))
    assert signs(district, DayKind.WEEKDAY)["E3"] == tables(page, "gate")["E3"]
