"""The cheapest fix of an estate is the cheapest of everything that could be done."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.settings import Costs
from geo.travel import closures
from geo.workspace import (
    District,
    cheapest_fix_notices,
    cover_stations,
    fixes_of,
    open_district,
    open_workspace,
    site_stations,
)

AREA = shapely.box(114.0025, 30.0040, 114.0053, 30.0060)
"""Around the first junction east of the western station."""
TARGETS = (7.2, 9.0)


@pytest.fixture(scope="module")
def town(toy: Path) -> District:
    """Return the toy town at 9 o'clock with every price in force, and a planned station."""
    district = open_district(open_workspace(toy))
    listed = district.inputs.stations
    planned = listed.iloc[[0]].assign(station_id="S3", name="北站", status="planned")
    planned = planned.set_geometry(gpd.points_from_xy([114.0025914], [30.0135315]), crs=4326)
    stations = gpd.GeoDataFrame(pd.concat([listed, planned], ignore_index=True), crs=4326)
    return replace(district, inputs=replace(district.inputs, stations=stations))


def with_target(district: District, minutes: float, costs: Costs) -> District:
    """Return the district with another promise and other prices."""
    target = district.settings.target.model_copy(update={"minutes": minutes})
    settings = district.settings.model_copy(update={"target": target, "costs": costs})
    return replace(district, settings=settings)


def closed(district: District) -> District:
    """Return the district with the roads of the area closed."""
    drive_min = closures(district.road_map, district.network, area=AREA)
    return district.with_network(district.network.with_drive_min(drive_min))


def changed_districts(
    now: District, reopened: District, sites: gpd.GeoDataFrame
) -> Iterator[tuple[str, float, District]]:
    """Yield every change that is done or not, with its price and the district as it would be."""
    costs = now.settings.costs
    for gate in np.flatnonzero(~now.gates.is_open):
        is_open = now.gates.is_open.copy()
        is_open[gate] = True
        yield "open_gate", costs.open_gate, replace(now, gates=replace(now.gates, is_open=is_open))
    yield "reopened_road", costs.reopened_road, reopened
    listed = now.inputs.stations
    for row in np.flatnonzero(listed["status"] == "planned"):
        posted = listed.assign(status=listed["status"].where(listed.index != row, "open"))
        yield "extra_crew", costs.extra_crew, with_stations(now, posted)
    for point in sites.geometry:
        built = listed.iloc[[0]].assign(station_id="X", status="open")
        built = built.set_geometry([point], crs=4326)
        both = gpd.GeoDataFrame(pd.concat([listed, built], ignore_index=True), crs=4326)
        yield "new_site", costs.new_site, with_stations(now, both)


def with_stations(district: District, stations: gpd.GeoDataFrame) -> District:
    """Return the district with another list of stations."""
    serving = stations[stations["status"] == "open"]
    return replace(
        district,
        inputs=replace(district.inputs, stations=stations),
        station_points=district.snap(serving.geometry.x, serving.geometry.y),
    )


PRICES = [
    Costs(),
    Costs(open_gate=40, turnout_minute=50, reopened_road=5, extra_crew=10, new_site=30),
    Costs(open_gate=40, turnout_minute=50, reopened_road=50, extra_crew=10, new_site=30),
    Costs(open_gate=40, turnout_minute=50, reopened_road=50, extra_crew=40, new_site=30),
    Costs(open_gate=0.1, turnout_minute=0.5, reopened_road=0.4, extra_crew=0.3, new_site=0.2),
]


@pytest.mark.parametrize("prices", PRICES, ids=["usual", "road", "crew", "site", "cheap"])
@pytest.mark.parametrize("minutes", TARGETS)
def test_no_other_single_change_is_cheaper(town: District, minutes: float, prices: Costs) -> None:
    """Every change is made in turn and the town covered anew: the least price is the answer."""
    free = with_target(town, minutes, prices)
    now = closed(free)
    before = cover_stations(now).coverage
    sited = site_stations(now, model="max_cover", stations=1)
    found = fixes_of(now, before, sited.sites, sited.site_covers, reopened=[free])

    # Nothing spreads in this town: the minutes late are the minutes of turnout to save.
    late_min = np.ceil(np.round(100 * (before.response_min - minutes), 6)) / 100
    least = np.where(late_min <= now.model.turnout_min, late_min * prices.turnout_minute, np.inf)
    kinds = [{"turnout_minute"} if np.isfinite(price) else set() for price in least]
    for kind, price, then in changed_districts(now, free, sited.sites):
        helped = cover_stations(then).coverage.covered & ~before.covered
        for estate in np.flatnonzero(helped):
            if price < least[estate] - 1e-9:
                least[estate], kinds[estate] = price, set()
            if price <= least[estate] + 1e-9:
                kinds[estate].add(kind)
    assert found["estate"].tolist() == np.flatnonzero(~before.covered).tolist()
    np.testing.assert_allclose(found["cost"], least[found["estate"]], atol=1e-9)
    for row in found.itertuples():
        assert row.kind in kinds[row.estate] or (row.kind == "" and not kinds[row.estate])


def test_each_kind_is_the_cheapest_somewhere(town: District) -> None:
    """The brute-force cases above are not all of one kind, and each has its sentence."""
    kinds = set()
    for minutes, prices in itertools.product(TARGETS, PRICES):
        free = with_target(town, minutes, prices)
        now = closed(free)
        sited = site_stations(now, model="max_cover", stations=1)
        coverage = cover_stations(now).coverage
        found = fixes_of(now, coverage, sited.sites, sited.site_covers, reopened=[free])
        kinds |= set(found["kind"])
        for notice in cheapest_fix_notices(now, found):
            assert notice is None or (notice.sentence("zh") and notice.sentence("en"))
    assert kinds == {"open_gate", "turnout_minute", "reopened_road", "extra_crew", "new_site", ""}
