"""Estates are judged block by block and by borders of the promise: nothing of it may show."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import Coverage, cover, verdict
from geo.coverage.promise import Promise
from geo.response import ResponseModel, p_on_time

MODELS = st.sampled_from(
    [
        ResponseModel(),
        ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0),
        ResponseModel(access_cv=0),
        ResponseModel(drive_cv=0),
    ]
)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), model=MODELS, turnout=st.sampled_from([1.0, 3.0, 20.0]))
def test_the_longest_drives_are_the_last_steps_that_keep_the_promise(
    seed: int, model: ResponseModel, turnout: float
) -> None:
    """One step more breaks it or is more than was asked for; -1 where no drive at all is."""
    rng = np.random.default_rng(seed)
    access = np.unique(rng.uniform(0, 12, 90).round(4))
    at_most = float(rng.uniform(0.5, 25))
    promise = Promise(model, 15.0, 0.85)
    longest = promise.longest_drives(access, turnout, at_most_min=at_most)
    turnouts = np.full(1, turnout)
    some = longest >= 0
    assert promise.kept(longest[some], access[some], turnouts).all()
    one_more = np.round(longest + 1e-4, 4).clip(0)
    past = ~promise.kept(one_more, access, turnouts) | (one_more > round(at_most, 4))
    assert past.all()


def _everything_by_pairs(inputs: dict, target_min: float, percentile: float) -> dict:
    """Return the ledger by its definition: every pair has a probability of its own."""
    drive = np.where(inputs["located"], inputs["drive_min"], np.inf).round(4)
    access = np.broadcast_to(inputs["access_min"], drive.shape).round(4)
    model = inputs["model"]
    turnout = np.where(np.isnan(inputs["turnout_min"]), model.turnout_min, inputs["turnout_min"])
    stations = turnout.round(4)[:, None]

    def p_of(minutes: np.ndarray, walk: np.ndarray, out: np.ndarray) -> np.ndarray:
        p = p_on_time(
            model, drive_min=minutes, access_min=walk, target_min=target_min, turnout_min=out
        )
        return p.round(6)

    p = p_of(drive, access, np.broadcast_to(stations, drive.shape))
    total = (stations - stations.min()) + drive + access
    way = np.isfinite(total)
    n = drive.shape[1]
    best = np.full(n, -1)
    flips = np.zeros(n, dtype=bool)
    error = 1.33 * inputs["position_error_m"] / (18.0 * 1000 / 60)
    for estate in np.flatnonzero(way.any(axis=0)):
        one = min(
            np.flatnonzero(way[:, estate]), key=lambda s: (-p[s, estate], total[s, estate], s)
        )
        best[estate] = one
        if error[estate] > 0:
            ends = np.array([-error[estate], error[estate]])
            near, far = p_of(
                (drive[one, estate] + ends).clip(0), access[one, estate], stations[one]
            )
            flips[estate] = near >= percentile > far
    unsure = ~inputs["located"] | flips
    covers = (p >= percentile) & way & ~unsure
    return {"station": best, "flips": flips, "covers": covers}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), model=MODELS, gates=st.sampled_from(["one", "few", "many"]))
def test_equals_the_definition_pair_by_pair(seed: int, model: ResponseModel, gates: str) -> None:
    """With own turnouts, several gates, no ways, doubtful and missing positions; in any blocks."""
    rng = np.random.default_rng(seed)
    shape = (5, 14)
    access = rng.uniform(0, 4, shape[1]).round(1)
    if gates != "one":
        other = rng.random(shape) < (0.2 if gates == "few" else 0.9)
        access = np.where(other, rng.uniform(0, 4, shape).round(1), access)
        access = np.where(rng.random(shape) < 0.1, np.inf, access)
    inputs = {
        "drive_min": np.where(rng.random(shape) < 0.15, np.inf, rng.uniform(0, 12, shape).round(1)),
        "access_min": access,
        "model": model,
        "turnout_min": rng.choice([2.0, 3.5, np.nan], shape[0]),
        "position_error_m": rng.choice([0.0, 0.0, 300.0, 1500.0], shape[1]),
        "located": rng.random(shape[1]) > 0.1,
    }
    found = cover(**inputs, target_min=15.0, percentile=0.85)
    expected = _everything_by_pairs(inputs, 15.0, 0.85)
    for name, values in expected.items():
        assert (getattr(found, name) == values).all(), name


@pytest.mark.parametrize("pairs", [1, 7, 60])
def test_the_size_of_the_blocks_does_not_show(pairs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One estate at a time, some, or all at once: the same ledger, to the bit."""
    rng = np.random.default_rng(5)
    inputs = {
        "drive_min": rng.uniform(0, 14, (6, 40)),
        "access_min": rng.uniform(0, 3, (6, 40)),
        "model": ResponseModel(),
        "target_min": 15.0,
        "percentile": 0.9,
        "turnout_min": np.array([2, 2, 3, 3, 3, 4.0]),
        "position_error_m": rng.choice([0.0, 400.0], 40),
    }
    whole = cover(**inputs)
    monkeypatch.setattr(verdict, "_PAIRS_AT_ONCE", pairs)
    parts = cover(**inputs)
    for field in fields(Coverage):
        one, other = getattr(whole, field.name), getattr(parts, field.name)
        assert np.array_equal(one, other), field.name
