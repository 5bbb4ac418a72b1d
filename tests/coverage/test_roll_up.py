"""Coverage summed up by place."""

import json

import numpy as np
import pandas as pd
import pytest

from geo.coverage import Coverage, cover, roll_up, summary
from geo.errors import CoverageError
from geo.response import ResponseModel

STREETS = pd.Series(["b", "a", "b", None], name="street")
HOUSEHOLDS = [100, 50, 300, 0]


@pytest.fixture
def coverage() -> Coverage:
    """Return four estates: covered, covered, late, unreachable."""
    return cover(
        drive_min=[[5.0, 6.0, 20.0, np.inf]], access_min=np.ones(4), model=ResponseModel(),
        target_min=15, percentile=0.9,
    )  # fmt: skip


def test_by_street(coverage: Coverage) -> None:
    """Estates and households, covered and in all, with the share of households."""
    table = roll_up(coverage, STREETS, HOUSEHOLDS)
    assert table.columns.tolist() == [
        "street", "estates", "estates_covered", "households", "households_covered",
        "share_households",
    ]  # fmt: skip
    assert table.to_numpy().tolist() == [
        ["", 1, 0, 0, 0, 0.0],
        ["a", 1, 1, 50, 50, 1.0],
        ["b", 2, 1, 400, 100, 0.25],
    ]


def test_by_street_and_community(coverage: Coverage) -> None:
    """Several columns make groups of their combinations."""
    places = pd.DataFrame({"street": ["b", "a", "b", "a"], "community": ["x", "y", "z", "y"]})
    table = roll_up(coverage, places, HOUSEHOLDS)
    assert table[["street", "community", "estates"]].to_numpy().tolist() == [
        ["a", "y", 2],
        ["b", "x", 1],
        ["b", "z", 1],
    ]


def test_whole_households_are_summed_as_any_others(coverage: Coverage) -> None:
    """By one key and by two, of which one is the same everywhere, come the same sums."""
    both = pd.DataFrame({"street": STREETS, "city": "w"})
    by_one = roll_up(coverage, STREETS, HOUSEHOLDS)
    by_two = roll_up(coverage, both, HOUSEHOLDS).drop(columns="city")
    pd.testing.assert_frame_equal(by_one, by_two)
    halves = roll_up(coverage, STREETS, np.array(HOUSEHOLDS) / 2 + 0.25)
    assert halves["households"].tolist() == [0.25, 25.25, 200.5]


def test_parts_agree_with_the_whole(coverage: Coverage) -> None:
    """The streets sum to the district's figures, and the figures are plain JSON."""
    figures = json.loads(json.dumps(summary(coverage, HOUSEHOLDS, STREETS)))
    assert (figures["estates_covered"], figures["estates_late"]) == (2, 1)
    assert (figures["estates_unreachable"], figures["estates_unsure"]) == (1, 0)
    assert figures["share_households"] == pytest.approx(150 / 450, abs=1e-6)
    for measure in ("estates_covered", "households_covered"):
        assert sum(row[measure] for row in figures["by_street"]) == figures[measure]


def test_refuses_what_does_not_fit(coverage: Coverage) -> None:
    """Lengths and households are checked."""
    with pytest.raises(CoverageError, match="groups"):
        roll_up(coverage, STREETS[:2], HOUSEHOLDS)
    with pytest.raises(CoverageError, match="households"):
        roll_up(coverage, STREETS, [1, 2])
    with pytest.raises(CoverageError, match="at least 0"):
        summary(coverage, [1, 2, 3, -1])
