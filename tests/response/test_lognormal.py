"""The lognormal leg and its masses on a grid."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm

from geo.response.lognormal import cdf, cdf_integral, grid_masses, log_spread


def test_spread_of_a_coefficient_of_variation() -> None:
    """The lognormal with this spread has the coefficient of variation asked for."""
    for cv in (0.1, 0.5, 1.5):
        leg = lognorm(s=float(log_spread(cv)), scale=4.0)
        assert leg.std() / leg.mean() == pytest.approx(cv, rel=1e-12)


def test_distribution_equals_scipy() -> None:
    """The distribution function is scipy's, and 0 or 1 for a leg of no length."""
    minutes = np.array([-1.0, 0.0, 0.5, 3.0, 20.0])
    assert cdf(minutes, 3.0, 0.4) == pytest.approx(lognorm(s=0.4, scale=3.0).cdf(minutes))
    assert cdf(minutes, 0.0, 0.4).tolist() == [0, 1, 1, 1, 1]


def test_integral_of_the_distribution() -> None:
    """The closed form of the integral equals quadrature; without spread it is a hinge."""
    for minutes in (0.5, 3.0, 9.0):
        expected, _ = quad(lambda at: float(cdf(at, 3.0, 0.4)), 0, minutes)
        assert float(cdf_integral(minutes, 3.0, 0.4)) == pytest.approx(expected, abs=1e-9)
    assert cdf_integral([2.0, 5.0], 3.0, 0.0).tolist() == [0.0, 2.0]
    assert cdf_integral([-2.0, 5.0], 0.0, 0.4) == pytest.approx([0.0, 5.0])


def test_masses_keep_the_mean_and_never_fall_below_zero() -> None:
    """On a grid that reaches far enough the masses sum to 1 and keep the leg's mean."""
    masses = grid_masses([0.0, 0.2, 3.0], 0.4, 0.05, 2000)
    assert (masses >= 0).all()
    assert masses.sum(axis=1) == pytest.approx(1.0)
    mean = np.array([0.0, 0.2, 3.0]) * np.exp(0.4**2 / 2)
    assert masses @ (0.05 * np.arange(2000)) == pytest.approx(mean, abs=1e-7)
