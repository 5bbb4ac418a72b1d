"""Titles of sheets: any name gives one that every spreadsheet program takes."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from geo.report.sheet_titles import SheetTitles

NAMES = [
    "Lower West Street Saint Marks '",
    "Lower West Street Saint Marks Quarter North",
    "Lower West Street Saint Marks Quarter South",
    "lower west street saint marks quarter north",
    "'Quoted'",
    "''",
    "   ",
    "",
    "History",
    "历史/现状: [草稿]?*\\",
    "琴断口街道" * 9,
    "😀" * 20,
    "a😀" * 15,
    "tab\tand\nline\x00end",
    "x" * 31 + "'",
    "y" * 30 + "''z",
    "Straße",
    "STRASSE",
]


def fits(title: str) -> bool:
    """Return whether Excel takes a title."""
    units = len(title.encode("utf-16-le")) // 2
    return (
        0 < units <= 31
        and not set("[]:*?/\\") & set(title)
        and title.strip("' ") == title
        and title.casefold() != "history"
    )


def test_every_name_gives_a_title_of_its_own() -> None:
    """Long, quoted, blank, reserved, forbidden and alike names, twice each."""
    titles = SheetTitles()
    given_out = [titles.of(name) for name in NAMES * 2]
    assert all(map(fits, given_out))
    assert len({title.casefold() for title in given_out}) == len(given_out)


@given(st.lists(st.text(max_size=45), max_size=12))
def test_any_text_gives_a_title(names: list[str]) -> None:
    """Whatever a street is called, its sheet has a title that fits and that no other has."""
    titles = SheetTitles(["目录"])
    given_out = [titles.of(name) for name in [*names, "目录"]]
    assert all(map(fits, given_out))
    assert len({title.casefold() for title in given_out}) == len(given_out)


def test_a_good_title_stays() -> None:
    """What fits is not touched, so that the contents name the sheets as they are."""
    titles = SheetTitles()
    first = [titles.of(name) for name in NAMES]
    again = SheetTitles()
    assert [again.of(title) for title in first] == first


@pytest.mark.parametrize("name", NAMES)
def test_workbooks_open_again(name: str, tmp_path: Path) -> None:
    """The library takes the title and another program reads the same one back."""
    title = SheetTitles().of(name)
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet(title)
    assert openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames == [title]
