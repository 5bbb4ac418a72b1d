"""A claim put to the test, with numbers small enough to follow."""

from dataclasses import replace

import numpy as np
import pytest

from geo.coverage import (
    AreaMinutes,
    Claim,
    audit,
    before_and_after,
    cover,
    disc_bound,
    packing_bound,
)
from geo.errors import CoverageError
from geo.response import ResponseModel

STEADY = ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0)
DISTRICT = {
    "drive_min": [[5.0, 12.0, 9.0]],
    "access_min": [1.0, 1.0, 1.0],
    "model": STEADY,
    "percentile": 0.9,
    "households": [100, 50, 30],
}


def area(drive_min: list[float]) -> AreaMinutes:
    """Square kilometres, one a point; the last point has no road."""
    drive = np.array([[*drive_min, np.inf]])
    return AreaMinutes(drive, np.where(np.isfinite(drive[0]), 1.0, np.inf), np.ones(drive.size))


def test_a_false_claim_and_where_it_turns_true() -> None:
    """12 minutes of drive are 3 too many: by hand, speed 12/9 = 1.34 or turnout 0."""
    answer = audit(Claim(15), **DISTRICT)
    assert answer["verdict"] == "false"
    assert answer["estates"] == {"count": 3, "reached": 2, "missed": 1, "unsure": 0}
    assert answer["households"] == {"count": 180, "reached": 130, "missed": 50, "unsure": 0}
    assert answer["area"] is None
    only = {"speed_factor": 1.34, "turnout_min": 0.0}
    assert answer["turns_true_at"] == only | {"estates": only}


def test_a_true_claim_and_its_slack() -> None:
    """At 20 minutes the worst drive may be 14: speeds could be 0.86, turnout 5.0."""
    answer = audit(Claim(20), **DISTRICT)
    assert answer["verdict"] == "true"
    assert answer["turns_true_at"]["speed_factor"] == 0.86
    assert answer["turns_true_at"]["turnout_min"] == 5.0


def test_square_kilometres() -> None:
    """Estates alone would do, but only two of three square kilometres with a road are reached."""
    given = DISTRICT | {"drive_min": [[5.0, 8.0, 9.0]]}
    answer = audit(Claim(15, 4.0), **given, area=area([2.0, 8.0, 12.0]))
    assert answer["verdict"] == "false"
    assert answer["area"] == {
        "claimed_km2": 4.0,
        "outline_km2": 4.0,
        "with_road_km2": 3.0,
        "reached_km2": 2.0,
        "missed_km2": 1.0,
    }
    assert answer["turns_true_at"] == {
        "speed_factor": 1.34,
        "turnout_min": 0.0,
        "estates": {"speed_factor": 1.0, "turnout_min": 3.0},
        "area": {"speed_factor": 1.34, "turnout_min": 0.0},
    }
    assert audit(Claim(15, 2.0), **given, area=area([2.0, 8.0, 12.0]))["verdict"] == "true"
    unnamed = audit(Claim(15), **given, area=area([2.0, 8.0, 12.0]))
    assert unnamed["verdict"] == "true"
    assert unnamed["area"]["reached_km2"] == 2.0


def test_out_of_reach_never_turns_true() -> None:
    """Where no way leads, neither speed nor turnout helps."""
    given = DISTRICT | {"drive_min": [[5.0, np.inf, 9.0]]}
    answer = audit(Claim(15), **given)
    assert answer["estates"]["missed"] == 1
    assert answer["turns_true_at"]["speed_factor"] is None
    assert answer["turns_true_at"]["turnout_min"] is None


def test_a_doubtful_position_leaves_it_unproven() -> None:
    """An estate without a position is neither reached nor missed."""
    answer = audit(Claim(15), **DISTRICT, located=[True, False, True])
    assert answer["verdict"] == "unproven"
    assert answer["estates"] == {"count": 3, "reached": 2, "missed": 0, "unsure": 1}


def test_the_claims_own_percentile_counts() -> None:
    """Half of the responses within 15 minutes is true where nine tenths are not."""
    given = DISTRICT | {"model": ResponseModel(), "drive_min": [[5.0, 7.0, 8.0]]}
    assert audit(Claim(15, None, 0.5), **given)["verdict"] == "true"
    assert audit(Claim(15, None, 0.9), **given)["verdict"] == "false"


def test_turning_points_are_tight() -> None:
    """With spread too: at the named turnout and speed it is true, a step beyond it is not."""
    given = DISTRICT | {"model": ResponseModel(), "drive_min": [[5.0, 7.0, 8.0]]}
    turns = audit(Claim(15), **given)["turns_true_at"]
    drive = np.array(given["drive_min"])

    def verdict(turnout: float, factor: float) -> str:
        changed = {
            "model": replace(ResponseModel(), turnout_min=turnout),
            "drive_min": drive / factor,
        }
        return str(audit(Claim(15), **given | changed)["verdict"])

    assert verdict(turns["turnout_min"], 1.0) == "true"
    assert verdict(turns["turnout_min"] + 0.01, 1.0) == "false"
    assert verdict(3.0, turns["speed_factor"]) == "true"
    assert verdict(3.0, turns["speed_factor"] - 0.01) == "false"


def test_before_and_after_a_station() -> None:
    """A second station gains the late estate and loses none."""
    promise = {
        "access_min": [1.0, 1.0, 1.0], "model": STEADY, "target_min": 15, "percentile": 0.9,
    }  # fmt: skip
    before = cover(drive_min=[[5.0, 12.0, 9.0]], **promise)
    after = cover(drive_min=[[5.0, 12.0, 9.0], [20.0, 4.0, 8.0]], **promise)
    change = before_and_after(before, after, [100, 50, 30])
    assert change == {
        "gained": [1],
        "lost": [],
        "estates_covered": [2, 3],
        "households_covered": [130.0, 180.0],
        "mean_p_on_time": [round(130 / 180, 6), 1.0],
    }
    with pytest.raises(CoverageError, match="same estates"):
        before_and_after(before, after, [1, 2])
    other = cover(drive_min=[[5.0, 12.0, 9.0]], **promise | {"target_min": 20})
    with pytest.raises(CoverageError, match="different promises"):
        before_and_after(before, other, [1, 2, 3])


def test_disc_bound_as_reckoned_by_hand() -> None:
    """12 minutes at 30 km/h and a detour of 1.3 reach 66.9 km2, at 20 km/h 29.7 km2."""
    model = replace(STEADY, call_min=0.0, access_min=0.0)
    promise = {"model": model, "target_min": 15.0, "percentile": 0.9, "detour": 1.3}
    assert disc_bound(66.9, speed_kmh=30, **promise) == 1
    assert disc_bound(67.0, speed_kmh=30, **promise) == 2
    assert disc_bound(108, speed_kmh=20, **promise) == 4
    with pytest.raises(CoverageError, match="left for the drive"):
        disc_bound(108, speed_kmh=20, **promise | {"target_min": 3.0})
    with pytest.raises(CoverageError, match="detour"):
        disc_bound(108, speed_kmh=20, **promise | {"detour": 0.5})


def test_packing_bound_never_exceeds_what_is_needed() -> None:
    """On random tables it is at most the true least number, found by trying all sets."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        covers = rng.random((6, 8)) < 0.35
        covers[:, ~covers.any(axis=0)] = True
        needed = min(
            bin(chosen).count("1")
            for chosen in range(1, 2**6)
            if covers[[bool(chosen >> c & 1) for c in range(6)]].any(axis=0).all()
        )
        assert 1 <= packing_bound(covers) <= needed
    assert packing_bound(np.eye(3, 4, dtype=bool)) == 3
