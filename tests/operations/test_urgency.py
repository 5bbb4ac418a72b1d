"""Classes of urgency and common kinds: the first rule decides, chance is left alone."""

import numpy as np
import pandas as pd

from geo.operations import common_kinds, deciding_rules, priority_order, urgency_of
from geo.settings import URGENCIES, ProblemSettings, UrgencyRule

NAN = float("nan")


def _classes(danger: list[float], slack: list[float]) -> list[str]:
    rules = ProblemSettings().rules
    n = len(danger)
    decided = deciding_rules(
        rules, danger=danger, slack_days=slack, households=np.ones(n), days_open=np.zeros(n)
    )
    return [URGENCIES[code] for code in urgency_of(rules, decided)]


def test_default_rules() -> None:
    """Danger to life is urgent, so is a window missed; without either it can wait."""
    assert _classes([4, 2, 3, 1, 1, 1], [NAN, -10, NAN, 14, 60, NAN]) == [
        "urgent",
        "urgent",
        "serious",
        "serious",
        "deferrable",
        "minor",
    ]


def test_what_is_unknown_fulfils_nothing() -> None:
    """Neither an unjudged danger nor a missing window makes a problem urgent."""
    assert _classes([NAN], [NAN]) == ["minor"]


def test_first_rule_decides() -> None:
    """Of two rules that hold the earlier one counts."""
    rules = (UrgencyRule(urgency="minor", danger_least=1), UrgencyRule(urgency="urgent"))
    decided = deciding_rules(
        rules, danger=[2, NAN], slack_days=[0, 0], households=[1, 1], days_open=[0, 0]
    )
    assert decided.tolist() == [0, 1]


def test_order_within_a_class() -> None:
    """Danger x households x days open, the largest first; equals stay in the list's order."""
    order = priority_order(
        [1, 0, 1, 1], danger=[2, 1, 2, 4], households=[10, 1, 10, 10], days_open=[5, 1, 5, NAN]
    )
    assert order.tolist() == [1, 0, 2, 3]


def _district() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "estate_id": [f"E{i}" for i in range(100)],
            "street": ["east"] * 20 + ["west"] * 80,
            "households": [100] * 100,
        }
    )


def test_a_kind_that_one_street_is_full_of() -> None:
    """Drains in 15 of 20 estates of a street against 5 of 80 elsewhere are common there."""
    problems = pd.DataFrame({"estate_id": [f"E{i}" for i in range(5, 25)], "kind": "drain"})
    table = common_kinds(problems, _district()).set_index("street")
    assert table["estates"].to_dict() == {"east": 15, "west": 5}
    assert table["expected_by_estates"].to_dict() == {"east": 4.0, "west": 16.0}
    assert table["common"].to_dict() == {"east": True, "west": False}


def test_one_estate_that_complains_often_is_single() -> None:
    """Thirty problems of one estate count once."""
    problems = pd.DataFrame({"estate_id": ["E1"] * 30 + ["E50"], "kind": "lift"})
    assert not common_kinds(problems, _district())["common"].any()
    assert common_kinds(problems.head(0), _district()).empty
