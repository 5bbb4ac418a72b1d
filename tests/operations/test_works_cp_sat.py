"""Fifty questions of thirty works, with every kind of limit, against CP-SAT of OR-tools.

OR-tools runs in a process of its own, since it cannot share one with HiGHS; where it is not
installed there is nothing to compare with.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.operations import schedule_works

QUESTIONS, WORKS, WEEKS = 50, 30, 8


def _question(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, WEEKS - 3, WORKS)
    weeks = rng.integers(1, 4, WORKS)
    fall = np.arange(2 * WEEKS, WEEKS, -1)
    cost = rng.integers(1, 30, WORKS)
    return {
        "value": (rng.integers(1, 60, WORKS)[:, None] * fall).tolist(),
        "weekly": rng.integers(1, 7, WORKS).tolist(),
        "weeks": weeks.tolist(),
        "first_week": first.tolist(),
        "last_week": np.minimum(first + rng.integers(0, 6, WORKS), WEEKS - 1).tolist(),
        "crew_days_per_week": rng.integers(6, 16, WEEKS).tolist(),
        "cost": cost.tolist(),
        "source": rng.choice(["fund", "city", "street"], WORKS).tolist(),
        "budgets": {name: int(0.2 * cost.sum()) for name in ("fund", "city", "street")},
        "place": rng.integers(0, 12, WORKS).tolist(),
        "most_at_once": 1,
        "site": rng.integers(0, 6, WORKS).tolist(),
        "site_cost": 6,
    }


def _has_ortools() -> bool:
    asked = [sys.executable, "-c", "import ortools"]
    return subprocess.run(asked, capture_output=True, check=False, timeout=120).returncode == 0


def test_equal_to_cp_sat() -> None:
    """The greatest value is the same on all of them, and proven on both sides."""
    if not _has_ortools():
        pytest.skip("OR-tools is not installed")
    questions = [_question(seed) for seed in range(QUESTIONS)]
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("cp_sat_works.py"))],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    for seed, (question, wanted) in enumerate(
        zip(questions, json.loads(answer.stdout), strict=True)
    ):
        asked = {name: value for name, value in question.items() if name != "weekly"}
        crew_days = np.array(question["weekly"]) * np.array(question["weeks"])
        plan = schedule_works(**asked, crew_days=crew_days)
        assert (plan.status, plan.objective) == ("optimal", wanted), seed
