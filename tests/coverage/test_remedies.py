"""The cheapest change that turns an estate green."""

from dataclasses import replace

import numpy as np
import pytest

from geo.coverage import (
    REMEDY_COSTS,
    Coverage,
    Remedy,
    cheapest_fixes,
    cover,
    new_minutes,
    new_probability,
    shorter_turnout,
)
from geo.errors import CoverageError
from geo.response import ResponseModel

STEADY = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0)
DRIVE = np.array([[5.0, 9.5, 11.4, 14.0, np.inf]])
PROMISE = {"access_min": np.ones(5), "target_min": 15.0, "percentile": 0.9}


@pytest.fixture
def coverage() -> Coverage:
    """One covered, three late by 0.5, 2.4 and 5 minutes, one unreachable."""
    return cover(drive_min=DRIVE, model=STEADY, **PROMISE)


def test_minutes_of_turnout_by_hand(coverage: Coverage) -> None:
    """The minutes late are the minutes of turnout to save, as far as there are any."""
    remedy = shorter_turnout(coverage, cost_per_min=2.0)
    assert remedy.amount.tolist() == [np.inf, 0.5, 2.4, np.inf, np.inf]


def test_minutes_of_turnout_are_tight_with_spread() -> None:
    """So much less is enough, a hundredth less than that is not."""
    model = ResponseModel()
    promise = PROMISE | {"access_min": np.ones(3)}
    coverage = cover(drive_min=DRIVE[:, :3] * 0.8, model=model, **promise)
    amount = shorter_turnout(coverage, cost_per_min=1.0).amount
    for estate in np.flatnonzero(np.isfinite(amount)):
        for less, covered in ((amount[estate], True), (amount[estate] - 0.01, False)):
            quicker = replace(model, turnout_min=3.0 - less)
            then = cover(
                drive_min=coverage.drive_min[None, [estate]], access_min=[1.0], model=quicker,
                target_min=15.0, percentile=0.9,
            )  # fmt: skip
            assert then.covered[0] == covered
    assert np.isfinite(amount).any()


def test_cheapest_of_all(coverage: Coverage) -> None:
    """A gate for one, some turnout for another, a site for the far one, nothing for the last."""
    gate = new_minutes(
        coverage, kind="open_gate", subject="north gate", cost=REMEDY_COSTS["open_gate"],
        drive_min=[[np.inf, np.inf, 6.0, np.inf, np.inf]], access_min=np.ones(5),
    )  # fmt: skip
    site = new_minutes(
        coverage, kind="new_site", subject="C1", cost=REMEDY_COSTS["new_site"],
        drive_min=[[8.0, 8.0, 8.0, 8.0, np.inf]], access_min=np.ones(5),
    )  # fmt: skip
    fixes = cheapest_fixes(coverage, [shorter_turnout(coverage, cost_per_min=1.5), gate, site])
    assert fixes.to_numpy().tolist() == [
        [1, "turnout_minute", "", 0.5, 0.75],
        [2, "open_gate", "north gate", 1.0, 1.0],
        [3, "new_site", "C1", 1.0, 30.0],
        [4, "", "", np.inf, np.inf],
    ]


def test_an_extra_crew_by_probability(coverage: Coverage) -> None:
    """Where the probability with one more crew meets the percentile, it helps."""
    crew = new_probability(
        coverage, kind="extra_crew", subject="S1", cost=10.0, p_on_time=[1.0, 0.95, 0.5, 0.9, 0.0]
    )
    assert crew.amount.tolist() == [np.inf, 1.0, np.inf, 1.0, np.inf]


def test_refuses_what_does_not_fit(coverage: Coverage) -> None:
    """Other numbers of estates and impossible costs are named."""
    with pytest.raises(CoverageError, match="p_on_time"):
        new_probability(coverage, kind="extra_crew", subject="S1", cost=1.0, p_on_time=[1.0])
    with pytest.raises(CoverageError, match="cost"):
        Remedy("new_site", "C1", -1.0, np.ones(5))
    with pytest.raises(CoverageError, match="new_site"):
        cheapest_fixes(coverage, [Remedy("new_site", "C1", 1.0, np.ones(4))])
