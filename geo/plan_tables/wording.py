"""The words of maps and reports: keys of the catalogue for the codes that a plan carries."""

import math
from typing import Any, Final

import pandas as pd

from geo.coverage import REPORTED
from geo.i18n import Translate, format_number
from geo.text import plain_text

__all__ = [
    "ASSUMPTION_KEYS",
    "LEG_KEYS",
    "LEVEL_KEYS",
    "MODE_KEYS",
    "SOLVER_KEYS",
    "STATION_KEYS",
    "VERDICT_KEYS",
    "households_text",
    "level_text",
    "minutes_text",
    "mode_text",
    "name_or_id",
    "names_or_ids",
    "proof_line",
    "remark_text",
    "roads_line",
    "site_names",
]

VERDICT_KEYS: Final = {verdict: f"report.{verdict}" for verdict in REPORTED}
STATION_KEYS: Final = {
    "open": "report.station_open",
    "planned": "report.station_planned",
    "candidate": "report.station_candidate",
    "proposed": "report.station_proposed",
}
LEG_KEYS: Final = {
    "call_min": "report.leg_call",
    "turnout_min": "report.leg_turnout",
    "drive_min": "report.leg_drive",
    "access_min": "report.leg_access",
}
LEVEL_KEYS: Final = {
    "basic": "zoning.level_basic",
    "standard": "zoning.level_standard",
    "full": "zoning.level_full",
}
MODE_KEYS: Final = {
    "trusteeship": "zoning.mode_trusteeship",
    "self_help": "zoning.mode_self_help",
    "quasi_market": "zoning.mode_quasi_market",
}
SOLVER_KEYS: Final = {
    "optimal": "report.proof_optimal",
    "feasible": "report.proof_feasible",
    "infeasible": "report.proof_infeasible",
    "adjusted": "report.proof_adjusted",
    "unknown": "report.proof_unknown",
}
ASSUMPTION_KEYS: Final = {
    "response.call_min": "report.assume_call_min",
    "response.turnout_min": "report.assume_turnout_min",
    "response.access_min": "report.assume_access_min",
    "response.walk_kmh": "report.assume_walk_kmh",
    "response.call_cv": "report.assume_call_cv",
    "response.turnout_cv": "report.assume_turnout_cv",
    "response.drive_cv": "report.assume_drive_cv",
    "response.access_cv": "report.assume_access_cv",
    "response.hour": "report.assume_hour",
    "response.max_snap_m": "report.assume_max_snap_m",
    "response.warn_snap_m": "report.assume_warn_snap_m",
    "speeds.motorway": "report.assume_motorway",
    "speeds.trunk": "report.assume_trunk",
    "speeds.primary": "report.assume_primary",
    "speeds.secondary": "report.assume_secondary",
    "speeds.tertiary": "report.assume_tertiary",
    "speeds.unclassified": "report.assume_unclassified",
    "speeds.residential": "report.assume_residential",
    "speeds.living_street": "report.assume_living_street",
    "speeds.service": "report.assume_service",
    "speeds.link": "report.assume_link",
    "speeds.rush_factor": "report.assume_rush_factor",
    "speeds.rush_hours": "report.assume_rush_hours",
}
"""Names of settings that nobody measured. What is not listed is shown by its own name."""


def households_text(households: float, t: Translate) -> str:
    """Return ``1,234 户``.

    Parameters
    ----------
    households : float
        How many.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    return t("report.households_count", count=format_number(households))


def level_text(level: Any, t: Translate) -> str | None:
    """Return the word for a service level; what a list calls otherwise stays as it is.

    Parameters
    ----------
    level : Any
        A service level, of the product or as a list calls it.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str, optional
    """
    if pd.isna(level):
        return None
    return t(LEVEL_KEYS[level]) if level in LEVEL_KEYS else str(level)


def mode_text(mode: Any, t: Translate) -> str | None:
    """Return the word for a management mode; what a list calls otherwise stays as it is."""
    if pd.isna(mode):
        return None
    return t(MODE_KEYS[mode]) if mode in MODE_KEYS else str(mode)


def minutes_text(minutes: Any, t: Translate) -> str:
    """Return ``16.2 分钟``, a dash where there are none.

    Parameters
    ----------
    minutes : Any
        Minutes.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    known = not pd.isna(minutes) and math.isfinite(minutes)
    return t("report.minutes", value=format_number(minutes, 1)) if known else "–"


def proof_line(status: str, gap: float, t: Translate) -> str:
    """Return what was proven about a plan: ``最优，差距 0 %``.

    Parameters
    ----------
    status : str
        What the solver says: ``optimal``, ``feasible``, …; ``adjusted`` for zones moved by hand.
    gap : float
        Gap between value and bound, a share.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    if status in {"feasible", "adjusted"} and math.isfinite(gap):
        return t(SOLVER_KEYS[status], gap=f"{format_number(100 * gap, 2)} %")
    if status == "adjusted":
        return t("report.proof_adjusted_alone")
    known = SOLVER_KEYS.get(status, "report.proof_unknown")
    return t("report.proof_unknown" if status == "feasible" else known)


def roads_line(attribution: str, t: Translate) -> str:
    """Return whom a map owes its roads to; nothing where the source asks for no mention.

    Parameters
    ----------
    attribution : str
        Whom the roads are owed to.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    return t("report.roads_from", attribution=attribution) if attribution else ""


def name_or_id(row: Any, id_column: str) -> str:
    """Return the name of a row, its identifier where it has no name.

    Parameters
    ----------
    row : Any
        The row.
    id_column : str
        Column of its id.

    Returns
    -------
    str
    """
    name = "" if pd.isna(row["name"]) else plain_text(row["name"])
    return name or plain_text(row[id_column])


def names_or_ids(table: pd.DataFrame, id_column: str) -> list[str]:
    """Return :func:`name_or_id` of every row of a table.

    Parameters
    ----------
    table : DataFrame
        With ``name``.
    id_column : str
        Column of its ids.

    Returns
    -------
    list of str
    """
    return [
        name_or_id({"name": name, id_column: one}, id_column)
        for name, one in zip(table["name"], table[id_column], strict=True)
    ]


def remark_text(remark: Any, language: str) -> str | None:
    """Return a remark of a plan in a language, any other value as text, None where none is.

    Parameters
    ----------
    remark : Any
        A notice, a text, or nothing.
    language : str
        The language that is spoken.

    Returns
    -------
    str, optional
    """
    if hasattr(remark, "sentence"):
        return str(remark.sentence(language))
    return None if pd.isna(remark) else str(remark)


def site_names(proposed: pd.DataFrame, t: Translate) -> list[str]:
    """Return what each proposed site is called: its own name, or the estate it lies near.

    Parameters
    ----------
    proposed : DataFrame
        The stations that are proposed.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    list of str
    """
    names = proposed["name"].fillna("").astype(str)
    near = proposed["near"].fillna("").astype(str)
    return [
        plain_text(name) if name else t("report.near", estate=plain_text(estate))
        for name, estate in zip(names, near, strict=True)
    ]
