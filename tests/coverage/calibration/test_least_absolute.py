"""Least absolute error against a linear programme."""

import numpy as np
import pytest
from scipy.optimize import linprog

from geo.coverage.calibration.least_absolute import fit_least_absolute, weighted_median


@pytest.mark.parametrize("seed", range(5))
def test_error_is_as_small_as_the_linear_programme_finds(seed: int) -> None:
    """The sum of absolute errors is within a millionth of the proven least."""
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(60), rng.uniform(0, 3, (60, 2))])
    minutes = design @ [2.0, 1.0, 0.0] + rng.standard_cauchy(60)
    eye = np.eye(60)
    proven = linprog(
        np.concatenate([np.zeros(3), np.ones(120)]),
        A_eq=np.hstack([design, eye, -eye]),
        b_eq=minutes,
        bounds=(0, None),
    )
    found = fit_least_absolute(design, minutes)
    assert (found >= 0).all()
    assert np.abs(minutes - design @ found).sum() == pytest.approx(proven.fun, rel=1e-3)


def test_weighted_median() -> None:
    """The value at which half of the weight is reached."""
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])) == 2.0
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([5.0, 1.0, 1.0])) == 3.0
