"""The management zones of a district: who runs which estates, at which level of service."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from geo import zoning
from geo.errors import Fault, Notice, WorkspaceError, ZonesRefusedError
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District
from geo.workspace.reading.present_plan import PresentPlan, ZoneChanges, compare_zonings
from geo.workspace.road_access import roadless_zones
from geo.workspace.too_large import refuse_large_streets
from geo.workspace.weights import HOUSEHOLDS
from geo.workspace.zones.management import decide_management, ladders_of, text_of
from geo.workspace.zones.seeds import seed_estates
from geo.workspace.zones.zone_count import count_notices, proposed_count
from geo.zoning import (
    CannotLink,
    FixedZone,
    MustLink,
    OneLevel,
    SharedStation,
    ZoneRule,
    Zoning,
    ZoningProblem,
    ZoningRules,
)

__all__ = [
    "ZoneDrawing",
    "areas_within_barriers",
    "changes_of",
    "draw_zones",
    "ids_of_zones",
    "zone_areas",
    "zone_tables",
    "zoning_problem",
    "zoning_rules",
]

LINKS: Final[Mapping[str, Callable[[Sequence[int]], ZoneRule]]] = {
    "must_link": MustLink,
    "cannot_link": CannotLink,
    "fixed": FixedZone,
}
"""Settings that name estates together, and the rule that each group of them makes."""

# Up to so many, minutes across streets cost next to nothing.
_ESTATES_AT_ONCE: Final = 1_000

Minutes = NDArray[np.float64]
Codes = NDArray[np.int64]

RULE_SETTINGS: Final = ("max_estates", "radius_min", "cap", "band", "outside_min")
"""Settings that are rules of the kernel by the same name."""


@dataclass(frozen=True, eq=False, repr=False)
class ZoneDrawing(Summarized):
    """Zones in the district's own words.

    Attributes
    ----------
    zoning : Zoning
        The kernel's answer.
    zones : DataFrame
        ``zone_id, street, operator, service_level, estates, households, centre_estate_id,
        max_min``, one row per zone.
    estates : DataFrame
        ``estate_id, operator, service_level, management_mode, zone_id``, one row per estate.
    changes : ZoneChanges or None
        What differs from the present plan; None where there is none.
    notices : tuple of Notice
        That their number was proposed; zones that only hold an estate without a road.
    weight : str
        The column of the list that is counted.
    """

    zoning: Zoning
    zones: pd.DataFrame
    estates: pd.DataFrame
    changes: ZoneChanges | None = None
    notices: tuple[Notice, ...] = ()
    weight: str = HOUSEHOLDS


def draw_zones(
    district: District,
    *,
    zones: int | None = None,
    move_price: float | None = None,
    further: Sequence[ZoneRule] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> ZoneDrawing:
    """Group the estates of a district into zones of one street and one operator.

    Where the district has a present plan, every estate that leaves its zone is charged for, and a
    zone that lives on keeps its id.

    Parameters
    ----------
    district : District
    zones : int, optional
        How many; what the settings say where it is left out, and where they say nothing, a number
        that follows from the list (:func:`~geo.workspace.zones.zone_count.proposed_count`).
    move_price : float, optional
        Household-minutes charged for each estate that leaves its present zone; what the settings
        say where it is left out. 0 leaves all free.
    further : sequence of ZoneRule
        Rules and terms beside those of the settings.
    time_limit_s : float, optional
        Wall seconds after which the best so far is returned.
    seed : int
        For the search; the same seed gives the same zones.
    stop : Stop, optional
        Limit and cancel flag of the caller; ``time_limit_s`` counts within it.

    Returns
    -------
    ZoneDrawing

    Raises
    ------
    ZonesRefusedError
        When no such zones exist: with every rule that cannot be kept, its estates and the smallest
        relaxation.

    Examples
    --------
    >>> from geo.workspace import open_district, open_workspace
    >>> drawn = draw_zones(open_district(open_workspace("data/toy")), zones=3)
    >>> drawn.zoning.status, round(drawn.zoning.objective)
    ('optimal', 1200)
    """
    management = decide_management(district)
    problem = zoning_problem(district, management["operator"])
    rules = zoning_rules(district)
    asked = district.settings.zoning.zones if zones is None else zones
    count = _count_of(district, problem, rules) if asked is None else asked
    price = district.settings.zoning.move_price if move_price is None else move_price
    terms = [
        *rules.further,
        *further,
        *_stay_put(district.inputs.present, problem, rules, price),
    ]
    stop = Stop.within(stop).part()
    drawn = zoning.draw(
        problem,
        zones=count,
        rules=replace(rules, further=terms),
        seed=seed,
        time_limit_s=time_limit_s,
        stop=stop,
    )
    if not drawn.n_zones:
        if not drawn.reasons:
            raise ZonesRefusedError("sheets.no_zones_in_time", limit=time_limit_s)
        first, *others = drawn.reasons
        eased = zoning.smallest_relaxations(problem, zones=count, rules=drawn.rules, stop=stop)
        raise ZonesRefusedError("workspace.zones_infeasible", faults=[first, *eased, *others])
    tables = zone_tables(district, drawn, management)
    return ZoneDrawing(
        drawn,
        *tables,
        changes=changes_of(district, tables[1]["zone_id"]),
        notices=(
            *_weighed(district),
            *(count_notices(drawn) if asked is None else ()),
            *roadless_zones(district, drawn.zone_of),
        ),
        weight=district.settings.demand.weight,
    )


def _weighed(district: District) -> Iterator[Notice]:
    """Yield what is counted instead of households."""
    if not district.counts_households:
        yield Notice("condition.weighed_objective", weight=district.settings.demand.weight)


def _count_of(district: District, problem: ZoningProblem, rules: ZoningRules) -> int:
    """Return a number of zones that the list asks for: as many as it has seeds, at least."""
    return proposed_count(problem, rules, at_least=len(seed_estates(district)))


def _stay_put(
    present: PresentPlan | None, problem: ZoningProblem, rules: ZoningRules, price: float
) -> list[ZoneRule]:
    """Return the charge for moved estates as a term, none where nothing is charged."""
    if present is None or not present.names or price == 0:
        return []
    return [zoning.stay_put(problem, present.zone_of, price=price, rules=rules)]


def changes_of(district: District, zone_id: Iterable[str | None]) -> ZoneChanges | None:
    """Return what zones change about the present plan of a district; None where it has none.

    Parameters
    ----------
    district : District
    zone_id : iterable of str, length n_estates
        Zone id of every estate in the plan.
    """
    present = district.inputs.present
    return None if present is None else compare_zonings(district.estates, present.zone_id, zone_id)


def zoning_rules(district: District) -> ZoningRules:
    """Return the rules that a workspace asks for: its figures, links, fixed zones and terms.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    ZoningRules

    Raises
    ------
    WorkspaceError
        A link or a fixed zone of an estate that is not on the list, or that names one twice.
    """
    asked = district.settings.zoning
    places = _places(district)
    further: list[ZoneRule] = [
        rule([places[estate] for estate in estates])
        for name, rule in LINKS.items()
        for estates in getattr(asked, name)
    ]
    seeds = seed_estates(district)
    if len(seeds) > 1:
        further.append(CannotLink(seeds))
    if asked.one_station:
        further.append(_shared_station(district))
    if asked.level_price_min:
        levels = decide_management(district)["service_level"].fillna("").to_numpy(str)
        further.append(OneLevel(levels, asked.level_price_min))
    return ZoningRules(**asked.model_dump(include=set(RULE_SETTINGS)), further=further)


def _places(district: District) -> dict[str, int]:
    """Return the place of each estate by its id, after the links of the settings are checked."""
    places = {estate: place for place, estate in enumerate(district.estates["estate_id"])}
    faults = []
    for name in LINKS:
        for estates in getattr(district.settings.zoning, name):
            unknown = sorted(set(estates) - set(places))
            if unknown:
                faults.append(
                    Fault("sheets.link_unknown", rule=f"zoning.{name}", estates=", ".join(unknown))
                )
            elif len(set(estates)) < len(estates):
                faults.append(
                    Fault("sheets.link_twice", rule=f"zoning.{name}", estates=", ".join(estates))
                )
    if faults:
        raise WorkspaceError("workspace.faults", faults=faults, count=len(faults))
    return places


def _shared_station(district: District) -> ZoneRule:
    """Return the rule that a zone has a station for all its estates that any station serves."""
    serves = np.array(cover_stations(district).coverage.covers)
    serves[:, ~serves.any(axis=0)] = True
    return SharedStation(serves)


def zoning_problem(district: District, operator: pd.Series) -> ZoningProblem:
    """Return the zoning question of a district.

    Parameters
    ----------
    district : District
    operator : Series of str
        Operator of every estate; a zone has one street and one operator.

    Raises
    ------
    WorkspaceError
        When the machine has no memory for the minutes within so large streets.
    """
    street = text_of(district.estates, "street")
    pair, _ = pd.factorize(street + "\n" + operator.fillna("").to_numpy(), sort=True)
    is_large = len(pair) > _ESTATES_AT_ONCE
    if is_large:
        refuse_large_streets(pair, street)
    minutes, near = (_question_by_street if is_large else _whole_question)(district, pair)
    return ZoningProblem(
        district.demand,
        minutes,
        near,
        pair,
        names=district.estates["name"].tolist(),
        across=district.minutes_between_estates if is_large else None,
    )


def _whole_question(district: District, pair: Codes) -> tuple[Minutes, Codes]:
    """Return the minutes between all estates, and who are neighbours."""
    minutes = district.minutes_between_estates()
    return minutes, _near(district, np.arange(len(pair)), pair, minutes)


def _question_by_street(district: District, pair: Codes) -> tuple[sparse.csr_array, Codes]:
    """Return the same street by street: minutes across streets are not stored."""
    rows, columns, minutes = [], [], []
    near = [np.zeros((0, 2), dtype=np.int64)]
    for those, part in district.minutes_within(pair):
        row, column = np.nonzero(np.isfinite(part))
        rows.append(those[row].astype(np.int32))
        columns.append(those[column].astype(np.int32))
        minutes.append(part[row, column])
        near.append(those[_near(district, those, pair[those], part)])
    places = np.concatenate(rows), np.concatenate(columns)
    pairs = np.concatenate(near)
    between = sparse.csr_array((np.concatenate(minutes), places), shape=(len(pair), len(pair)))
    return between, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _near(district: District, those: Codes, pair: Codes, minutes: Minutes) -> Codes:
    """Return which of some estates are neighbours, by their places among them.

    Who lies across a barrier is none, however near: a zone stays on its side.
    """
    if district.barriers:
        where = district.estates.geometry.iloc[those]
        parted = zoning.parted_by(district.barriers, where.x, where.y, pair)
        minutes = np.where(parted, np.inf, minutes)
    return zoning.neighbours(minutes, pair)


def zone_tables(
    district: District, drawn: Zoning, management: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return zones and estates of a drawing as tables with the district's ids and names.

    Parameters
    ----------
    district : District
    drawn : Zoning
    management : DataFrame
        ``operator`` and ``service_level`` of every estate.

    Returns
    -------
    zones, estates : DataFrame
    """
    ids = ids_of_zones(district, drawn)
    first = [members[0] for members in drawn.members]
    zone_of = pd.Series(drawn.zone_of, index=management.index)
    levels = zoning.zone_levels(
        management["service_level"],
        zone_of,
        district.estates["households"].astype(float),
        ladders_of(district.settings)[0],
    )
    figures = drawn.zones
    zones = pd.DataFrame(
        {
            "zone_id": ids,
            "street": text_of(district.estates, "street")[first],
            "operator": management["operator"].to_numpy()[first],
            "service_level": levels.reindex(range(drawn.n_zones)).to_numpy(),
            "estates": figures["estates"].to_numpy(),
            "households": np.bincount(
                drawn.zone_of[drawn.zone_of >= 0],
                weights=district.households[drawn.zone_of >= 0],
                minlength=drawn.n_zones,
            ).astype(np.int64),
            "centre_estate_id": district.estates["estate_id"].to_numpy()[drawn.centre],
            "max_min": figures["max_min"].to_numpy(),
        }
    )
    if not district.counts_households:
        zones["weight"] = figures["households"].to_numpy()
    labels = np.array([*ids, None], dtype=object)
    return zones, management.assign(zone_id=labels[drawn.zone_of])


