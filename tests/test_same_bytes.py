"""A plan is the same bytes wherever it is made; ``make same-bytes`` tries twelve surroundings."""

from pathlib import Path

import pytest

from tests import same_bytes


@pytest.mark.slow
def test_a_plan_does_not_show_where_it_was_made(toy: Path, tmp_path: Path) -> None:
    """Seed, date, threads, locale, console, folder and umask: no file of any format sees them."""
    assert same_bytes.differences(toy, same_bytes.IN_TESTS, tmp_path) == []


def test_a_file_that_differs_is_named(
    tmp_path: Path, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed file, one missing file and a number that depends on the language are found."""
    plain, other = same_bytes.Surroundings("plain"), same_bytes.Surroundings("other")
    english = same_bytes.Surroundings("English", language="en")
    whole = dict.fromkeys(same_bytes.NO_WORDS, "same")
    made = {
        "plain": {**whole, "map.html": "x"},
        "other": {**whole, "zones.csv": "y"},
        "English": {**whole, "plan.json": "z", "map.html": "w"},
    }
    monkeypatch.setattr(same_bytes, "planned", lambda _, around, __: made[around.name])
    assert same_bytes.differences(toy, [plain, other, english], tmp_path) == [
        "other: map.html",
        "other: zones.csv",
        "other: zones.csv depends on the language",
        "English: plan.json depends on the language",
    ]
