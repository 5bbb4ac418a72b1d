"""The columns of the tables that people read: what heads each and how its values are written."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.i18n import Translate, format_number, format_share
from geo.text import plain_text

__all__ = ["Column", "Kind", "cell_value", "known_column", "shown_cell"]


class Kind(Enum):
    """How the values of a column are written."""

    TEXT = "text"
    WHOLE = "whole"
    YEAR = "year"
    MINUTES = "minutes"
    SHARE = "share"
    DEGREES = "degrees"


@dataclass(frozen=True)
class Column:
    """A column: what heads it and how its values are written."""

    header: str
    kind: Kind = Kind.TEXT

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, which stand to the right."""
        return self.kind is not Kind.TEXT


def known_column(name: str, t: Translate) -> Column:
    """Return the column for a name that tables of a plan use."""
    key, kind = _KNOWN[name]
    return Column(t(key), kind)


def cell_value(value: Any, kind: Kind) -> Any:
    """Return a value of a table in the plain type of its column, None where there is none."""
    if pd.isna(value) or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if kind is Kind.TEXT:
        return plain_text(value)
    return int(value) if kind in (Kind.WHOLE, Kind.YEAR) else float(value)


def shown_cell(value: Any, kind: Kind) -> str:
    """Return a value as a printed table shows it."""
    if value is None:
        return "–" if kind is not Kind.TEXT else ""
    if kind is Kind.TEXT:
        return plain_text(value)
    if kind is Kind.SHARE:
        return format_share(value)
    if kind is Kind.YEAR:
        return str(value)
    return format_number(value, _DECIMALS[kind])


_DECIMALS: Final = {Kind.WHOLE: 0, Kind.MINUTES: 1, Kind.DEGREES: 6}

# Columns by the names they have in a plan: the key of the header and how values are written.
_KNOWN: Final = {
    "estate_id": ("report.column_estate_id", Kind.TEXT),
    "name": ("report.column_estate", Kind.TEXT),
    "street": ("report.column_street", Kind.TEXT),
    "community": ("report.column_community", Kind.TEXT),
    "households": ("report.column_households", Kind.WHOLE),
    "residents": ("report.column_residents", Kind.WHOLE),
    "verdict": ("report.column_verdict", Kind.TEXT),
    "p_on_time": ("report.column_p_on_time", Kind.SHARE),
    "response_min": ("report.column_response", Kind.MINUTES),
    "call_min": ("report.column_call", Kind.MINUTES),
    "turnout_min": ("report.column_turnout", Kind.MINUTES),
    "drive_min": ("report.column_drive", Kind.MINUTES),
    "access_min": ("report.column_access", Kind.MINUTES),
    "station": ("report.column_station", Kind.TEXT),
    "second_station": ("report.column_second_station", Kind.TEXT),
    "cheapest_fix": ("report.column_cheapest_fix", Kind.TEXT),
    "zone_id": ("report.column_zone", Kind.TEXT),
    "operator": ("report.column_operator", Kind.TEXT),
    "service_level": ("report.column_service_level", Kind.TEXT),
    "lon": ("report.column_lon", Kind.DEGREES),
    "lat": ("report.column_lat", Kind.DEGREES),
    "station_id": ("report.column_station_id", Kind.TEXT),
    "station_name": ("report.column_station_name", Kind.TEXT),
    "status": ("report.column_status", Kind.TEXT),
    "crews": ("report.column_crews", Kind.WHOLE),
    "opened_year": ("report.column_opened_year", Kind.YEAR),
    "estates_served": ("report.column_estates_served", Kind.WHOLE),
    "households_served": ("report.column_households_served", Kind.WHOLE),
    "estates": ("report.column_estates", Kind.WHOLE),
    "estates_covered": ("report.column_estates_covered", Kind.WHOLE),
    "households_covered": ("report.column_households_covered", Kind.WHOLE),
    "share_households": ("report.column_share_households", Kind.SHARE),
    "centre": ("report.column_centre", Kind.TEXT),
    "max_min": ("report.column_max_min", Kind.MINUTES),
    "zones": ("report.column_zones", Kind.WHOLE),
    "quota_estates": ("report.column_quota_estates", Kind.WHOLE),
    "quota_households": ("report.column_quota_households", Kind.WHOLE),
    "households_gained": ("report.column_households_gained", Kind.WHOLE),
    "management_mode": ("sheets.column_management_mode", Kind.TEXT),
    "level_needs": ("sheets.column_level_needs", Kind.TEXT),
    "mode_needs": ("sheets.column_mode_needs", Kind.TEXT),
    "zone_estates": ("sheets.column_zone_estates", Kind.WHOLE),
    "zone_households": ("sheets.column_zone_households", Kind.WHOLE),
    "from_zone": ("sheets.column_from_zone", Kind.TEXT),
    "to_zone": ("sheets.column_to_zone", Kind.TEXT),
    "estates_kept": ("sheets.column_estates_kept", Kind.WHOLE),
    "estates_left": ("sheets.column_estates_left", Kind.WHOLE),
    "estates_joined": ("sheets.column_estates_joined", Kind.WHOLE),
    "households_kept": ("sheets.column_households_kept", Kind.WHOLE),
    "households_left": ("sheets.column_households_left", Kind.WHOLE),
    "households_joined": ("sheets.column_households_joined", Kind.WHOLE),
}
