"""Maps of others beneath ours: none unless the server was started with a list of them.

Our own layers stay in WGS-84. Where a service draws in GCJ-02, its tiles are moved instead: the
browser is sent the exact shift on a grid over the district and puts every tile where its centre
lies in WGS-84. Inside a tile the shift changes by less than one pixel at any zoom.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import numpy as np

from geo import coords
from geo.cartography import map_layers
from geo.errors import InputError
from geo.i18n import Translate

__all__ = [
    "BASEMAPS_VARIABLE",
    "TIANDITU_KEY_VARIABLE",
    "TILE_CREDIT_VARIABLE",
    "TILE_DATUM_VARIABLE",
    "TILE_URL_VARIABLE",
    "Basemap",
    "allowed_basemaps",
    "basemap_choice",
    "tile_addresses",
]

BASEMAPS_VARIABLE: Final = "REPAIR_CIRCLE_BASEMAPS"
"""Which maps of others the app may offer: ``osm,tianditu,amap,intranet``."""

TIANDITU_KEY_VARIABLE: Final = "REPAIR_CIRCLE_TIANDITU_KEY"
TILE_URL_VARIABLE: Final = "REPAIR_CIRCLE_TILE_URL"
TILE_DATUM_VARIABLE: Final = "REPAIR_CIRCLE_TILE_DATUM"
TILE_CREDIT_VARIABLE: Final = "REPAIR_CIRCLE_TILE_CREDIT"

_UNSHIFTED: Final = ("wgs84", "cgcs2000")
_DATUMS: Final = (*_UNSHIFTED, "gcj02")
_STEP_DEG: Final = 0.01
_MOST_STEPS: Final = 100
_MARGIN: Final = 0.5
_SHIFT_UNIT_DEG: Final = 1e-7


@dataclass(frozen=True)
class Basemap:
    """A map of others, in tiles of 256 pixels in Web Mercator.

    Attributes
    ----------
    name : {"osm", "tianditu", "amap", "intranet"}
    urls : tuple of str
        Addresses of its tiles as Leaflet fills them in, from the lowest layer up.
    servers : str
        What stands for ``{s}``.
    datum : str
        What its tiles are drawn in.
    credit : str
        Whom it owes its content to, where the catalogue does not say.
    link : str
        Where its terms lie.
    """

    name: str
    urls: tuple[str, ...]
    servers: str = ""
    datum: str = "wgs84"
    credit: str = ""
    link: str = ""


def allowed_basemaps(environment: Mapping[str, str] = os.environ) -> tuple[Basemap, ...]:
    """Return the maps of others that the server was allowed to offer.

    Parameters
    ----------
    environment : mapping
        The variables of the process.

    Raises
    ------
    InputError
        When a name is unknown, or what a map needs is missing or wrong.
    """
    names = environment.get(BASEMAPS_VARIABLE, "").replace(" ", "").split(",")
    wanted = dict.fromkeys(name for name in names if name)
    for name in wanted:
        if name not in _SERVICES:
            known = ", ".join(_SERVICES)
            raise InputError("basemap.unknown", variable=BASEMAPS_VARIABLE, found=name, known=known)
    return tuple(_SERVICES[name](environment) for name in wanted)


def tile_addresses(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return an address of every server that allowed maps may take tiles from.

    Parameters
    ----------
    environment : mapping
        The variables of the process.
    """
    return tuple(
        url.replace("{s}", server)
        for basemap in allowed_basemaps(environment)
        for url in basemap.urls
        for server in basemap.servers or ("",)
    )


def _osm(_environment: Mapping[str, str]) -> Basemap:
    return Basemap(
        "osm",
        ("https://tile.openstreetmap.org/{z}/{x}/{y}.png",),
        link="https://www.openstreetmap.org/copyright",
    )


def _tianditu(environment: Mapping[str, str]) -> Basemap:
    key = environment.get(TIANDITU_KEY_VARIABLE, "").strip()
    if not key:
        raise InputError("basemap.needs_key", variable=TIANDITU_KEY_VARIABLE)
    urls = tuple(
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        f"&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={quote(key, safe='')}"
        for layer in ("vec", "cva")
    )
    return Basemap("tianditu", urls, "01234567", "cgcs2000", link="https://www.tianditu.gov.cn/")


