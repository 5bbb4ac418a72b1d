"""The tables that people read, the same in the workbook and in the printed report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.i18n import Translate, format_number, format_share
from geo.report.headline import headline, station_kinds, station_names, target_line
from geo.report.records import estate_records, station_records, zone_records
from geo.report.text import plain_text
from geo.report.wording import (
    ASSUMPTION_KEYS,
    STATION_KEYS,
    VERDICT_KEYS,
    level_text,
    name_or_id,
    proof_line,
    site_names,
)

if TYPE_CHECKING:
    from geo.settings import OperatorQuota
    from geo.workspace import Plan

__all__ = [
    "LATE_BRIEF",
    "LATE_LEDGER",
    "Column",
    "Kind",
    "Sheet",
    "assignment_sheet",
    "assumption_sheet",
    "estate_sheet",
    "late_estates",
    "late_sheet",
    "notice_sheet",
    "operator_sheet",
    "operators_by_size",
    "proposed_sheet",
    "shown_cell",
    "source_sheet",
    "station_sheet",
    "street_sheet",
    "summary_sheet",
    "zone_sheet",
]


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


@dataclass(frozen=True)
class Sheet:
    """One table for people.

    Attributes
    ----------
    title : str
        Name of the sheet or heading above the table.
    columns : tuple of Column
        The columns.
    rows : list of tuple
        Values in the order of the columns; None where there is none.
    empty : str
        The sentence that stands instead of a table without rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    empty: str = ""


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
}

LATE_LEDGER: Final = (
    "name",
    "street",
    "community",
    "households",
    "p_on_time",
    "response_min",
    "call_min",
    "turnout_min",
    "drive_min",
    "access_min",
    "station",
    "cheapest_fix",
)
"""What the workbook says of a late estate."""

LATE_BRIEF: Final = (
    "name",
    "street",
    "households",
    "p_on_time",
    "response_min",
    "drive_min",
    "station",
    "cheapest_fix",
)
"""What fits on a printed page."""


def _sheet(
    title: str, table: pd.DataFrame, names: Sequence[str], t: Translate, empty: str
) -> Sheet:
    columns = tuple(Column(t(_KNOWN[name][0]), _KNOWN[name][1]) for name in names)
    return Sheet(title, columns, _rows(table, names), empty)


