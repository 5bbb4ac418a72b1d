"""The gate a crew arrives at."""

import numpy as np
import pytest

from geo.coverage import best_gates, open_gates
from geo.errors import CoverageError


def test_hours_by_day_over_midnight_and_always() -> None:
    """6–22, 22–6, always (blank) and always (equal hours), at four hours of the day."""
    opens, closes = [6, 22, np.nan, 5], [22, 6, np.nan, 5]
    assert open_gates(opens, closes, 10).tolist() == [True, False, True, True]
    assert open_gates(opens, closes, 22).tolist() == [False, True, True, True]
    assert open_gates(opens, closes, 5.99).tolist() == [False, True, True, True]
    assert open_gates(opens, closes, 6).tolist() == [True, False, True, True]


def test_quickest_open_gate_by_drive_and_access() -> None:
    """The gate with the shortest sum wins, closed gates do not count, ties go to the lowest."""
    choice = best_gates(
        drive_min=[[5.0, 4.0, 3.0, 2.0], [1.0, 4.0, np.inf, 2.0]],
        access_min=[1.0, 2.0, 1.0, 1.0],
        estate_of_gate=[0, 0, 1, 1],
        n_estates=3,
        is_open=[True, True, True, False],
    )
    assert choice.gate.tolist() == [[0, 2, -1], [0, -1, -1]]
    assert choice.drive_min.tolist() == [[5.0, 3.0, np.inf], [1.0, np.inf, np.inf]]
    assert choice.access_min.tolist() == [[1.0, 1.0, np.inf], [1.0, np.inf, np.inf]]


def test_no_gates_at_all() -> None:
    """Estates without gates get no way, not an error."""
    choice = best_gates(drive_min=np.zeros((2, 0)), access_min=[], estate_of_gate=[], n_estates=2)
    assert np.isinf(choice.drive_min).all()
    assert (choice.gate == -1).all()


@pytest.mark.parametrize(
    ("opens", "closes", "hour", "key"),
    [
        ([6], [np.nan], 10, "coverage.gate_hours_pair"),
        ([25], [6], 10, "coverage.gate_hour"),
        ([5], [6], -1, "coverage.gate_hour"),
    ],
)
def test_refuses_hours_that_cannot_be(
    opens: list[float], closes: list[float], hour: float, key: str
) -> None:
    """Half a pair or an hour outside the day is named."""
    with pytest.raises(CoverageError) as refusal:
        open_gates(opens, closes, hour)
    assert refusal.value.key == key


def test_refuses_gates_that_do_not_fit() -> None:
    """Shapes and estate indices are checked."""
    with pytest.raises(CoverageError, match="fit together"):
        best_gates(drive_min=[[1.0]], access_min=[1.0, 2.0], estate_of_gate=[0], n_estates=1)
    with pytest.raises(CoverageError, match="not there"):
        best_gates(drive_min=[[1.0]], access_min=[1.0], estate_of_gate=[1], n_estates=1)
