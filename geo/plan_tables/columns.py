"""The columns of a plan's tables: what heads each, how its values are written, where it appears.

A further column is one entry of :data:`COLUMNS`, its place in :data:`TABLES`, and its words.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.i18n import Translate, format_number, format_share
from geo.plan_tables.kinds import Kind
from geo.plan_tables.operation_columns import OPERATION_COLUMNS
from geo.text import plain_text

__all__ = [
    "COLUMNS",
    "TABLES",
    "Column",
    "Kind",
    "PlanColumn",
    "cell_value",
    "column_values",
    "known_column",
    "shown_cell",
]


@dataclass(frozen=True)
class PlanColumn:
    """A column as tables of a plan know it.

    Attributes
    ----------
    header_key : str
        Key of what heads it.
    kind : Kind
        How its values are written.
    short_key : str
        Key of its name in a shapefile, of at most ten bytes; empty where none holds it.
    """

    header_key: str
    kind: Kind = Kind.TEXT
    short_key: str = ""


@dataclass(frozen=True)
class Column:
    """A column in a language: what heads it and how its values are written."""

    header: str
    kind: Kind = Kind.TEXT

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, which stand to the right."""
        return self.kind is not Kind.TEXT


def known_column(name: str, t: Translate) -> Column:
    """Return the column for a name that tables of a plan use.

    Parameters
    ----------
    name : str
        Its name.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    Column
    """
    column = COLUMNS[name]
    return Column(t(column.header_key), column.kind)


def cell_value(value: Any, kind: Kind) -> Any:
    """Return a value of a table in the plain type of its column, None where there is none.

    Parameters
    ----------
    value : Any
        The value to show.
    kind : Kind
        How values of its column are written.

    Returns
    -------
    Any
    """
    if pd.isna(value) or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return _PLAIN[kind](value)


def column_values(column: pd.Series, kind: Kind) -> list[Any]:
    """Return all values of a column as :func:`cell_value` returns each.

    Parameters
    ----------
    column : Series
    kind : Kind
        How its values are written.

    Returns
    -------
    list
    """
    missing = column.isna().tolist()
    plain = _PLAIN[kind]
    return [
        None
        if is_missing or (isinstance(value, float) and not math.isfinite(value))
        else plain(value)
        for is_missing, value in zip(missing, column.tolist(), strict=True)
    ]


def shown_cell(value: Any, kind: Kind) -> str:
    """Return a value as a printed table shows it.

    Parameters
    ----------
    value : Any
        The value to show.
    kind : Kind
        How values of its column are written.

    Returns
    -------
    str
    """
    if value is None:
        return "–" if kind is not Kind.TEXT else ""
    if kind is Kind.TEXT:
        return plain_text(value)
    if kind is Kind.SHARE:
        return format_share(value)
    if kind is Kind.YEAR:
        return str(value)
    return format_number(value, _DECIMALS[kind])


_PLAIN: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    **dict.fromkeys(Kind, float),
    Kind.TEXT: plain_text,
    Kind.WHOLE: int,
    Kind.YEAR: int,
}
_DECIMALS: Final = {Kind.WHOLE: 0, Kind.MINUTES: 1, Kind.DEGREES: 6, Kind.NUMBER: 1}

