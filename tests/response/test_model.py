"""The legs of a response and their check."""

import numpy as np
import pytest

from geo.errors import ResponseError
from geo.response import ResponseModel


def test_access_is_the_walk_and_the_rest() -> None:
    """100 m at 5 km/h are 1.2 minutes on top of the fixed minute; no road means no way."""
    assert ResponseModel().access_minutes([0.0, 100.0, np.inf]).tolist() == [1.0, 2.2, np.inf]


def test_legs_without_length_or_spread_do_not_spread() -> None:
    """A call of 0 minutes cannot vary, nor can a leg whose coefficient is 0."""
    model = ResponseModel(call_min=0.0, drive_cv=0.0)
    assert model.spreading_legs() == ["turnout", "access"]


@pytest.mark.parametrize("change", [{"call_min": -1.0}, {"drive_cv": np.nan}, {"walk_kmh": 0.0}])
def test_refuses_values_that_cannot_be(change: dict[str, float]) -> None:
    """The field is named with what was found."""
    with pytest.raises(ResponseError, match=next(iter(change))):
        ResponseModel(**change)
