"""Verdicts from near ways alone: the same answers as from all ways, whatever was left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import NearQuestion, NearWays, best_gates, cover
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

    Only where the kernel itself says that the question is open may ``unsure`` differ.
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
    gates = {"access_min": walk, "estate_of_gate": estate, "n_estates": N_ESTATES}
    choice = best_gates(drive_min=drive_by_gate, **gates)
    whole = cover(
        drive_min=choice.drive_min, access_min=choice.access_min, located=located, **question
    )

    asked = NearQuestion(located=located, **question)
    walks = [walk[estate == one] for one in np.unique(estate)]
    limit_min = asked.limit_min(float(walk.min()), max(map(np.ptp, walks)))
    near = best_gates(
        drive_min=np.where(drive_by_gate <= limit_min, drive_by_gate, np.inf), **gates
    )
    station, reached = np.nonzero(near.gate >= 0)
    several = np.zeros(N_ESTATES, dtype=bool)
    several[np.unique(estate)] = [np.ptp(one) > 0 for one in walks]
    pairs = (station, reached)
    ways = NearWays(station, reached, near.drive_min[pairs], near.access_min[pairs])
    found = asked.verdicts(ways, has_several_gates=several)

    covers = np.zeros((N_STATIONS, N_ESTATES), dtype=bool)
    covers[pairs] = found.covers
    assert (covers == whole.covers).all()
    is_unsure = whole.verdict == "unsure"
    assert (found.unsure == is_unsure)[~found.open_question].all()
    assert not covers[:, found.open_question].any()
