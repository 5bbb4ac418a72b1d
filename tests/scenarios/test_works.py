"""The plan of works with fixed and lost weeks is that of its steps, and is sought once."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.scenarios import open_planner, planned_works

LISTS = {
    "works": "work_id,estate_id,kind,crew_days,cost,money\n"
    "W1,E1,rain pipes,4,9000,fund\nW2,E3,roof,5,8000,fund\n",
    "crew_weeks": "week,crews,days\n2026-05-11,1,5\n2026-05-18,1,5\n2026-05-25,1,5\n",
    "budgets": "source,amount\nfund,20000\n",
}


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Return the toy town with two works and three weeks."""
    folder = tmp_path / "town"
    shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, text in LISTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    named = "".join(f'{name} = "{name}.csv"\n' for name in LISTS)
    toml = folder / "workspace.toml"
    text = toml.read_text("utf-8").replace("[inputs]\n", f"[inputs]\n{named}")
    toml.write_text(f"{text}\n[season]\nfrom = 2026-06-01\nto = 2026-08-31\n", "utf-8")
    return folder


def test_fixed_and_lost_weeks_are_counted_once(town: Path) -> None:
    """Asked again, the same plan comes back; it is the one that the steps by hand lead to."""
    planner = open_planner(town)
    fixed, lost = (("W1", 0),), date(2026, 5, 18)
    made = planned_works(planner, fixed=fixed, lost=lost)
    assert planned_works(planner, fixed=fixed, lost=lost) is made
    by_hand = planned_works(planner).replanned(dict(fixed)).after_lost_week(lost)
    assert made.works["week"].tolist() == by_hand.works["week"].tolist() == [0, 2]
    np.testing.assert_array_equal(made.working, by_hand.working)
    assert planned_works(planner).works["week"].tolist() == [1, 0]
    with pytest.raises(OperationsError):
        planned_works(planner, lost=date(2027, 1, 1))
