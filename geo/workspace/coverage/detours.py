"""What makes a crew go round: closed and slow areas, rules of the roads, gates that are closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.roads import (
    RoadMap,
    RoadNetwork,
    RoadPaths,
    base_class,
    broken_rules,
    edges_within,
)
from geo.travel import closures
from geo.workspace.coverage.routes import Drive, driven_edges, estate_row, quickest_drive
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District
from geo.workspace.hourly_roads import network_at, slowed_network

__all__ = ["Detour", "detours_of"]

# Roads are whole milliseconds and walks are not: less than this is no difference.
_SAME_MIN: Final = 1e-6


@dataclass(frozen=True)
class Detour:
    """Something that keeps the crew from a quicker way.

    Attributes
    ----------
    kind : {"closure", "slowed", "closed", "turn", "gate"}
        A closed or slow area of the scenario, a direction that is closed at the hour, a forbidden
        turn, a gate that is closed at the hour.
    number : int
        Which closed or slow area, or which gate of the estate, counted from 1; 0 for rules of the
        roads.
    roads : tuple of (str, str)
        Name and class of the roads concerned in the order of the drive; the name is empty where
        the source has none.
    opens, closes : float
        Hours of the gate; nan for everything else.
    without_min : float
        Median minutes of the whole response where everything of this kind is lifted.
    saved_min : float
        How much shorter that is; inf where there is no way now.
    """

    kind: Literal["closure", "slowed", "closed", "turn", "gate"]
    number: int
    roads: tuple[tuple[str, str], ...]
    opens: float
    closes: float
    without_min: float
    saved_min: float


def detours_of(
    district: District, estate: str, *, coverage: Coverage | None = None
) -> tuple[Detour, ...]:
    """Return what keeps an estate from a quicker response.

    The way of the crew that answers it is compared with the quickest from any station without
    closed areas, without slow ones, without the rules of the roads (forbidden turns, directions
    closed at the hour), and by gates that are closed at the hour. Where the other way is quicker,
    what it would break is named.

    Parameters
    ----------
    district : District
    estate : str
        Its id, or its name where no other estate has it.
    coverage : Coverage, optional
        The verdicts of the district, where they are known already.

    Returns
    -------
    tuple of Detour
        What saves most first.

    Raises
    ------
    WorkspaceError
        When there is no such estate, or several of that name.
    """
    row = estate_row(district, estate)
    verdicts = cover_stations(district).coverage if coverage is None else coverage
    answering = int(verdicts.station[row])
    now = None
    if answering >= 0:
        now = quickest_drive(district, district.network, row, [answering])
    now_min = np.inf if now is None else now.response_min
    found = [
        replace(detour, saved_min=now_min - detour.without_min)
        for detour in _all_detours(district, row, limit_min=now_min)
    ]
    quicker = [detour for detour in found if detour.saved_min > _SAME_MIN]
    return tuple(sorted(quicker, key=lambda one: -one.saved_min))


def _all_detours(district: District, row: int, *, limit_min: float) -> Iterator[Detour]:
    stations = range(len(district.stations))

    def quickest(network: RoadNetwork, *, any_gate: bool = False) -> Drive | None:
        return quickest_drive(
            district, network, row, stations, any_gate=any_gate, limit_min=limit_min
        )

    if district.closed_areas:
        network = _roads(district, closed=False)
        yield from _by_areas("closure", district, network, quickest(network), district.closed_areas)
    if district.slowed_areas:
        network = _roads(district, slowed=False)
        areas = tuple(area for area, _ in district.slowed_areas)
        yield from _by_areas("slowed", district, network, quickest(network), areas)
    if _has_rules(district):
        network = _roads(district, rules=False)
        yield from _by_rules(district, network, quickest(network))
    if not district.gates.is_open[district.gates.estate == row].all():
        yield from _by_gate(district, row, quickest(district.network, any_gate=True))


def _roads(
    district: District, *, closed: bool = True, slowed: bool = True, rules: bool = True
) -> RoadNetwork:
    """Return the roads of the hour with some of what hinders left out."""
    settings, road_map = district.settings, district.road_map
    network = network_at(
        road_map if rules else _without_rules(road_map),
        district.inputs.speed_profile,
        settings,
        settings.response.hour,
    )
    for area in district.closed_areas if closed else ():
        network = network.with_drive_min(closures(road_map, network, area=area))
    return slowed_network(road_map, network, district.slowed_areas if slowed else ())


def _has_rules(district: District) -> bool:
    road_map, hour = district.road_map, district.settings.response.hour
    turns = district.settings.speeds.turns and bool(len(road_map.turns) or len(road_map.paths))
    closed = (road_map.closed_forward | road_map.closed_backward) >> np.uint32(hour) & np.uint32(1)
    return turns or bool(closed.any())


def _without_rules(road_map: RoadMap) -> RoadMap:
    open_hours = np.zeros(road_map.n_edges, np.uint32)
    return replace(
        road_map,
        closed_forward=open_hours,
        closed_backward=open_hours,
        turns=road_map.turns[:0],
        turn_only=road_map.turn_only[:0],
        turn_hours=road_map.turn_hours[:0],
        paths=RoadPaths.from_rows(()),
    )


def _by_areas(
    kind: Literal["closure", "slowed"],
    district: District,
    network: RoadNetwork,
    drive: Drive | None,
    areas: Sequence[shapely.Geometry],
) -> Iterator[Detour]:
    """Yield the areas that the way leads through once they are lifted."""
    if drive is None:
        return
    edges, _ = driven_edges(network, drive.route)
    for number, area in enumerate(areas, start=1):
        met = edges[np.isin(edges, edges_within(district.road_map, area))]
        if len(met):
            yield _detour(kind, district.road_map, met, drive.response_min, number=number)


def _by_rules(district: District, network: RoadNetwork, drive: Drive | None) -> Iterator[Detour]:
    if drive is None:
        return
    edges, forward = driven_edges(network, drive.route)
    for rule in broken_rules(
        district.road_map,
        edges.tolist(),
        forward.tolist(),
        hour=district.settings.response.hour,
        turns=district.settings.speeds.turns,
    ):
        concerned = np.array(rule.edges, dtype=np.int64)
        yield _detour(rule.kind, district.road_map, concerned, drive.response_min)


def _by_gate(district: District, row: int, drive: Drive | None) -> Iterator[Detour]:
    gates = district.gates
    if drive is None or gates.is_open[drive.gate]:
        return
    yield replace(
        _detour("gate", district.road_map, np.empty(0, np.int64), drive.response_min),
        number=1 + drive.gate - int(np.flatnonzero(gates.estate == row)[0]),
        opens=float(gates.opens[drive.gate]),
        closes=float(gates.closes[drive.gate]),
    )


def _detour(
    kind: Literal["closure", "slowed", "closed", "turn", "gate"],
    road_map: RoadMap,
    edges: NDArray[np.int64],
    without_min: float,
    *,
    number: int = 0,
) -> Detour:
    roads = (
        (str(road_map.name[edge]).strip(), base_class(str(road_map.road_class[edge])))
        for edge in edges.tolist()
    )
    return Detour(kind, number, tuple(dict.fromkeys(roads)), np.nan, np.nan, without_min, np.inf)
