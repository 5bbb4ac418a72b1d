"""Generated dirty lists end in a right table, a question or a named error.

All ten thousand are run by ``make dirty-lists``; here is a slice of them.
"""

from pathlib import Path

import pytest

from geo.tables import read_estates
from tests.tables.dirty_lists import dirty_lists, judge

SLICE = 120


def test_no_household_is_lost_and_no_row_is_wrong(tmp_path: Path) -> None:
    """No exception, no wrong row, no household left out without a line that says so."""
    faults = {dirty.seed: judge(dirty, dirty.write(tmp_path)).fault for dirty in dirty_lists(SLICE)}
    assert {seed: fault for seed, fault in faults.items() if fault is not None} == {}


def test_the_same_seed_gives_the_same_lists() -> None:
    """What failed once can be looked at again."""
    assert [one.grid for one in dirty_lists(20)] == [one.grid for one in dirty_lists(20)]
    assert [one.grid for one in dirty_lists(20)] != [one.grid for one in dirty_lists(20, seed=1)]


def test_the_judge_sees_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that drops a row, doubles a number or moves a place is found out."""
    dirty = next(one for one in dirty_lists(50) if not one.kinds - {"positions_pair", "tabs"})
    path = dirty.write(tmp_path)
    assert judge(dirty, path).fault is None
    read = read_estates(path)
    for column, by in (("households", 1), ("lon", 0.01)):
        spoilt = read.table.assign(**{column: read.table[column] + by})
        monkeypatch.setattr(
            "tests.tables.dirty_lists.read_estates",
            lambda _, spoilt=spoilt: type(read)(spoilt, read.notices, read.origin),
        )
        assert judge(dirty, path).fault is not None
