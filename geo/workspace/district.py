"""A district put on its roads: where crews start, by which gates estates are entered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, islice
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.coverage import Coverage, Day, OnDuty, cover
from geo.errors import CoverageError, WorkspaceError
from geo.joining import joined
from geo.places import Places
from geo.response import ResponseModel
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, snap
from geo.settings import Settings
from geo.summary import Summarized
from geo.travel import closures, group_times, point_times
from geo.workdays import DayKind, day_kind
from geo.workspace.gates import Gates, gates_on_roads, quickest_pairs
from geo.workspace.hourly_roads import HourlyRoads, network_at
from geo.workspace.hours import DayAndNight
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import Inputs, read_inputs
from geo.workspace.reading.shifts import plan_day
from geo.workspace.station_rows import station_rows
from geo.workspace.too_large import refuse_many_stations
from geo.workspace.weights import HOUSEHOLDS, weight_column, weight_of

__all__ = [
    "NEW_STATION",
    "District",
    "open_district",
    "open_stations",
    "refuse_without_stations",
    "survey",
]

Minutes = NDArray[np.float64]

NEW_STATION: Final = "NEW-"
"""How the ids of stations begin that nobody has listed: tried, proposed."""


@dataclass(frozen=True, eq=False, repr=False)
class District(Summarized):
    """Everything that answers about a district are calculated from.

    Attributes
    ----------
    settings : Settings
        What the workspace asks for.
    inputs : Inputs
        The lists and the roads.
    roads : HourlyRoads
        The roads as minutes, at the hour of the plan and at others.
    gates : Gates
        The gates of all estates, on the roads.
    station_points : SnappedPoints
        The open stations, on the roads.
    model : ResponseModel
        The legs beside the drive and their spread.
    closed_areas : tuple of Polygon
        Whose roads are closed, in WGS-84.
    further_barriers : tuple of lines or areas
        What no zone crosses beside the barriers of the workspace, in WGS-84.
    further_seeds : tuple of str
        Estates or places of which each gets a zone of its own, beside those of the workspace.
    """

    settings: Settings
    inputs: Inputs
    roads: HourlyRoads
    gates: Gates
    station_points: SnappedPoints
    model: ResponseModel
    closed_areas: tuple[shapely.Geometry, ...] = ()
    further_barriers: tuple[shapely.Geometry, ...] = ()
    further_seeds: tuple[str, ...] = ()

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "name", self.settings.name or "–"
        yield "estates", f"{len(self.estates):,}"
        yield "households", f"{self.households.sum():,.0f}"
        yield "stations", f"{len(self.stations):,}"
        yield "hour", str(self.settings.response.hour)
        yield "target", f"{self.settings.target.minutes:g} min"

    @property
    def stations(self) -> gpd.GeoDataFrame:
        """The stations that answer calls at the hour of the plan, with their crews on duty."""
        return self._on_duty[0].copy(deep=False)

    @property
    def turnout_min(self) -> Minutes:
        """Median turnout of the crews on duty, shape (n_stations,)."""
        return self._on_duty[1]

    @cached_property
    def _on_duty(self) -> tuple[gpd.GeoDataFrame, Minutes]:
        stations, turnout_min = stations_on_duty(self.inputs, self.settings)
        turnout_min.setflags(write=False)
        return stations, turnout_min

    @property
    def kind_of_day(self) -> DayKind:
        """What kind of day the plan stands for."""
        day = plan_day(self.settings)
        return day if isinstance(day, DayKind) else day_kind(day)

    @property
    def estates(self) -> Places:
        """The estates, one row each; ``explore`` draws them offline."""
        estates = self.inputs.estates
        return estates if isinstance(estates, Places) else Places(estates)

    @property
    def network(self) -> RoadNetwork:
        """The roads as minutes at the hour of the plan."""
        return self.roads.now

    @property
    def slowed_areas(self) -> tuple[tuple[shapely.Geometry, float], ...]:
        """Areas whose roads take longer, in WGS-84, and how many times as long."""
        return self.roads.slowed

    @property
    def road_map(self) -> RoadMap:
        """The roads with their shapes."""
        return self.inputs.road_map

    @property
    def households(self) -> Minutes:
        """Households of every estate, shape (n_estates,)."""
        return np.asarray(self.estates["households"], np.float64)

    @cached_property
    def demand(self) -> Minutes:
        """What every estate counts in coverage, siting and zones, shape (n_estates,).

        Households, or the column that ``[demand] weight`` names.
        """
        return weight_of(self.estates, self.settings.demand.weight)

    @cached_property
    def position_error_m(self) -> Minutes | None:
        """How far the position of each estate may be off, metres; None where all are exact.

        What the list states goes first; else it follows from how precisely the place was found.
        """
        estates, usual = self.estates, self.settings.positions.model_dump()
        precision = estates.get("location_precision", pd.Series("", index=estates.index))
        error_m = precision.map(usual).fillna(0.0).astype(np.float64)
        if "position_error_m" in estates:
            error_m = estates["position_error_m"].astype(np.float64).fillna(error_m)
        return error_m.to_numpy() if error_m.any() else None

    @property
    def counts_households(self) -> bool:
        """Whether households are what counts."""
        return self.settings.demand.weight == HOUSEHOLDS

    def minutes_to_estates(self, origins: SnappedPoints) -> tuple[Minutes, Minutes]:
        """Return drive and access minutes from places to every estate, by its best open gate.

        Parameters
        ----------
        origins : SnappedPoints
            Where crews start, shape (n_origins,).

        Returns
        -------
        drive_min, access_min : ndarray, shape (n_origins, n_estates)
            Median minutes through the gate with the least sum; inf where there is no way.

        Raises
        ------
        WorkspaceError
            When the machine has no memory for so many pairs.
        """
        refuse_many_stations(len(origins), len(self.estates))
        return self.gates.best(self.minutes_to_gates(origins), self.model)

    def minutes_from_stations(self) -> tuple[Minutes, Minutes]:
        """Return the same from the stations that answer calls.

        Where one station moves or comes, the others stay where they are: the minutes of each are
        kept as long as there are these roads and gates, as far as there is room.

        Returns
        -------
        drive_min, access_min : ndarray, shape (n_stations, n_estates)
        """
        return station_rows(
            self.station_points,
            self.minutes_to_estates,
            ground=self.network,
            asked=(self.gates, self.model),
            n_estates=len(self.estates),
        )

    def minutes_to_gates(self, origins: SnappedPoints) -> Minutes:
        """Return drive minutes from places to every gate, open or not, (n_origins, n_gates)."""
        return self.minutes_to_points(origins, self.gates.points)

    def minutes_to_points(self, origins: SnappedPoints, destinations: SnappedPoints) -> Minutes:
        """Return drive minutes between places on the roads, (n_origins, n_destinations)."""
        times = point_times(
            self.network, origins=origins, destinations=destinations, limit_min=np.inf
        )
        return times.minutes.astype(np.float64)

    def minutes_between_estates(self, those: NDArray[np.int64] | None = None) -> Minutes:
        """Return drive minutes between the gates of estates, without access.

        Parameters
        ----------
        those : ndarray of int, optional
            Some estates, ascending, each once. Default: all.

        Returns
        -------
        ndarray, shape (n_estates, n_estates)
            ``[centre, member]``, by the quickest pair of gates, open or closed at this hour; 0 on
            the diagonal of estates that lie on a road.
        """
        gates = self.gates if those is None else self.gates.of(those)
        drive_min = self.minutes_to_points(gates.points, gates.points)
        return quickest_pairs(gates.estate, gates.n_estates, drive_min)

    def minutes_within(
        self, group: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int64], Minutes]]:
        """Yield the same among the estates of each group alone.

        Parameters
        ----------
        group : ndarray of int, shape (n_estates,)
            Code of the group of each estate.

        Yields
        ------
        those : ndarray of int64, shape (k,)
            The estates of a group in order; groups in order of their codes.
        minutes : ndarray, shape (k, k)
        """
        gates = self.gates
        by_code = {
            int(group[gates.estate[rows[0]]]): (rows, drive_min)
            for rows, drive_min in group_times(
                self.network, points=gates.points, group=group[gates.estate]
            )
        }
        without_gates = np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
        order = np.argsort(group, kind="stable")
        for those in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            rows, drive_min = by_code.get(int(group[those[0]]), without_gates)
            behind = np.searchsorted(those, gates.estate[rows])
            yield those, quickest_pairs(behind, those.size, drive_min.astype(np.float64))

    def with_network(self, network: RoadNetwork) -> "District":
        """Return the district with other minutes on its roads."""
        return replace(self, roads=self.roads.with_now(network))

    def at_hour(self, hour: int, day: Day | None = None) -> "District":
        """Return the district at another hour: traffic, open gates, crews on duty.

        Parameters
        ----------
        hour : int
            0 to 23.

        Returns
        -------
        District
            Roads that are closed stay closed, slow ones slow.

        Raises
        ------
        WorkspaceError
            When there is no such hour.
        """
        if hour not in range(24):
            raise WorkspaceError("scenario.no_hour", found=hour)
        response = self.settings.response.model_copy(update={"hour": hour})
        settings = self.settings.model_copy(update={"response": response})
        if day is not None:
            said = day.value if isinstance(day, DayKind) else day.isoformat()
            shifts = settings.shifts.model_copy(update={"day": said})
            settings = settings.model_copy(update={"shifts": shifts})
        there = survey(self.inputs, settings).with_roads_closed(*self.closed_areas)
        return there.with_roads_slowed(*self.slowed_areas)

    def with_skill(self, skill: str) -> "District":
        """Return the district with the crews alone that have a skill, or mend everything.

        Parameters
        ----------
        skill : str

        Returns
        -------
        District
        """
        duty = self.inputs.duty.with_skill(skill)
        skilled = replace(self, inputs=replace(self.inputs, duty=duty))
        places = skilled.stations.geometry
        return replace(skilled, station_points=self.snap(places.x, places.y))

    def with_target(
        self, *, minutes: float | None = None, percentile: float | None = None
    ) -> "District":
        """Return the district under another promise.

        Parameters
        ----------
        minutes : float, optional
            The target; as now where it is left out.
        percentile : float, optional
            The share of responses that must meet it; as now where it is left out.

        Returns
        -------
        District

        Raises
        ------
        SettingsError
            When the promise is none: the minutes not positive, the share not between 0 and 1.
        """
        settings = self.settings.with_target(minutes=minutes, percentile=percentile)
        return replace(self, settings=settings)

    def with_weight(self, column: str) -> "District":
        """Return the district with another column of its list to count.

        Parameters
        ----------
        column : str
            ``residents``, 老年人口, …; the name of the column or the header of the file.

        Returns
        -------
        District

        Raises
        ------
        WorkspaceError
            When the list has no such column, or it holds what is no amount.
        """
        name = weight_column(self.estates, column)
        weight_of(self.estates, name)
        demand = self.settings.demand.model_copy(update={"weight": name})
        return replace(self, settings=self.settings.model_copy(update={"demand": demand}))

    def with_stations(
        self,
        stations: gpd.GeoDataFrame | Sequence[tuple[float, float]],
        *,
        points: SnappedPoints | None = None,
    ) -> "District":
        """Return the district with further open stations behind those of today.

        Parameters
        ----------
        stations : GeoDataFrame or sequence of (lon, lat)
            Where they stand, WGS-84. A table may name them by ``station_id`` and ``name``;
            otherwise they are called ``NEW-1``, ``NEW-2``, …
        points : SnappedPoints, optional
            The stations on the roads, where that is known already.

        Returns
        -------
        District

        Examples
        --------
        >>> from geo.workspace import cover_stations, open_district, open_workspace
        >>> town = open_district(open_workspace("data/toy"))
        >>> cover_stations(town).summary["households_covered"]
        830
        >>> more = town.with_stations([(114.004, 30.005)])
        >>> len(more.stations) - len(town.stations)
        1
        """
        listed = self.inputs.stations
        further = _station_table(stations, listed["station_id"])
        everyone = gpd.GeoDataFrame(pd.concat([listed, further], ignore_index=True), crs=4326)
        if points is None:
            points = self.snap(further.geometry.x.to_numpy(), further.geometry.y.to_numpy())
        inputs = replace(self.inputs, stations=everyone)
        # The further stations stand at the end of the list, behind the open ones.
        on_duty = np.flatnonzero(self.on_duty(further["station_id"].tolist()).is_manned)
        return replace(
            self,
            inputs=inputs,
            station_points=joined([self.station_points, points.take(on_duty)]),
        )

    def without_station(self, station_id: str) -> "District":
        """Return the district with one of its open stations closed.

        Raises
        ------
        WorkspaceError
            When no open station has this id.
        """
        open_ids = self.stations["station_id"].tolist()
        if station_id not in open_ids:
            raise WorkspaceError(
                "workspace.no_station", found=station_id, valid=", ".join(open_ids)
            )
        kept = np.array([number for number, one in enumerate(open_ids) if one != station_id], int)
        listed = self.inputs.stations
        others = listed[listed["station_id"] != station_id].reset_index(drop=True)
        return replace(
            self,
            inputs=replace(self.inputs, stations=others),
            station_points=self.station_points.take(kept),
        )

    def with_roads_closed(self, *areas: shapely.Geometry) -> "District":
        """Return the district without the roads that touch some areas.

        Parameters
        ----------
        *areas : Polygon
            In WGS-84.

        Returns
        -------
        District

        Raises
        ------
        TravelError
            When an area meets no road, or no road would be left.
        """
        network = self.network
        for area in areas:
            drive_min = closures(self.road_map, network, area=area)
            network = network.with_drive_min(drive_min)
        there = self.with_network(network)
        return replace(there, closed_areas=(*self.closed_areas, *areas))

    @property
    def barriers(self) -> tuple[shapely.Geometry, ...]:
        """What no zone crosses, in WGS-84."""
        return (*self.inputs.barriers, *self.further_barriers)

    @property
    def seeds(self) -> tuple[str, ...]:
        """Estates, or places as ``LON,LAT``, of which each gets a zone of its own."""
        return tuple(dict.fromkeys((*self.settings.zoning.seeds, *self.further_seeds)))

    def with_zone_marks(
        self, *, barriers: Sequence[shapely.Geometry] = (), seeds: Sequence[str] = ()
    ) -> "District":
        """Return the district with further barriers and seeds of its zones.

        Parameters
        ----------
        barriers : sequence of lines or areas
            In WGS-84.
        seeds : sequence of str
            Ids of estates, or places as ``LON,LAT``.
        """
        return replace(
            self,
            further_barriers=(*self.further_barriers, *barriers),
            further_seeds=(*self.further_seeds, *seeds),
        )

    def with_roads_slowed(self, *areas: tuple[shapely.Geometry, float]) -> "District":
        """Return the district with longer minutes on the roads that touch some areas.

        Parameters
        ----------
        *areas : (Polygon, float)
            In WGS-84, and what the minutes are multiplied by.

        Returns
        -------
        District

        Raises
        ------
        TravelError
            When an area meets no road, or a factor is not above 0.
        """
        return replace(self, roads=self.roads.slowed_in(*areas))

    def verdicts(
        self,
        drive_min: Minutes,
        access_min: Minutes,
        *,
        turnout_min: Minutes | None = None,
        target_min: float | None = None,
    ) -> Coverage:
        """Return the verdicts for given minutes from stations, or from these and further sites.

        Parameters
        ----------
        drive_min, access_min : ndarray, shape (n_origins, n_estates)
            Median minutes by the best open door, the stations first.
        turnout_min : ndarray, shape (n_origins,), optional
            Default: that of the stations, and of the settings for further sites.
        target_min : float, optional
            Another target than that of the settings.
        """
        target = self.settings.target
        return cover(
            drive_min=drive_min,
            access_min=access_min,
            model=self.model,
            target_min=target.minutes if target_min is None else target_min,
            percentile=target.percentile,
            located=self.gates.has_gate,
            position_error_m=self.position_error_m,
            turnout_min=self.turnouts_of(len(drive_min)) if turnout_min is None else turnout_min,
        )

    def response_minutes(self, drive_min: Minutes, access_min: Minutes) -> Minutes:
        """Return the median minutes of the whole response from the stations on duty.

        Parameters
        ----------
        drive_min, access_min : ndarray, shape (n_stations, n_estates)
            As :meth:`minutes_to_estates` gives them for these stations.
        """
        return (self.model.call_min + self.turnout_min)[:, None] + drive_min + access_min

    def turnouts_of(self, n_origins: int) -> Minutes:
        """Return median turnouts of places: the crews on duty first, nan for further sites."""
        known = self.turnout_min[:n_origins]
        return np.append(known, np.full(n_origins - known.size, np.nan))

    def on_duty(self, station_ids: Sequence[str]) -> OnDuty:
        """Return who is on duty at the hour of the plan, of stations or candidates by their ids."""
        return self.inputs.duty.at(
            plan_day(self.settings),
            self.settings.response.hour,
            station_ids,
            turnout_min=self.settings.response.turnout_min,
        )

    def hours(self, now: Coverage | None = None) -> DayAndNight:
        """Return what every hour of every kind of day needs, prepared once.

        Parameters
        ----------
        now : Coverage, optional
            The verdicts of the hour of the plan, where they are known.
        """
        stations = open_stations(self.inputs.stations)
        all_on_duty = len(stations) == len(self.stations)
        hours = self.hours_of(
            tuple(stations["station_id"]),
            self.station_points
            if all_on_duty
            else self.snap(stations.geometry.x.to_numpy(), stations.geometry.y.to_numpy()),
            crews=tuple(stations["crews"].astype("Float64").fillna(1).astype(int)),
        )
        day = plan_day(self.settings)
        if now is not None and isinstance(day, DayKind):
            hours.take_verdicts(day, self.settings.response.hour, now)
        return hours

    def hours_of(
        self, station_ids: tuple[str, ...], points: SnappedPoints, *, crews: tuple[int, ...]
    ) -> DayAndNight:
        """Return the same for other places than the open stations: where crews could be on duty.

        Parameters
        ----------
        station_ids : tuple of str
            By which the shifts know them; others are on duty all day.
        points : SnappedPoints
            Where they stand.
        crews : tuple of int
            Crews of those without shifts.
        """
        return DayAndNight(
            roads=self.roads,
            station_ids=station_ids,
            crews=crews,
            points=points,
            gates=self.gates,
            model=self.model,
            duty=self.inputs.duty,
            judge=self.verdicts,
        )

    def with_own_candidates(self, own: gpd.GeoDataFrame) -> "District":
        """Return the district with further places where a station could stand."""
        return replace(self, inputs=replace(self.inputs, own_candidates=own))

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> SnappedPoints:
        """Return places put on the nearest road where a crew can stop."""
        return snap(self.road_map, lon, lat, max_distance_m=self.settings.response.max_snap_m)


def open_stations(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the stations that are open, in the order of the list.

    Parameters
    ----------
    stations : GeoDataFrame
        With ``status``.

    Returns
    -------
    GeoDataFrame
    """
    return stations[stations["status"] == "open"].reset_index(drop=True)


