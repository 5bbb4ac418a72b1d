"""Minutes by share of responses: the inverse of the probability to be on time."""

import numpy as np
import pytest

from geo.errors import ResponseError
from geo.response import ResponseModel, p_on_time, percentiles


@pytest.mark.parametrize("cv", [0.1, 0.25, 1.0])
def test_inverse_of_p_on_time(cv: float) -> None:
    """The minutes at a share, taken as target, give that share back."""
    model = ResponseModel(call_cv=cv, turnout_cv=cv, drive_cv=cv, access_cv=cv)
    shares = (0.1, 0.5, 0.9, 0.99)
    minutes = percentiles(model, drive_min=6.0, access_min=1.5, shares=shares)
    for share, target in zip(shares, minutes, strict=True):
        p = p_on_time(model, drive_min=6.0, access_min=1.5, target_min=target)
        assert float(p) == pytest.approx(share, abs=3e-5)


def test_percentiles_come_in_order_and_in_shape() -> None:
    """A larger share never takes fewer minutes; no way is inf at every share."""
    drive = np.array([[3.0, np.inf], [0.0, 9.0]])
    minutes = percentiles(ResponseModel(), drive_min=drive, access_min=[1.0, 2.0])
    assert minutes.shape == (2, 2, 3)
    assert (np.diff(minutes[np.isfinite(drive)], axis=-1) > 0).all()
    assert np.isinf(minutes[0, 1]).all()


def test_closed_forms() -> None:
    """Without spread every share takes the sum; with one spreading leg it is the lognormal's."""
    steady = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0)
    assert percentiles(steady, drive_min=6, access_min=1).tolist() == [12.0, 12.0, 12.0]
    drive_only = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0.25, access_cv=0)
    minutes = percentiles(drive_only, drive_min=10.9, access_min=0, shares=[0.5, 0.9])
    ninth_decile = 10.9 * np.exp(1.2815515655 * np.sqrt(np.log(1 + 0.25**2)))
    assert minutes == pytest.approx([5 + 10.9, 5 + ninth_decile])


def test_refuses_a_share_that_is_none() -> None:
    """90 is not 0.9."""
    with pytest.raises(ResponseError, match="share above 0"):
        percentiles(ResponseModel(), drive_min=6, access_min=1, shares=[90])
