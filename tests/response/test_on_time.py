"""The probability to be on time: exact where a closed form is known, close elsewhere, monotone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import fftconvolve
from scipy.special import ndtr

from geo.errors import ResponseError
from geo.response import ResponseModel, drive_budget, p_on_time

STEADY = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0)
SPREAD = ResponseModel()


def p_on_a_fine_grid(model: ResponseModel, drive: float, access: float, target: float) -> float:
    """Independent calculation: plain masses of half a million cells, rounded to their middles."""
    cells = 2**19
    step = target / cells
    edges = step * np.arange(cells + 1)

    def distribution(minutes: np.ndarray, median: float, leg: str) -> np.ndarray:
        logs = np.log(np.maximum(minutes, 1e-300)) - np.log(median)
        return np.where(minutes > 0, ndtr(logs / model.spread(leg)), 0.0)

    masses = np.diff(distribution(edges, model.call_min, "call"))
    for leg, median in (("turnout", model.turnout_min), ("access", access)):
        masses = fftconvolve(masses, np.diff(distribution(edges, median, leg)))[:cells]
    left = target - (np.arange(cells) + 1.5) * step
    return float(masses @ distribution(left, drive, "drive"))


def test_without_spread_the_answer_is_yes_or_no() -> None:
    """Float noise in the sum of legs does not decide at the limit; the limit itself is in time."""
    p = p_on_time(STEADY, drive_min=[8.877, 8.8771, np.inf], access_min=1.123, target_min=15)
    assert p.tolist() == [1.0, 0.0, 0.0]


def test_one_leg_with_spread_is_the_closed_form() -> None:
    """With only the drive spreading, p is Phi(ln(T/m)/s) of what the other legs leave."""
    model = replace(STEADY, call_min=0.0, turnout_min=0.0, drive_cv=0.25)
    p = p_on_time(model, drive_min=[8, 10, 12, 15], access_min=0, target_min=15)
    assert p == pytest.approx([0.9947, 0.9502, 0.8176, 0.5], abs=5e-5)
    wide = replace(model, drive_cv=0.4)
    assert p_on_time(wide, drive_min=12, access_min=0, target_min=15) == pytest.approx(
        0.7188, abs=5e-5
    )
    late_call = replace(model, call_min=2.0)
    assert p_on_time(late_call, drive_min=10, access_min=1, target_min=18) == pytest.approx(
        p_on_time(model, drive_min=10, access_min=0, target_min=15), abs=1e-15
    )


@pytest.mark.parametrize(("cv", "error"), [(0.25, 2e-6), (0.1, 2e-5), (0.02, 1e-4)])
def test_close_to_a_grid_that_is_256_times_finer(cv: float, error: float) -> None:
    """The stated error holds, for short and long drives and unequal spreads."""
    model = ResponseModel(
        call_min=1.7, turnout_min=2.9, call_cv=cv, turnout_cv=cv, drive_cv=2 * cv, access_cv=cv
    )
    for drive, access, target in ((0.2, 0.6, 5.6), (3.0, 2.5, 10.4), (8.0, 1.2, 14.5)):
        p = float(p_on_time(model, drive_min=drive, access_min=access, target_min=target))
        assert p == pytest.approx(p_on_a_fine_grid(model, drive, access, target), abs=error)


def test_a_pair_gets_the_same_answer_in_any_company() -> None:
    """Neither order nor neighbours nor shape change a probability."""
    drive = np.array([[4.0, 0.0, 7.5], [np.inf, 6.25, 4.0]])
    access = np.array([1.0, 0.0, 2.5])
    together = p_on_time(SPREAD, drive_min=drive, access_min=access, target_min=15)
    alone = [
        [float(p_on_time(SPREAD, drive_min=d, access_min=a, target_min=15)) for d, a in pairs]
        for pairs in (zip(row, access, strict=True) for row in drive)
    ]
    assert together.tolist() == alone
    assert p_on_time(SPREAD, drive_min=np.zeros((2, 0)), access_min=1, target_min=15).shape == (
        2,
        0,
    )


minutes = st.floats(0, 20).map(lambda value: round(value, 4))
spreads = st.sampled_from([0.0, 0.02, 0.25, 0.8])


@settings(max_examples=60)
@given(
    call=minutes, turnout=minutes, drive=minutes, access=minutes, less=st.floats(0, 1),
    leg=st.sampled_from(["call", "turnout", "drive", "access"]),
    cvs=st.tuples(spreads, spreads, spreads, spreads),
)  # fmt: skip
def test_less_of_any_leg_never_lowers_p(
    call: float,
    turnout: float,
    drive: float,
    access: float,
    less: float,
    leg: str,
    cvs: tuple[float, float, float, float],
) -> None:
    """A quicker call, turnout, road or access never lowers the probability, at any spread."""
    medians = {"call": call, "turnout": turnout, "drive": drive, "access": access}

    def p(medians: dict[str, float]) -> float:
        model = ResponseModel(
            call_min=medians["call"],
            turnout_min=medians["turnout"],
            call_cv=cvs[0],
            turnout_cv=cvs[1],
            drive_cv=cvs[2],
            access_cv=cvs[3],
        )
        return float(
            p_on_time(
                model, drive_min=medians["drive"], access_min=medians["access"], target_min=15.0
            )
        )

    assert p(medians | {leg: medians[leg] * less}) >= p(medians)


def test_later_targets_never_lower_p() -> None:
    """More time allowed never lowers the probability."""
    p = [
        float(p_on_time(SPREAD, drive_min=6, access_min=1.5, target_min=target))
        for target in np.arange(5, 30, 0.5)
    ]
    assert (np.diff(p) >= 0).all()


def test_drive_budget_is_the_border() -> None:
    """The budget keeps the promise and a ten-thousandth of a minute more breaks it."""
    budget = drive_budget(SPREAD, access_min=[1.0, 2.5], target_min=15, percentile=0.9)
    for drive, kept in ((budget, True), (budget + 1e-4, False)):
        p = p_on_time(SPREAD, drive_min=drive, access_min=[1.0, 2.5], target_min=15)
        assert ((p >= 0.9) == kept).all()
    assert drive_budget(STEADY, access_min=1.123, target_min=15, percentile=1) == 8.877
    assert drive_budget(STEADY, access_min=11, target_min=15, percentile=0.9) == -1
    # One chance in ten is enough: the median drive may be far beyond the target.
    assert drive_budget(SPREAD, access_min=1.0, target_min=15, percentile=0.1) > 10.5


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"drive_min": -1.0}, "response.minutes"),
        ({"access_min": np.nan}, "response.minutes"),
        ({"target_min": 0.0}, "response.target"),
        ({"target_min": np.nan}, "response.target"),
    ],
)
def test_refuses_what_cannot_be(change: dict[str, float], key: str) -> None:
    """Negative minutes, not-a-number and empty targets are named."""
    with pytest.raises(ResponseError) as refusal:
        p_on_time(SPREAD, **({"drive_min": 1.0, "access_min": 1.0, "target_min": 15.0} | change))
    assert refusal.value.key == key


def test_budget_refuses_a_percentile_that_is_no_share() -> None:
    """90 is not 0.9."""
    with pytest.raises(ResponseError, match="share above 0"):
        drive_budget(SPREAD, access_min=1, target_min=15, percentile=90)
