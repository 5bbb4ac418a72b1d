"""Cells as text."""

from datetime import date, datetime

import pytest

from geo.tables.cells import as_text, fold_id, is_blank, is_placeholder, loses_digits


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b", "\ufeff ", float("nan")])
def test_what_shows_nothing_is_blank(cell: object) -> None:
    """Blanks of every width and invisible characters are no value."""
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["-", "——", "无", "暂无", "不详", "N/A", " null "])
def test_what_says_there_is_nothing(cell: str) -> None:
    """Clerks' signs for nothing are known."""
    assert is_placeholder(cell)


@pytest.mark.parametrize("cell", ["无名小区", "0", "-1", "空军宿舍", "NA-1"])
def test_names_are_not_taken_for_nothing(cell: str) -> None:
    """A name that begins like such a sign is a name."""
    assert not is_placeholder(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        ("007", "007"),
        (" 汇福园\n小区 ", "汇福园 小区"),
        ("a\u200bb", "ab"),
        (True, "TRUE"),
        (None, ""),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3, 4), "2020-01-02 03:04:00"),
    ],
)
def test_cells_become_text(cell: object, text: str) -> None:
    """Whole numbers have no decimal point, leading zeros stay, line breaks become blanks."""
    assert as_text(cell) == text


@pytest.mark.parametrize("cell", [10**15, 420105199001011234, 4.2010519900101e17, "4.20105E+17"])
def test_numbers_that_lost_digits(cell: object) -> None:
    """A number of more than 15 digits is no safe id, nor is one with an exponent."""
    assert loses_digits(cell)


@pytest.mark.parametrize("cell", [10**15 - 1, "420105199001011234", "1E3X", 7])
def test_numbers_that_kept_digits(cell: object) -> None:
    """Up to 15 digits, and any digits as text, are safe."""
    assert not loses_digits(cell)


def test_ids_that_people_take_for_the_same() -> None:
    """Case, width and blanks do not tell ids apart."""
    assert fold_id("Ａ-１ b") == fold_id("a-1B")
    assert fold_id("007") != fold_id("7")
