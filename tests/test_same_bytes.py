"""A plan is the same bytes wherever it is made; ``make same-bytes`` tries twelve surroundings."""

import sys
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


def test_other_versions_may_write_otherwise_but_not_count_otherwise(
    tmp_path: Path, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook of another library's version is its own affair, a changed figure is not."""
    plain, (other, wrong) = same_bytes.Surroundings("plain"), same_bytes.elsewhere(["a", "b"])
    figures = {same_bytes.in_figures(name): "same" for name in same_bytes.NO_WORDS}
    whole = figures | dict.fromkeys(same_bytes.NO_WORDS, "same")
    changed = same_bytes.in_figures("estates.csv")
    made = {
        plain.name: {**whole, "plan.xlsx": "x"},
        other.name: {**whole, "plan.xlsx": "y", "plan.json": "another prover"},
        wrong.name: {**whole, changed: "z"},
    }
    monkeypatch.setattr(same_bytes, "planned", lambda _, around, __: made[around.name])
    monkeypatch.setattr(
        same_bytes, "_other_versions", lambda python: () if python == sys.executable else ("gdal",)
    )
    assert same_bytes.differences(toy, [plain, other, wrong], tmp_path) == [
        f"{wrong.name}: {changed}",
        f"{wrong.name}: {changed} depends on the language",
    ]


def test_the_version_of_the_solver_is_no_figure(toy: Path, tmp_path: Path) -> None:
    """Two provers of the same optimum are one digest; another objective is another one."""
    first = b'{"objective": 1.0, "prover": "HiGHS 1.15.1"}'
    assert same_bytes.figures_digest(first) == same_bytes.figures_digest(
        first.replace(b"1.15.1", b"1.10.0")
    )
    assert same_bytes.figures_digest(first) != same_bytes.figures_digest(
        first.replace(b"1.0,", b"2.0,")
    )
