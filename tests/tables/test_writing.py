"""Writing csv for spreadsheets."""

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables import csv_text, guard_text, read_estates, write_csv
from tests.tables.lists import HEADER, ROWS, Write


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝1+1", "＋1", "－1", "＠x"]
)
def test_formulas_become_text(text: str) -> None:
    """What a spreadsheet would run gets an apostrophe; other text stays as it is."""
    assert guard_text(text) == f"'{text}"
    assert guard_text(f"a{text}") == f"a{text}"


def test_bytes_are_the_same_each_time_and_open_in_excel(tmp_path: Path) -> None:
    """UTF-8 with its mark, CR LF, no NaN, no exponent, no index, no shapes."""
    table = gpd.GeoDataFrame(
        {
            "name": ["甲,乙", '=HYPERLINK("x")', "c"],
            "households": [1, 2, 3],
            "drive_min": [2.0, 3.25, np.nan],
            "response_min": [1 / 3, np.inf, 0.1],
            "share": [1e-7, 1.0, 0.5],
            "year": pd.array([1997, None, 2000], dtype="Int64"),
            "open": [True, False, True],
        },
        geometry=gpd.points_from_xy([1, 2, 3], [1, 2, 3]),
    )
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_csv(table, first)
    write_csv(table.copy(), second)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"\xef\xbb\xbfname,households")
    assert csv_text(table).split("\r\n")[1:4] == [
        '"甲,乙",1,2.000,0.3333333333333333,0.0000001,1997,true',
        '"\'=HYPERLINK(""x"")",2,3.250,,1,,false',
        "c,3,,0.100,0.5,2000,true",
    ]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_cell_starts_a_formula(texts: list[str]) -> None:
    """Whatever the texts, no cell of the file begins like a formula, and none is lost."""
    said = csv_text(pd.DataFrame({"name": texts}))
    cells = [row[0] if row else "" for row in csv.reader(said.splitlines(keepends=True))]
    assert not any(cell.startswith(tuple("=+-@\t\r\n\0＝＋－＠")) for cell in cells)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_exactly(number: float) -> None:
    """A number is written with all of its digits."""
    text = csv_text(pd.DataFrame({"x": [number]})).split("\r\n")[1]
    assert float(text) == number


def test_what_was_written_is_read_again(csv_file: Write, tmp_path: Path) -> None:
    """A table survives the way out and in."""
    table = read_estates(csv_file([HEADER, *ROWS])).table
    write_csv(table, tmp_path / "again.csv")
    again = read_estates(tmp_path / "again.csv")
    assert again.notices == []
    pd.testing.assert_frame_equal(
        pd.DataFrame(again.table.drop(columns="geometry")),
        pd.DataFrame(table.drop(columns="geometry")),
    )
