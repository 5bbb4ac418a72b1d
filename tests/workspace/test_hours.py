"""Day and night on the sample town and on Hanyang: shifts, gates, turnouts, kinds of day."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.coverage import VERDICTS, cover_by_hour, hourly_summary
from geo.errors import WorkspaceError
from geo.workdays import DayKind
from geo.workspace import (
    District,
    cover_stations,
    example_folder,
    make_plan,
    open_district,
    open_workspace,
)


def _workspace(folder: Path, name: str, shifts: str | None, *settings: str) -> Path:
    """Return a copy of an example with a list of shifts, and further settings."""
    copy = folder / name
    shutil.copytree(example_folder(name), copy)
    toml = copy / "workspace.toml"
    text = toml.read_text("utf-8")
    if shifts is not None:
        (copy / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text(text + "\n" + "\n".join(settings), "utf-8")
    return copy


def _district(folder: Path) -> District:
    return open_district(open_workspace(folder))


TOY_SHIFTS = """station_id,days,opens,closes,crews,turnout_min
S1,every,8:00,20:00,2,
S1,weekday,20:00,8:00,1,4
S2,weekend,20:00,24:00,1,
S2,weekend,0:00,6:00,1,
S2,weekday,0:00,24:00,1,
"""


def test_the_sample_town_hour_by_hour(tmp_path: Path) -> None:
    """By hand: the verdicts of README.md at every hour, C covered, L late, - unreachable.

    Target 9 minutes, of which call 2, turnout 3 and access 1 leave 3 for the drive. The west
    station reaches E1 and E2, the south station the others; the rush hours slow both.
    """
    hourly = cover_by_hour(_district(_workspace(tmp_path, "toy", TOY_SHIFTS)))
    assert hourly.kinds_of_day == ("weekday", "weekend", "holiday")
    assert "".join(map(str, hourly.stations_on_duty[0])) == "2" * 24
    assert "".join(map(str, hourly.stations_on_duty[1])) == "1" * 6 + "00" + "1" * 12 + "1" * 4
    assert "".join(map(str, hourly.stations_on_duty[2])) == "0" * 8 + "1" * 12 + "0" * 4
    assert "".join(map(str, hourly.crews_on_duty[0])) == "2" * 8 + "3" * 12 + "2" * 4
    # Nobody is on duty on a weekend at 6 and 7, nor on a holiday by night.
    assert (hourly.verdict[1, 6:8] != VERDICTS.index("covered")).all()
    assert not hourly.p_on_time[2, 20:].any()


def _same_as_single_plans(district: District) -> None:
    hourly = cover_by_hour(district)
    for k, day in enumerate(DayKind):
        for hour in range(24):
            then = district.at_hour(hour, day)
            single = cover_stations(then).coverage
            assert np.array_equal(hourly.p_on_time[k, hour], single.p_on_time), (day, hour)
            names = np.array(VERDICTS)[hourly.verdict[k, hour]]
            assert np.array_equal(names, single.verdict), (day, hour)
            ids = np.array([*hourly.station_ids, ""])[hourly.station[k, hour]]
            own = np.array([*then.stations["station_id"], ""])[single.station]
            assert np.array_equal(ids, own), (day, hour)
            assert hourly.stations_on_duty[k, hour] == len(then.stations)
            assert hourly.crews_on_duty[k, hour] == then.stations["crews"].sum()


def test_equal_to_72_single_plans_on_the_sample_town(tmp_path: Path) -> None:
    """Shifts, a turnout of its own, a gate with hours and rush hours: bit for bit the same."""
    _same_as_single_plans(_district(_workspace(tmp_path, "toy", TOY_SHIFTS)))


def test_equal_to_72_single_plans_on_hanyang(tmp_path: Path) -> None:
    """A real network with spread legs: bit for bit the same as one plan after another."""
    stations = (example_folder("hanyang") / "stations.csv").read_text("utf-8-sig").splitlines()
    first, second = (line.split(",")[0] for line in stations[1:3])
    header = "站点编号,日期,时段,班组数,出动时间"
    shifts = f"{header}\n{first},工作日,7:00-19:00,2,4.5\n{second},每天,19:00-7:00,1,\n"
    _same_as_single_plans(_district(_workspace(tmp_path, "hanyang", shifts)))


def test_closed_and_slow_roads_are_so_at_every_hour() -> None:
    """An area with closed roads, one where the drive takes twice as long: as 72 single plans."""
    district = _district(example_folder("toy"))
    closed = shapely.box(114.0025, 30.0040, 114.0053, 30.0060)
    slow = shapely.box(114.0120, 29.9990, 114.0210, 30.0060)
    changed = district.with_roads_closed(closed).with_roads_slowed((slow, 2.0))
    assert not np.array_equal(cover_by_hour(changed).p_on_time, cover_by_hour(district).p_on_time)
    _same_as_single_plans(changed)


def test_one_shift_all_day_every_day_changes_nothing(tmp_path: Path) -> None:
    """Verdicts, ledger and summary are those of a workspace without shifts."""
    plain = _district(_workspace(tmp_path / "a", "toy", None))
    every = "station_id,days,opens,closes\nS1,every,0:00,24:00\nS2,,,\n"
    same = _district(_workspace(tmp_path / "b", "toy", every))
    for hour in range(24):
        one, other = (cover_stations(d.at_hour(hour)) for d in (plain, same))
        assert one.records() == other.records()
        assert one.summary == other.summary
        assert one.stations.equals(other.stations)
    assert not same.inputs.duty.varies


def test_figures_of_the_clock(tmp_path: Path) -> None:
    """Shares add up from the verdicts; the worst hour is one at which nobody is on duty."""
    district = _district(_workspace(tmp_path, "toy", TOY_SHIFTS))
    hourly = cover_by_hour(district)
    figures = hourly_summary(hourly, district.households, night_hours=(22, 23, 0, 1, 2, 3, 4, 5))
    assert len(figures["by_hour"]) == 72
    row = figures["by_hour"][10]
    assert (row["day"], row["hour"], row["stations_on_duty"]) == ("weekday", 10, 2)
    assert row["households_covered"] == district.households[hourly.covered[0, 10]].sum()
    clock = figures["round_the_clock"]
    assert clock["estates"] == 0
    assert (clock["worst_day"], clock["worst_hour"]) == ("weekend", 6)
    assert set(hourly.hours_covered) <= set(range(25))


def test_who_loses_cover_only_at_night_is_named(tmp_path: Path) -> None:
    """With S1 off from 22 to 6 its own estates that the rush does not lose are lost by night."""
    district = _district(
        _workspace(tmp_path, "toy", "station_id,days,opens,closes\nS1,every,6:00,22:00\n")
    )
    hourly = cover_by_hour(district)
    night = [22, 23, 0, 1, 2, 3, 4, 5]
    by_hand = [
        all(hourly.covered[:, hour, estate].all() for hour in range(6, 22))
        and not hourly.covered[:, night, estate].all()
        for estate in range(len(district.estates))
    ]
    assert hourly.lost_only_at(night).tolist() == by_hand
    assert any(by_hand)


def test_the_day_of_a_plan_may_be_a_date(tmp_path: Path) -> None:
    """A Saturday that is worked has the crews of a weekday."""
    shifts = "station_id,days,opens,closes\nS1,weekday,8:00,20:00\n"
    worked = _workspace(tmp_path, "toy", shifts, "[shifts]", 'day = "2024-10-12"')
    assert list(_district(worked).stations["station_id"]) == ["S1", "S2"]
    free = _workspace(tmp_path / "free", "toy", shifts, "[shifts]", 'day = "2024-10-19"')
    assert list(_district(free).stations["station_id"]) == ["S2"]


def test_stations_may_state_their_own_hours(tmp_path: Path) -> None:
    """Hours in the list of stations are a shift of one row."""
    folder = _workspace(tmp_path, "toy", None)
    path = folder / "stations.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    hours = ["opens,closes", "8:00,20:00", ","]
    path.write_text("\n".join(f"{a},{b}" for a, b in zip(lines, hours, strict=True)), "utf-8")
    district = _district(folder)
    assert "opens" not in district.inputs.stations
    assert list(district.at_hour(3).stations["station_id"]) == ["S2"]
    assert list(district.at_hour(9).stations["station_id"]) == ["S1", "S2"]


@pytest.mark.parametrize(
    ("shifts", "key", "row"),
    [
        ("station_id,days\nS9,every\n", "hours.unknown_station", 2),
        ("station_id,opens,closes\nS1,8:00,8:00\n", "tables.shift_without_length", 2),
        ("station_id,opens,closes\nS1,8,9:00\nS1,8:30,10:00\n", "tables.shifts_overlap", 3),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, shifts: str, key: str, row: int) -> None:
    """The station that does not exist, the shift of no length, the overlap: file and row."""
    shifts = shifts.replace("S1,8,", "S1,8:00,")
    with pytest.raises(WorkspaceError) as refused:
        _district(_workspace(tmp_path, "toy", shifts))
    faults = refused.value.faults
    assert [(fault.key, fault.file, fault.row) for fault in faults] == [(key, "shifts.csv", row)]  # type: ignore[attr-defined]


def test_a_station_may_be_meant_by_its_name(tmp_path: Path) -> None:
    """The list of shifts may name stations."""
    district = _district(_workspace(tmp_path, "toy", "站点名称,时段\n西站,8:00-20:00\n"))
    assert list(district.at_hour(3).stations["station_id"]) == ["S2"]


def test_a_crew_on_duty_is_a_fix_where_a_station_has_none(tmp_path: Path) -> None:
    """At 3 the west station sleeps; whom it alone reaches is brought on time by waking it."""
    shifts = "station_id,days,opens,closes\nS1,every,8:00,20:00\n"
    dear = ("[costs]", "new_site = 99", "extra_crew = 0.01")
    plan = make_plan(open_workspace(_workspace(tmp_path, "toy", shifts, *dear)))
    day = dict(zip(plan.estates["estate_id"], plan.estates["verdict"], strict=True))
    folder = _workspace(tmp_path / "night", "toy", shifts, *dear)
    toml = folder / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace("hour = 10", "hour = 3"), "utf-8")
    night = make_plan(open_workspace(folder))
    fixes = dict(zip(night.estates["estate_id"], night.estates["cheapest_fix"], strict=True))
    lost = [
        estate
        for estate, verdict in zip(
            night.estates["estate_id"], night.estates["verdict"], strict=True
        )
        if day[estate] == "covered" and verdict == "late"
    ]
    assert lost
    assert {fixes[estate].key for estate in lost} == {"workspace.fix_shift_crew"}


def test_verdicts_that_are_known_are_not_judged_again(tmp_path: Path) -> None:
    """All hours are the same, whether those of the plan's hour are given or found."""
    district = _district(_workspace(tmp_path, "toy", TOY_SHIFTS))
    now = cover_stations(district).coverage
    given, found = cover_by_hour(district, now=now), cover_by_hour(district)
    for name, values in vars(found).items():
        assert np.array_equal(np.asarray(values), np.asarray(getattr(given, name))), name
    day, hour = district.kind_of_day, district.settings.response.hour
    assert district.hours(now).coverage(day, hour) is now
    assert district.hours().coverage(day, hour) is not now
