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
from geo.scenarios import EstateFilter, ScenarioCoverage, ScenarioZones
from geo.text import plain_text

__all__ = ["legend_sections", "operator_entry"]


def legend_sections(
    answer: ScenarioCoverage,
    t: Translate,
    closed: int = 0,
    zones: ScenarioZones | None = None,
    *,
    drive_min: float = 0.0,
    wanted: EstateFilter | None = None,
) -> list[dict[str, Any]]:
    """Return verdicts with their estates and households, stations, circles, closed areas, zones.

    Entries are switches: of the estates with a verdict or of an operator, or of a layer.

    Parameters
    ----------
    answer : ScenarioCoverage
    t : callable
        The translator.
    closed : int
        How many areas are closed.
    zones : ScenarioZones, optional
        The zones that the map shows.
    drive_min : float
        Minutes of the drives that the map shows, 0 for where the promise is kept.
    wanted : EstateFilter, optional
        What the map is filtered by.
    """
    wanted = wanted or EstateFilter()
    sections = [
        {"title": t("report.legend_verdicts"), "rows": _verdict_rows(answer, t, wanted.verdicts)},
        {"title": t("report.stations"), "rows": _of_layer(_station_rows(answer, t), "markerPane")},
    ]
    if len(answer.district.stations):
        rows = _of_layer(_circle_rows(answer, t, dashed=drive_min > 0), "circles")
        sections.append({"title": _circle_title(answer, drive_min, t), "rows": rows})
    if closed:
        rows = _of_layer([closed_row(closed, t)], "closed")
        sections.append({"title": t("picture.closed"), "rows": rows})
    if zones is not None:
        rows = _of_layer([zone_colour_row(len(zones.zones), t)], "zones")
        rows += _operator_rows(zones, t, wanted.operators)
        sections.insert(0, {"title": t("report.zones"), "rows": rows})
    return sections


def operator_entry(operator: str) -> str:
    """Return what an entry of the legend calls the estates of an operator."""
    return f"operator:{plain_text(operator)}"


def _of_layer(rows: list[dict[str, str]], layer: str) -> list[dict[str, str]]:
    return [{**row, "layer": layer} for row in rows]


def _verdict_rows(
    answer: ScenarioCoverage, t: Translate, wanted: Collection[str]
) -> list[dict[str, Any]]:
    verdicts = answer.coverage.verdict
    households = answer.estates["households"].to_numpy()
    of_verdict = [(one, verdicts == one) for one in VERDICTS]
    return [
        {
            "symbol": map_layers.symbol(mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=6)),
            "text": t(VERDICT_KEYS[verdict]),
            **_switch(verdict, pressed=verdict in wanted, any_pressed=bool(wanted)),
            "number": t(
                "report.estates_and_households",
                estates=format_number(int(those.sum())),
                households=format_number(households[those].sum()),
            ),
        }
        for verdict, those in of_verdict
    ]


def _operator_rows(
    zones: ScenarioZones, t: Translate, wanted: Collection[str]
) -> list[dict[str, Any]]:
    return [
        {
            **row,
            **_switch(
                operator_entry(row["text"]),
                pressed=plain_text(row["text"]) in wanted,
                any_pressed=bool(wanted),
            ),
        }
        for row in operator_rows(zones.zones, t)
    ]


def _switch(entry: str, *, pressed: bool, any_pressed: bool) -> dict[str, Any]:
    """Return the fields of an entry that filters estates: off where only others are pressed."""
    return {"filter": entry, "pressed": pressed, "off": any_pressed and not pressed}


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


def _circle_title(answer: ScenarioCoverage, drive_min: float, t: Translate) -> str:
    """Return what the circles mean: the promise, or a drive of some minutes."""
    if drive_min:
        return t("report.circle_of", minutes=format_number(drive_min))
    return promise_text(answer.district.settings.target, t)


def _circle_rows(answer: ScenarioCoverage, t: Translate, *, dashed: bool) -> list[dict[str, str]]:
    kinds = [(CIRCLE_FILL, "report.circle_present")]
    if map_data.newest_stations(answer.stations):
        kinds.append((ACCENT, "report.circle_proposed"))
    return [circle_row(colour, t(words), dashed=dashed) for colour, words in kinds]
