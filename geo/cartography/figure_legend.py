"""The legend below a printed map, with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.cartography.drawing import text_width_mm
from geo.cartography.legend import promise_text
from geo.cartography.map_data import operator_hatches, promise_rows
from geo.cartography.palette import (
    CIRCLE_EDGE,
    CIRCLE_FILL,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    mark_svg,
)
from geo.cartography.paper import WIDTH_MM
from geo.i18n import Translate, format_number
from geo.plan_tables import STATION_KEYS, VERDICT_KEYS, station_kinds
from geo.text import safe_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = [
    "HATCH_PATTERNS",
    "Entry",
    "circle_entries",
    "legend_rows",
    "operator_entries",
    "station_entries",
    "verdict_entries",
]

_LEGEND_MM: Final = 2.75

HATCH_PATTERNS: Final = (
    '<pattern id="hatch1" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0,0V1.3" stroke="#1f2328" stroke-opacity=".45"'
    ' stroke-width=".3"/></pattern>'
    '<pattern id="hatch2" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(-45)"><path d="M0,0V1.3" stroke="#1f2328" stroke-opacity=".45"'
    ' stroke-width=".3"/></pattern>'
    '<pattern id="hatch3" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0,0V1.3M0,0H1.3" stroke="#1f2328"'
    ' stroke-opacity=".45" stroke-width=".3"/></pattern>'
)
"""Definitions that a drawing needs whose zones are hatched by operator."""


@dataclass(frozen=True)
class Entry:
    """One entry of a legend: a picture about the origin, in millimetres, and its words."""

    picture: str
    words: str


def verdict_entries(plan: "Plan", t: Translate) -> list[Entry]:
    """Return the verdicts, each with its estates."""
    estates = plan.estates
    return [
        Entry(
            mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=1.3),
            t(VERDICT_KEYS[verdict])
            + " "
            + format_number(int((estates["verdict"] == verdict).sum())),
        )
        for verdict in VERDICTS
    ]


def station_entries(plan: "Plan", t: Translate) -> list[Entry]:
    """Return the kinds of stations that there are, each with their number."""
    kinds = station_kinds(plan.stations)
    return [
        Entry(
            mark_svg(mark, x=0, y=0, radius=1.4),
            f"{t(STATION_KEYS[kind])} {format_number(kinds.count(kind))}",
        )
        for kind, mark in STATION_MARKS.items()
        if kind in kinds
    ]


def circle_entries(plan: "Plan", t: Translate) -> list[Entry]:
    """Return what the circles mean, nothing where there are none."""
    if promise_rows(plan.circles).empty:
        return []
    picture = (
        f'<circle r="1.9" fill="{CIRCLE_FILL}" fill-opacity=".12" stroke="{CIRCLE_EDGE}"'
        ' stroke-width=".25"/>'
    )
    return [Entry(picture, promise_text(plan.settings.target, t))]


def operator_entries(plan: "Plan", t: Translate) -> list[Entry]:
    """Return the operators by their hatch, each with its zones."""
    entries = []
    for operator, hatch in operator_hatches(plan.zones).items():
        count = int((plan.zones["operator"] == operator).sum())
        ground = '<rect x="-3" y="-1.6" width="6" height="3.2" fill="{}" stroke="#8c959f"'
        picture = ground.format("#e4e7ea") + ' stroke-width=".2"/>'
        if hatch:
            picture += ground.format(f"url(#hatch{hatch})") + ' stroke-width=".2"/>'
        words = f"{operator} {t('report.zones_count', count=format_number(count))}"
        entries.append(Entry(picture, words))
    return entries


def legend_rows(entries: Sequence[Entry], top_mm: float) -> tuple[list[str], float]:
    """Return the legend in rows below the map, and the height it takes."""
    drawn: list[str] = []
    x, y = 4.0, top_mm + 4.0
    for entry in entries:
        width = 7.5 + text_width_mm(entry.words, _LEGEND_MM) + 4.0
        if x + width > WIDTH_MM and x > 4.0:
            x, y = 4.0, y + 5.4
        drawn.append(f'<g transform="translate({x + 2.5:.2f} {y:.2f})">{entry.picture}</g>')
        drawn.append(
            f'<text x="{x + 7.5:.2f}" y="{y + 1.05:.2f}" font-size="{_LEGEND_MM}">'
            f"{safe_text(entry.words)}</text>"
        )
        x += width
    return drawn, y + 4.0 - top_mm if entries else 0.0
