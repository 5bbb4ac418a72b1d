"""Verdicts from near ways alone: the same answers as from all ways, whatever was left out."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import Coverage, NearEstates, NearQuestion, NearWays, best_gates, cover
from geo.response import ResponseModel

MODELS = st.sampled_from(
    [
        ResponseModel(),
        ResponseModel(call_cv=0, turnout_cv=0, drive_cv=0, access_cv=0),
        ResponseModel(access_cv=0.05, drive_cv=0.6),
    ]
)
N_STATIONS, N_ESTATES = 7, 16


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    model=MODELS,
    n_gates=st.integers(1, 40),
    turnouts=st.booleans(),
    percentile=st.sampled_from([0.5, 0.9, 1e-6, 1.0]),
    far=st.sampled_from([12.0, 40.0]),
)
def test_equals_the_verdicts_over_all_ways(
    seed: int, model: ResponseModel, n_gates: int, turnouts: bool, percentile: float, far: float
) -> None:
    """Several gates with long and short walks, own turnouts, inexact and missing positions.

    Whatever lies beyond the limit that is asked for is hidden; who comes to a late estate is found
    all the same, with the same legs, chances and runners-up.
    """
    rng = np.random.default_rng(seed)
    estate = np.sort(rng.integers(0, N_ESTATES, n_gates))
    walk = rng.uniform(0, 9, n_gates).round(2)
    drive_by_gate = rng.uniform(0, far, (N_STATIONS, n_gates)).round(2)
    question = {
        "model": model,
        "target_min": 15.0,
        "percentile": percentile,
        "turnout_min": rng.choice([1.0, 3.0, np.nan], N_STATIONS) if turnouts else [2.0] * 7,
        "position_error_m": rng.choice([0.0, 0.0, 200.0, 1500.0], N_ESTATES),
    }
    located = np.isin(np.arange(N_ESTATES), estate)
    drive_by_gate[rng.random(drive_by_gate.shape) < 0.2] = np.inf
    choice = best_gates(
        drive_min=drive_by_gate, access_min=walk, estate_of_gate=estate, n_estates=N_ESTATES
    )
    whole = cover(
        drive_min=choice.drive_min, access_min=choice.access_min, located=located, **question
    )
    walks = [walk[estate == one] for one in range(N_ESTATES)]
    asked = NearQuestion(
        estates=NearEstates(
            located=located,
            find_reached=lambda: np.isfinite(choice.drive_min).any(axis=0),
            shortest_access_min=np.array([one.min(initial=np.inf) for one in walks]),
            longest_access_min=np.array([one.max(initial=-np.inf) for one in walks]),
        ),
        **question,
    )

    def ways(limit_min: float, estates: np.ndarray | None) -> Iterator[NearWays]:
        near = choice.drive_min <= limit_min
        near &= np.isfinite(choice.drive_min)
        if estates is not None:
            near &= np.isin(np.arange(N_ESTATES), estates)
        for stations in ([0, 1, 2], [3], [4, 5, 6]):
            station, reached = np.nonzero(near & np.isin(np.arange(N_STATIONS), stations)[:, None])
            pairs = (station, reached)
            yield NearWays(station, reached, choice.drive_min[pairs], choice.access_min[pairs])

    found = asked.verdicts(ways)
    assert (found.covers.toarray() == whole.covers).all()
    assert (found.unsure == (whole.verdict == "unsure")).all()
    _assert_alike(asked.ledger(ways), whole)


def _assert_alike(one: Coverage, other: Coverage) -> None:
    """Both ledgers are the same to the bit."""
    for name in (field.name for field in fields(Coverage) if field.name != "cover_matrix"):
        here, there = getattr(one, name), getattr(other, name)
        assert np.array_equal(here, there), name
        assert np.asarray(here).dtype == np.asarray(there).dtype, name
    assert np.array_equal(one.covers, other.covers)