def _amap(_environment: Mapping[str, str]) -> Basemap:
    url = "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8"
    return Basemap(
        "amap", (f"{url}&x={{x}}&y={{y}}&z={{z}}",), "1234", "gcj02", link="https://www.amap.com/"
    )


def _intranet(environment: Mapping[str, str]) -> Basemap:
    url = environment.get(TILE_URL_VARIABLE, "").strip()
    if not url.startswith(("http://", "https://")) or not all(
        place in url for place in ("{z}", "{x}", "{y}")
    ):
        raise InputError("basemap.needs_address", variable=TILE_URL_VARIABLE, found=url)
    datum = environment.get(TILE_DATUM_VARIABLE, "wgs84").strip().lower()
    if datum not in _DATUMS:
        raise InputError(
            "basemap.wrong_datum",
            variable=TILE_DATUM_VARIABLE,
            found=datum,
            known=", ".join(_DATUMS),
        )
    credit = environment.get(TILE_CREDIT_VARIABLE, "").strip()
    return Basemap("intranet", (url,), datum=datum, credit=credit)


_SERVICES: Final[dict[str, Callable[[Mapping[str, str]], Basemap]]] = {
    "osm": _osm,
    "tianditu": _tianditu,
    "amap": _amap,
    "intranet": _intranet,
}


def basemap_choice(
    basemaps: tuple[Basemap, ...], bounds: list[list[float]], t: Translate
) -> map_layers.MapScript | None:
    """Return the choice of what lies beneath the map; None where there is nothing to choose.

    Parameters
    ----------
    basemaps : tuple of Basemap
        What the server was allowed to offer.
    bounds : [[south, west], [north, east]]
        Where the district lies, in degrees.
    t : callable
        The translator.
    """
    if not basemaps:
        return None
    choices = [
        {
            "name": one.name,
            "label": t(f"basemap.{one.name}"),
            "urls": list(one.urls),
            "servers": one.servers,
            "credit": one.credit or t(f"basemap.credit_{one.name}"),
            "link": one.link,
            "shift": None if one.datum in _UNSHIFTED else _shift_grid(one.datum, bounds),
        }
        for one in basemaps
    ]
    words = {
        "title": t("basemap.title"),
        "own": t("basemap.own"),
        "missing": t("basemap.missing"),
    }
    return map_layers.MapScript("basemaps", "basemapChoice", choices, words)


def _shift_grid(datum: str, bounds: list[list[float]]) -> dict[str, Any]:
    """Return what leads from a datum to WGS-84 at the nodes of a grid around the district.

    Between nodes 0.01° apart the shift is linear to 0.1 m. A district wider than a degree gets a
    wider grid.
    """
    (south, west), (north, east) = bounds
    lon, lon_step = _axis(west, east)
    lat, lat_step = _axis(south, north)
    lons, lats = (plane.ravel() for plane in np.meshgrid(lon, lat))
    true_lon, true_lat = coords.to_wgs84(lons, lats, datum)
    return {
        "west": float(lon[0]),
        "south": float(lat[0]),
        "step": [lon_step, lat_step],
        "columns": len(lon),
        "rows": len(lat),
        "unit": _SHIFT_UNIT_DEG,
        "lon": np.rint((true_lon - lons) / _SHIFT_UNIT_DEG).astype(int).tolist(),
        "lat": np.rint((true_lat - lats) / _SHIFT_UNIT_DEG).astype(int).tolist(),
    }


def _axis(low: float, high: float) -> tuple[Any, float]:
    margin = max(_MARGIN * (high - low), 2 * _STEP_DEG)
    low, high = low - margin, high + margin
    steps = min(int(np.ceil((high - low) / _STEP_DEG)), _MOST_STEPS)
    nodes = np.linspace(low, high, steps + 1)
    return nodes, (high - low) / steps
