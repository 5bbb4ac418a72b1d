"""The minutes of the promised share: an estate is late exactly when they exceed the target."""

import numpy as np
import pytest
from scipy.stats import norm

from geo.coverage import cover, percentile_minutes
from geo.response import ResponseModel, p_on_time


def coverage(percentile: float = 0.9, model: ResponseModel | None = None, **given):
    """Return the verdicts of nine estates on a road away from one station, and one without."""
    return cover(
        drive_min=[[*np.linspace(0.5, 18, 9), np.inf]],
        access_min=np.full(10, 1.4),
        model=model or ResponseModel(),
        target_min=15.0,
        percentile=percentile,
        **given,
    )


@pytest.mark.parametrize("percentile", [0.5, 0.9, 0.95])
def test_late_exactly_beyond_the_target(percentile: float) -> None:
    """And the chance to be reached within these minutes is the promised share."""
    found = coverage(percentile)
    minutes = percentile_minutes(found)
    assert ((minutes <= 15) == found.covered).all()
    assert np.isinf(minutes[-1])
    for drive, within in zip(found.drive_min[:-1], minutes[:-1], strict=True):
        p = p_on_time(ResponseModel(), drive_min=drive, access_min=1.4, target_min=within)
        assert p == pytest.approx(percentile, abs=1e-3)


def test_by_hand_where_only_the_drive_spreads() -> None:
    """Call 2, turnout 3, access 1.4 always take their time; the drive is lognormal."""
    model = ResponseModel(call_cv=0, turnout_cv=0, access_cv=0, drive_cv=0.3)
    found = coverage(model=model)
    sigma = np.sqrt(np.log1p(0.3**2))
    by_hand = 6.4 + found.drive_min[:-1] * np.exp(sigma * norm.ppf(0.9))
    assert percentile_minutes(found)[:-1] == pytest.approx(by_hand, abs=1e-4)


def test_turnout_of_the_crew_that_comes() -> None:
    """A slower turnout of the station's own crew counts; some estates can be asked for alone."""
    slow = coverage(turnout_min=[6.0])
    assert (percentile_minutes(slow)[:-1] > percentile_minutes(coverage())[:-1] + 2).all()
    assert percentile_minutes(slow, [3, 1]).tolist() == percentile_minutes(slow)[[3, 1]].tolist()


def test_a_promise_of_always() -> None:
    """Percentile 1 has no finite minutes with a spread; very sure minutes stand for them."""
    assert np.isfinite(percentile_minutes(coverage(1.0))[:-1]).all()
