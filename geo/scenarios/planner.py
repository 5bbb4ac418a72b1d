"""What the pages ask the rooms: a district opened once, and its answers to scenarios.

Nothing here knows of Streamlit.
"""

import math
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import Concatenate, Final, ParamSpec, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import zoning
from geo.coverage import Coverage, HourlyCoverage, cover_by_hour
from geo.errors import Notice, ZonesRefusedError
from geo.joining import joined
from geo.kept import KeptAnswers
from geo.presence import file_there
from geo.roads import RoadNetwork, SnappedPoints
from geo.scenarios.later import Later
from geo.scenarios.scenario import Scenario
from geo.scenarios.under_scenario import district_under
from geo.summary import Summarized
from geo.travel import circles
from geo.workspace import (
    SETTINGS_FILE,
    Checked,
    ClaimAudit,
    Covered,
    Detour,
    District,
    EstateRoute,
    SitePlaces,
    Workspace,
    areas_within_barriers,
    audit_claim,
    cheapest_fix_notices,
    check_workspace,
    cover_stations,
    decide_management,
    decisions_path,
    detours_of,
    draw_zones,
    fixes_of,
    open_district,
    open_workspace,
    polygon_of,
    route_of,
    run_of,
    site_places,
    zone_areas,
    zone_tables,
    zoning_problem,
    zoning_rules,
)
from geo.zoning import Zoning

__all__ = [
    "Figures",
    "Planner",
    "ScenarioCoverage",
    "ScenarioZones",
    "answered_once",
    "open_planner",
]

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_ROOM_BYTES: Final = 512 * 2**20
_MOST_ANSWERS: Final = 160
"""Of a small district all answers of a day would fit into the room. This many are what twenty
windows look at; each holds some hundred small things that cannot be weighed."""
_DRIVEN_BYTES: Final = 32 * 2**20
_MOST_DRIVEN: Final = 2_000


@dataclass(frozen=True)
class Figures:
    """The figures that head every page.

    Attributes
    ----------
    households, households_covered : int
    share_households : float
        Households covered over all.
    estates, estates_covered, estates_late, estates_unreachable, estates_unsure : int
    stations, new_stations : int
        Open ones, and those that are tried out.
    """

    households: int
    households_covered: int
    share_households: float
    estates: int
    estates_covered: int
    estates_late: int
    estates_unreachable: int
    estates_unsure: int
    stations: int
    new_stations: int


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioCoverage(Summarized):
    """Who is reached in a scenario.

    Attributes
    ----------
    district : District
        The district with the tried stations and the hour of the scenario.
    covered : Covered
        The verdicts.
    stations : DataFrame
        All listed stations and the tried ones, with what they serve.
    figures : Figures
    """

    district: District
    covered: Covered
    stations: pd.DataFrame
    figures: Figures

    @property
    def coverage(self) -> Coverage:
        """The verdicts as arrays."""
        return self.covered.coverage

    @property
    def estates(self) -> pd.DataFrame:
        """One row per estate with its ledger."""
        return self.covered.estates


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioZones(Summarized):
    """The zones of a scenario.

    Attributes
    ----------
    zoning : Zoning
    zones : GeoDataFrame
        One row per zone with its area.
    estates : DataFrame
        ``estate_id, operator, service_level, management_mode, zone_id``.
    """

    zoning: Zoning
    zones: gpd.GeoDataFrame
    estates: pd.DataFrame


