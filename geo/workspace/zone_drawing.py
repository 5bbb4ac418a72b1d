"""The management zones of a district: who runs which estates, at which level of service."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import zoning
from geo.errors import Notice, ZoningError
from geo.workspace.district import District
from geo.zoning import Quota, Zoning, ZoningProblem, ZoningRules

__all__ = ["ZoneDrawing", "draw_zones", "refuse_infeasible", "zone_tables", "zoning_problem"]


ZONE_COLUMNS: Final = (
    "zone_id",
    "street",
    "operator",
    "service_level",
    "estates",
    "households",
    "centre_estate_id",
    "max_min",
)


@dataclass(frozen=True, eq=False)
class ZoneDrawing:
    """Zones in the district's own words.

    Attributes
    ----------
    zoning : Zoning or None
        The kernel's answer; None where no number of zones is asked for.
    zones : DataFrame
        ``zone_id, street, operator, service_level, estates, households, centre_estate_id,
        max_min``, one row per zone.
    estates : DataFrame
        ``estate_id, zone_id, operator, service_level, management_mode``, one row per estate.
    notices : tuple of Notice
        What about operators and zones deserves a look.
    """

    zoning: Zoning | None
    zones: pd.DataFrame
    estates: pd.DataFrame
    notices: tuple[Notice, ...]


def draw_zones(
    district: District,
    *,
    zones: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> ZoneDrawing:
    """Group the estates of a district into zones of one street and one operator.

    Parameters
    ----------
    district : District
    zones : int, optional
        How many; what the settings say where it is left out. Where they say nothing either,
        operators and service levels are decided and no zones are drawn.
    time_limit_s : float, optional
        Wall seconds after which the best so far is returned.
    seed : int
        For the search; the same seed gives the same zones.

    Returns
    -------
    ZoneDrawing

    Raises
    ------
    ZoningError
        For a number of zones that no drawing can have.
    """
    asked = district.settings.zoning
    people = _people(district)
    count = asked.zones if zones is None else zones
    if count is None:
        return ZoneDrawing(None, _no_zones(), people, _quota_notices(district, people))
    drawn = zoning.draw(
        zoning_problem(district, people["operator"]),
        zones=count,
        rules=zoning_rules(district),
        seed=seed,
        time_limit_s=time_limit_s,
    )
    table, estates = zone_tables(district, drawn, people)
    return ZoneDrawing(drawn, table, estates, _quota_notices(district, people))


def zoning_rules(district: District) -> ZoningRules:
    """Return the rules that a workspace asks for."""
    return ZoningRules(**district.settings.zoning.model_dump(exclude={"zones", "operators"}))


def zoning_problem(district: District, operator: pd.Series) -> ZoningProblem:
    """Return the zoning question of a district.

    Parameters
    ----------
    district : District
    operator : Series of str
        Operator of every estate; a zone has one street and one operator.
    """
    minutes = district.minutes_between_estates()
    street = _text(district.estates, "street")
    pair, _ = pd.factorize(street + "\n" + operator.fillna("").to_numpy(), sort=True)
    return ZoningProblem(
        district.households,
        minutes,
        zoning.neighbours(minutes, pair),
        pair,
        names=district.estates["name"].tolist(),
    )


def zone_tables(
    district: District, drawn: Zoning, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return zones and estates of a drawing as tables with the district's ids and names.

    Parameters
    ----------
    district : District
    drawn : Zoning
    people : DataFrame
        ``operator`` and ``service_level`` of every estate.

    Returns
    -------
    zones, estates : DataFrame
    """
    ids = zone_ids(drawn.n_zones)
    first = [members[0] for members in drawn.members]
    zone_of = pd.Series(drawn.zone_of, index=people.index)
    levels = zoning.zone_levels(
        people["service_level"], zone_of, district.estates["households"].astype(float)
    )
    figures = drawn.zones
    zones = pd.DataFrame(
        {
            "zone_id": ids,
            "street": _text(district.estates, "street")[first],
            "operator": people["operator"].to_numpy()[first],
            "service_level": levels.reindex(range(drawn.n_zones)).to_numpy(),
            "estates": figures["estates"].to_numpy(),
            "households": figures["households"].to_numpy().astype(np.int64),
            "centre_estate_id": district.estates["estate_id"].to_numpy()[drawn.centre],
            "max_min": figures["max_min"].to_numpy(),
        }
    )
    labels = np.array([*ids, None], dtype=object)
    return zones, people.assign(zone_id=labels[drawn.zone_of])


def zone_ids(count: int) -> list[str]:
    """Return the ids of zones: ``Z01``, ``Z02``, as wide as the largest number needs."""
    width = max(2, len(str(count)))
    return [f"Z{number:0{width}d}" for number in range(1, count + 1)]


def _people(district: District) -> pd.DataFrame:
    """Return operator, service level and management mode of every estate."""
    estates = district.estates
    operator = zoning.assign_operators(
        pd.Series(_text(estates, "operator"), index=estates.index),
        estates["households"].astype(float),
        pd.Series(_text(estates, "street"), index=estates.index),
        _quotas(district),
    )
    criteria = estates.reindex(columns=list(zoning.CRITERIA))
    decided = {
        "service_level": zoning.service_levels(criteria)["service_level"],
        "management_mode": zoning.management_modes(criteria)["management_mode"],
    }
    return pd.DataFrame({"estate_id": estates["estate_id"], "operator": operator}).assign(
        **{
            name: pd.Series(_text(estates, name), index=estates.index)
            .replace("", None)
            .fillna(column)
            for name, column in decided.items()
        }
    )


def _quotas(district: District) -> dict[str, Quota]:
    return {
        name: Quota(quota.estates, quota.households)
        for name, quota in district.settings.zoning.operators.items()
    }


def _quota_notices(district: District, people: pd.DataFrame) -> tuple[Notice, ...]:
    """Return a notice for every operator whose quota is not kept."""
    totals = zoning.operator_totals(
        people["operator"], district.estates["households"].astype(float), _quotas(district)
    )
    return tuple(
        Notice(
            "workspace.quota",
            operator=name,
            estates=int(row.estates),
            households=int(row.households),
            estates_quota=_open(row.estates_quota),
            households_quota=_open(row.households_quota),
        )
        for name, row in totals.iterrows()
        if not row.kept
    )


def _open(quota: float | None) -> str:
    return "–" if pd.isna(quota) else f"{quota:,.0f}"


def _text(table: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    if column not in table:
        return np.full(len(table), "", dtype=object)
    return np.array(table[column].fillna(""), dtype=object)


def _no_zones() -> pd.DataFrame:
    return pd.DataFrame(columns=list(ZONE_COLUMNS))


def refuse_infeasible(drawing: ZoneDrawing) -> None:
    """Raise what stands against the zones, where there are none.

    Raises
    ------
    ZoningError
        With every rule that cannot be kept, its estates and the smallest relaxation.
    """
    drawn = drawing.zoning
    if drawn is not None and drawn.status == "infeasible":
        raise ZoningError("workspace.zones_infeasible", faults=[*drawn.reasons])
