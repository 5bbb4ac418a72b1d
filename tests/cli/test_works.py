"""The command about works: what it says, what it writes, and that faults leave nothing behind."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WORKS = """work_id,estate_id,kind,crew_days,window_to,cost,money
W1,E1,rain pipes,4,{until},9000,fund
W2,E3,roof,5,,8000,fund
"""
CREWS = "week,crews,days\n2026-05-11,1,5\n2026-05-18,1,5\n2026-05-25,1,5\n"


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return the function that writes the toy town with works."""

    def write(until: str = "", money: str = "source,amount\nfund,20000\n") -> Path:
        folder = tmp_path / "town"
        shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        lists = {"works": WORKS.format(until=until), "crew_weeks": CREWS, "budgets": money}
        for name, text in lists.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        named = "".join(f'{name} = "{name}.csv"\n' for name in lists)
        toml = folder / "workspace.toml"
        text = toml.read_text("utf-8").replace("[inputs]\n", f"[inputs]\n{named}")
        toml.write_text(f"{text}\n[season]\nfrom = 2026-06-01\nto = 2026-08-31\n", "utf-8")
        return folder

    return write


def test_works_answer_and_files(
    command: Callable[..., Any], town: Callable[..., Path], tmp_path: Path
) -> None:
    """One object on stdout; the same plan in words; files that are the same the second time."""
    folder = town()
    flood = tmp_path / "flood.geojson"
    ring = [[114.0, 30.0105], [114.005, 30.0105], [114.005, 30.016], [114.0, 30.016]]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    flood.write_text(json.dumps(area))
    out = tmp_path / "out"
    run = command("works", folder, "--json", "--flood", flood, "--out", out)
    assert run.code == 0, run.err
    # The larger estate goes first.
    assert [row["week"] for row in run.json["works"]] == [1, 0]
    assert run.json["status"] == "optimal"
    assert len(run.json["storm"]["hours"]) == 24
    assert {path.name for path in out.iterdir()} >= {
        "works.csv",
        "works.xlsx",
        "works.gpkg",
        "package_sheets.html",
        "storm_hours.csv",
    }
    lost = command("works", folder, "--lost", "2026-05-12", "--lang", "zh")
    assert lost.code == 0, lost.err
    assert "停工" in lost.out
    said = command("works", folder, "--lang", "en")
    assert "2 works planned" in said.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until": "2026-05-06"}, ["works.csv", "W1", "2026-05-15"]),
        ({"money": "source,amount\nlottery,1\n"}, ["works.csv", "fund", "lottery", "17,000"]),
        ({"money": "source,amount\nfund,-5\n"}, ["budgets.csv", "-5"]),
    ],
)
def test_faults_leave_nothing_behind(
    command: Callable[..., Any],
    town: Callable[..., Path],
    tmp_path: Path,
    change: dict[str, str],
    said: list[str],
) -> None:
    """Exit 1, file and row and the least that would mend it, and nothing written."""
    out = tmp_path / "out"
    run = command("works", town(**change), "--out", out, "--lang", "en")
    assert run.code == 1
    assert not out.exists()
    for part in said:
        assert part in run.err
    assert "Traceback" not in run.err
    checked = command("check", tmp_path / "town", "--lang", "en")
    assert checked.code == 1
    assert all(part in checked.err for part in said)


def test_a_day_outside_the_plan_is_refused(
    command: Callable[..., Any], town: Callable[..., Path]
) -> None:
    """A lost week must be one of the plan's."""
    run = command("works", town(), "--lost", "2026-09-01", "--lang", "en")
    assert run.code == 1
    assert "2026-09-01" in run.err


def test_several_lost_weeks_count_together(
    command: Callable[..., Any], town: Callable[..., Path]
) -> None:
    """Two days of a week are one week; works moved in any lost week are counted as moved."""
    where = town()
    first = command("works", where, "--lost", "2026-05-11", "--json").json
    twice = command("works", where, "--lost", "2026-05-11", "--lost", "2026-05-14", "--json").json
    assert first["moved"] == 1
    assert twice == first
    later = command("works", where, "--lost", "2026-05-11", "--lost", "2026-05-25", "--json").json
    assert later["moved"] + later["dropped"] >= first["moved"]


def test_a_cost_and_days_are_refused_as_people_write_them(
    command: Callable[..., Any], town: Callable[..., Path]
) -> None:
    """No endless range, and no midnight behind a day, in the sentences about works."""
    where = town()
    (where / "works.csv").write_text(
        "work_id,estate_id,kind,crew_days,window_from,window_to,cost\n"
        "W1,E1,roof,2,2026-05-20,2026-05-01,-3\n",
        "utf-8",
    )
    run = command("works", where)
    assert run.code == 1
    assert "-3" in run.err
    assert "2026-05-01 早于 2026-05-20（" in run.err
    assert "inf" not in run.err
