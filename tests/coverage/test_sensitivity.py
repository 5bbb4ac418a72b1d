"""Assumptions changed one by one."""

import numpy as np
import pytest

from geo.coverage import cover, sensitivity
from geo.response import ResponseModel

DISTRICT = {
    "drive_min": [[4.0, 6.0, 7.5, 12.0, np.inf]],
    "access_min": [1.0, 1.0, 1.0, 1.0, 1.0],
    "model": ResponseModel(),
    "target_min": 15.0,
    "percentile": 0.9,
}
HOUSEHOLDS = [10, 20, 30, 40, 50]


def test_every_row_is_the_coverage_at_its_values() -> None:
    """Speed and target rows equal covering with these values; the widest swing stands first."""
    table = sensitivity(**DISTRICT, households=HOUSEHOLDS).set_index("assumption")
    assert set(table.index) == {
        "speed", "call_min", "turnout_min", "access_min", "call_cv", "turnout_cv", "drive_cv",
        "access_cv", "target_min", "percentile",
    }  # fmt: skip
    assert table["swing"].is_monotonic_decreasing
    slow = cover(**DISTRICT | {"drive_min": np.array(DISTRICT["drive_min"]) / 0.8})
    assert table.loc["speed", "low"] == 0.8
    assert table.loc["speed", "estates_low"] == slow.covered.sum()
    late = cover(**DISTRICT | {"target_min": 12.0})
    assert table.loc["target_min", "low"] == 12.0
    assert table.loc["target_min", "households_low"] == late.covered @ HOUSEHOLDS
    assert table.loc["percentile", "high"] == 0.999


def test_flips_are_the_estates_between() -> None:
    """Covered at one end and not at the other, and no others; swing is their households."""
    for _, row in sensitivity(**DISTRICT, households=HOUSEHOLDS).iterrows():
        assert len(row["flips"]) == abs(row["estates_high"] - row["estates_low"])
        assert row["swing"] == sum(HOUSEHOLDS[estate] for estate in row["flips"])


def test_better_ends_never_cover_less() -> None:
    """Quick roads and long targets cover at least as much, long turnouts at most."""
    table = sensitivity(**DISTRICT, households=HOUSEHOLDS, change=0.5).set_index("assumption")
    for name in ("speed", "target_min"):
        assert table.loc[name, "households_high"] >= table.loc[name, "households_low"]
    for name in ("call_min", "turnout_min", "access_min", "percentile"):
        assert table.loc[name, "households_high"] <= table.loc[name, "households_low"]
    assert table.loc["speed", "low"] == pytest.approx(0.5)
