"""The table of probabilities never decides: rounded, they are those of the full calculation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ResponseError
from geo.response import ResponseModel, p_on_time, rounded_p_on_time

MODELS = {
    "as_shipped": ResponseModel(),
    "narrow": ResponseModel(call_cv=0.1, turnout_cv=0.1, drive_cv=0.1, access_cv=0.1),
    "steady_call": ResponseModel(call_cv=0.0, access_min=0.0),
    "wide": ResponseModel(drive_cv=1.0, access_cv=0.7),
    "steady_access": ResponseModel(access_cv=0.0),
    "hardly_any": ResponseModel(drive_cv=0.005, access_cv=0.005),
}


@pytest.mark.parametrize("name", list(MODELS))
def test_rounded_as_the_full_calculation(name: str) -> None:
    """Every decimal is the same, for near and far, through the door and at the station itself."""
    model = MODELS[name]
    random = np.random.default_rng(0)
    drive = np.concatenate([random.uniform(0, 30, 600), [0.0, 1e-5, 0.02, 70.0, 500.0, np.inf]])
    access = random.choice([model.access_min, 1.2345, 5.0, 11.0, 40.0, np.inf], drive.size)
    for decimals in (6, 8):
        rounded = rounded_p_on_time(
            model, drive_min=drive, access_min=access, target_min=15, decimals=decimals
        )
        full = p_on_time(model, drive_min=drive, access_min=access, target_min=15)
        assert np.array_equal(rounded, np.round(full, decimals))


def test_few_pairs_and_many_get_the_same() -> None:
    """The first pairs of a new promise are calculated in full, later ones by the table."""
    model = replace(ResponseModel(), turnout_min=2.9876)
    drive = np.linspace(2, 14, 40)
    asked = {"drive_min": drive, "access_min": 1.5, "target_min": 14.75, "decimals": 6}
    answers = [rounded_p_on_time(model, **asked) for _ in range(20)]
    assert all(np.array_equal(answer, answers[0]) for answer in answers)


@settings(max_examples=20)
@given(access=st.floats(1, 12), seed=st.integers(0, 2**32 - 1))
def test_a_longer_drive_never_helps(access: float, seed: int) -> None:
    """Between any two drives the longer has no higher rounded probability."""
    random = np.random.default_rng(seed)
    drive = np.sort(random.uniform(0, 30, 500)) + np.cumsum(10 ** random.uniform(-9, -2, 500))
    p = rounded_p_on_time(
        ResponseModel(), drive_min=drive, access_min=access, target_min=15, decimals=6
    )
    assert (np.diff(p) <= 0).all()


def test_wrong_minutes_are_refused() -> None:
    """As by the full calculation."""
    with pytest.raises(ResponseError):
        rounded_p_on_time(
            ResponseModel(), drive_min=[-1.0], access_min=1, target_min=15, decimals=6
        )
    with pytest.raises(ResponseError):
        rounded_p_on_time(ResponseModel(), drive_min=[1.0], access_min=1, target_min=0, decimals=6)
