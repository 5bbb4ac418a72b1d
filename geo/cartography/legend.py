"""The legend of a browser map, with its numbers: data for the map script."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.cartography.map_data import (
    drive_minutes,
    mark_radius,
    newest_stations,
    operator_hatches,
    promise_rows,
)
from geo.cartography.palette import (
    CIRCLE_FILL,
    CLOSED,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    ZONE_FILLS,
    mark_svg,
    symbol,
)
from geo.i18n import Translate, format_number, format_share
from geo.plan_tables import STATION_KEYS, VERDICT_KEYS, households_text, station_kinds
from geo.settings import Target

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = [
    "circle_row",
    "circle_rows",
    "closed_row",
    "legend_sections",
    "operator_rows",
    "promise_text",
    "size_rows",
    "station_rows",
    "verdict_rows",
    "zone_colour_row",
]


def legend_sections(plan: "Plan", t: Translate) -> list[dict[str, Any]]:
    """Return the legend with its numbers: verdicts, sizes, stations, circles and operators.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    list of dict[str, Any]
    """
    sections = [
        ("report.legend_verdicts", verdict_rows(plan.estates, t)),
        ("report.legend_sizes", size_rows(t)),
        ("report.stations", station_rows(plan.stations, t)),
        ("report.legend_circles", circle_rows(plan, t)),
        ("picture.closed", [closed_row(len(plan.closed_areas), t)] if plan.closed_areas else []),
        ("report.legend_operators", operator_rows(plan.zones, t)),
    ]
    return [{"title": t(title), "rows": rows} for title, rows in sections if rows]


def verdict_rows(estates: pd.DataFrame, t: Translate) -> list[dict[str, str]]:
    """Return the verdicts with their estates and households."""
    return [
        {
            "symbol": symbol(mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=6.5)),
            "text": t(VERDICT_KEYS[verdict]),
            "number": t(
                "report.estates_and_households",
                estates=format_number(len(of_verdict)),
                households=format_number(of_verdict["households"].sum()),
            ),
        }
        for verdict in VERDICTS
        for of_verdict in [estates[estates["verdict"] == verdict]]
    ]


def station_rows(stations: pd.DataFrame, t: Translate) -> list[dict[str, str]]:
    """Return the kinds of stations that there are, with their number."""
    return [
        {
            "symbol": symbol(mark_svg(mark, x=0, y=0, radius=7)),
            "text": t(STATION_KEYS[kind]),
            "number": format_number(count),
        }
        for kind, mark in STATION_MARKS.items()
        if (count := station_kinds(stations).count(kind))
    ]


def promise_text(target: Target, t: Translate) -> str:
    """Return what the area of the promise means: within how many minutes, and how surely.

    Parameters
    ----------
    target : Target
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    return t(
        "report.promise_area",
        minutes=format_number(target.minutes),
        share=format_share(target.percentile),
    )


def circle_rows(plan: "Plan", t: Translate) -> list[dict[str, str]]:
    """Return what the circles mean: where the promise is kept, and how far drives go."""
    rows = []
    if len(promise_rows(plan.circles)):
        rows.append(circle_row(CIRCLE_FILL, promise_text(plan.settings.target, t)))
    if drive_minutes(plan.circles):
        proposed = plan.circles["station_id"].isin(newest_stations(plan.stations)).any()
        words = "report.drives_proposed" if proposed else "report.drives"
        rows.append(circle_row(CIRCLE_FILL, t(words), dashed=True))
    return rows


def circle_row(colour: str, words: str, *, dashed: bool = False) -> dict[str, str]:
    """Return what circles of a colour mean.

    Parameters
    ----------
    colour : str
        A colour of CSS.
    words : str
        What they mean.
    dashed : bool
        Whether they are drawn as a dashed line, as drives are.

    Returns
    -------
    mapping of str to str
    """
    look = 'fill-opacity=".03" stroke-dasharray="4 3"' if dashed else 'fill-opacity=".14"'
    picture = f'<circle r="9" fill="{colour}" {look} stroke="{colour}"/>'
    return {"symbol": symbol(picture), "text": words, "number": ""}


def closed_row(closed: int, t: Translate) -> dict[str, str]:
    """Return what a closed area looks like, and how many there are.

    Parameters
    ----------
    closed : int
        How many areas are closed.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    mapping of str to str
    """
    shape = f'<rect x="-9" y="-6" width="18" height="12" fill="{CLOSED}" fill-opacity=".08" '
    outline = f'stroke="{CLOSED}" stroke-width="1.5" stroke-dasharray="4 3"/>'
    return {
        "symbol": symbol(shape + outline),
        "text": t("picture.closed_area"),
        "number": format_number(closed),
    }


def zone_colour_row(zones: int, t: Translate) -> dict[str, str]:
    """Return what the colours of zones mean: nothing but that neighbours differ.

    Parameters
    ----------
    zones : int
        How many zones there are.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    mapping of str to str
    """
    halves = "".join(
        f'<rect x="{x}" y="-7" width="11" height="14" fill="{colour}" stroke="#8c959f"/>'
        for x, colour in zip((-11, 0), ZONE_FILLS, strict=False)
    )
    return {
        "symbol": symbol(halves),
        "text": t("zone_edit.legend_colours"),
        "number": format_number(zones),
    }


def operator_rows(zones: pd.DataFrame, t: Translate) -> list[dict[str, str]]:
    """Return the operators with their hatch and number of zones.

    Parameters
    ----------
    zones : DataFrame
        One row per zone, with its ``operator``.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    list of mapping of str to str
    """
    rows = []
    for operator, hatch in operator_hatches(zones).items():
        of_operator = zones[zones["operator"] == operator]
        rows.append(
            {
                "symbol": _hatch_symbol(hatch),
                "text": operator,
                "number": t("report.zones_count", count=format_number(len(of_operator))),
            }
        )
    return rows


def _hatch_symbol(hatch: int) -> str:
    """Return the legend's picture of an operator's hatch."""
    rising = '<path d="M-11,0L-4,-7M-11,7L3,-7M-4,7L10,-7M3,7L11,-1" stroke="#57606a"/>'
    falling = '<path d="M11,0L4,-7M11,7L-3,-7M4,7L-10,-7M-3,7L-11,-1" stroke="#57606a"/>'
    lines = {0: "", 1: rising, 2: falling, 3: rising + falling}[hatch]
    ground = '<rect x="-11" y="-7" width="22" height="14" fill="#e4e7ea" stroke="#8c959f"/>'
    return symbol(ground + lines)


def size_rows(t: Translate) -> list[dict[str, str]]:
    """Return what the size of a mark means."""
    sizes = (100, 500, 1500)
    radii = mark_radius(sizes).tolist()
    return [
        {
            "symbol": symbol(
                f'<circle r="{radius:g}" fill="none" stroke="#6e7681" stroke-width="1.2"/>'
            ),
            "text": households_text(size, t),
            "number": "",
        }
        for size, radius in zip(sizes, radii, strict=True)
    ]