COLUMNS: Final[Mapping[str, PlanColumn]] = {
    "estate_id": PlanColumn("report.column_estate_id", Kind.TEXT, "report.short_estate_id"),
    "name": PlanColumn("report.column_estate", Kind.TEXT, "report.short_name"),
    "street": PlanColumn("report.column_street", Kind.TEXT, "report.short_street"),
    "community": PlanColumn("report.column_community", Kind.TEXT, "report.short_community"),
    "households": PlanColumn("report.column_households", Kind.WHOLE, "report.short_households"),
    "residents": PlanColumn("report.column_residents", Kind.WHOLE, "report.short_residents"),
    "verdict": PlanColumn("report.column_verdict", Kind.TEXT, "report.short_verdict"),
    "p_on_time": PlanColumn("report.column_p_on_time", Kind.SHARE, "report.short_p_on_time"),
    "response_min": PlanColumn("report.column_response", Kind.MINUTES, "report.short_response"),
    "percentile_min": PlanColumn(
        "report.column_percentile_min", Kind.MINUTES, "report.short_percentile_min"
    ),
    "call_min": PlanColumn("report.column_call", Kind.MINUTES, "report.short_call"),
    "turnout_min": PlanColumn("report.column_turnout", Kind.MINUTES, "report.short_turnout"),
    "drive_min": PlanColumn("report.column_drive", Kind.MINUTES, "report.short_drive"),
    "access_min": PlanColumn("report.column_access", Kind.MINUTES, "report.short_access"),
    "located_by": PlanColumn("dictionary.located_by", Kind.TEXT, "dictionary.short_located_by"),
    "station": PlanColumn("report.column_station", Kind.TEXT, "report.short_station"),
    "second_station": PlanColumn("report.column_second_station"),
    "cheapest_fix": PlanColumn("report.column_cheapest_fix"),
    "zone_id": PlanColumn("report.column_zone", Kind.TEXT, "report.short_zone"),
    "operator": PlanColumn("report.column_operator", Kind.TEXT, "report.short_operator"),
    "service_level": PlanColumn("report.column_service_level", Kind.TEXT, "report.short_level"),
    "lon": PlanColumn("report.column_lon", Kind.DEGREES, "report.short_lon"),
    "lat": PlanColumn("report.column_lat", Kind.DEGREES, "report.short_lat"),
    "station_id": PlanColumn("report.column_station_id", Kind.TEXT, "report.short_station_id"),
    "station_name": PlanColumn("report.column_station_name", Kind.TEXT, "report.short_name"),
    "status": PlanColumn("report.column_status", Kind.TEXT, "report.short_status"),
    "crews": PlanColumn("report.column_crews", Kind.WHOLE, "report.short_crews"),
    "opened_year": PlanColumn("report.column_opened_year", Kind.YEAR, "report.short_opened"),
    "estates_served": PlanColumn(
        "report.column_estates_served", Kind.WHOLE, "report.short_estates"
    ),
    "households_served": PlanColumn(
        "report.column_households_served", Kind.WHOLE, "report.short_households"
    ),
    "estates": PlanColumn("report.column_estates", Kind.WHOLE, "report.short_estates"),
    "estates_covered": PlanColumn("report.column_estates_covered", Kind.WHOLE),
    "households_covered": PlanColumn("report.column_households_covered", Kind.WHOLE),
    "share_households": PlanColumn("report.column_share_households", Kind.SHARE),
    "households_before": PlanColumn("report.column_households_before", Kind.WHOLE),
    "share_before": PlanColumn("report.column_share_before", Kind.SHARE),
    "centre": PlanColumn("report.column_centre", Kind.TEXT, "report.short_centre"),
    "centre_estate_id": PlanColumn(
        "dictionary.centre_estate_id", Kind.TEXT, "dictionary.short_centre_estate_id"
    ),
    "max_min": PlanColumn("report.column_max_min", Kind.MINUTES, "report.short_max_min"),
    "zones": PlanColumn("report.column_zones", Kind.WHOLE),
    "quota_estates": PlanColumn("report.column_quota_estates", Kind.WHOLE),
    "quota_households": PlanColumn("report.column_quota_households", Kind.WHOLE),
    "hours_covered": PlanColumn("hours.column_hours_covered", Kind.WHOLE),
    "worst_hour": PlanColumn("hours.column_worst_hour", Kind.WHOLE),
    "snap_m": PlanColumn("report.column_snap_m", Kind.WHOLE, "dictionary.short_snap_m"),
    "location_rule": PlanColumn(
        "report.column_location_rule", Kind.TEXT, "dictionary.short_location_rule"
    ),
    "location_score": PlanColumn(
        "report.column_location_score", Kind.NUMBER, "dictionary.short_location_score"
    ),
    "location_precision": PlanColumn(
        "report.column_location_precision", Kind.TEXT, "dictionary.short_location_precision"
    ),
    "location_datum": PlanColumn(
        "report.column_location_datum", Kind.TEXT, "dictionary.short_location_datum"
    ),
    "position_error_m": PlanColumn(
        "report.column_position_error_m", Kind.WHOLE, "dictionary.short_position_error_m"
    ),
    "day": PlanColumn("hours.column_day"),
    "hour": PlanColumn("hours.column_hour"),
    "stations_on_duty": PlanColumn("hours.column_stations_on_duty", Kind.WHOLE),
    "crews_on_duty": PlanColumn("hours.column_crews_on_duty", Kind.WHOLE),
    "skill": PlanColumn("skills.column_skill"),
    "kinds": PlanColumn("skills.column_kinds"),
    "share_weekday": PlanColumn("hours.weekday", Kind.SHARE),
    "share_weekend": PlanColumn("hours.weekend", Kind.SHARE),
    "share_holiday": PlanColumn("hours.holiday", Kind.SHARE),
    "households_gained": PlanColumn("report.column_households_gained", Kind.WHOLE),
    "management_mode": PlanColumn("sheets.column_management_mode"),
    "level_needs": PlanColumn("sheets.column_level_needs"),
    "mode_needs": PlanColumn("sheets.column_mode_needs"),
    "zone_cost": PlanColumn("ui.objective", Kind.WHOLE),
    "locked": PlanColumn("zone_edit.column_locked"),
    "zone_estates": PlanColumn("sheets.column_zone_estates", Kind.WHOLE),
    "zone_households": PlanColumn("sheets.column_zone_households", Kind.WHOLE),
    "from_zone": PlanColumn("sheets.column_from_zone"),
    "to_zone": PlanColumn("sheets.column_to_zone"),
    "estates_kept": PlanColumn("sheets.column_estates_kept", Kind.WHOLE),
    "estates_left": PlanColumn("sheets.column_estates_left", Kind.WHOLE),
    "estates_joined": PlanColumn("sheets.column_estates_joined", Kind.WHOLE),
    "households_kept": PlanColumn("sheets.column_households_kept", Kind.WHOLE),
    "households_left": PlanColumn("sheets.column_households_left", Kind.WHOLE),
    "households_joined": PlanColumn("sheets.column_households_joined", Kind.WHOLE),
    "calls_per_hour": PlanColumn("dictionary.calls_per_hour", Kind.NUMBER),
    "utilisation_alone": PlanColumn("dictionary.utilisation_alone", Kind.SHARE),
    "queue_growth_per_hour": PlanColumn("dictionary.queue_growth_per_hour", Kind.NUMBER),
    "utilisation_shared": PlanColumn("dictionary.utilisation_shared", Kind.SHARE),
    **{name: PlanColumn(key, kind) for name, (key, kind) in OPERATION_COLUMNS.items()},
}
"""Every column that people read, by the name it has in a plan."""

