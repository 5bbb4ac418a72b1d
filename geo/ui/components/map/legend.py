"""The legend of the app's map, with the numbers of the scenario."""

from typing import Any

from geo.cartography import (
    ACCENT,
    CIRCLE_FILL,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    closed_row,
    map_data,
    map_layers,
    mark_svg,
)
from geo.i18n import Translate, format_number
from geo.plan_tables import STATION_KEYS, VERDICT_KEYS, station_kinds
from geo.scenarios import ScenarioCoverage

__all__ = ["legend_sections"]


def legend_sections(
    answer: ScenarioCoverage, t: Translate, closed: int = 0
) -> list[dict[str, Any]]:
    """Return verdicts with their estates and households, stations, circles, closed areas."""
    sections = [
        {"title": t("report.legend_verdicts"), "rows": _verdict_rows(answer, t)},
        {"title": t("report.stations"), "rows": _station_rows(answer, t)},
    ]
    if len(answer.circles):
        minutes = format_number(answer.circles["minutes"].iloc[0])
        title = t("report.circle_of", minutes=minutes)
        sections.append({"title": title, "rows": _circle_rows(answer, t)})
    if closed:
        sections.append({"title": t("picture.closed"), "rows": [closed_row(closed, t)]})
    return sections


def _verdict_rows(answer: ScenarioCoverage, t: Translate) -> list[dict[str, str]]:
    of_verdict = answer.estates.groupby("verdict")["households"].agg(["size", "sum"])
    of_verdict = of_verdict.reindex(VERDICTS, fill_value=0)
    return [
        {
            "symbol": map_layers.symbol(mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=6)),
            "text": t(VERDICT_KEYS[verdict]),
            "number": t(
                "report.estates_and_households",
                estates=format_number(estates),
                households=format_number(households),
            ),
        }
        for verdict, estates, households in of_verdict.itertuples()
    ]


def _station_rows(answer: ScenarioCoverage, t: Translate) -> list[dict[str, str]]:
    kinds = station_kinds(answer.stations)
    return [
        {
            "symbol": map_layers.symbol(mark_svg(mark, x=0, y=0, radius=7)),
            "text": t(STATION_KEYS[kind]),
            "number": format_number(count),
        }
        for kind, mark in STATION_MARKS.items()
        if (count := kinds.count(kind))
    ]


def _circle_rows(answer: ScenarioCoverage, t: Translate) -> list[dict[str, str]]:
    kinds = [(CIRCLE_FILL, "report.circle_present")]
    if map_data.newest_stations(answer.stations):
        kinds.append((ACCENT, "report.circle_proposed"))
    return [
        {
            "symbol": map_layers.symbol(
                f'<circle r="9" fill="{colour}" fill-opacity=".14" stroke="{colour}"/>'
            ),
            "text": t(words),
            "number": "",
        }
        for colour, words in kinds
    ]
