"""A second library agrees: Wilson's interval of statsmodels over many counts."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from geo.operations import wilson_interval


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_wilson_as_statsmodels(level: float) -> None:
    """Every count out of 1, 7, 40 and 1,000 has the interval that statsmodels gives it."""
    for n in (1, 7, 40, 1000):
        hits = np.arange(n + 1)
        low, high = wilson_interval(hits, np.full(n + 1, n), level)
        theirs = proportion_confint(hits, n, alpha=1 - level, method="wilson")
        assert np.allclose(low, theirs[0], atol=1e-12)
        assert np.allclose(high, theirs[1], atol=1e-12)
