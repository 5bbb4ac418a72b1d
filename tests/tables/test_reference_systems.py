"""China's systems are known again where a format has lost their codes."""

import pytest
from pyproj import CRS

from geo.tables.reference_systems import known_system, name_of_unpublished

GRIDS = [
    *range(4491, 4513),
    *range(4513, 4555),
    *range(2327, 2349),
    *range(2349, 2391),
    *range(2401, 2443),
    *range(21413, 21424),
    *range(21453, 21464),
]


def without_code(crs: CRS) -> CRS:
    """Return a system as a format without codes and names of projections hands it on."""
    stated = crs.to_json_dict()
    stated["name"] = "unnamed"
    for part in (stated, stated.get("base_crs", {}), stated.get("conversion", {})):
        part.pop("id", None)
        part.pop("usages", None)
    return CRS.from_json_dict(stated)


@pytest.mark.parametrize("code", GRIDS)
def test_every_gauss_kruger_zone_is_known_again(code: int) -> None:
    """By datum, meridian and false easting; 6° zones on a meridian of 3° zones are the same."""
    wanted = CRS.from_epsg(code)
    found = known_system(without_code(wanted))
    assert found is not None
    if found.to_epsg() != code:
        same = [
            {p.name: p.value for p in crs.coordinate_operation.params} for crs in (found, wanted)
        ]
        assert same[0] == same[1]
        assert found.datum == wanted.datum


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ("EPSG:4490", 4490),
        ("EPSG:4610", 4610),
        ("EPSG:4214", 4214),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +datum=WGS84 +units=m", 4547),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=38500000 +datum=WGS84 +units=m", 4526),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +ellps=GRS80 +units=m", 4547),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +ellps=krass +units=m", 2435),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +a=6378140 +rf=298.257 +units=m", 2383),
        ("+proj=tmerc +lat_0=0 +lon_0=114.3 +k=1 +x_0=500000 +ellps=GRS80 +units=m", None),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=800000 +ellps=GRS80 +units=m", None),
        ("+proj=tmerc +lat_0=0 +lon_0=114 +k=0.9996 +x_0=500000 +datum=WGS84 +units=m", None),
        ("EPSG:3857", None),
    ],
)
def test_by_name_or_by_ellipsoid(crs: str, code: int | None) -> None:
    """A datum's name counts first, then the axis of its ellipsoid; other grids are left alone."""
    found = known_system(CRS.from_user_input(crs))
    assert (None if found is None else found.to_epsg()) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [(4610, "Xian 1980"), (2383, "Xian 1980"), (4214, "Beijing 1954"), (4490, None), (4326, None)],
)
def test_systems_whose_shift_is_not_public(code: int, name: str | None) -> None:
    """Xian 1980 and Beijing 1954 are named, so that their metres can be told."""
    assert name_of_unpublished(CRS.from_epsg(code)) == name
