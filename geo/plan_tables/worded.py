"""The lists of a plan in words: verdicts and levels named, stations and centres by name."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.i18n import Translate
from geo.kept import LastMade
from geo.plan_tables.headline import station_kinds, station_names
from geo.plan_tables.records import estate_records, station_records, zone_records
from geo.plan_tables.wording import (
    STATION_KEYS,
    VERDICT_KEYS,
    level_text,
    mode_text,
    names_or_ids,
    remark_text,
)

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["operators_by_size", "worded_estates", "worded_stations", "worded_zones"]


def worded_estates(plan: "Plan", t: Translate, language: str) -> pd.DataFrame:
    """Return the estates with words for codes and names for identifiers.

    Parameters
    ----------
    plan : Plan
        The plan.
    t : callable
        The translator.
    language : {"zh", "en"}
        Language of remarks that the plan carries.

    Returns
    -------
    DataFrame
        The columns of ``estates.csv``, ``verdict`` and ``service_level`` in words, and
        ``code`` (the verdict), ``management_mode, level_needs, mode_needs, station,
        second_station, cheapest_fix``.
    """
    table = _LAST.of(
        [plan.estates, plan.stations, plan.proposed],
        lambda: _worded_estates(plan, t, language),
        (t, language),
    )
    return table.copy(deep=False)


# Most files of a plan begin with this table.
_LAST: Final[LastMade[pd.DataFrame]] = LastMade()


def _worded_estates(plan: "Plan", t: Translate, language: str) -> pd.DataFrame:
    estates = estate_records(plan.estates)
    further = pd.DataFrame(plan.estates).reset_index(drop=True)
    stations = dict(zip(plan.stations["station_id"], station_names(plan, t), strict=True))
    nothing = pd.Series(None, estates.index, dtype=object)
    second = further.get("second_station_id", nothing)
    fix = further.get("cheapest_fix", nothing)
    modes = further.get("management_mode", nothing)
    return estates.assign(
        name=names_or_ids(estates, "estate_id"),
        verdict=[t(VERDICT_KEYS[verdict]) for verdict in estates["verdict"]],
        code=estates["verdict"],
        service_level=_objects([level_text(level, t) for level in estates["service_level"]]),
        management_mode=_objects([mode_text(mode, t) for mode in modes]),
        level_needs=_objects(
            [remark_text(n, language) for n in further.get("level_needs", nothing)]
        ),
        mode_needs=_objects([remark_text(n, language) for n in further.get("mode_needs", nothing)]),
        station=estates["station_id"].map(stations),
        second_station=second.map(stations),
        cheapest_fix=_objects([remark_text(remark, language) for remark in fix]),
    )


def worded_stations(plan: "Plan", t: Translate) -> pd.DataFrame:
    """Return the columns of ``stations.csv``, ``status`` in words, and ``station_name``.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    DataFrame
    """
    return station_records(plan.stations).assign(
        station_name=station_names(plan, t),
        status=[t(STATION_KEYS[kind]) for kind in station_kinds(plan.stations)],
    )


def worded_zones(plan: "Plan", t: Translate) -> pd.DataFrame:
    """Return the columns of ``zones.csv``, ``service_level`` in words, and ``centre``.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    DataFrame
    """
    zones = zone_records(plan.zones)
    # What a plan says of its zones beside the file is there for the sheets.
    further = pd.DataFrame(plan.zones).reset_index(drop=True)
    zones = zones.join(further[further.columns.difference([*zones.columns, "geometry"])])
    return zones.assign(
        centre=zones["centre_estate_id"].map(_names(plan.estates, "estate_id")),
        service_level=_objects([level_text(level, t) for level in zones["service_level"]]),
    )


def operators_by_size(zones: pd.DataFrame) -> list[str]:
    """Return the operators of the zones, the one with most households first.

    Parameters
    ----------
    zones : DataFrame
        The zones of a plan.

    Returns
    -------
    list of str
    """
    named = zones[zones["operator"].notna() & (zones["operator"].astype(str) != "")]
    households = named.groupby("operator", sort=True)["households"].sum()
    return [str(name) for name in households.sort_values(ascending=False, kind="stable").index]


def _names(table: pd.DataFrame, id_column: str) -> dict[Any, str]:
    return dict(zip(table[id_column], names_or_ids(table, id_column), strict=True))


def _objects(values: list[Any]) -> pd.Series:
    """Return values as they are, None included, by position."""
    return pd.Series(values, dtype=object)
