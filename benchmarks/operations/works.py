"""Plans of 300 works, 26 weeks and 6 crews: the gap that is reached in 30 wall seconds.

Beside them the greedy plan that the search begins with, in the same run.
"""

from time import process_time
from typing import Any

import numpy as np

from geo.operations import schedule_works

WORKS, WEEKS, CREWS, DAYS = 300, 26, 6, 5
SECONDS, GAP = 30.0, 0.005


def run() -> None:
    """Print one row per question."""
    print(f"{WORKS} works, {WEEKS} weeks, {CREWS} crews of {DAYS} days, {SECONDS:g} s")
    print()
    print("| question | seed | status | gap % | wall s | CPU s | works done | greedy gap % |")
    print("|---|---|---|---|---|---|---|---|")
    for name, limits in (
        ("a week each, three budgets", {}),
        ("with one work at once and sites", {"sites": True}),
        ("with works of one to four weeks", {"sites": True, "long": True}),
    ):
        for seed in range(3):
            asked = question(seed, **limits)
            greedy = schedule_works(**asked, time_limit_s=0.0)
            began = process_time()
            plan = schedule_works(**asked, gap=GAP, time_limit_s=SECONDS)
            used = process_time() - began
            first = (plan.bound - greedy.objective) / greedy.objective
            print(
                f"| {name} | {seed} | {plan.status} | {100 * plan.gap:.2f} | {plan.seconds:.1f}"
                f" | {used:.1f} | {(plan.week_of >= 0).sum()} | {100 * first:.2f} |"
            )


def question(seed: int, *, sites: bool = False, long: bool = False) -> dict[str, Any]:
    """Return works of uneven size whose value falls week by week."""
    rng = np.random.default_rng(seed)
    weeks = rng.choice([1, 1, 1, 2, 2, 3, 4], WORKS) if long else np.ones(WORKS, np.int64)
    first = rng.integers(0, 20, WORKS)
    cost = rng.integers(5, 120, WORKS) * 1000
    source = rng.integers(0, 3, WORKS)
    asked: dict[str, Any] = {
        "value": np.round(rng.integers(50, 3000, WORKS)[:, None] * np.linspace(1, 0.3, WEEKS)),
        "crew_days": rng.integers(1, 13, WORKS) * weeks,
        "first_week": first,
        "last_week": np.minimum(first + rng.integers(2, 20, WORKS), WEEKS - 1),
        "crew_days_per_week": CREWS * DAYS,
        "cost": cost,
        "source": source.tolist(),
        "budgets": [0.6 * cost[source == one].sum() for one in range(3)],
        "weeks": weeks,
    }
    if sites:
        place = rng.integers(0, 161, WORKS)
        asked |= {
            "place": place.tolist(),
            "most_at_once": 1,
            "site": (place // 3).tolist(),
            "site_cost": 3000.0,
        }
    return asked