def zone_areas(district: District, drawn: Zoning) -> gpd.GeoSeries:
    """Return the area of every zone, along the roads, without overlap; None without a position.

    Parameters
    ----------
    district : District
    drawn : Zoning

    Returns
    -------
    GeoSeries, length n_zones
        In WGS-84.
    """
    located = np.flatnonzero(district.estates.geometry.notna())
    points = district.estates.geometry.iloc[located]
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    areas = zoning.zone_polygons(
        drawn.zone_of[located],
        lon=lon,
        lat=lat,
        road_map=district.road_map,
        snapped=district.snap(lon, lat),
        boundary=district.inputs.boundary,
    )
    by_zone = areas.set_index("zone").geometry.reindex(range(drawn.n_zones))
    return gpd.GeoSeries(
        areas_within_barriers(district, drawn.zone_of, list(by_zone)), crs=areas.crs
    )


def areas_within_barriers(
    district: District,
    zone_of: NDArray[np.int64],
    areas: Sequence[shapely.Geometry | None],
) -> list[shapely.Geometry | None]:
    """Return the areas of zones as they are, or cut at the barriers of a district.

    Parameters
    ----------
    district : District
    zone_of : int (n_estates,)
    areas : sequence of Polygon or MultiPolygon
        By zone.
    """
    if not district.barriers:
        return list(areas)
    points = list(district.estates.geometry)
    return zoning.kept_apart(areas, zone_of.tolist(), points, district.barriers)


def ids_of_zones(district: District, drawn: Zoning) -> list[str]:
    """Return the ids of a plan's zones: a zone that lives on from the present plan keeps its own.

    Parameters
    ----------
    district : District
    drawn : Zoning
    """
    present = district.inputs.present
    if present is None:
        return zone_ids(drawn.n_zones)
    return zoning.kept_names(
        present.names, present.zone_of, drawn.zone_of, drawn.problem.households
    )


def zone_ids(count: int) -> list[str]:
    """Return the ids of zones: ``Z01``, ``Z02``, as wide as the largest number needs."""
    width = max(2, len(str(count)))
    return [f"Z{number:0{width}d}" for number in range(1, count + 1)]