def _rows(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [
        tuple(_value(value, _KNOWN[name][1]) for name, value in zip(names, row, strict=True))
        for row in table[list(names)].itertuples(index=False, name=None)
    ]


def _value(value: Any, kind: Kind) -> Any:
    if pd.isna(value) or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if kind is Kind.TEXT:
        return plain_text(value)
    return int(value) if kind in (Kind.WHOLE, Kind.YEAR) else float(value)


def _for_people(plan: "Plan", t: Translate, language: str) -> pd.DataFrame:
    """Return the estates with words for codes and names for identifiers."""
    estates = estate_records(plan.estates)
    further = pd.DataFrame(plan.estates).reset_index(drop=True)
    stations = dict(zip(plan.stations["station_id"], station_names(plan, t), strict=True))
    second = further.get("second_station_id", pd.Series(None, estates.index, dtype=object))
    fix = further.get("cheapest_fix", pd.Series(None, estates.index, dtype=object))
    return estates.assign(
        name=[name_or_id(row, "estate_id") for _, row in estates.iterrows()],
        verdict=[t(VERDICT_KEYS[verdict]) for verdict in estates["verdict"]],
        code=estates["verdict"],
        service_level=_objects([level_text(level, t) for level in estates["service_level"]]),
        station=estates["station_id"].map(stations),
        second_station=second.map(stations),
        cheapest_fix=_objects([_said(remark, language) for remark in fix]),
    )


def _names(table: pd.DataFrame, id_column: str) -> dict[Any, str]:
    return {row[id_column]: name_or_id(row, id_column) for _, row in table.iterrows()}


def _objects(values: list[Any]) -> pd.Series:
    """Return values as they are, None included, by position."""
    return pd.Series(values, dtype=object)


def _said(remark: Any, language: str) -> str | None:
    if hasattr(remark, "sentence"):
        return str(remark.sentence(language))
    return None if pd.isna(remark) else str(remark)


def estate_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return all estates with their ledger of minutes."""
    names = [
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
    ]
    return _sheet(t("report.estates"), _for_people(plan, t, language), names, t, "")


def late_estates(plan: "Plan") -> list[str]:
    """Return the identifiers of the late estates, most households first."""
    late = plan.estates[plan.estates["verdict"] == "late"]
    late = late.sort_values(["households", "estate_id"], ascending=[False, True])
    return [str(estate) for estate in late["estate_id"]]


def late_sheet(
    plan: "Plan", t: Translate, language: str, *, columns: Sequence[str] = LATE_LEDGER
) -> Sheet:
    """Return the late estates in the order of :func:`late_estates`, with their cheapest fix."""
    late = _for_people(plan, t, language).set_index("estate_id", drop=False)
    late = late.loc[late_estates(plan)]
    shown = [name for name in columns if name != "cheapest_fix" or late[name].notna().any()]
    return _sheet(t("report.late_estates"), late, shown, t, t("report.none_late"))


def station_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the stations, proposed ones last."""
    stations = station_records(plan.stations)
    stations = stations.assign(
        station_name=station_names(plan, t),
        status=[t(STATION_KEYS[kind]) for kind in station_kinds(plan.stations)],
    )
    names = [
        "station_id",
        "station_name",
        "status",
        "crews",
        "opened_year",
        "estates_served",
        "households_served",
        "lon",
        "lat",
    ]
    return _sheet(t("report.stations"), stations, names, t, t("report.no_stations"))


def proposed_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the proposed sites and how many more households each brings within the target."""
    proposed = pd.DataFrame(plan.proposed).assign(station_name=site_names(plan.proposed, t))
    names = ["station_name", "households_gained", "lon", "lat"]
    return _sheet(t("report.proposed_sites"), proposed, names, t, t("report.none_proposed"))


def zone_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the zones, those of the largest operator first, in order of their numbers."""
    zones = zone_records(plan.zones)
    rank = {name: i for i, name in enumerate(operators_by_size(plan.zones))}
    zones = zones.assign(
        centre=zones["centre_estate_id"].map(_names(plan.estates, "estate_id")),
        service_level=_objects([level_text(level, t) for level in zones["service_level"]]),
        rank=zones["operator"].map(rank),
    ).sort_values(["rank", "zone_id"], kind="stable")
    names = [
        "zone_id",
        "street",
        "operator",
        "service_level",
        "estates",
        "households",
        "centre",
        "max_min",
    ]
    return _sheet(t("report.zones"), zones, names, t, t("report.no_zones"))


def operators_by_size(zones: pd.DataFrame) -> list[str]:
    """Return the operators of the zones, the one with most households first."""
    named = zones[zones["operator"].notna() & (zones["operator"].astype(str) != "")]
    households = named.groupby("operator", sort=True)["households"].sum()
    return [str(name) for name in households.sort_values(ascending=False, kind="stable").index]


def operator_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what each operator runs, beside its quota."""
    zones = zone_records(plan.zones)
    totals = zones.groupby("operator").agg(
        zones=("zone_id", "size"), estates=("estates", "sum"), households=("households", "sum")
    )
    totals = totals.loc[operators_by_size(plan.zones)].reset_index()
    quotas = plan.settings.zoning.operators
    totals = totals.assign(
        quota_estates=_objects(
            [_quota(quotas.get(name), "estates") for name in totals["operator"]]
        ),
        quota_households=_objects(
            [_quota(quotas.get(name), "households") for name in totals["operator"]]
        ),
    )
    names = ["operator", "zones", "estates", "quota_estates", "households", "quota_households"]
    return _sheet(t("report.operators"), totals, names, t, t("report.no_zones"))


def _quota(quota: "OperatorQuota | None", what: str) -> int | None:
    return None if quota is None else getattr(quota, what)


def assignment_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return which operator runs which estate in which zone, ready to hand over."""
    estates = _for_people(plan, t, language)
    rank = {name: i for i, name in enumerate(operators_by_size(plan.zones))}
    estates = estates.assign(rank=estates["operator"].map(rank))
    estates = estates.sort_values(["rank", "zone_id", "estate_id"], kind="stable")
    names = [
        "operator",
        "zone_id",
        "street",
        "community",
        "estate_id",
        "name",
        "households",
        "service_level",
    ]
    return _sheet(t("report.assignment"), estates, names, t, "")


def street_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return coverage by street."""
    names = [
        "street",
        "estates",
        "estates_covered",
        "households",
        "households_covered",
        "share_households",
    ]
    table = pd.DataFrame(plan.coverage_summary["by_street"], columns=names)
    return _sheet(t("report.by_street"), table, names, t, "")


def summary_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what the plan is, its five figures, and how far its answers are proven."""
    siting, zoning = plan.siting, plan.zoning
    rows: list[tuple[Any, ...]] = [
        (t("report.district"), plain_text(plan.settings.name), ""),
        (t("report.promise"), target_line(plan, t), ""),
        *((figure.label, figure.value, figure.detail) for figure in headline(plan, t)),
    ]
    if len(plan.proposed):
        proof = proof_line(siting.status, siting.gap, t)
        rows.append((t("report.proposed_sites"), format_number(len(plan.proposed)), proof))
    if zoning is not None:
        proof = proof_line(zoning.status, zoning.gap, t)
        rows.append((t("report.zones"), format_number(len(plan.zones)), proof))
    rows.append((t("report.run_number"), plan.run.hash, plan.run.version))
    columns = tuple(
        Column(t(key)) for key in ("report.column_item", "report.column_value", "report.column_of")
    )
    return Sheet(t("report.summary"), columns, rows)


def assumption_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what the plan assumes."""
    rows: list[tuple[Any, ...]] = [
        (t(ASSUMPTION_KEYS[name]) if name in ASSUMPTION_KEYS else name, _short(value))
        for name, value in plan.assumptions
    ]
    columns = (Column(t("report.column_item")), Column(t("report.column_value")))
    return Sheet(t("report.assumptions"), columns, rows)


def _short(value: str) -> str:
    """Return a setting without the decimals that say nothing: ``500`` for ``500.0``."""
    return plain_text(value).removesuffix(".0")


def source_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the files that the plan was reckoned from, with the start of their SHA-256."""
    rows: list[tuple[Any, ...]] = [
        (plain_text(name), digest[:16]) for name, digest in sorted(plan.run.inputs.items())
    ]
    columns = (Column(t("report.column_file")), Column(t("report.column_digest")))
    return Sheet(t("report.sources"), columns, rows, t("report.no_sources"))


def notice_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return what was changed, guessed or is doubtful in the inputs."""
    rows: list[tuple[Any, ...]] = [
        (plain_text(sentence),) for sentence in _sentences(plan.notices, language)
    ]
    columns = (Column(t("report.column_notice")),)
    return Sheet(t("report.notices"), columns, rows, t("report.no_notices"))


def _sentences(notices: Iterable[Any], language: str) -> list[str]:
    return [notice.sentence(language) for notice in notices]
