"""Slack, look-alikes, bands and periods: answers by hand, a brute-force search, and edges."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import OperationsError
from geo.operations import (
    band_of,
    calls_to_change,
    look_alikes,
    open_steps,
    period_days,
    slack_days,
    total_points,
)

NAT = np.datetime64("NaT", "D")


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def test_slack_of_kanghua() -> None:
    """Permits complete on 25 November against a window to 15 November: ten days too late."""
    _, slack = slack_days(
        np.array([day("2010-11-15")]),
        np.array([0.0]),
        day("2010-12-01"),
        np.array([day("2010-11-25")]),
    )
    assert slack.tolist() == [-10]


def test_slack_counts_from_today() -> None:
    """Latest start is the window's end less the open path; without a window there is none."""
    latest, slack = slack_days(
        np.array([day("2025-11-15"), NAT]),
        np.array([3.5, 2.0]),
        day("2025-11-01"),
        np.array([NAT, NAT]),
    )
    assert latest[0] == day("2025-11-11")
    assert slack[0] == 10
    assert np.isnan(slack[1])


def test_done_steps_hold_nothing_up() -> None:
    """Only open steps count, and they wait for open ones alone."""
    left = open_steps(
        {"a": 3, "b": 10, "c": 4},
        {"a": [], "b": ["a"], "c": ["b"]},
        {"a": day("2025-10-01"), "b": NAT, "c": NAT},
    )
    assert (left.days, left.chain, left.longest) == (14, ("b", "c"), "b")
    assert (left.steps, left.done, left.last_done) == (3, 1, day("2025-10-01"))
    assert open_steps({}, {}, {}).days == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from([0.0, 30.0, 60.0, 200.0]), st.integers(0, 60)
        ),
        max_size=14,
    )
)
def test_look_alikes_as_searched(rows: list[tuple[str, float, int]]) -> None:
    """As comparing each problem with every earlier one: the latest that is near counts."""
    kind = [row[0] for row in rows]
    x_m = np.array([row[1] for row in rows], float)
    reported = np.array([day("2025-01-01") + row[2] for row in rows], "datetime64[s]")
    found = look_alikes(kind, x_m, np.zeros(x_m.size), reported, within_m=50, days=30)
    order = sorted(range(len(rows)), key=lambda row: (rows[row][2], row))
    for place, one in enumerate(order):
        near = [
            other
            for other in order[:place]
            if kind[other] == kind[one]
            and abs(x_m[other] - x_m[one]) <= 50
            and rows[one][2] - rows[other][2] <= 30
        ]
        assert found[one] == (near[-1] if near else -1)


def test_what_is_unknown_is_like_nothing() -> None:
    """Without a place, a moment or a kind nothing is offered as a duplicate."""
    moments = np.array(["2025-01-01", "2025-01-02"], "datetime64[s]")
    nowhere = np.array([np.nan, np.nan])
    here = np.zeros(2)
    assert look_alikes(["a", "a"], nowhere, here, moments, within_m=50, days=30).tolist() == [
        -1,
        -1,
    ]
    assert look_alikes(["", ""], here, here, moments, within_m=50, days=30).tolist() == [-1, -1]
    never = np.array(["NaT", "2025-01-02"], "datetime64[s]")
    assert look_alikes(["a", "a"], here, here, never, within_m=50, days=30).tolist() == [-1, -1]


def test_points_share_out_missing_weights() -> None:
    """A measure that nobody took is left out; without any there are no points."""
    assert total_points({"a": 100, "b": 50}, {"a": 60, "b": 20, "c": 20}) == 87.5
    assert total_points({}, {"a": 1}) is None
    assert total_points({"a": 100}, {"a": 0}) is None


def test_bands_begin_at_their_points() -> None:
    """A bound belongs to the upper band."""
    bands = {"A": 90.0, "B": 75.0, "C": 0.0}
    assert [band_of(points, bands) for points in (100, 90, 89.9, 75, 0)] == list("AABBC")


@given(st.integers(0, 40), st.integers(0, 40))
def test_calls_to_change_as_counted(on_time: int, threshold: int) -> None:
    """As trying one call more or fewer after the other."""

    def band(reached: int) -> str:
        return "A" if reached >= threshold else "B"

    up, down = calls_to_change(band, on_time, 40)
    higher = [n for n in range(1, 41 - on_time) if band(on_time + n) != band(on_time)]
    lower = [n for n in range(1, on_time + 1) if band(on_time - n) != band(on_time)]
    assert up == (higher[0] if higher else None)
    assert down == (lower[0] if lower else None)


def test_periods() -> None:
    """A year, a half, a quarter and a month, in either case; the end is the day after."""
    assert period_days("2025Q4") == (date(2025, 10, 1), date(2026, 1, 1))
    assert period_days("2025h1") == (date(2025, 1, 1), date(2025, 7, 1))
    assert period_days("2025-02") == (date(2025, 2, 1), date(2025, 3, 1))
    assert period_days("2024") == (date(2024, 1, 1), date(2025, 1, 1))
    for wrong in ("2025Q5", "2025-13", "Q4", "", "0000", "2025-1"):
        with pytest.raises(OperationsError):
            period_days(wrong)