def refuse_without_stations(district: District) -> None:
    """Refuse a question about crews where no station answers at the hour of the plan.

    Parameters
    ----------
    district : District

    Raises
    ------
    CoverageError
        With what to do about it.
    """
    if not len(district.stations):
        raise CoverageError("workspace.nobody_answers")


def stations_on_duty(inputs: Inputs, settings: Settings) -> tuple[gpd.GeoDataFrame, Minutes]:
    """Return the open stations with a crew on duty at the hour of the plan, and their turnout."""
    stations = open_stations(inputs.stations)
    if not inputs.duty.shifts:
        return stations, np.full(len(stations), settings.response.turnout_min)
    on = inputs.duty.at(
        plan_day(settings),
        settings.response.hour,
        stations["station_id"].tolist(),
        turnout_min=settings.response.turnout_min,
    )
    stations["crews"] = stations["crews"].mask(on.crews >= 0, pd.Series(on.crews))
    return stations[on.is_manned].reset_index(drop=True), on.turnout_min[on.is_manned]


def _station_table(
    stations: gpd.GeoDataFrame | Sequence[tuple[float, float]], taken: "pd.Series[str]"
) -> gpd.GeoDataFrame:
    """Return further stations with ids, names and the status of open ones."""
    if not isinstance(stations, gpd.GeoDataFrame):
        lon, lat = np.asarray(stations, np.float64).reshape(-1, 2).T
        stations = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
    table = stations if stations.crs == 4326 else stations.to_crs(4326)
    table = table.reset_index(drop=True)
    if "station_id" not in table:
        free = (f"{NEW_STATION}{number}" for number in count(1))
        known = set(taken)
        ids = [*islice((one for one in free if one not in known), len(table))]
        table = table.assign(station_id=ids)
    if "name" not in table:
        table = table.assign(name=table["station_id"])
    return table.assign(status="open")


