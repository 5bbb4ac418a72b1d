"""The list of shifts: Chinese headers, hours over midnight, and what cannot be."""

from pathlib import Path

import pytest

from geo.errors import TableError
from geo.tables import EVERY_DAY, WEEKDAYS, Days, read_shifts, read_stations


def _written(folder: Path, *rows: str) -> Path:
    path = folder / "班次.csv"
    path.write_text(
        "站点编号,日期,开始时间,结束时间,在岗班组,出动时间\n" + "\n".join(rows), "utf-8"
    )
    return path


def _keys(path: Path) -> list[tuple[str, int | None]]:
    with pytest.raises(TableError) as refused:
        read_shifts(path)
    return [(fault.key, fault.row) for fault in refused.value.faults]  # type: ignore[attr-defined]


def test_shifts_are_read_under_chinese_headers(tmp_path: Path) -> None:
    """Days become days, times become hours; what is blank is the whole day, every day, one crew."""
    path = _written(tmp_path, "007,工作日,8:00,20:00,2,", "007,每天,20:00,8:00,1,4.5", "S2,,,,,")
    table = read_shifts(path).table
    assert list(table["station_id"]) == ["007", "007", "S2"]
    assert list(table["days"]) == [Days(WEEKDAYS), Days(EVERY_DAY), None]
    assert list(table["opens"])[:2] == [8.0, 20.0]
    assert table["opens"].isna().iloc[2]
    assert list(table["turnout_min"])[1] == 4.5


def test_one_cell_may_hold_both_ends(tmp_path: Path) -> None:
    """``08:00-20:00`` under the first header is a shift."""
    path = tmp_path / "shifts.csv"
    path.write_text("站点编号,时段\nS1,08:00-20:00\n", "utf-8")
    table = read_shifts(path).table
    assert (table["opens"].iloc[0], table["closes"].iloc[0]) == (8.0, 20.0)


def test_overlaps_name_both_rows(tmp_path: Path) -> None:
    """Shifts of one station that claim an hour twice are told, each pair once."""
    assert _keys(
        _written(
            tmp_path, "S1,每天,6:00,14:00,1,", "S2,每天,6:00,14:00,1,", "S1,周三,13:00,15:00,1,"
        )
    ) == [("tables.shifts_overlap", 4)]


def test_a_shift_over_midnight_overlaps_the_next_morning(tmp_path: Path) -> None:
    """Sunday night runs into Monday morning; Saturday morning is free of Sunday night."""
    assert _keys(_written(tmp_path, "S1,周日,22:00,6:00,1,", "S1,周一,5:00,9:00,1,")) == [
        ("tables.shifts_overlap", 3)
    ]
    assert len(
        read_shifts(_written(tmp_path, "S1,周日,22:00,6:00,1,", "S1,周六,5:00,9:00,1,")).table
    )


def test_shifts_that_meet_do_not_overlap(tmp_path: Path) -> None:
    """Three shifts around the clock, and a holiday beside workdays."""
    rows = ("S1,每天,0:00,8:00,1,", "S1,每天,8:00,16:00,1,", "S1,每天,16:00,24:00,1,")
    assert len(read_shifts(_written(tmp_path, *rows)).table) == 3
    rows = ("S1,工作日,8:00,20:00,1,", "S1,节假日,8:00,20:00,1,", "S1,2026-10-01,9:00,12:00,3,")
    assert len(read_shifts(_written(tmp_path, *rows)).table) == 3


def test_a_shift_of_no_length_and_half_a_shift_are_faults(tmp_path: Path) -> None:
    """A shift that ends when it begins, one end alone, days that are none, too many crews."""
    keys = _keys(
        _written(
            tmp_path,
            "S1,每天,8:00,8:00,1,",
            "S2,每天,8:00,,1,",
            "S3,改天,8:00,9:00,1,",
            "S4,每天,8:00,9:00,-1,",
            "S5,每天,0:00,0:00,1,",
        )
    )
    assert sorted(keys) == [
        ("tables.half_hours", 3),
        ("tables.not_days", 4),
        ("tables.out_of_range", 5),
        ("tables.shift_without_length", 2),
        ("tables.shift_without_length", 6),
    ]


def test_a_row_that_cannot_be_read_overlaps_nothing(tmp_path: Path) -> None:
    """Days that are none are told, and no overlap is made up from them."""
    rows = ("S1,改天,8:00,9:00,1,", "S1,周一,8:00,10:00,1,")
    assert _keys(_written(tmp_path, *rows)) == [("tables.not_days", 2)]


def test_a_shift_said_to_be_shut_has_no_crew(tmp_path: Path) -> None:
    """The word is understood and told."""
    read = read_shifts(_written(tmp_path, "S1,节假日,关闭,,2,"))
    assert list(read.table["crews"]) == [0]
    assert "tables.shift_shut" in [notice.key for notice in read.notices]


def test_stations_may_say_their_hours(tmp_path: Path) -> None:
    """Opening hours of a station are read like those of a gate."""
    path = tmp_path / "stations.csv"
    path.write_text(
        "站点名称,经度,纬度,值守时间\n甲站,114.1,30.5,8:00-20:00\n乙站,114.2,30.5,\n", "utf-8"
    )
    table = read_stations(path).table
    assert table["opens"].iloc[0] == 8.0
    assert table["opens"].isna().iloc[1]
