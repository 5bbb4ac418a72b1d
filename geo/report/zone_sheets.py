"""``zone_sheets.html``: one A4 sheet per zone, for those who work in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from geo.cartography import zone_map
from geo.errors import InputError
from geo.i18n import Translate, format_number, translator
from geo.plan_tables import (
    TABLES,
    is_demo,
    minutes_text,
    plan_title,
    roads_line,
    shown_cell,
    worded_estates,
    worded_zones,
)
from geo.report.pages import printed_page
from geo.report.sheets import Sheet, table_sheet

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["zone_sheet_page"]


@dataclass(frozen=True)
class _ZoneSheet:
    """What stands on the sheet of one zone."""

    zone_id: str
    street: str
    operator: str
    facts: tuple[tuple[str, str], ...]
    map: Markup | None
    estates: Sheet


def zone_sheet_page(plan: "Plan", *, language: str, only: str | None = None) -> str:
    """Return the sheets of all zones as one HTML page for the printer.

    Each sheet begins on a page of its own and holds the zone's map with its estates by number,
    their households, levels, stations and minutes, and blank lines for whom to call.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : {"zh", "en"}
        Language of the sheets.
    only : str, optional
        The zone whose sheet is wanted alone.

    Returns
    -------
    str
        HTML without a script or a request; equal plans give equal text.

    Raises
    ------
    InputError
        When the plan has no such zone.
    """
    known = [str(zone) for zone in plan.zones["zone_id"]]
    if only is not None and only not in known:
        raise InputError("formats.no_zone", found=only, valid=", ".join(known) or "–")
    t = translator(language)
    return printed_page(
        "zone_sheets.html.j2",
        language=language,
        title=t("sheets.zone_sheets_of", title=plan_title(plan, t)),
        demo=t("report.demo_mark") if is_demo(plan) else "",
        source=roads_line(plan.road_map.attribution, t),
        sheets=[
            sheet
            for sheet in _zone_sheets(plan, t, language)
            if only is None or sheet.zone_id == only
        ],
        shown=shown_cell,
        run_line=t("report.run_line", hash=plan.run.hash[:16], version=plan.run.version),
    )


def _zone_sheets(plan: "Plan", t: Translate, language: str) -> list[_ZoneSheet]:
    members = dict(list(worded_estates(plan, t, language).groupby("zone_id")))
    zones = worded_zones(plan, t).sort_values("zone_id", kind="stable")
    return [
        _zone_sheet(plan, zone, members[zone["zone_id"]], t)
        for zone in zones.to_dict(orient="records")
    ]


def _zone_sheet(
    plan: "Plan", zone: dict[Any, Any], members: pd.DataFrame, t: Translate
) -> _ZoneSheet:
    facts = (
        (t("report.column_households"), format_number(zone["households"])),
        (t("report.column_estates"), format_number(zone["estates"])),
        (t("report.column_service_level"), _or_dash(zone["service_level"])),
        (t("report.column_centre"), _or_dash(zone["centre"])),
        (t("sheets.farthest"), minutes_text(zone["max_min"], t)),
    )
    # The order in which somebody would look for them: the centre first, then by name.
    is_centre = members["estate_id"] == zone["centre_estate_id"]
    ordered = members.assign(_rank=~is_centre).sort_values(["_rank", "estate_id"], kind="stable")
    return _ZoneSheet(
        zone_id=str(zone["zone_id"]),
        street=_or_dash(zone["street"]),
        operator=_or_dash(zone["operator"]),
        facts=facts,
        map=zone_map(plan, str(zone["zone_id"]), ordered, t),
        estates=table_sheet(str(zone["zone_id"]), ordered, TABLES["zone_sheet"], t, ""),
    )


def _or_dash(value: Any) -> str:
    return "–" if pd.isna(value) or value == "" else str(value)
