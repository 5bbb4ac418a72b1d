"""Logs of calls as files: one clock, one row per call, minutes that can be."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from geo.tables import TableRead, read_calls, read_gates, write_csv
from tests.tables.lists import Write, faults_of, keys

HEADER = ["call_id", "reported_at", "arrived_at", "station_id", "lon", "lat"]


def log(write: Write, *moments: Sequence[object]) -> Path:
    """Write a log of calls with these reports and arrivals."""
    rows = [[i, *pair, "S1", 114.2, 30.5] for i, pair in enumerate(moments, start=1)]
    return write([HEADER, *rows], name="calls.csv")


def minutes(read: TableRead) -> list[float]:
    """Return the response minutes of a log."""
    return [float(value) for value in read.table["response_min"]]


@pytest.mark.parametrize(
    ("reported", "arrived", "expected"),
    [
        ("2026-03-04 11:58 PM", "2026-03-05 12:09 AM", 11),
        ("2026-03-04 23:58", "2026-03-04 24:00", 2),
        ("2026-03-04 晚11点58分", "2026-03-04 晚12点", 2),
        ("2026-03-04 晚11:58", "2026-03-04 晚上12:09", 11),
        ("2026-03-04 晚11:58", "2026-03-05 晚上12:09", 11),
        ("2026-03-05 晚12:20", "2026-03-06 凌晨0:31", 11),
        ("2026-03-05 晚12:20", "2026-03-05 0:31", 11),
        ("2026-03-04 23:50", "2026-03-04 夜里1点", 70),
        ("2026-03-05 0:50", "2026-03-05 夜里1点", 10),
        ("2026年3月4日 中午12点50", "2026年3月4日 中午1点", 10),
        ("20260304235000", "20260305000100", 11),
        ("2026-03-29T01:55:00+01:00", "2026-03-29T03:07:00+02:00", 12),
        ("2026-10-25T02:52:00+02:00", "2026-10-25T02:04:00+01:00", 12),
        ("2026-03-04T00:10:00Z", "2026-03-04T08:22:00+08:00", 12),
        ("2026-03-04 08:10", "2026-03-04T08:22:00+08:00", 12),
        ("2026-03-04T08:10+08:00", "2026-03-04 08:22", 12),
        ("2026-03-04T00:10Z", "2026-03-04T00:22Z", 12),
        ("2026-03-04 20:10 北京时间", "2026-03-04T12:22Z", 12),
    ],
)
def test_minutes_across_midnight_and_offsets(
    reported: str, arrived: str, expected: float, csv_file: Write
) -> None:
    """Words for the night, 24:00, clock changes and two systems in one log give true minutes."""
    assert minutes(read_calls(log(csv_file, (reported, arrived)))) == [expected]


def test_the_hour_of_the_day_is_local(csv_file: Write) -> None:
    """Of a log that mixes UTC and local times, reports in UTC are put on the local clock."""
    read = read_calls(
        log(
            csv_file,
            ("2026-03-04T16:10:00Z", "2026-03-05T00:22:00+08:00"),
            ("2026-03-04T09:00+08:00", "2026-03-04T09:12+08:00"),
        )
    )
    assert read.table["reported_at"].dt.hour.tolist() == [0, 9]
    assert read.table["reported_on"].dt.day.tolist() == [5, 4]
    assert "offsets_joined" in keys(read.notices)


def test_a_log_in_utc_alone_is_told(csv_file: Write) -> None:
    """Nothing says where the log comes from: its hours stay those of UTC, with a notice."""
    read = read_calls(log(csv_file, ("2026-03-04T16:10Z", "2026-03-04T16:20Z")))
    assert read.table["reported_at"].dt.hour.tolist() == [16]
    assert "times_in_utc" in keys(read.notices)


def test_one_time_in_utc_and_one_without_an_offset_is_asked(csv_file: Write) -> None:
    """Minutes between two unknown clocks are not guessed."""
    path = log(csv_file, ("2026-03-04 08:10", "2026-03-04T00:22:00Z"))
    assert keys(faults_of(read_calls, path)) == ["offset_missing"]


@pytest.mark.parametrize(
    ("reported", "arrived"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026年3月1日", "2026年3月2日"),
        ("20260301", "2026-03-01 08:12"),
        ("2026-03-01 08:00", "2026-03-01"),
        ("46082", "46083"),
        ("2026/3/1", ""),
    ],
)
def test_a_date_alone_leaves_the_minutes_unknown(
    reported: str, arrived: str, csv_file: Write
) -> None:
    """A bare date is no midnight: minutes are unknown, the day is kept, and it is told."""
    read = read_calls(log(csv_file, (reported, arrived)))
    assert np.isnan(minutes(read)).all()
    assert str(read.table["reported_on"].iloc[0].date()) == "2026-03-01"
    assert "time_unknown" in keys(read.notices)


def test_dates_that_a_workbook_stores_or_exports(tmp_path: Path, csv_file: Write) -> None:
    """Dates are no midnights either where a workbook or an export has made moments of them."""
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for day in (1, 2):
        book.active.append([day, date(2026, 3, day), date(2026, 3, day), "S1", 114.2, 30.5])
    book.save(tmp_path / "calls.xlsx")
    midnights = [(f"2026-03-0{day} 00:00:00", f"2026-03-0{day} 00:00:00") for day in (1, 2, 3)]
    for path in (tmp_path / "calls.xlsx", log(csv_file, *midnights)):
        read = read_calls(path)
        assert np.isnan(minutes(read)).all()
        assert keys(read.notices).count("time_unknown") == 2


def test_a_report_at_midnight_stays_one(csv_file: Write) -> None:
    """A single 00:00 among other times is a time."""
    read = read_calls(
        log(csv_file, ("2026-03-01 00:00", "2026-03-01 00:09"), ("2026-03-02 7:00", ""))
    )
    assert minutes(read)[0] == 9


@pytest.mark.parametrize("arrived", ["9999-12-31 23:59", "2027-03-01 8:09", "2026-04-01 8:09"])
def test_arrivals_that_cannot_be_are_told(arrived: str, csv_file: Write) -> None:
    """A placeholder, a mistyped year or month gives no minutes and a notice with its row."""
    read = read_calls(log(csv_file, ("2026-03-01 8:00", arrived), ("2026-03-01 8:00", "")))
    assert np.isnan(minutes(read)).all()
    (notice,) = [n for n in read.notices if n.key == "tables.arrival_impossible"]
    assert notice.row == 2


def test_an_arrival_two_days_later_is_told_and_kept(csv_file: Write) -> None:
    """It may be true: a crew that came the day after next."""
    read = read_calls(log(csv_file, ("2026-03-01 8:00", "2026-03-03 8:00")))
    assert minutes(read) == [2 * 1440]
    assert "arrival_late" in keys(read.notices)


def test_several_units_are_one_call(csv_file: Write) -> None:
    """The first to arrive counts, whichever row it stands in; units that never came do not."""
    rows = [
        ["F7", "2026-03-01 8:00", "2026-03-01 8:12", "S1", 114.2, 30.5],
        ["F8", "2026-03-01 9:00", "2026-03-01 9:10", "S1", 114.2, 30.5],
        ["f7", "2026-03-01 8:00", "2026-03-01 8:07", "S2", 114.20001, 30.5],
        ["F7", "2026-03-01 8:00", "", "S3", 114.2, 30.5],
    ]
    read = read_calls(csv_file([HEADER, *rows], name="calls.csv"))
    assert read.table["station_id"].tolist() == ["S1", "S2"]
    assert minutes(read) == [10, 7]
    (notice,) = [n for n in read.notices if n.key == "tables.units_joined"]
    assert (notice.params["calls"], notice.params["rows"]) == (1, 3)


@pytest.mark.parametrize(
    "second",
    [
        ["F7", "2026-03-02 8:00", "2026-03-02 8:12", "S1", 114.2, 30.5],
        ["F7", "2026-03-01 8:00", "2026-03-01 8:12", "S1", 114.3, 30.5],
    ],
)
def test_one_id_for_two_calls_is_a_fault(second: list[object], csv_file: Write) -> None:
    """Another report or another place is another call."""
    first = ["F7", "2026-03-01 8:00", "2026-03-01 8:12", "S1", 114.2, 30.5]
    path = csv_file([HEADER, first, second], name="calls.csv")
    assert keys(faults_of(read_calls, path)) == ["duplicate_id"]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("响应时间（秒）", [540, 660], [9, 11]),
        ("响应时间(s)", ["540", "11分钟"], [9, 11]),
        ("到场用时/秒", [540, 660], [9, 11]),
        ("response_time_s", [540, 660], [9, 11]),
        ("响应秒数", ["540秒", 660], [9, 11]),
        ("响应时间（小时）", [0.15, "0:11:00"], [9, 11]),
        ("响应时间", ["9分钟", "660秒"], [9, 11]),
    ],
)
def test_response_times_in_other_units(
    header: str, cells: list[object], expected: list[float], csv_file: Write
) -> None:
    """Headers and cells in seconds and hours give minutes, and what was changed is told."""
    rows = [
        [i, f"2026-03-0{i} 8:00", cell, "S1", 114.2, 30.5] for i, cell in enumerate(cells, start=1)
    ]
    names = ["工单编号", "报修时间", header, "站点", "经度", "纬度"]
    read = read_calls(csv_file([names, *rows], name="calls.csv"))
    assert minutes(read) == pytest.approx(expected)
    assert {"unit_factor", "number_read"} & set(keys(read.notices))


def test_seconds_that_are_called_minutes_are_refused(csv_file: Write) -> None:
    """Report and arrival beside the stated minutes show their unit."""
    rows = [[i, f"2026-03-0{i} 8:00", f"2026-03-0{i} 8:09", 545, "S1"] for i in (1, 2)]
    names = ["工单编号", "报修时间", "到达时间", "响应时间", "站点"]
    path = csv_file([names, *rows], name="calls.csv")
    assert keys(faults_of(read_calls, path)) == ["response_in_seconds"]


def test_long_minutes_without_a_unit_are_told(csv_file: Write) -> None:
    """Without moments beside them their size alone makes them doubtful."""
    rows = [[i, f"2026-03-0{i} 8:00", 545, "S1"] for i in (1, 2)]
    path = csv_file([["工单编号", "报修时间", "响应时间", "站点"], *rows], name="calls.csv")
    assert "response_long" in keys(read_calls(path).notices)


def again(read: TableRead, folder: Path) -> TableRead:
    """Write a log as the program does and read it once more."""
    write_csv(read.table, folder / "again.csv")
    return read_calls(folder / "again.csv")


def test_a_log_that_is_written_and_read_again_is_the_same(csv_file: Write, tmp_path: Path) -> None:
    """Nights, offsets, seconds, bare dates and units are settled once: nothing is left to say."""
    rows = [
        ["F1", "2026-03-04 晚11:58", "2026-03-05 晚上12:09", "", "S1", 114.2, 30.5],
        ["F2", "2026-03-05T08:10+08:00", "2026-03-05T00:22Z", "", "S1", 114.2, 30.5],
        ["F3", "2026-03-06", "", "540秒", "S2", 114.2, 30.5],
        ["F4", "2026-03-07 24:00", "2026-03-08 0:12", "", "S2", 114.2, 30.5],
        ["F4", "2026-03-07 24:00", "2026-03-08 0:15", "", "S1", 114.2, 30.5],
    ]
    header = [*HEADER[:3], "response_min", *HEADER[3:]]
    first = read_calls(csv_file([header, *rows], name="calls.csv"))
    assert minutes(first) == [11, 12, 9, 12]
    second = again(first, tmp_path)
    assert not [n for n in second.notices if n.key not in {"tables.encoding_recognised"}]
    pd.testing.assert_frame_equal(pd.DataFrame(first.table), pd.DataFrame(second.table))


@pytest.mark.parametrize(
    "hours", ["6:30-22:15", "6:00-晚12点", "6:00-凌晨12:30", "22:00-次日6:00", "全天", "0:05-23:59"]
)
def test_gates_that_are_written_and_read_again_are_the_same(
    hours: str, csv_file: Write, tmp_path: Path
) -> None:
    """Hours come back to the minute, whatever they were written like."""
    table = [["estate_id", "lon", "lat", "hours"], ["E1", 114.2, 30.5, hours]]
    first = read_gates(csv_file(table, name="gates.csv"))
    write_csv(first.table, tmp_path / "again.csv")
    second = read_gates(tmp_path / "again.csv")
    pd.testing.assert_frame_equal(pd.DataFrame(first.table), pd.DataFrame(second.table))
