"""Erlang's formulas."""

from math import factorial

import pytest

from geo.coverage import erlang_b, erlang_c
from geo.errors import CoverageError


@pytest.mark.parametrize("crews", [1, 2, 5, 12])
@pytest.mark.parametrize("load", [0.0, 0.3, 4.0, 30.0])
def test_loss_equals_the_sum_formula(crews: int, load: float) -> None:
    """The recursion equals the textbook quotient."""
    terms = [load**n / factorial(n) for n in range(crews + 1)]
    assert erlang_b(crews, load) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


def test_waiting_as_published() -> None:
    """Three servers at half load: 0.23684 of the calls wait (Larson and Odoni)."""
    assert erlang_c(3, 1.5) == pytest.approx(0.2368421053, abs=1e-10)


def test_refuses_what_cannot_be() -> None:
    """No crews, negative load and an endless queue are named."""
    with pytest.raises(CoverageError, match="0 crews"):
        erlang_b(0, 1.0)
    with pytest.raises(CoverageError, match="load"):
        erlang_b(2, -1.0)
    with pytest.raises(CoverageError, match="grows without bound"):
        erlang_c(2, 2.0)
