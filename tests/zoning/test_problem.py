"""What a zoning problem and its rules accept, and how a refusal reads."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from geo.errors import GeoError, ZoningError
from geo.zoning import ZoningProblem, ZoningRules, draw

GOOD: dict[str, Any] = {
    "households": [1.0, 2.0, 3.0],
    "minutes": np.zeros((3, 3)),
    "neighbours": [(0, 1), (1, 2)],
    "street": [0, 0, 0],
}

BAD: list[tuple[str, Any, str]] = [
    ("households", [], "no estates"),
    ("households", [[1.0, 2.0, 3.0]], "shape"),
    ("households", [1.0, np.nan, 3.0], "households of estate 1 is nan"),
    ("households", [1.0, np.inf, 3.0], "households of estate 1 is inf"),
    ("households", [1.0, 2.0, -3.0], "households of estate 2 is -3"),
    ("households", ["many", 2.0, 3.0], "not a number"),
    ("minutes", np.zeros((3, 2)), "shape"),
    ("minutes", np.full((3, 3), np.nan), "centre 0 to member 0 are nan"),
    ("minutes", [[0, 1, 1], [1, 0, -1], [1, 1, 0]], "centre 1 to member 2 are -1"),
    ("minutes", sp.csr_array(np.array([[0, -1.0, 0]] * 3)), "minutes from centre"),
    ("neighbours", [(0, 3)], "numbered 0 to 2"),
    ("neighbours", [(-1, 0)], "numbered 0 to 2"),
    ("neighbours", [(0, 1, 2)], "shape"),
    ("neighbours", [(0.5, 1)], "whole"),
    ("street", [0, 0], "shape"),
    ("street", [0.0, 0.5, 1.0], "whole"),
    ("street", [0.0, np.nan, 1.0], "whole"),
    ("street", ["a", "b", "c"], "whole"),
]


@pytest.mark.parametrize(("field", "value", "said"), BAD)
def test_malformed_input_is_refused(field: str, value: Any, said: str) -> None:
    """The error is both a GeoError and a ValueError and says what is wrong and where."""
    with pytest.raises(ZoningError, match=said) as refusal:
        ZoningProblem(**{**GOOD, field: value})
    assert isinstance(refusal.value, GeoError)
    assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize("zones", [0, -1, 4, 1.5, np.nan, np.inf, True])
def test_an_impossible_number_of_zones_is_refused(zones: Any) -> None:
    """Below one, above the estates, or not whole."""
    with pytest.raises(ZoningError, match="number of zones"):
        draw(ZoningProblem(**GOOD), zones=zones)


@pytest.mark.parametrize(
    "rules",
    [
        {"max_estates": 0},
        {"max_estates": 2.5},
        {"radius_min": -1.0},
        {"radius_min": np.nan},
        {"cap": -0.1},
        {"band": (1.25, 0.75)},
        {"band": (0.75,)},
        {"outside_min": np.inf},
    ],
)
def test_impossible_rules_are_refused(rules: dict[str, Any]) -> None:
    """Rules are checked when they are made."""
    with pytest.raises(ZoningError):
        ZoningRules(**rules)


@pytest.mark.parametrize("limits", [{"seed": -1}, {"time_limit_s": -1.0}, {"time_limit_s": np.nan}])
def test_impossible_limits_are_refused(limits: dict[str, Any]) -> None:
    """Seeds and time limits are at least zero."""
    with pytest.raises(ZoningError):
        draw(ZoningProblem(**GOOD), zones=2, **limits)


def test_empty_neighbours_are_legal() -> None:
    """Estates without neighbours are zones of their own."""
    problem = ZoningProblem(**{**GOOD, "neighbours": []})
    assert draw(problem, zones=3).status == "optimal"
    assert draw(problem, zones=2).status == "infeasible"


def test_sparse_minutes_mean_the_same() -> None:
    """What a sparse matrix does not store is unreachable; the diagonal is zero."""
    minutes = np.array([[0.0, 1.0, np.inf], [2.0, 0.0, 3.0], [np.inf, 1.0, 0.0]])
    stored = np.where(np.isfinite(minutes) & (minutes > 0), minutes, 0.0)
    rules = ZoningRules(cap=9)
    for zones in (1, 2, 3):
        dense = draw(ZoningProblem(**{**GOOD, "minutes": minutes}), zones=zones, rules=rules)
        problem = ZoningProblem(**{**GOOD, "minutes": sp.csr_array(stored)})
        thin = draw(problem, zones=zones, rules=rules)
        assert dense.objective == thin.objective
        assert (dense.zone_of == thin.zone_of).all()


def test_the_callers_arrays_stay_writable() -> None:
    """The problem keeps read-only views and copies, never a lock on what was uploaded."""
    minutes = np.zeros((3, 3))
    problem = ZoningProblem(**{**GOOD, "minutes": minutes})
    minutes.setflags(write=True)
    assert minutes.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        problem.minutes[0, 0] = 1.0


def test_workload_balances_instead_of_households() -> None:
    """Households times a condition factor decides about the band and the cap."""
    problem = ZoningProblem(**GOOD, workload=[10.0, 10.0, 10.0])
    plan = draw(problem, zones=1, rules=ZoningRules(cap=9))
    assert plan.zones["workload"].tolist() == [30.0]
    assert plan.zones["households"].tolist() == [6.0]
