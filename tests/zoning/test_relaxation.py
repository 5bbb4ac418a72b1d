"""The smallest relaxation: enough as it is, and a step less is not."""

from dataclasses import replace

import numpy as np
import pytest

from geo.zoning import Relaxation, ZoningProblem, ZoningRules, smallest_relaxations

from . import oracle

STEPS = {"max_estates": 1.0, "cap": 0.01, "radius_min": 0.1}


def exists(problem: ZoningProblem, zones: int, rules: ZoningRules) -> bool:
    """Return whether a plan of so many zones exists, by trying them all."""
    return bool(np.isfinite(oracle.best_plan(problem, zones, rules)))


@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5, 6])
def test_each_figure_is_relaxed_just_enough(seed: int) -> None:
    """Against exhaustive search: the value works, one step less does not, others cannot help."""
    random = np.random.default_rng(seed)
    n, zones = 6, 2
    minutes = random.uniform(1.0, 9.0, (n, n))
    np.fill_diagonal(minutes, 0.0)
    pairs = [(i, i + 1) for i in range(n - 1)]
    problem = ZoningProblem(random.integers(50, 200, n), minutes, pairs, np.zeros(n))
    tight = ZoningRules(max_estates=int(random.integers(2, 4)), radius_min=6.0, cap=1.3)
    assert not exists(problem, zones, tight)
    found = {
        one.rule: one.enough for one in smallest_relaxations(problem, zones=zones, rules=tight)
    }
    for figure, step in STEPS.items():
        if figure in found:
            value = found[figure]
            assert exists(problem, zones, replace(tight, **{figure: value}))
            less = round(value - step, 6)
            assert less <= getattr(tight, figure) or not exists(
                problem, zones, replace(tight, **{figure: less})
            )
        else:
            assert not exists(problem, zones, replace(tight, **{figure: 1000}))


def test_a_relaxation_names_both_figures() -> None:
    """The sentence says what to write into the settings."""
    said = Relaxation("cap", 1.75, 1.8)
    assert said.sentence("en").startswith("Such zones exist with cap = 1.8 instead of 1.75")
    assert "1.75" in said.sentence("zh")
