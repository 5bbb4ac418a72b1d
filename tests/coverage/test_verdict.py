"""Verdicts: their order of precedence, the ledger they follow from, and the covering stations."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import Coverage, cover
from geo.errors import CoverageError, ResponseError
from geo.response import ResponseModel, p_on_time

STEADY = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0)
SPREAD = ResponseModel()


def test_ledger_by_hand() -> None:
    """2 + 3 + drive + access, judged against 15 minutes, for every verdict."""
    coverage = cover(
        drive_min=[[5.0, 12.0, np.inf, 1.0, 9.0], [4.0, 8.0, np.inf, 1.0, 8.9]],
        access_min=[1.0, 1.5, 1.0, 1.0, 1.0],
        model=STEADY,
        target_min=15,
        percentile=0.9,
        located=[True, True, True, False, True],
        position_error_m=[0, 0, 500, 0, 200],
    )
    assert coverage.verdict.tolist() == ["covered", "covered", "unreachable", "unsure", "unsure"]
    assert coverage.station.tolist() == [1, 1, -1, -1, 1]
    assert coverage.second_station.tolist() == [0, -1, -1, -1, -1]
    assert coverage.response_min.tolist() == [10.0, 14.5, np.inf, np.inf, 14.9]
    assert coverage.p_on_time.tolist() == [1.0, 1.0, 0.0, 0.0, 1.0]
    assert coverage.flips.tolist() == [False, False, False, False, True]
    assert coverage.covers.tolist() == [
        [True, False, False, False, False],
        [True, True, False, False, False],
    ]


def test_the_limit_itself_is_in_time() -> None:
    """A response of exactly the target is covered although its legs are no binary fractions."""
    coverage = cover(
        drive_min=[[8.877, 8.8771]], access_min=[1.123, 1.123], model=STEADY,
        target_min=15, percentile=0.9,
    )  # fmt: skip
    assert coverage.verdict.tolist() == ["covered", "late"]
    assert coverage.response_min.tolist() == [15.0, 15.0001]


def test_a_position_error_that_changes_nothing_is_no_doubt() -> None:
    """An estate far inside the limit stays covered, one far outside stays late."""
    coverage = cover(
        drive_min=[[2.0, 30.0]], access_min=[1.0, 1.0], model=STEADY,
        target_min=15, percentile=0.9, position_error_m=[500, 500],
    )  # fmt: skip
    assert coverage.verdict.tolist() == ["covered", "late"]


def test_without_stations_everything_is_unreachable() -> None:
    """No station is a plan too: nothing covered, nothing raised."""
    coverage = cover(
        drive_min=np.zeros((0, 2)), access_min=[1, 1], model=SPREAD, target_min=15, percentile=0.9
    )
    assert coverage.verdict.tolist() == ["unreachable", "unreachable"]


def test_gates_of_their_own_for_every_station() -> None:
    """With a shorter walk from its gate the station with the longer drive can be the surer one."""
    coverage = cover(
        drive_min=[[6.0], [7.0]], access_min=[[4.0], [1.0]], model=SPREAD,
        target_min=15, percentile=0.9,
    )  # fmt: skip
    assert coverage.station.tolist() == [1]
    assert coverage.access_min.tolist() == [1.0]


def covered_by_brute_force(
    drive: np.ndarray, access: np.ndarray, model: ResponseModel, percentile: float
) -> tuple[np.ndarray, np.ndarray]:
    """Every pair on its own; the best by p, then quickest, then lowest."""
    p = np.round(p_on_time(model, drive_min=drive, access_min=access, target_min=15), 6)
    total = drive + access
    station = [
        min(range(len(p)), key=lambda s: (-p[s, e], total[s, e], s))
        if np.isfinite(total[:, e]).any()
        else -1
        for e in range(p.shape[1])
    ]
    return p >= percentile, np.array(station)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000), by_station=st.booleans(), model=st.sampled_from([STEADY, SPREAD])
)
def test_equals_calculation_every_pair(seed: int, by_station: bool, model: ResponseModel) -> None:
    """The shortcuts (unbeaten stations, binary search) change no answer."""
    rng = np.random.default_rng(seed)
    drive = np.round(rng.uniform(0, 14, (4, 6)) * rng.choice([1, 1, 1, np.inf], (4, 6)), 1)
    access = np.round(rng.uniform(0, 3, (4, 6) if by_station else 6), 1)
    coverage = cover(drive_min=drive, access_min=access, model=model, target_min=15, percentile=0.8)
    covers, station = covered_by_brute_force(
        drive, np.broadcast_to(access, drive.shape), model, 0.8
    )
    assert (coverage.covers == covers).all()
    assert (coverage.station == station).all()
    assert (coverage.covered == covers.any(axis=0)).all()
    reached = coverage.station >= 0
    legs = coverage.call_min + coverage.turnout_min + coverage.drive_min + coverage.access_min
    assert coverage.response_min[reached] == pytest.approx(legs[reached], abs=1e-9)


def recomputed_from_export(coverage: Coverage) -> list[str]:
    """Verdicts as someone gets them who has only the exported columns and a formula."""
    p = p_on_time(
        coverage.model,
        drive_min=coverage.drive_min,
        access_min=coverage.access_min,
        target_min=coverage.target_min,
    )
    return ["covered" if value >= coverage.percentile else "late" for value in np.round(p, 6)]


def test_verdicts_follow_from_the_exported_legs() -> None:
    """Legs carry four decimals, and judging those legs again gives the same verdicts."""
    rng = np.random.default_rng(3)
    coverage = cover(
        drive_min=rng.uniform(4, 9, (1, 60)), access_min=rng.uniform(1, 2, 60), model=SPREAD,
        target_min=15, percentile=0.75,
    )  # fmt: skip
    assert recomputed_from_export(coverage) == coverage.verdict.tolist()
    for leg in (coverage.drive_min, coverage.access_min, coverage.response_min):
        assert (leg == np.round(leg, 4)).all()


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), factor=st.floats(0.3, 1.0))
def test_improvements_never_lower_p(seed: int, factor: float) -> None:
    """A faster road, a shorter turnout or a further station never lowers any p_on_time."""
    rng = np.random.default_rng(seed)
    drive = rng.uniform(2, 14, (2, 8))
    access = rng.uniform(0.5, 3, 8)
    now = cover(drive_min=drive, access_min=access, model=SPREAD, target_min=15, percentile=0.9)
    further = np.vstack([drive, rng.uniform(2, 14, (1, 8))])
    quick = replace(SPREAD, turnout_min=SPREAD.turnout_min * factor)
    for drive_min, model in ((drive * factor, SPREAD), (drive, quick), (further, SPREAD)):
        then = cover(
            drive_min=drive_min, access_min=access, model=model, target_min=15, percentile=0.9
        )
        assert (then.p_on_time >= now.p_on_time).all()
        assert (then.covered >= now.covered).all()


def test_arrays_cannot_be_written() -> None:
    """A ledger is a record."""
    coverage = cover(
        drive_min=[[1.0]], access_min=[1.0], model=STEADY, target_min=15, percentile=0.9
    )
    with pytest.raises(ValueError, match="read-only"):
        coverage.drive_min[0] = 2.0


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"drive_min": [1.0, 2.0]}, "coverage.drive_shape"),
        ({"access_min": [1.0]}, "coverage.access_shape"),
        ({"located": [True]}, "coverage.per_estate"),
        ({"position_error_m": [-1.0, 0.0]}, "coverage.position_error"),
        ({"local_speed_kmh": 0.0}, "coverage.local_speed"),
        ({"percentile": 90}, "response.percentile"),
        ({"drive_min": [[np.nan, 1.0]]}, "response.minutes"),
    ],
)
def test_refuses_what_does_not_fit(change: dict[str, object], key: str) -> None:
    """Shapes and values that cannot be are named."""
    given_ = {
        "drive_min": [[1.0, 2.0]],
        "access_min": [1.0, 1.0],
        "model": SPREAD,
        "target_min": 15.0,
        "percentile": 0.9,
    }
    with pytest.raises((CoverageError, ResponseError)) as refusal:
        cover(**(given_ | change))
    assert refusal.value.key == key
