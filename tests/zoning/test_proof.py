"""No false proof of zones: whatever ran before, and whatever the solver says."""

import math

import numpy as np
import pytest

from geo.zoning import Zoning, draw

from ..solver.lies import LIES, tell
from ..solver.programs import POISONS, after
from . import oracle

SEEDS = range(20)


def _drawn(seed: int) -> tuple[Zoning, float]:
    """Return the zones of a tiny problem and the least objective by enumeration."""
    random = np.random.default_rng(seed)
    n = int(random.integers(3, 8))
    problem, rules = oracle.random_problem(random, n), oracle.random_rules(random)
    zones = int(random.integers(1, n + 1))
    return draw(problem, zones=zones, rules=rules), oracle.best_plan(problem, zones, rules)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.behaviour
def test_a_used_process_changes_no_zones(poison: str) -> None:
    """In a thread where something else ran before, zones are the enumerated best, proven."""
    for plan, best in after(POISONS[poison], lambda: [_drawn(seed) for seed in SEEDS]):
        assert plan.status == ("infeasible" if math.isinf(best) else "optimal")
        assert plan.certificate.prover.startswith("repair-circle")
        if plan.status == "optimal":
            assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.behaviour
def test_a_changed_answer_proves_no_zones(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver's answer is changed by hand at the door: no false optimum, no false refusal."""
    tell(lie, monkeypatch)
    for seed in SEEDS:
        plan, best = _drawn(seed)
        if plan.status == "infeasible":
            assert math.isinf(best), seed
        elif plan.status == "optimal":
            assert plan.objective == pytest.approx(best, rel=1e-6, abs=1e-6), seed
        elif plan.n_zones:
            assert plan.objective >= best - 1e-6
            assert math.isnan(plan.bound) or plan.bound <= best + 1e-6 * max(1.0, best), seed
