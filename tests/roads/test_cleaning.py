"""Clipping to a district and keeping what can be driven there and back."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import RoadMap, clean, clip, connected_parts


def row_of_towns() -> RoadMap:
    """Return two squares of two-way streets, 10 km apart, and a one-way street out of the first."""
    lon = [114.0, 114.01, 114.01, 114.0, 114.1, 114.11, 114.105, 113.99]
    lat = [30.5, 30.5, 30.51, 30.51, 30.5, 30.5, 30.505, 30.5]
    return RoadMap.from_arrays(
        lon=lon,
        lat=lat,
        tail=[0, 1, 2, 3, 4, 5, 6, 0],
        head=[1, 2, 3, 0, 5, 6, 4, 7],
        road_class="residential",
        name=np.array([f"S{i}" for i in range(8)], dtype=object),
        oneway=[False] * 7 + [True],
    )


def test_the_longest_connected_part_is_kept() -> None:
    """The other town and the one-way dead end are left out, counted, and kept as detached."""
    connected, dropped = connected_parts(row_of_towns())
    assert connected.name.tolist() == ["S0", "S1", "S2", "S3"]
    assert connected.detached is not None
    assert connected.detached.name.tolist() == ["S4", "S5", "S6", "S7"]
    (part,) = dropped.parts
    assert (part.reason, part.count) == ("not_connected", 4)
    assert part.length_km == pytest.approx(connected.detached.length_km)


def test_an_island_can_be_kept_too() -> None:
    """With two parts the other town stays; the dead end does not."""
    connected, _ = connected_parts(row_of_towns(), parts=2)
    assert connected.name.tolist() == [f"S{i}" for i in range(7)]
    with pytest.raises(RoadsError, match="at least 1"):
        connected_parts(row_of_towns(), parts=0)


def test_clipping_keeps_whole_edges_near_the_district() -> None:
    """Edges that come within the margin stay whole; the others are counted."""
    district = shapely.box(114.0, 30.5, 114.005, 30.51)
    inside, dropped = clip(row_of_towns(), district, 500.0)
    assert inside.name.tolist() == ["S0", "S1", "S2", "S3", "S7"]
    assert dropped.as_dict()["outside"]["count"] == 3


def test_connection_is_judged_after_clipping() -> None:
    """Roads that are only connected through a place outside are not connected any more."""
    loop = RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.2, 114.2, 114.005],
        lat=[30.5, 30.5, 30.5, 30.6, 30.51],
        tail=[0, 1, 2, 3, 0],
        head=[1, 2, 3, 0, 4],
        road_class=["residential", "service", "trunk", "primary", "tertiary"],
        oneway=[True, True, True, True, False],
    )
    whole, _ = clean(loop)
    assert whole.n_edges == 5
    cut, dropped = clean(loop, boundary=shapely.box(113.99, 30.49, 114.011, 30.511), margin_m=0)
    assert cut.road_class.tolist() == ["tertiary"]
    assert dropped.as_dict()["not_connected"]["count"] == 3


def test_a_boundary_may_have_a_crs_of_its_own() -> None:
    """A projected GeoDataFrame clips like the same polygon in degrees."""
    box = shapely.box(114.0, 30.5, 114.005, 30.51)
    projected = gpd.GeoDataFrame(geometry=[box], crs=4326).to_crs(32650)
    assert clean(row_of_towns(), boundary=projected, margin_m=100)[0].n_edges == (
        clean(row_of_towns(), boundary=box, margin_m=100)[0].n_edges
    )


def test_a_boundary_elsewhere_is_named() -> None:
    """A district without roads, an empty polygon and roads that lead nowhere are errors."""
    with pytest.raises(RoadsError) as raised:
        clean(row_of_towns(), boundary=shapely.box(10, 50, 11, 51))
    assert raised.value.key == "roads.none_inside"
    with pytest.raises(RoadsError) as raised:
        clean(row_of_towns(), boundary=shapely.Polygon())
    assert raised.value.key == "roads.boundary_empty"
    nowhere = RoadMap.from_arrays(
        lon=[114.0, 114.1], lat=[30.5, 30.5], tail=[0], head=[1], road_class="x", oneway=True
    )
    with pytest.raises(RoadsError) as raised:
        clean(nowhere)
    assert raised.value.key == "roads.none_connected"


def test_every_reason_can_be_said() -> None:
    """The statistics speak both languages and fit into json."""
    _, dropped = clean(row_of_towns(), boundary=shapely.box(113.9, 30.4, 114.02, 30.6))
    assert set(dropped.as_dict()) == {"outside", "not_connected"}
    for language in ("zh", "en"):
        assert len(dropped.sentences(language)) == 2
