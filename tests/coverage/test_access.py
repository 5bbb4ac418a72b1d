"""Shared supply and expected cover."""

import numpy as np
import pytest

from geo.coverage import expected_cover, two_step_access
from geo.errors import CoverageError

MINUTES = [[5.0, 15.0, 28.0], [25.0, 8.0, 12.0]]


def test_two_step_access_by_hand() -> None:
    """Two stations, three places: the figures that PySAL's access package gives as well."""
    access = two_step_access(MINUTES, supply=[2, 1], population=[100, 200, 150])
    assert access == pytest.approx([0.0081139566, 0.0081421818, 0.0037344532], abs=1e-10)
    assert access @ [100, 200, 150] == pytest.approx(3.0)


def test_bands_include_their_limit_and_nothing_beyond_the_last() -> None:
    """Exactly 10 minutes has the first weight, over 30 none; supply nobody reaches is left."""
    access = two_step_access([[10.0, 30.01], [np.inf, 31.0]], supply=[1, 1], population=[1, 1])
    assert access.tolist() == [1.0, 0.0]


def test_expected_cover_by_hand() -> None:
    """Two crews in reach at 30 % busy cover with 0.91, one with 0.7, none with 0."""
    covers = [[True, True, False], [True, False, False]]
    assert expected_cover(covers, [10, 20, 30], [1, 1], busy_share=0.3) == pytest.approx(
        10 * 0.91 + 20 * 0.7
    )
    assert expected_cover(covers, [10, 20, 30], [2, 0], busy_share=0.0) == 30


def test_refuses_what_does_not_fit() -> None:
    """Shapes, signs and bands are checked."""
    with pytest.raises(CoverageError, match="stations by places"):
        two_step_access(MINUTES, supply=[1], population=[1, 1, 1])
    with pytest.raises(CoverageError, match="at least 0"):
        two_step_access(MINUTES, supply=[1, -1], population=[1, 1, 1])
    with pytest.raises(CoverageError, match="rising"):
        two_step_access(MINUTES, supply=[1, 1], population=[1, 1, 1], bands=[(20, 1), (10, 1)])
    with pytest.raises(CoverageError, match="stations by places"):
        expected_cover([[True]], [1, 1], [1], busy_share=0.5)
    with pytest.raises(CoverageError, match="busy share"):
        expected_cover([[True]], [1], [1], busy_share=1.5)
