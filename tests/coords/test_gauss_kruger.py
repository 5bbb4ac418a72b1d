"""Which zone a grid coordinate can belong to."""

from pyproj import CRS

from geo.coords import looks_like_easting, looks_like_northing, zones_of_easting


def test_a_prefix_names_the_zone() -> None:
    """38,512,345 m is 3-degree zone 38 and nothing else."""
    (zone,) = zones_of_easting(38_512_345.0)
    assert (zone.datum, zone.meridian_deg, zone.width_deg, zone.prefix) == ("EPSG:4526", 114, 3, 38)


def test_without_a_prefix_the_meridian_is_open_until_the_place_is_known() -> None:
    """512,345 m fits every zone; near 114.2 degrees east only one of each width."""
    assert len(zones_of_easting(512_345.0)) == 21 + 11
    assert [zone.datum for zone in zones_of_easting(512_345.0, lon=114.2)] == [
        "EPSG:4547",
        "EPSG:4509",
    ]


def test_codes_are_what_epsg_says() -> None:
    """Every zone's code names its own meridian or number in the EPSG register."""
    for easting in (500_000.0, *(n * 1e6 + 5e5 for n in (*range(13, 24), *range(25, 46)))):
        for zone in zones_of_easting(easting):
            name = CRS.from_epsg(zone.epsg).name
            ending = f"CM {zone.meridian_deg}E" if zone.prefix is None else f"zone {zone.prefix}"
            assert name.startswith("CGCS2000")
            assert name.endswith(ending)
            assert ("3-degree" in name) == (zone.width_deg == 3)


def test_degrees_are_no_grid_coordinates() -> None:
    """Degrees, small numbers and other grids' numbers are not taken for eastings."""
    for value in (114.2, 30.5, 0.0, -500_000.0, 12_700_000.0, 99_500_000.0):
        assert not looks_like_easting(value)
    assert looks_like_northing(3_381_000.0)
    assert not looks_like_northing(38_512_345.0)