_ESTATE_LIST: Final = (
    "estate_id",
    "name",
    "street",
    "community",
    "operator",
    "households",
    "verdict",
    "response_min",
    "p_on_time",
    "call_min",
    "turnout_min",
    "drive_min",
    "access_min",
)

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "estates.csv": (
        "estate_id",
        "name",
        "street",
        "community",
        "households",
        "residents",
        "lon",
        "lat",
        "located_by",
        "station_id",
        "call_min",
        "turnout_min",
        "drive_min",
        "access_min",
        "response_min",
        "p_on_time",
        "verdict",
        "zone_id",
        "operator",
        "service_level",
    ),
    "stations.csv": (
        "station_id",
        "name",
        "lon",
        "lat",
        "crews",
        "status",
        "opened_year",
        "estates_served",
        "households_served",
    ),
    "zones.csv": (
        "zone_id",
        "street",
        "operator",
        "service_level",
        "estates",
        "households",
        "centre_estate_id",
        "max_min",
    ),
    "estates": (
        "estate_id",
        "name",
        "street",
        "community",
        "households",
        "residents",
        "verdict",
        "p_on_time",
        "response_min",
        "call_min",
        "turnout_min",
        "drive_min",
        "access_min",
        "station",
        "second_station",
        "zone_id",
        "operator",
        "service_level",
        "lon",
        "lat",
    ),
    "levels": (
        "estate_id",
        "name",
        "street",
        "households",
        "operator",
        "service_level",
        "level_needs",
        "management_mode",
        "mode_needs",
    ),
    "uncovered": (
        "name",
        "street",
        "community",
        "households",
        "verdict",
        "p_on_time",
        "percentile_min",
        "response_min",
        "call_min",
        "turnout_min",
        "drive_min",
        "access_min",
        "station",
        "cheapest_fix",
    ),
    "uncovered_brief": (
        "name",
        "street",
        "households",
        "verdict",
        "percentile_min",
        "response_min",
        "station",
        "cheapest_fix",
    ),
    "stations": (
        "station_id",
        "station_name",
        "status",
        "crews",
        "opened_year",
        "estates_served",
        "households_served",
        "lon",
        "lat",
    ),
    "proposed": (
        "station_name",
        "households_gained",
        "lon",
        "lat",
    ),
    "zones": (
        "zone_id",
        "street",
        "operator",
        "service_level",
        "estates",
        "households",
        "centre",
        "max_min",
    ),
    "operators": (
        "operator",
        "zones",
        "estates",
        "quota_estates",
        "households",
        "quota_households",
    ),
    "assignment": (
        "operator",
        "zone_id",
        "street",
        "community",
        "estate_id",
        "name",
        "households",
        "service_level",
    ),
    "zone_sheet": (
        "name",
        "community",
        "households",
        "service_level",
        "management_mode",
        "station",
        "response_min",
        "verdict",
    ),
    "estate_promise": ("percentile_min",),
    "utilisation.csv": (
        "station_id",
        "station_name",
        "crews",
        "calls_per_hour",
        "utilisation_alone",
        "queue_growth_per_hour",
        "utilisation_shared",
    ),
    "estate_hours": ("hours_covered", "worst_hour"),
    "estate_position": (
        "snap_m",
        "location_rule",
        "location_score",
        "location_precision",
        "location_datum",
        "position_error_m",
    ),
    "hours": (
        "day",
        "hour",
        "stations_on_duty",
        "crews_on_duty",
        "estates_covered",
        "households_covered",
        "share_households",
    ),
    "skills": (
        "skill",
        "kinds",
        "stations_on_duty",
        "crews_on_duty",
        "estates_covered",
        "households_covered",
        "share_households",
    ),
    "clock": ("hour", "share_weekday", "share_weekend", "share_holiday"),
    "streets": (
        "street",
        "estates",
        "estates_covered",
        "households",
        "households_covered",
        "share_households",
    ),
    "street_effects": (
        "street",
        "households",
        "households_before",
        "households_covered",
        "share_before",
        "share_households",
    ),
    "estate_list.csv": (*_ESTATE_LIST, "station_id", "lon", "lat"),
    "estate_list": (*_ESTATE_LIST, "station", "second_station"),
    "moved": (
        "estate_id",
        "name",
        "street",
        "households",
        "from_zone",
        "to_zone",
    ),
    "changed_zones": (
        "from_zone",
        "to_zone",
        "estates_kept",
        "estates_left",
        "estates_joined",
        "households_kept",
        "households_left",
        "households_joined",
    ),
    "moved_on_screen": (
        "name",
        "street",
        "households",
        "from_zone",
        "to_zone",
    ),
    "changed_zones_on_screen": (
        "from_zone",
        "to_zone",
        "estates_kept",
        "estates_left",
        "estates_joined",
        "households_left",
        "households_joined",
    ),
    "zones_on_screen": (
        "zone_id",
        "street",
        "operator",
        "service_level",
        "estates",
        "households",
        "max_min",
        "zone_cost",
        "locked",
    ),
    "estates_on_screen": (
        "name",
        "zone_id",
        "street",
        "operator",
        "households",
        "service_level",
        "management_mode",
    ),
}
"""The columns of each table in their order: of files, of sheets, of the screen."""
