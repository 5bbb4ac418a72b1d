"""No false proof: whatever ran before in the process, and whatever the solver says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from geo import siting
from geo.stop import Stop

from ..solver.lies import LIES, tell
from ..solver.programs import POISONS, after
from .proofs import MODELS, Case

SEEDS = range(8)

_RANDOM = np.random.default_rng(4)
COVERS = _RANDOM.random((20, 60)) < 0.15
DEMAND = _RANDOM.integers(1, 30, 60).astype(float)
COST = _RANDOM.integers(1, 5, 20).astype(float)


def _is_sound(case: Case) -> bool:
    """Whether nothing that the plan claims is contradicted by enumeration."""
    plan, best = case.plan, case.best
    if plan.status == "infeasible":
        return bool(np.isnan(best))
    if plan.status == "unknown":
        return True
    sign = -1.0 if case.maximise else 1.0
    slack = 1e-6 * max(1.0, abs(best))
    no_better = sign * (plan.objective - best) >= -slack
    honest = np.isinf(plan.bound) or sign * (best - plan.bound) >= -slack
    proven = plan.status != "optimal" or abs(plan.objective - best) <= slack
    return bool(no_better and honest and proven)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.behaviour
def test_a_used_process_changes_no_plan(model: str, poison: str) -> None:
    """In a thread where something else ran before, every plan is the enumerated best, proven."""
    cases = after(POISONS[poison], lambda: [MODELS[model](seed) for seed in SEEDS])
    for case in cases:
        if case is None:
            continue
        expected = "infeasible" if np.isnan(case.best) else "optimal"
        assert case.plan.status == expected
        assert _is_sound(case)
        if expected == "optimal":
            assert case.plan.certificate.kind != "none"
            assert case.plan.certificate.prover


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.behaviour
def test_a_changed_answer_proves_nothing(
    model: str, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver's answer is changed by hand at the door: no plan is called what it is not."""
    tell(lie, monkeypatch)
    for seed in SEEDS:
        case = MODELS[model](seed)
        assert case is None or _is_sound(case), (seed, case)


CANCELLED: dict[str, Callable[[Stop], Any]] = {
    "budget": lambda stop: siting.budget_cover(COVERS, DEMAND, cost=COST, budget=9.0, stop=stop),
    "worst case": lambda stop: siting.worst_case_cover(
        [COVERS, COVERS.copy()], DEMAND, 4, stop=stop
    ),
    "expected": lambda stop: siting.expected_cover([COVERS], DEMAND, 4, stop=stop),
    "phases": lambda stop: siting.phased_cover(COVERS, DEMAND, (2, 4), stop=stop),
    "capacity": lambda stop: siting.capacitated_cover(COVERS, DEMAND, 4, capacity=90, stop=stop),
    "backup": lambda stop: siting.backup_cover(COVERS, DEMAND, 4, stop=stop),
    "best plans": lambda stop: siting.best_covers(COVERS, DEMAND, 4, 3, stop=stop)[0],
    "chances": lambda stop: siting.probability_cover(COVERS * 0.9, DEMAND, 4, stop=stop),
}


@pytest.mark.parametrize("model", CANCELLED)
def test_cancel_is_heard_in_every_model(model: str) -> None:
    """Called off at once there is a plan, and what it claims is no better than the whole search."""
    proven = CANCELLED[model](Stop())
    cut = CANCELLED[model](Stop(cancelled=lambda: True))
    assert proven.status == "optimal"
    assert cut.objective <= proven.objective + 1e-6 <= cut.bound + 2e-6
