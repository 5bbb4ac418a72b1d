"""The demo lists of operations: what was published, what is marked, how they are rebuilt."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

BUILT = {
    "demo_operations.py": ("calls.csv", "problems.csv", "problem_steps.csv", "inspections.csv"),
    "demo_works.py": ("works.csv", "crew_weeks.csv", "budgets.csv"),
    "demo_visits.py": ("visitors.csv", "visits.csv", "matters.csv"),
}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_every_row_is_demo_or_published(hanyang: Path) -> None:
    """Rows say that they are demo, or which report they come from."""
    for name in (
        "calls",
        "problems",
        "inspections",
        "visitors",
        "visits",
        "works",
        "crew_weeks",
        "budgets",
    ):
        notes = read(hanyang / f"{name}.csv")["note"]
        assert notes.str.fullmatch("demo").sum() + notes.str.startswith("公开：").sum() == len(
            notes
        )


def test_published_cases_hold(hanyang: Path) -> None:
    """汇福园: 56 pipes, 12 buildings, 31 May; 康华: 141, 135, 4, 2 households, 15 November."""
    problems = read(hanyang / "problems.csv").set_index("problem_id")
    pipes, road = problems.loc["P001"], problems.loc["P002"]
    assert "12 栋" in pipes["note"]
    assert "56 根" in pipes["note"]
    assert pipes["closed_at"].endswith("05-31")
    numbers = [road[f"consent_{name}"] for name in ("all", "yes", "waived", "empty")]
    assert numbers == ["141", "135", "4", "2"]
    assert "127 米" in road["waiting_for"]
    assert road["window_to"].endswith("11-15")


def test_published_works_hold(hanyang: Path) -> None:
    """汇福园: 56 pipes from early to late May; 大屯: nine works in five communities."""
    works = read(hanyang / "works.csv")
    estates = read(hanyang / "estates.csv").set_index("estate_id")
    pipes = works[works["note"].str.contains("汇福园")].iloc[0]
    assert (pipes["points"], pipes["window_from"], pipes["window_to"]) == (
        "56",
        "2026-05-04",
        "2026-05-31",
    )
    assert estates.loc[pipes["estate_id"], "name"] == "汇福园小区"
    nine = works[works["note"].str.contains("大屯")]
    assert len(nine) == 9
    assert estates.loc[nine["estate_id"], "community"].nunique() == 5
    assert (nine["window_to"] == "2026-05-31").all()


@pytest.mark.parametrize("script", BUILT)
def test_rebuilt_byte_for_byte(hanyang: Path, tmp_path: Path, script: str) -> None:
    """The committed scripts write the committed lists."""
    subprocess.run(
        [sys.executable, str(hanyang / script), "--out", str(tmp_path)], check=True, timeout=300
    )
    for name in BUILT[script]:
        assert (tmp_path / name).read_bytes() == (hanyang / name).read_bytes(), name
