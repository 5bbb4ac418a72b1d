"""``zone_sheets.html``: one A4 sheet per zone, for those who work in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from geo.cartography import MappedZone, ZoneMaps
from geo.errors import InputError
from geo.i18n import Translate, format_number, translator
from geo.plan_tables import (
    TABLES,
    is_demo,
    known_column,
    minutes_text,
    plan_title,
    roads_line,
    shown_cell,
    worded_estates,
    worded_zones,
)
from geo.report.pages import printed_pieces
from geo.report.sheets import Sheet, table_sheet
from geo.text import safe_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["zone_sheet_page", "zone_sheet_pieces"]


@dataclass(frozen=True)
class _ZoneSheet:
    """What stands on the sheet of one zone; the rows of its table are markup."""

    zone_id: str
    street: str
    operator: str
    facts: tuple[tuple[str, str], ...]
    map: Markup | None
    rows: Markup


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
    return "".join(zone_sheet_pieces(plan, language=language, only=only))


def zone_sheet_pieces(plan: "Plan", *, language: str, only: str | None = None) -> Iterator[str]:
    """Yield the same page piece by piece: with ten thousand zones it has hundreds of megabytes.

    Parameters
    ----------
    plan, language, only
        As :func:`zone_sheet_page` takes them.

    Yields
    ------
    str

    Raises
    ------
    InputError
        When the plan has no such zone.
    """
    known = [str(zone) for zone in plan.zones["zone_id"]]
    if only is not None and only not in known:
        raise InputError("formats.no_zone", found=only, valid=", ".join(known) or "–")
    t = translator(language)
    yield from printed_pieces(
        "zone_sheets.html.j2",
        language=language,
        title=t("sheets.zone_sheets_of", title=plan_title(plan, t)),
        demo=t("report.demo_mark") if is_demo(plan) else "",
        source=roads_line(plan.road_map.attribution, t),
        columns=[known_column(name, t) for name in TABLES["zone_sheet"]],
        sheets=_zone_sheets(plan, t, language, only),
        run_line=t("report.run_line", hash=plan.run.hash[:16], version=plan.run.version),
    )


def _zone_sheets(
    plan: "Plan", t: Translate, language: str, only: str | None
) -> Iterator[_ZoneSheet]:
    """Yield the sheet of every zone, or of one alone, in the order of their ids."""
    zones = worded_zones(plan, t).sort_values("zone_id", kind="stable")
    members = _by_zone(worded_estates(plan, t, language), zones)
    rows = _table_rows(table_sheet("", members, TABLES["zone_sheet"], t, ""))
    of_zone = members.groupby("zone_id", sort=False).indices
    ids, names = members["estate_id"].to_numpy(object), members["name"].to_numpy(object)
    lon_lat = members[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan)
    wanted = [
        zone for zone in zones.to_dict(orient="records") if only is None or zone["zone_id"] == only
    ]
    maps = ZoneMaps(plan, t).drawn(
        MappedZone(
            str(zone["zone_id"]),
            estate_ids=ids[of_zone[zone["zone_id"]]].tolist(),
            names=names[of_zone[zone["zone_id"]]].tolist(),
            lon_lat=lon_lat[of_zone[zone["zone_id"]]],
        )
        for zone in wanted
    )
    for zone, drawn in zip(wanted, maps, strict=True):
        yield _ZoneSheet(
            zone_id=str(zone["zone_id"]),
            street=_or_dash(zone["street"]),
            operator=_or_dash(zone["operator"]),
            facts=_facts(zone, t),
            map=drawn,
            rows=_numbered(rows[place] for place in of_zone[zone["zone_id"]]),
        )


def _table_rows(sheet: Sheet) -> list[str]:
    """Return the cells of each row as markup."""
    begin = ['<td class="number">' if column.is_number else "<td>" for column in sheet.columns]
    kinds = [column.kind for column in sheet.columns]
    return [
        "".join(
            f"{tag}{safe_text(shown_cell(value, kind))}</td>"
            for tag, kind, value in zip(begin, kinds, row, strict=True)
        )
        for row in sheet.rows
    ]


def _numbered(rows: Iterable[str]) -> Markup:
    """Return the rows of a zone, its estates numbered from 1."""
    numbered = (
        f'<tr><td class="number">{number}</td>{row}</tr>\n'
        for number, row in enumerate(rows, start=1)
    )
    return Markup("".join(numbered))  # noqa: S704 (every text went through safe_text)


def _by_zone(estates: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Return the estates of all zones in the order in which somebody would look for them.

    The centre of a zone comes first, then the others by their ids.
    """
    centre_of = zones.set_index("zone_id")["centre_estate_id"]
    is_centre = estates["estate_id"] == estates["zone_id"].map(centre_of)
    return (
        estates.assign(_rank=~is_centre)[estates["zone_id"].notna()]
        .sort_values(["zone_id", "_rank", "estate_id"], kind="stable")
        .reset_index(drop=True)
    )


def _facts(zone: dict[Any, Any], t: Translate) -> tuple[tuple[str, str], ...]:
    return (
        (t("report.column_households"), format_number(zone["households"])),
        (t("report.column_estates"), format_number(zone["estates"])),
        (t("report.column_service_level"), _or_dash(zone["service_level"])),
        (t("report.column_centre"), _or_dash(zone["centre"])),
        (t("sheets.farthest"), minutes_text(zone["max_min"], t)),
    )


def _or_dash(value: Any) -> str:
    return "–" if pd.isna(value) or value == "" else str(value)
