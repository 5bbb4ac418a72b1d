"""One object stops work and tells how far it has come."""

import math

import pytest

from geo.stop import Progress, Stop


def test_a_part_ends_with_the_whole() -> None:
    """A part has a clock of its own, never past the end of the whole; the flag is shared."""
    cancelled: list[bool] = []
    whole = Stop(time_limit_s=10.0, cancelled=lambda: bool(cancelled))
    assert whole.part(5.0).remaining_s <= 5.0
    assert Stop.within(whole, 50.0).remaining_s <= 10.0
    assert math.isinf(Stop.within(None).remaining_s)
    part = whole.part()
    assert not part.must_stop
    cancelled.append(True)
    assert part.must_stop
    assert whole.is_cancelled


def test_reports_reach_the_listener_once_and_in_its_unit() -> None:
    """The same figures are told once; silent parts tell nothing; units are changed on the way."""
    told: list[Progress] = []
    stop = Stop(on_progress=told.append)
    stop.report(1.0, 2.0)
    stop.report(1.0, 2.0)
    stop.part().report(3.0, 4.0)
    stop.told_as(lambda left: 10.0 - left).report(3.0, 1.0)
    assert [(now.incumbent, now.bound) for now in told] == [(1.0, 2.0), (7.0, 9.0)]


@pytest.mark.parametrize("limit", [0.0, -0.0])
def test_no_time_is_no_work(limit: float) -> None:
    """A limit of nothing is over at once."""
    assert Stop(limit).must_stop
