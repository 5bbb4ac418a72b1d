"""What a page lays over the map for a question of its own: coloured discs, pins, ways, a view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike

from geo.cartography import map_layers, symbol
from geo.i18n import format_number

__all__ = ["Pin", "Shade", "discs", "pins", "view", "ways"]

_DEGREES: Final = 6


@dataclass(frozen=True)
class Shade:
    """A class of values with its colour.

    Attributes
    ----------
    colour : str
        A colour of CSS.
    text : str
        What the legend says.
    """

    colour: str
    text: str


@dataclass(frozen=True)
class Pin:
    """A place to choose.

    Attributes
    ----------
    id : str
        What a click reports.
    label : str
        One or two signs inside the pin.
    lon, lat : float
        WGS-84.
    lines : tuple of str
        What hovering tells; the first is set bold.
    state : {"open", "chosen", "barred"}
    """

    id: str
    label: str
    lon: float
    lat: float
    lines: tuple[str, ...] = ()
    state: Literal["open", "chosen", "barred"] = "open"


def discs(
    lon: ArrayLike,
    lat: ArrayLike,
    shade: ArrayLike,
    *,
    shades: Sequence[Shade],
    title: str,
    radius_px: ArrayLike = 6.0,
) -> list[map_layers.MapScript]:
    """Return discs that colour places by a value, with their legend and its counts.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        WGS-84; places without a position are left out.
    shade : array_like of int, shape (n,)
        Index into ``shades``; -1 leaves the place as it is.
    shades : sequence of Shade
        The classes in the order of the legend.
    title : str
        Title of the legend.
    radius_px : array_like of float, shape (n,) or scalar
        On the screen.
    """
    shade = np.asarray(shade, dtype=np.int64)
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    radius = np.broadcast_to(np.asarray(radius_px, dtype=np.float64), shade.shape)
    drawn = (shade >= 0) & np.isfinite(lon) & np.isfinite(lat)
    data = {
        "lat": np.round(lat[drawn], _DEGREES).tolist(),
        "lon": np.round(lon[drawn], _DEGREES).tolist(),
        "radius": np.round(radius[drawn], 1).tolist(),
        "colour": shade[drawn].tolist(),
    }
    counts = np.bincount(shade[shade >= 0], minlength=len(shades))
    rows = [
        {
            "symbol": symbol(f'<circle r="6" fill="{one.colour}" stroke="#1f2328"/>'),
            "text": one.text,
            "number": format_number(count),
        }
        for one, count in zip(shades, counts.tolist(), strict=True)
    ]
    return [
        map_layers.MapScript("over_discs", "discs", data, [one.colour for one in shades]),
        map_layers.MapScript(
            "over_legend", "legend", [{"title": "", "rows": rows}], {"title": title}
        ),
    ]


def pins(places: Sequence[Pin]) -> list[map_layers.MapScript]:
    """Return numbered places to click on.

    Parameters
    ----------
    places : sequence of Pin
    """
    data = [
        {
            "id": one.id,
            "label": one.label,
            "lat": round(one.lat, _DEGREES),
            "lon": round(one.lon, _DEGREES),
            "lines": list(one.lines),
            "state": one.state,
        }
        for one in places
    ]
    return [map_layers.MapScript("over_pins", "pins", data)]


def ways(lines: Sequence[shapely.LineString], colour: str) -> list[map_layers.MapScript]:
    """Return ways by road, under pins and over roads.

    Parameters
    ----------
    lines : sequence of LineString
        WGS-84.
    colour : str
        A colour of CSS.
    """
    data = [np.round(shapely.get_coordinates(line)[:, ::-1], _DEGREES).tolist() for line in lines]
    return [map_layers.MapScript("over_ways", "ways", data, colour)]


def view(lon: ArrayLike, lat: ArrayLike) -> list[map_layers.MapScript]:
    """Return the call that shows given places; the former view returns with the next overlay.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        WGS-84; without any finite place the view stays.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    finite = np.isfinite(lon) & np.isfinite(lat)
    if not finite.any():
        return []
    bounds = [
        [float(lat[finite].min()), float(lon[finite].min())],
        [float(lat[finite].max()), float(lon[finite].max())],
    ]
    return [map_layers.MapScript("over_view", "view", bounds)]
