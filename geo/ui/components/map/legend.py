"""The legend of the app's map, with the numbers of the scenario."""

from collections.abc import Collection
from typing import Any

from geo.cartography import (
    ACCENT,
    CIRCLE_FILL,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    circle_row,
    closed_row,
    map_data,
    map_layers,
    mark_svg,
    operator_rows,
    promise_text,
    zone_colour_row,
)
from geo.i18n import Translate, format_number
from geo.plan_tables import STATION_KEYS, VERDICT_KEYS, station_kinds
from geo.scenarios import ScenarioCoverage, ScenarioZones

__all__ = ["legend_sections"]


def legend_sections(
    answer: ScenarioCoverage,
    t: Translate,
    closed: int = 0,
    zones: ScenarioZones | None = None,
    *,
    verdicts: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Return verdicts with their estates and households, stations, circles, closed areas, zones.

    Most entries are switches: of the estates with a verdict, or of a layer.

    Parameters
    ----------
    answer : ScenarioCoverage
    t : callable
        The translator.
    closed : int
        How many areas are closed.
    zones : ScenarioZones, optional
        The zones that the map shows.
    verdicts : collection of str
        Those that the map is filtered by; empty for all.
    """
    sections = [
        {"title": t("report.legend_verdicts"), "rows": _verdict_rows(answer, t, verdicts)},
        {"title": t("report.stations"), "rows": _of_layer(_station_rows(answer, t), "markerPane")},
    ]
    if len(answer.circles):
        rows = _of_layer(_circle_rows(answer, t), "circles")
        sections.append({"title": _circle_title(answer, t), "rows": rows})
    if closed:
        rows = _of_layer([closed_row(closed, t)], "closed")
        sections.append({"title": t("picture.closed"), "rows": rows})
    if zones is not None:
        rows = [zone_colour_row(len(zones.zones), t), *operator_rows(zones.zones, t)]
        sections.insert(0, {"title": t("report.zones"), "rows": rows})
    return sections


def _of_layer(rows: list[dict[str, str]], layer: str) -> list[dict[str, str]]:
    return [{**row, "layer": layer} for row in rows]


def _verdict_rows(
    answer: ScenarioCoverage, t: Translate, wanted: Collection[str]
) -> list[dict[str, Any]]:
    of_verdict = answer.estates.groupby("verdict")["households"].agg(["size", "sum"])
    of_verdict = of_verdict.reindex(VERDICTS, fill_value=0)
    return [
        {
            "symbol": map_layers.symbol(mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=6)),
            "text": t(VERDICT_KEYS[verdict]),
            "filter": verdict,
            "pressed": verdict in wanted,
            "off": bool(wanted) and verdict not in wanted,
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


def _circle_title(answer: ScenarioCoverage, t: Translate) -> str:
    """Return what the circles mean: the promise, or a drive of some minutes."""
    first = answer.circles.iloc[0]
    if first["kind"] == "promise":
        return promise_text(answer.district.settings.target, t)
    return t("report.circle_of", minutes=format_number(first["minutes"]))


def _circle_rows(answer: ScenarioCoverage, t: Translate) -> list[dict[str, str]]:
    dashed = bool((answer.circles["kind"] == "drive").all())
    kinds = [(CIRCLE_FILL, "report.circle_present")]
    if map_data.newest_stations(answer.stations):
        kinds.append((ACCENT, "report.circle_proposed"))
    return [circle_row(colour, t(words), dashed=dashed) for colour, words in kinds]