def survey(inputs: Inputs, settings: Settings) -> District:
    """Put a district on its roads.

    Parameters
    ----------
    inputs : Inputs
        The lists and the roads.
    settings : Settings
        Speeds, hour, snapping distance.

    Returns
    -------
    District
    """
    response = settings.response
    if not isinstance(inputs.estates, Places):
        inputs = replace(inputs, estates=Places(inputs.estates))
    stations, _ = stations_on_duty(inputs, settings)
    network = network_at(inputs.road_map, inputs.speed_profile, settings, response.hour)
    return District(
        settings=settings,
        inputs=inputs,
        roads=HourlyRoads(inputs.road_map, inputs.speed_profile, settings, now=network),
        gates=gates_on_roads(
            inputs.estates,
            inputs.gates,
            inputs.road_map,
            max_distance_m=response.max_snap_m,
            hour=response.hour,
        ),
        station_points=snap(
            inputs.road_map,
            stations.geometry.x.to_numpy(),
            stations.geometry.y.to_numpy(),
            max_distance_m=response.max_snap_m,
        ),
        model=response_model(settings),
    )


def open_district(workspace: Workspace) -> District:
    """Read a workspace and put it on its roads.

    Parameters
    ----------
    workspace : Workspace
        The workspace.

    Returns
    -------
    District

    Raises
    ------
    WorkspaceError
        When inputs cannot be used; all their faults together.
    """
    return survey(read_inputs(workspace), workspace.settings)


def response_model(settings: Settings) -> ResponseModel:
    """Return the legs of the response that a workspace asks for."""
    legs = settings.response.model_dump(exclude={"hour", "max_snap_m", "warn_snap_m"})
    return ResponseModel(**legs)
