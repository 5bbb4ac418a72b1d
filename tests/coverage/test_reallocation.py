"""Who goes from which station to which: nobody is lost, nobody counts twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import reallocation
from geo.errors import CoverageError

_STATIONS = st.sampled_from(["A", "B", "C", "", None])


@given(st.lists(st.tuples(_STATIONS, _STATIONS, st.integers(0, 90)), min_size=1, max_size=30))
def test_sums_are_those_of_the_list(rows: list[tuple[str | None, str | None, int]]) -> None:
    """By station before, by station after, and in all; pairs occur once each."""
    before, after, households = zip(*rows, strict=True)
    moved = reallocation(before, after, households)
    assert moved["households"].sum() == sum(households)
    assert moved["estates"].sum() == len(rows)
    assert not moved.duplicated(["from_station", "to_station"]).any()
    for column, stations in (("from_station", before), ("to_station", after)):
        for station, part in moved.groupby(column):
            served = (h for s, h in zip(stations, households, strict=True) if (s or "") == station)
            assert part["households"].sum() == sum(served)
    assert (moved["stays"] == (moved["from_station"] == moved["to_station"])).all()
    assert moved["stays"].is_monotonic_increasing


def test_lists_of_different_length_are_refused() -> None:
    """An estate too few is an error, not a guess."""
    with pytest.raises(CoverageError):
        reallocation(["A"], ["A", "B"], [1])
