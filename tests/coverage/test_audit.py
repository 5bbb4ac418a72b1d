"""A claim put to the test, with numbers small enough to follow."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import (
    AreaMinutes,
    Claim,
    area_parts,
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
        "without_road_km2": 1.0,
        "beyond_outline_km2": 0.0,
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


def test_disc_bound_as_calculated_by_hand() -> None:
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


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [(1.0, "true"), (2.0, "true"), (2.5, "false"), (3.0, "false"), (4.0, "false"), (40.0, "false")],
)
def test_areas_add_up(claimed: float, verdict: str) -> None:
    """What is claimed is reached, missed, without a road or beyond the outline: nothing else."""
    given = DISTRICT | {"drive_min": [[5.0, 8.0, 9.0]]}
    answer = audit(Claim(15, claimed), **given, area=area([2.0, 8.0, 12.0]))
    assert answer["verdict"] == verdict
    parts = answer["area"]
    lacking = sum(parts[f"{part}_km2"] for part in ("missed", "without_road", "beyond_outline"))
    assert min(parts["reached_km2"], claimed) + lacking == pytest.approx(claimed)


def test_more_ground_than_the_district_has_is_unproven() -> None:
    """All of four square kilometres says nothing about the other thirty-six that are claimed."""
    given = DISTRICT | {"drive_min": [[5.0, 8.0, 9.0]]}
    answer = audit(Claim(15, 40.0), **given, area=area([2.0, 8.0, 9.0]))
    assert answer["verdict"] == "unproven"
    assert answer["area"]["beyond_outline_km2"] == 36.0
    assert audit(Claim(15, 4.2), **given, area=area([2.0, 8.0, 9.0]))["verdict"] == "true"


@given(
    claimed=st.floats(0, 300),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    outline=st.floats(0.1, 200),
    decimals=st.integers(0, 3),
)
def test_rounded_areas_add_up(
    claimed: float, shares: tuple[float, float], outline: float, decimals: int
) -> None:
    """Rounded for the screen, the parts of what is claimed still add up to it exactly."""
    with_road = outline * shares[0]
    figures = {
        "claimed_km2": claimed,
        "outline_km2": outline,
        "with_road_km2": with_road,
        "reached_km2": with_road * shares[1],
    }
    parts = area_parts(figures, decimals)
    lacking = sum(
        parts[f"{part}_km2"] or 0.0 for part in ("missed", "without_road", "beyond_outline")
    )
    said = parts["claimed_km2"] or 0.0
    assert min(parts["reached_km2"] or 0.0, said) + lacking == pytest.approx(said, abs=1e-9)


@pytest.mark.parametrize(
    ("share_of", "share", "verdict"),
    [
        ("households", 0.72, "true"),
        ("households", 0.73, "false"),
        ("households", 1.0, "false"),
        ("estates", 2 / 3, "true"),
        ("estates", 0.7, "false"),
        ("residents", 0.5, "true"),
        ("residents", 0.6, "false"),
    ],
)
def test_a_share_of_somebody(share_of: str, share: float, verdict: str) -> None:
    """130 of 180 households, 2 of 3 estates and 300 of 600 residents are reached."""
    claim = Claim(15, share=share, share_of=share_of)
    answer = audit(claim, **DISTRICT, residents=[200, 300, 100])
    assert answer["verdict"] == verdict
    assert answer["share"]["needed"] == pytest.approx(share * answer["share"]["count"])
    # With the far estate on its side nothing is missing any more: by hand, speed 12/9 = 1.34.
    factor = answer["turns_true_at"]["speed_factor"]
    assert factor == 1.34 if verdict == "false" else factor <= 1


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.5, "true"), (0.6, "unproven"), (0.8, "unproven"), (0.9, "false")]
)
def test_a_share_with_doubtful_positions(share: float, verdict: str) -> None:
    """100 of 180 households are reached and 50 more are unsure: between them nobody knows."""
    given = DISTRICT | {"drive_min": [[5.0, 9.0, 12.0]]}
    claim = Claim(15, share=share, share_of="households")
    assert audit(claim, **given, located=[True, False, True])["verdict"] == verdict


def test_a_share_of_the_area_is_about_the_area_alone() -> None:
    """Half of four square kilometres is reached, whoever lives where; three quarters are not."""
    for share, verdict in ((0.5, "true"), (0.75, "false")):
        claim = Claim(15, share=share, share_of="area")
        answer = audit(claim, **DISTRICT, area=area([2.0, 8.0, 12.0]))
        assert answer["verdict"] == verdict
        assert answer["area"]["claimed_km2"] == 4 * share
        assert "estates" not in answer["turns_true_at"]


def test_what_a_claim_is_about_must_be_known() -> None:
    """Residents that the list does not count, ground without an outline."""
    for share_of, key in (("residents", "claim_residents"), ("area", "claim_outline")):
        with pytest.raises(CoverageError) as refusal:
            audit(Claim(15, share=0.5, share_of=share_of), **DISTRICT)
        assert refusal.value.key == f"coverage.{key}"


def test_a_mean_is_audited_as_a_mean() -> None:
    """By hand: drives of 5, 12, 9 for 100, 50, 30 households, 6 minutes besides; 13.61 in all."""
    by_hand = (100 * 11 + 50 * 18 + 30 * 15) / 180
    assert audit(Claim(13.7, is_mean=True), **DISTRICT)["verdict"] == "true"
    answer = audit(Claim(13.6, is_mean=True), **DISTRICT)
    assert answer["verdict"] == "false"
    assert answer["mean_min"] == pytest.approx(by_hand, abs=1e-4)
    assert answer["turns_true_at"]["turnout_min"] == pytest.approx(13.6 - by_hand + 3, abs=0.01)


def test_the_mean_of_a_spread_is_that_of_many_drawn_responses() -> None:
    """Expected minutes against the mean of simulated lognormal legs."""
    model = ResponseModel(call_cv=0.4, turnout_cv=0.5, drive_cv=0.3, access_cv=0.6)
    answer = audit(Claim(15, is_mean=True), **DISTRICT | {"model": model})
    random = np.random.default_rng(5)

    def drawn(median: float, cv: float) -> np.ndarray:
        return median * np.exp(random.normal(0, np.sqrt(np.log1p(cv**2)), 400_000))

    legs = [
        (weight, drawn(2, 0.4) + drawn(3, 0.5) + drawn(drive, 0.3) + drawn(1, 0.6))
        for weight, drive in ((100, 5.0), (50, 12.0), (30, 9.0))
    ]
    expected = sum(weight * minutes.mean() for weight, minutes in legs) / 180
    assert answer["mean_min"] == pytest.approx(expected, rel=2e-3)


def test_a_mean_with_somebody_out_of_reach_is_false() -> None:
    """Whoever is never reached has no minutes to average; a doubtful position leaves it open."""
    given = DISTRICT | {"drive_min": [[5.0, np.inf, 9.0]]}
    answer = audit(Claim(60, is_mean=True), **given)
    assert (answer["verdict"], answer["mean_min"]) == ("false", None)
    assert answer["turns_true_at"]["speed_factor"] is None
    doubtful = audit(Claim(60, is_mean=True), **DISTRICT, located=[True, False, True])
    assert doubtful["verdict"] == "unproven"


def test_an_area_without_an_outline_is_unproven() -> None:
    """Square kilometres that nobody can count are not passed over."""
    claim = Claim(20, 108)
    assert audit(claim, **DISTRICT)["verdict"] == "unproven"
    parts = [part for part, _ in claim.reading(percentile=0.9, has_outline=False)]
    assert parts == ["minutes", "area", "usual_chance", "no_outline"]
