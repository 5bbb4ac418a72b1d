"""Shares as they are printed add up to one, and none is off by a whole unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.workspace.siting.shares import adding_up


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_they_add_up(amounts: list[int]) -> None:
    """To 100.0 %, each within a tenth of a per cent; nothing shares nothing."""
    shares = adding_up(amounts)
    if not any(amounts):
        assert not shares.any()
        return
    assert shares.sum() == pytest.approx(1.0, abs=1e-9)
    assert (np.abs(shares - np.array(amounts) / sum(amounts)) < 0.001).all()
