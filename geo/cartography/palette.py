"""Colours and marks of every map we draw: browser, paper and QGIS say the same thing alike.

Verdicts differ by colour and by shape, so that they survive grey print and colour-blind eyes. The
blue and the amber are those of Okabe and Ito [1]_; their vermilion lies too near the amber for
eyes without green cones (12.5 by CIEDE2000 through the matrix of Machado and others [2]_), so
that unreachable is a darker one. Every mark has an edge of at least 3 : 1 to the paper. A mark is
a list of strokes around a unit circle: the browser draws them on a canvas, the report as SVG.

References
----------
.. [1] M. Okabe and K. Ito, "Color Universal Design", 2008.
.. [2] G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for
   Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup

from geo.coverage import REPORTED

__all__ = [
    "ACCENT",
    "CIRCLE_EDGE",
    "CIRCLE_FILL",
    "CLOSED",
    "DARK_TONES",
    "INK",
    "PAPER",
    "QUIET",
    "RAIL",
    "ROAD_GROUPS",
    "ROAD_STYLES",
    "STATION_MARKS",
    "SYMBOL_PX",
    "VERDICTS",
    "VERDICT_COLOURS",
    "VERDICT_MARKS",
    "WATER",
    "ZONE_FILLS",
    "Stroke",
    "mark_json",
    "mark_svg",
    "road_group",
    "symbol",
]

SYMBOL_PX: Final = 24
"""Side of the pictures in legends."""

PAPER: Final = "#f7f5f0"
WATER: Final = "#cfe3ee"
INK: Final = "#1f2328"
QUIET: Final = "#57606a"
RAIL: Final = "#8a8f98"
ACCENT: Final = "#0b5cad"
CIRCLE_FILL: Final = "#6b8fb3"
CLOSED: Final = "#a40e26"
CIRCLE_EDGE: Final = "#44688c"

VERDICTS: Final = REPORTED
VERDICT_COLOURS: Final = {
    "covered": "#0072b2",
    "late": "#e69f00",
    "unreachable": "#a62b0a",
    "unsure": QUIET,
}
_LATE_EDGE: Final = "#7a4d00"

ZONE_FILLS: Final = ("#bcd4e6", "#f2d6a2", "#c5dfb8", "#dcc6e0", "#f0e599", "#e3b8a8", "#cfcfc4")
"""Pale fills; neighbouring zones never share one."""

ROAD_GROUPS: Final = ("minor", "middle", "major")
"""Drawn in this order, so that the major roads lie on top."""


@dataclass(frozen=True)
class RoadStyle:
    """How one group of roads is drawn.

    Attributes
    ----------
    colour : str
        Hex colour.
    screen_px, paper_mm : float
        Line width on a screen and on paper.
    """

    colour: str
    screen_px: float
    paper_mm: float


ROAD_STYLES: Final = {
    "minor": RoadStyle("#e2ded5", 0.8, 0.12),
    "middle": RoadStyle("#d3cdc0", 1.5, 0.25),
    "major": RoadStyle("#d8c593", 2.5, 0.45),
}

_MAJOR: Final = frozenset({"motorway", "trunk", "primary"})
_MIDDLE: Final = frozenset({"secondary", "tertiary"})


def road_group(road_class: str) -> str:
    """Return the group of roads that an OpenStreetMap ``highway`` value is drawn with.

    Parameters
    ----------
    road_class : str
        For example ``"primary_link"``; ramps are drawn like their roads.

    Returns
    -------
    {"minor", "middle", "major"}
        The group.
    """
    road = road_class.removesuffix("_link")
    if road in _MAJOR:
        return "major"
    return "middle" if road in _MIDDLE else "minor"


@dataclass(frozen=True)
class Stroke:
    """One stroke of a mark, in units of the mark's radius.

    Attributes
    ----------
    path : str
        SVG path data around the origin.
    fill, line : str or None
        Hex colours of area and line.
    width : float
        Line width.
    dash : tuple of float
        Dash pattern; empty for a solid line.
    """

    path: str
    fill: str | None = None
    line: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


def _disc(radius: float) -> str:
    return f"M-{radius},0A{radius},{radius} 0 1,0 {radius},0A{radius},{radius} 0 1,0 -{radius},0Z"


_CROSS: Final = "M-.42,-.42L.42,.42M-.42,.42L.42,-.42"
_SQUARE: Final = "M-1,-1H1V1H-1Z"
_DIAMOND: Final = "M0,-1.35L1.35,0L0,1.35L-1.35,0Z"
_HOUSE: Final = "M0,-.62L.66,-.02H.44V.58H-.44V-.02H-.66Z"
_PLUS: Final = "M0,-.62V.62M-.62,0H.62"

VERDICT_MARKS: Final = {
    "covered": (Stroke(_disc(1), fill=VERDICT_COLOURS["covered"], line="#ffffff", width=0.16),),
    "late": (
        Stroke(_disc(1.3), fill="#ffffff"),
        Stroke(_disc(1.08), line=_LATE_EDGE, width=0.36),
        Stroke(_disc(0.72), fill=VERDICT_COLOURS["late"], line=_LATE_EDGE, width=0.1),
    ),
    "unreachable": (
        Stroke(_disc(1.1), fill=VERDICT_COLOURS["unreachable"], line="#ffffff", width=0.16),
        Stroke(_CROSS, line="#ffffff", width=0.34),
    ),
    "unsure": (
        Stroke(
            _disc(0.95), fill="#ffffff", line=VERDICT_COLOURS["unsure"], width=0.3, dash=(0.6, 0.4)
        ),
    ),
}

STATION_MARKS: Final = {
    "open": (
        Stroke(_SQUARE, fill=INK, line="#ffffff", width=0.22),
        Stroke(_HOUSE, fill="#ffffff"),
    ),
    "planned": (
        Stroke(_SQUARE, fill="#ffffff", line=INK, width=0.22),
        Stroke(_HOUSE, fill=INK),
    ),
    "candidate": (Stroke(_DIAMOND, fill="#ffffff", line=QUIET, width=0.24),),
    "proposed": (
        Stroke(_DIAMOND, fill=ACCENT, line="#ffffff", width=0.22),
        Stroke(_PLUS, line="#ffffff", width=0.3),
    ),
}


DARK_TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        PAPER: "#14171c",
        "#ffffff": "#14171c",
        WATER: "#1c3547",
        INK: "#e6e8eb",
        QUIET: "#a8b0ba",
        RAIL: "#7d848d",
        "#6e7681": "#a8b0ba",
        ACCENT: "#6aa9ea",
        CIRCLE_FILL: "#5f8fbf",
        CIRCLE_EDGE: "#7fa8d1",
        CLOSED: "#ff7b8a",
        VERDICT_COLOURS["covered"]: "#3d9be0",
        VERDICT_COLOURS["late"]: "#ffd166",
        _LATE_EDGE: "#ffd166",
        VERDICT_COLOURS["unreachable"]: "#eb467d",
        "#009e73": "#2fbf95",
        "#d55e00": "#f0703c",
        "#8b1a1a": "#ff6b6b",
        "#b4bac1": "#7d848d",
        # Classes that tell of nothing are quiet on either screen, not the brightest marks.
        "#e9ebee": "#353b43",
        "#d9d9d9": "#353b43",
        "#c8ccd0": "#464d56",
        # More of something stands out from the ground: darker on paper, lighter on a dark screen.
        "#eff3ff": "#1d3a57",
        "#bdd7e7": "#2f6699",
        "#08519c": "#c3def2",
        "#9ec5e8": "#36618c",
        "#b2182b": "#f0545f",
        ROAD_STYLES["minor"].colour: "#2a2f37",
        ROAD_STYLES["middle"].colour: "#3b424d",
        ROAD_STYLES["major"].colour: "#665a35",
        **dict(
            zip(
                ZONE_FILLS,
                ("#23394a", "#453719", "#27401e", "#3a2d42", "#413e18", "#462e24", "#33332f"),
                strict=True,
            )
        ),
    }
)
"""What each colour becomes on a dark screen: one table for every layer. Exports stay light."""


def mark_json(mark: tuple[Stroke, ...]) -> list[dict[str, Any]]:
    """Return a mark as the browser's map script takes it.

    Parameters
    ----------
    mark : tuple of Stroke
        Strokes of the mark.

    Returns
    -------
    list of dict[str, Any]
    """
    return [
        {
            "path": stroke.path,
            "fill": stroke.fill,
            "line": stroke.line,
            "width": stroke.width,
            "dash": list(stroke.dash),
        }
        for stroke in mark
    ]


def mark_svg(mark: tuple[Stroke, ...], *, x: float, y: float, radius: float) -> Markup:
    """Return a mark as an SVG group at a place, in the units of its drawing.

    Parameters
    ----------
    mark : tuple of Stroke
        Strokes of the mark.
    x : float
        Across, in the units of the drawing.
    y : float
        Down, in the units of the drawing.
    radius : float
        Of the mark, in the units of the drawing.

    Returns
    -------
    Markup
    """
    strokes = "".join(
        f'<path d="{stroke.path}" fill="{stroke.fill or "none"}"'
        + (f' stroke="{stroke.line}" stroke-width="{stroke.width:g}"' if stroke.line else "")
        + (f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else "")
        + "/>"
        for stroke in mark
    )
    place = f"translate({x:.2f} {y:.2f}) scale({radius:.3g})"
    drawn = f'<g transform="{place}">{strokes}</g>'
    return Markup(drawn)  # noqa: S704 (numbers and our own colours)


def symbol(markup: str, *, width: int = SYMBOL_PX, height: int = SYMBOL_PX) -> str:
    """Return SVG strokes as a picture centred on the origin, for legends and icons.

    Parameters
    ----------
    markup : str
        SVG strokes.
    width : int
        In pixels.
    height : int
        In pixels.

    Returns
    -------
    str
    """
    box = f"{-width / 2:g} {-height / 2:g} {width} {height}"
    return (
        f'<svg viewBox="{box}" width="{width}" height="{height}" aria-hidden="true">{markup}</svg>'
    )
