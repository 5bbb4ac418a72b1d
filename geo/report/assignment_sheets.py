"""Who answers for which estates: a table for each operator, each street and each zone."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import InputError
from geo.i18n import Translate
from geo.plan_tables import Column, known_column, operators_by_size, worded_estates
from geo.report.sheet_titles import SheetTitles
from geo.report.sheets import Sheet, table_sheet
from geo.text import plain_text
from geo.zoning import assignment_tables

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["assignment_sheets", "operator_sheets"]

MOST_ZONE_SHEETS: Final = 400
"""Zones up to which each has a table of its own: spreadsheet programs grow slow with more."""

_ESTATE: Final = ("estate_id", "name", "community", "households", "service_level")
_COLUMNS: Final = {
    "operator": (
        "zone_id",
        "street",
        *_ESTATE,
        "management_mode",
        "zone_estates",
        "zone_households",
    ),
    "street": (
        "zone_id",
        "operator",
        *_ESTATE,
        "management_mode",
        "zone_estates",
        "zone_households",
    ),
    "zone_id": (
        "street",
        "operator",
        *_ESTATE,
        "management_mode",
        "station",
        "response_min",
        "verdict",
    ),
}


def assignment_sheets(plan: "Plan", t: Translate, language: str) -> list[Sheet]:
    """Return the contents with the totals of every table, then the tables.

    Operators come first, the largest first, then streets, then zones. Beyond
    :data:`MOST_ZONE_SHEETS` zones, these have no tables of their own.
    """
    estates = worded_estates(plan, t, language)
    estates = estates[estates["zone_id"].notna()].sort_values("estate_id", kind="stable")
    titles = SheetTitles([t("sheets.contents")])
    rows: list[tuple[Any, ...]] = []
    sheets = []
    for by, heading in (
        ("operator", t("report.column_operator")),
        ("street", t("report.column_street")),
        ("zone_id", t("report.column_zone")),
    ):
        if by == "zone_id" and not _few_zones(estates):
            continue
        tables = assignment_tables(estates, by)
        order = operators_by_size(plan.zones) if by == "operator" else tables
        for value in order:
            table, title = tables[value], titles.of(plain_text(value))
            rows.append((heading, plain_text(value), title, *_totals(table)))
            sheets.append(table_sheet(title, table, _COLUMNS[by], t, ""))
    columns = (
        Column(t("sheets.column_parted_by")),
        Column(t("report.column_item")),
        Column(t("sheets.column_sheet")),
        *(known_column(name, t) for name in ("zones", "estates", "households")),
    )
    return [Sheet(t("sheets.contents"), columns, rows, t("report.no_zones")), *sheets]


def operator_sheets(plan: "Plan", t: Translate, language: str, operator: str) -> list[Sheet]:
    """Return the tables of one operator alone: all its estates, then those of each zone.

    Raises
    ------
    InputError
        When no zone of the plan has this operator.
    """
    known = operators_by_size(plan.zones)
    if operator not in known:
        raise InputError("formats.no_operator", found=operator, valid=", ".join(known) or "–")
    estates = worded_estates(plan, t, language)
    own = estates[estates["zone_id"].notna() & (estates["operator"] == operator)]
    own = own.sort_values("estate_id", kind="stable")
    titles = SheetTitles()
    tables = assignment_tables(own, "zone_id") if _few_zones(own) else {}
    return [
        table_sheet(
            titles.of(plain_text(operator)),
            assignment_tables(own, "operator")[operator],
            _COLUMNS["operator"],
            t,
            "",
        ),
        *(
            table_sheet(titles.of(plain_text(zone)), table, _COLUMNS["zone_id"], t, "")
            for zone, table in tables.items()
        ),
    ]


def _few_zones(estates: pd.DataFrame) -> bool:
    """Tell whether each zone gets a table of its own."""
    return len(set(estates["zone_id"]) - {""}) <= MOST_ZONE_SHEETS


def _totals(table: pd.DataFrame) -> tuple[int, int, int]:
    """Return zones, estates and households of a table."""
    return table["zone_id"].nunique(), len(table), int(table["households"].sum())
