"""Who is due first, second, third."""

import numpy as np
import pytest

from geo.coverage import preferences_by_minutes, run_cards
from geo.errors import CoverageError

MINUTES = [[4.0, np.inf, 9.0], [4.0, 2.0, 3.0]]


def test_cards_in_order_of_minutes() -> None:
    """Ties go to the lowest station; a station without a way is not named, nor is a third."""
    station, minutes = run_cards(MINUTES)
    assert station.tolist() == [[0, 1, -1], [1, -1, -1], [1, 0, -1]]
    assert minutes.tolist() == [[4.0, 4.0, np.inf], [2.0, np.inf, np.inf], [3.0, 9.0, np.inf]]


def test_preferences_name_every_crew() -> None:
    """Lists are permutations, with those that have no way at the end."""
    assert preferences_by_minutes(MINUTES).tolist() == [[0, 1], [1, 0], [1, 0]]


def test_refuses_what_does_not_fit() -> None:
    """No crews, no minutes and cards of nobody are named."""
    with pytest.raises(CoverageError, match="at least one crew"):
        run_cards(np.zeros((0, 3)))
    with pytest.raises(CoverageError, match="at least 0"):
        run_cards([[-1.0]])
    with pytest.raises(CoverageError, match="at least 1"):
        run_cards([[1.0]], due=0)
