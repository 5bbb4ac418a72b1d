"""Whom places cover is found from near estates: as if all minutes had been looked at."""

from dataclasses import replace

import numpy as np
import pytest

from geo.workspace import District, open_district, open_workspace
from geo.workspace.siting.near import near_cover
from geo.workspace.siting.places import listed_sites, site_places


@pytest.fixture(scope="module")
def town() -> District:
    return open_district(open_workspace("data/hanyang"))


def _with_errors(town: District, metres: list[float], seed: int) -> District:
    """Return the town with positions that are off by so much, changing estate by estate."""
    errors = np.random.default_rng(seed).choice(metres, len(town.estates))
    estates = town.inputs.estates.assign(position_error_m=errors)
    return replace(town, inputs=replace(town.inputs, estates=estates))


@pytest.mark.parametrize("hour", [3, 8])
@pytest.mark.parametrize("metres", [[0.0], [0.0, 300.0], [100.0, 900.0, 2500.0]])
@pytest.mark.parametrize("target_min", [8.0, 15.0])
def test_equals_all_minutes(
    town: District, hour: int, metres: list[float], target_min: float
) -> None:
    """Gates by the hour, crews by shifts, doubtful positions, a short and a long promise."""
    then = _with_errors(town.at_hour(hour).with_target(minutes=target_min), metres, seed=hour)
    sites = listed_sites(then)
    on = then.on_duty(sites.duty_ids)
    drive, access = then.minutes_to_estates(sites.points)
    drive = np.where(on.is_manned[:, None], drive, np.inf)
    whole = then.verdicts(drive, access, turnout_min=on.turnout_min)
    found = near_cover(then, sites.points, on)
    assert (found.covers.toarray() == whole.covers).all()
    assert (found.unsure == (whole.verdict == "unsure")).all()


def test_minutes_of_some_are_those_of_all(town: District) -> None:
    """By places or by estates, before all are calculated and afterwards; and who is reached."""
    places = site_places(town)
    rows, estates = np.array([3, 0, 200]), np.array([2, 5, 150])
    before = *places.ways.of_sites(rows), *places.ways.of_estates(estates)
    reached = places.reached
    whole = places.ways.whole
    after = *places.ways.of_sites(rows), *places.ways.of_estates(estates)
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(one, other)
    assert (reached == np.isfinite(whole.response).any(axis=0)).all()
