"""No false proof: whatever ran before in the process, and whatever the solver says."""

import numpy as np
import pytest

from ..solver.lies import LIES, tell
from ..solver.programs import POISONS, after
from .proofs import MODELS, Case

SEEDS = range(8)


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
