"""Who runs an estate, at which level of service and in which mode of management."""

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import zoning
from geo.errors import Fault, Notice, WorkspaceError
from geo.settings import LadderStep, Settings
from geo.tables import spelling_key
from geo.workspace.district import District
from geo.zoning import (
    Ladder,
    Quota,
    Step,
)

__all__ = [
    "decide_management",
    "ladders_of",
    "level_needs",
    "quota_doubts",
    "text_of",
]


AMOUNTS: Final = ("residents", "floor_area_m2")
"""Columns beside households that a quota may name."""


def decide_management(district: District) -> pd.DataFrame:
    """Return operator, service level and management mode of every estate.

    What the list gives is kept; a blank operator is decided by the quotas, a blank level or mode
    by the ladders over the five criteria.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    DataFrame
        ``estate_id, operator, service_level, management_mode``, one row per estate.
    """
    estates = district.estates
    operator = zoning.assign_operators(
        pd.Series(text_of(estates, "operator"), index=estates.index),
        estates["households"].astype(float),
        pd.Series(text_of(estates, "street"), index=estates.index),
        _quotas(district),
        _amounts(district),
    )
    criteria = _criteria(district)
    service, modes = ladders_of(district.settings)
    decided = {
        "service_level": zoning.service_levels(criteria, service)["service_level"],
        "management_mode": zoning.management_modes(criteria, modes)["management_mode"],
    }
    return pd.DataFrame({"estate_id": estates["estate_id"], "operator": operator}).assign(
        **{
            name: pd.Series(text_of(estates, name), index=estates.index)
            .replace("", None)
            .fillna(column)
            for name, column in decided.items()
        }
    )


def ladders_of(settings: Settings) -> tuple[Ladder, Ladder]:
    """Return the ladders of service level and of management mode that a workspace asks for.

    Parameters
    ----------
    settings : Settings
        What the workspace asks for.

    Returns
    -------
    tuple[Ladder, Ladder]
    """
    levels = settings.levels
    weights = dict.fromkeys(zoning.CRITERIA, 1.0) | _by_name(levels.weights)

    def ladder(steps: tuple[LadderStep, ...], otherwise: Ladder) -> Ladder:
        own = tuple(Step(step.name, _by_name(step.least)) for step in steps)
        return Ladder(own or otherwise.steps, weights)

    return ladder(levels.service, zoning.SERVICE_LADDER), ladder(levels.modes, zoning.MODE_LADDER)


def _by_name(values: Mapping[Any, float]) -> dict[str, float]:
    return {str(name): value for name, value in values.items()}


def level_needs(district: District) -> pd.DataFrame:
    """Return what would move each estate up, by the ladders over the five criteria.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    DataFrame
        ``level_needs`` and ``mode_needs``, one row per estate: :class:`~geo.zoning.NextStep`, or
        missing where the estate stands on the highest step, a criterion is not known, or the list
        itself says the level.
    """
    criteria = _criteria(district)
    service, modes = ladders_of(district.settings)
    climbs = {
        "service_level": ("level_needs", zoning.service_levels(criteria, service)),
        "management_mode": ("mode_needs", zoning.management_modes(criteria, modes)),
    }
    return pd.DataFrame(
        {
            name: zoning.next_steps(placed).where(text_of(district.estates, given) == "", None)
            for given, (name, placed) in climbs.items()
        }
    )


def _criteria(district: District) -> pd.DataFrame:
    return pd.DataFrame(district.estates.reindex(columns=list(zoning.CRITERIA)))


def _quotas(district: District) -> dict[str, Quota]:
    """Return the quotas by operator, each spelled as the list of estates spells it."""
    listed = {spelling_key("operator", one): one for one in text_of(district.estates, "operator")}
    return {
        listed.get(spelling_key("operator", name), name): Quota(
            quota.estates,
            quota.households,
            {
                column: float(amount)
                for column in AMOUNTS
                if (amount := getattr(quota, column)) is not None
            },
        )
        for name, quota in district.settings.zoning.operators.items()
    }


def _amounts(district: District) -> dict[str, "pd.Series[float]"]:
    """Return the further columns that quotas name; a blank cell counts as 0.

    Raises
    ------
    WorkspaceError
        When a quota names a column that the list of estates does not have.
    """
    asked = district.settings.zoning.operators.values()
    named = [column for column in AMOUNTS if any(getattr(q, column) is not None for q in asked)]
    missing = [
        Fault("zone_marks.no_amounts", column=column)
        for column in named
        if column not in district.estates or district.estates[column].isna().all()
    ]
    if missing:
        raise WorkspaceError("workspace.faults", faults=missing, count=len(missing))
    return {column: district.estates[column].astype(float).fillna(0.0) for column in named}


def quota_doubts(district: District, operator: pd.Series) -> list[Notice]:
    """Return a notice for every operator whose quota is not kept."""
    amounts = _amounts(district)
    totals = zoning.operator_totals(
        operator, district.estates["households"].astype(float), _quotas(district), amounts
    )
    further = [
        Notice(
            f"zone_marks.quota_{column}",
            operator=name,
            found=round(row[column]),
            wanted=round(row[f"{column}_quota"]),
        )
        for name, row in totals.iterrows()
        for column in amounts
        if not pd.isna(row[f"{column}_quota"]) and row[column] != row[f"{column}_quota"]
    ]
    return [*_main_doubts(totals), *further]


def _main_doubts(totals: pd.DataFrame) -> list[Notice]:
    """Return a notice for every operator whose quota of estates or households is not kept."""
    return [
        Notice(
            "workspace.quota",
            operator=name,
            estates=int(row.estates),
            households=int(row.households),
            estates_quota=_open(row.estates_quota),
            households_quota=_open(row.households_quota),
        )
        for name, row in totals.iterrows()
        if any(
            not pd.isna(row[f"{what}_quota"]) and row[what] != row[f"{what}_quota"]
            for what in ("estates", "households")
        )
    ]


def text_of(table: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    """Return a column as text, blank where the list has no such column or no value."""
    if column not in table:
        return np.full(len(table), "", dtype=object)
    return np.array(table[column].fillna(""), dtype=object)


def _open(quota: float | None) -> str:
    return "–" if pd.isna(quota) else f"{quota:,.0f}"