class Planner:
    """One open workspace and its answers, each calculated once.

    Parameters
    ----------
    workspace : Workspace

    Attributes
    ----------
    answers : KeptAnswers
        All that was asked about it, as far as there is room.
    later : Later
        What pages do without at first.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.district = open_district(workspace)
        self.digest = run_of(workspace).hash
        # One thread that lives on: projections are opened anew in every thread, which takes longer
        # than a scenario; and two windows that ask the same are answered by one calculation. All
        # hours of a day take many times as long, and no click waits for them.
        self._proposed_count: int | None = None
        self._drawn_for: set[tuple[int | None, Scenario]] = set()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
        self._clock = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hours")
        self.answers = KeptAnswers(_ROOM_BYTES, _MOST_ANSWERS, ground=(workspace, self.district))
        self.later = Later()
        keeping = self.answers.keeping
        self._roads = keeping(self._on_roads)
        self._answer = keeping(self._calculate)
        self._by_hour = keeping(self._around_the_clock)
        self._point = keeping(self._on_road)
        # As many as there are stations: they must not push answers out.
        self._driven = KeptAnswers(_DRIVEN_BYTES, _MOST_DRIVEN, ground=self.district)
        self._drive = self._driven.keeping(self._reached_by_drive)
        self._fixes = keeping(self._cheapest_fixes)
        self._fix_rows = keeping(self._found_fixes)
        self._places = keeping(self._site_places)
        self._zones = keeping(self._zone)
        self._asked_zones = keeping(self._drawn)
        self._problem = keeping(self._zoning_problem)
        self._cells = lru_cache(maxsize=1)(self._estate_cells)
        self._route = lru_cache(maxsize=64)(self._way_to)
        self._detours = lru_cache(maxsize=64)(self._detours_to)
        self._located = lru_cache(maxsize=1)(self._located_estates)
        self._checked = lru_cache(maxsize=1)(lambda: check_workspace(self.workspace))

    @property
    def name(self) -> str:
        """What the workspace is called."""
        return self.workspace.settings.name or self.workspace.folder.name

    @cached_property
    def is_demo(self) -> bool:
        """Whether some of the estates are made up for a demonstration."""
        estates = self.district.estates
        return "source" in estates and bool(
            estates["source"].astype("string").str.contains("demo").any()
        )

    def checked(self) -> Checked:
        """Return what the lists hold and what is doubtful about them."""
        return self._checked()

    def answer(self, scenario: Scenario) -> ScenarioCoverage:
        """Return who is reached in a scenario."""
        return self._worker.submit(self._answer, scenario.situation).result()

    def by_hour(self, scenario: Scenario) -> HourlyCoverage:
        """Return who is reached at every hour in a scenario, whatever hour it shows."""
        at_any_hour = scenario.situation.at_hour(None)
        return self._clock.submit(self._by_hour, at_any_hour).result()

    def knows_hours(self, scenario: Scenario) -> bool:
        """Return whether :meth:`by_hour` is answered already."""
        return (
            self.answers.known_answer(self._around_the_clock, scenario.situation.at_hour(None))
            is not None
        )

    def route(self, scenario: Scenario, estate_id: str) -> EstateRoute | None:
        """Return the way of the crew that answers an estate in a scenario, None without a way."""
        return self._worker.submit(self._route, scenario.situation, estate_id).result()

    def detours(self, scenario: Scenario, estate_id: str) -> tuple[Detour, ...]:
        """Return what keeps an estate from a quicker response in a scenario."""
        return self._worker.submit(self._detours, scenario.situation, estate_id).result()

    def drives(
        self, scenario: Scenario, minutes: float, among: NDArray[np.int64]
    ) -> gpd.GeoDataFrame:
        """Return how far a drive of so many minutes goes from stations of a scenario.

        Parameters
        ----------
        scenario : Scenario
        minutes : float
            Of driving alone: no call, no turnout, no walk.
        among : ndarray of int
            The numbers of the stations among those on duty.

        Returns
        -------
        GeoDataFrame
            ``station_id, minutes, kind`` and the area along the roads.
        """
        district = self.answer(scenario).district
        stations = district.stations.iloc[among]
        return gpd.GeoDataFrame(
            {"station_id": stations["station_id"], "minutes": minutes, "kind": "drive"},
            geometry=[
                self._drive(district.network, place.x, place.y, minutes)
                for place in stations.geometry
            ],
            crs=4326,
        )

    def known_drives(self, scenario: Scenario, minutes: float) -> NDArray[np.bool_]:
        """Return for which stations on duty :meth:`drives` is answered already.

        Parameters
        ----------
        scenario : Scenario
        minutes : float

        Returns
        -------
        ndarray of bool, shape (n_stations,)
        """
        district = self.answer(scenario).district
        known = [
            self._driven.known_answer(
                self._reached_by_drive, district.network, place.x, place.y, minutes
            )
            is not None
            for place in district.stations.geometry
        ]
        return np.array(known, dtype=bool)

    def district_of(self, scenario: Scenario) -> District:
        """Return the district with everything that a scenario changes but its zones."""
        return self._with_stations(scenario.situation)

    def reopened(self, scenario: Scenario) -> list[District]:
        """Return the district of a scenario with one of its closures lifted each."""
        return self._with_one_road_open(scenario.situation)

    def places(self, scenario: Scenario, weight: str = "") -> SitePlaces:
        """Return where stations stand or could stand in a scenario, and whom they reach.

        Parameters
        ----------
        scenario : Scenario
        weight : str
            The column that is counted; that of the workspace unless it is given.

        Raises
        ------
        SitingError
            When listed candidates cannot be used.
        """
        return self._places(scenario.situation, weight)

    def fixes(self, scenario: Scenario) -> list[Notice | None]:
        """Return the cheapest change that brings each estate on time, None where none is needed."""
        return self._fixes(scenario.situation)

    def fix_rows(self, scenario: Scenario) -> pd.DataFrame:
        """Return the same as a table of late and unreachable estates, by their row."""
        return self._fix_rows(scenario.situation)

    def audited(self, scenario: Scenario, claim: str, denied: Collection[str] = ()) -> ClaimAudit:
        """Return whether a claim is true in a scenario, and what would make it so.

        Parameters
        ----------
        scenario : Scenario
        claim : str
        denied : collection of str
            Parts that the claim was read to have and does not.

        Raises
        ------
        CoverageError
            When the text cannot be read as one claim, or the district lacks what it is about.
        """
        return audit_claim(self.district_of(scenario), claim, denied=denied)

    def zones(self, scenario: Scenario) -> ScenarioZones:
        """Return the zones of a scenario; where it has none, those of the settings or the list.

        Their minutes are those of its closed and slow roads, at the hour of the workspace: zones
        are no matter of an hour.
        """
        roads = scenario.roads.at_hour(None)
        if scenario.zone_of is not None and scenario.zone_count is not None:
            drawn = scenario.zone_of, scenario.zone_count, scenario.zone_bound
            return self._zones(*drawn, roads, scenario.zones_by_hand)
        return self._asked_zones(self.workspace.settings.zoning.zones, roads)

    def knows_zones(self, scenario: Scenario) -> bool:
        """Return whether :meth:`zones` can be answered without a search that draws them."""
        asked = self.workspace.settings.zoning.zones, scenario.roads.at_hour(None)
        return (scenario.zone_of is not None and scenario.zone_count is not None) or (
            asked in self._drawn_for
        )

    def zoned_district(self, scenario: Scenario) -> District:
        """Return the district that the zones of a scenario are drawn on, at the usual hour."""
        return self._roads(scenario.roads.at_hour(None))

    def zone_count(self, scenario: Scenario) -> int | None:
        """Return how many zones a scenario asks for; None where none can be drawn."""
        asked = scenario.zone_count or self.workspace.settings.zoning.zones
        if asked is not None:
            return asked
        try:
            return self.zones(scenario).zoning.target_zones
        except ZonesRefusedError:
            return None

    def known_zone_count(self, scenario: Scenario) -> int | None:
        """Return :meth:`zone_count` as far as it is known without drawing zones."""
        asked = scenario.zone_count or self.workspace.settings.zoning.zones
        return self._proposed_count if asked is None else asked

    def _drawn(self, count: int | None, roads: Scenario) -> ScenarioZones:
        drawn = draw_zones(self._roads(roads), zones=count).zoning
        bound = None if math.isnan(drawn.bound) else drawn.bound
        if count is None and roads == Scenario():
            self._proposed_count = drawn.target_zones
        self._drawn_for.add((count, roads))
        return self._zones(self.labels(drawn), drawn.target_zones, bound, roads, drawn.by_hand)

    def labels(self, drawn: Zoning) -> tuple[tuple[str, int], ...]:
        """Return the zone of every estate id, as scenarios keep it."""
        ids = self.district.estates["estate_id"]
        return tuple(zip(ids, drawn.zone_of.tolist(), strict=True))

    def near(self, lon: float, lat: float) -> str:
        """Return the name of the estate that lies nearest to a place."""
        names, places = self._located()
        nearest = places.nearest(shapely.Point(lon, lat))
        return "" if nearest is None else str(names[nearest])

    def _located_estates(self) -> tuple[NDArray[np.object_], shapely.STRtree]:
        estates = self.district.estates[self.district.estates.geometry.notna()]
        return estates["name"].to_numpy(object), shapely.STRtree(estates.geometry.to_numpy())

    def _on_roads(self, scenario: Scenario) -> District:
        """Return the district of a scenario that tries no stations."""
        district = district_under(self.district, scenario)
        closed = district.with_roads_closed(*map(polygon_of, scenario.closures))
        slowed = closed.with_roads_slowed(
            *((polygon_of(one.area), one.factor) for one in scenario.slowed)
        )
        if not (scenario.barriers or scenario.seeds):
            return slowed
        lines = [shapely.LineString(line) for line in scenario.barriers]
        return slowed.with_zone_marks(barriers=lines, seeds=scenario.seeds)

    def _with_stations(self, scenario: Scenario) -> District:
        """Return the district of a scenario, as its answer has it where that is known."""
        known = self.answers.known_answer(self._calculate, scenario)
        return self._placed(scenario) if known is None else known.district

    def _placed(self, scenario: Scenario) -> District:
        district, stations = self._roads(scenario.without_stations), scenario.stations
        if scenario.candidates:
            district = district.with_own_candidates(_own_candidates(scenario))
        if not stations:
            return district
        ids = [station.station_id for station in stations]
        tried = gpd.GeoDataFrame(
            {
                "station_id": ids,
                "name": [
                    station.name or self.near(station.lon, station.lat) for station in stations
                ],
            },
            geometry=gpd.points_from_xy(
                [station.lon for station in stations], [station.lat for station in stations]
            ),
            crs=4326,
        )
        crews = dict(scenario.crews)
        if not crews.keys().isdisjoint(ids):
            tried = tried.assign(crews=[crews.get(one) for one in ids])
        points = [self._point(station.lon, station.lat) for station in stations]
        return district.with_stations(tried, points=joined(points))

    def _on_road(self, lon: float, lat: float) -> SnappedPoints:
        return self.district.snap([lon], [lat])

    def _calculate(self, scenario: Scenario) -> ScenarioCoverage:
        district = self._placed(scenario)
        covered = cover_stations(district)
        tried = {one.station_id for one in scenario.stations}
        return ScenarioCoverage(
            district=district,
            covered=covered,
            stations=_all_stations(district, covered, tried),
            figures=_figures(district, covered, tried),
        )

    def _way_to(self, scenario: Scenario, estate_id: str) -> EstateRoute | None:
        answer = self._answer(scenario)
        return route_of(answer.district, estate_id, coverage=answer.coverage)

    def _detours_to(self, scenario: Scenario, estate_id: str) -> tuple[Detour, ...]:
        answer = self._answer(scenario)
        return detours_of(answer.district, estate_id, coverage=answer.coverage)

    def _around_the_clock(self, scenario: Scenario) -> HourlyCoverage:
        known = self.answers.known_answer(self._calculate, scenario)
        if known is None:
            return cover_by_hour(self._placed(scenario))
        return cover_by_hour(known.district, now=known.coverage)

    def _reached_by_drive(
        self, network: RoadNetwork, lon: float, lat: float, minutes: float
    ) -> shapely.MultiPolygon:
        point = self._on_road(lon, lat)
        found = circles(network, point, road_map=self.district.road_map, limits_min=(minutes,))
        return found.geometry.iloc[0]

    def _site_places(self, scenario: Scenario, weight: str = "") -> SitePlaces:
        district = self._with_stations(scenario)
        return site_places(district.with_weight(weight) if weight else district)

    def _cheapest_fixes(self, scenario: Scenario) -> list[Notice | None]:
        return cheapest_fix_notices(self._with_stations(scenario), self._fix_rows(scenario))

    def _found_fixes(self, scenario: Scenario) -> pd.DataFrame:
        places = self._places(scenario)
        district = self._with_stations(scenario)
        coverage = self._answer(scenario).coverage
        reopened = self._with_one_road_open(scenario)
        return fixes_of(district, coverage, places.sites, places.cover_rows, reopened=reopened)

    def _with_one_road_open(self, scenario: Scenario) -> list[District]:
        closed = scenario.closures
        return [
            self._with_stations(
                scenario.model_copy(update={"closures": closed[:number] + closed[number + 1 :]})
            )
            for number in range(len(closed))
        ]

    def _zoning_problem(self, roads: Scenario) -> tuple[zoning.ZoningProblem, pd.DataFrame]:
        management = decide_management(self.district)
        return zoning_problem(self._roads(roads), management["operator"]), management

    def _zone(
        self,
        zone_of: tuple[tuple[str, int], ...],
        count: int,
        bound: float | None,
        roads: Scenario,
        by_hand: bool,
    ) -> ScenarioZones:
        problem, management = self._problem(roads)
        label = dict(zone_of)
        labels = [label.get(estate, -1) for estate in self.district.estates["estate_id"]]
        drawn = Zoning.from_labels(
            problem,
            labels,
            rules=zoning_rules(self._roads(roads)),
            zones=count,
            bound=np.nan if bound is None else bound,
            by_hand=by_hand,
        )
        zones, estates = zone_tables(self.district, drawn, management)
        cells = self._cells()
        joined = [shapely.union_all(cells[members]) for members in drawn.members]
        areas = areas_within_barriers(self._roads(roads), drawn.zone_of, joined)
        return ScenarioZones(
            zoning=drawn,
            zones=gpd.GeoDataFrame(zones, geometry=areas, crs=4326),
            estates=estates,
        )

    def _estate_cells(self) -> NDArray[np.object_]:
        """Return the area of every estate by itself: zones are unions of them, at once."""
        problem, _ = self._problem(Scenario())
        single = Zoning.from_labels(
            problem, np.arange(problem.n_estates), rules=zoning_rules(self.district)
        )
        return np.asarray(zone_areas(self.district, single).to_numpy())


def _all_stations(district: District, covered: Covered, tried: set[str]) -> pd.DataFrame:
    stations = district.inputs.stations
    ids = stations["station_id"]
    served = {}
    for column in ("estates_served", "households_served"):
        counts = dict(zip(covered.stations["station_id"], covered.stations[column], strict=True))
        served[column] = np.array([counts.get(one, 0) for one in ids], dtype=np.int64)
    listed = {name: stations[name] for name in stations.columns if name != "geometry"}
    changed = {
        "status": stations["status"].mask(ids.isin(tried), "candidate"),
        "lon": stations.geometry.x,
        "lat": stations.geometry.y,
        "crews": listed.get("crews", np.nan),
    }
    return pd.DataFrame({**listed, **changed, **served})


def _figures(district: District, covered: Covered, tried: set[str]) -> Figures:
    summary = covered.summary
    answering = district.stations["station_id"].isin(tried)
    return Figures(
        households=int(district.households.sum()),
        households_covered=summary["households_covered"],
        share_households=summary["share_households"],
        estates=len(district.estates),
        estates_covered=summary["estates_covered"],
        estates_late=summary["estates_late"],
        estates_unreachable=summary["estates_unreachable"],
        estates_unsure=summary["estates_unsure"],
        stations=int((~answering).sum()),
        new_stations=len(tried),
    )


def answered_once(
    ask: Callable[Concatenate[Planner, Asked], Answer],
) -> Callable[Concatenate[Planner, Asked], Answer]:
    """Return a question about a planner that is calculated once, as long as there is room.

    Parameters
    ----------
    ask : callable
        Its first argument is the planner; all can be hashed.

    Returns
    -------
    callable
    """

    @wraps(ask)
    def answer(planner: Planner, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        return planner.answers.answer(ask, planner, *asked, **named)

    return answer


def open_planner(folder: Path) -> Planner:
    """Return the planner of a workspace, opened anew only when one of its files has changed.

    Parameters
    ----------
    folder : Path
        The workspace folder.

    Returns
    -------
    Planner

    Raises
    ------
    WorkspaceError, SettingsError
        When the workspace cannot be used; all faults together.
    """
    settings_file = folder if file_there(folder) else folder / SETTINGS_FILE
    changed_ns = settings_file.stat().st_mtime_ns if file_there(settings_file) else 0
    # Who asks while another opens the folder waits for it: opened twice, both would take longer.
    with _opening.setdefault(folder.resolve(), Lock()):
        workspace = _workspace(folder.resolve(), changed_ns)
        return _planner(workspace, _stamp_of(workspace))


_opening: Final[dict[Path, Lock]] = {}


def _stamp_of(workspace: Workspace) -> tuple[tuple[str, int], ...]:
    """Return which files a workspace names, and when each was changed."""
    named = [workspace.folder / path for _, path in workspace.settings.inputs.named()]
    files = sorted([decisions_path(workspace), *named])
    return tuple((path.name, path.stat().st_mtime_ns) for path in files if file_there(path))


@lru_cache(maxsize=16)
def _workspace(folder: Path, _changed_ns: int) -> Workspace:
    return open_workspace(folder)


@lru_cache(maxsize=4)
def _planner(workspace: Workspace, _stamp: tuple[tuple[str, int], ...]) -> Planner:
    return Planner(open_workspace(workspace.folder))


def _own_candidates(scenario: Scenario) -> gpd.GeoDataFrame:
    own = scenario.candidates
    return gpd.GeoDataFrame(
        {"candidate_id": [one.station_id for one in own], "name": [one.name for one in own]},
        geometry=gpd.points_from_xy([one.lon for one in own], [one.lat for one in own]),
        crs=4326,
    )
