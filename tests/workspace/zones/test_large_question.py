"""Zones of many estates: minutes street by street are the question that all minutes make."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.workspace import District, decide_management, open_district, open_workspace
from geo.workspace.zones import zones
from geo.zoning import draw


@pytest.fixture(scope="module")
def town() -> District:
    return open_district(open_workspace("data/hanyang"))


@pytest.mark.parametrize("walled", [False, True])
def test_street_by_street_is_the_same_question(
    town: District, walled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neighbours, minutes within a street and across streets, and the drawing; with barriers."""
    if walled:
        west, south, east, north = town.estates.total_bounds
        middle = (west + east) / 2
        wall = shapely.LineString([(middle, south - 1), (middle, north + 1)])
        town = town.with_zone_marks(barriers=[wall])
    operator = decide_management(town)["operator"]
    whole = zones.zoning_problem(town, operator)
    monkeypatch.setattr(zones, "_ESTATES_AT_ONCE", 10)
    parts = zones.zoning_problem(town, operator)
    assert np.array_equal(parts.neighbours, whole.neighbours)
    for pair in np.unique(whole.street):
        estates = np.flatnonzero(whole.street == pair)
        assert np.array_equal(parts.minutes_between(estates), whole.minutes_between(estates))
    mixed = np.array([0, 7, 60, 150])
    assert np.unique(whole.street[mixed]).size > 1
    assert np.array_equal(parts.minutes_between(mixed), whole.minutes_between(mixed))
    rules = zones.zoning_rules(town)
    drawn = [draw(one, zones=60, rules=replace(rules)) for one in (whole, parts)]
    assert np.array_equal(drawn[0].zone_of, drawn[1].zone_of)
    assert drawn[0].objective == drawn[1].objective
