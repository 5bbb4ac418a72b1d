"""A district put on its roads: where crews start, by which doors estates are entered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.coverage import Coverage, Day, cover
from geo.response import ResponseModel
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, snap
from geo.settings import Settings
from geo.travel import closures, point_times
from geo.workdays import DayKind
from geo.workspace.gates import Gates, gates_on_roads
from geo.workspace.hourly_roads import HourlyRoads, network_at
from geo.workspace.hours import DayAndNight
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import Inputs, read_inputs
from geo.workspace.reading.shifts import plan_day

__all__ = ["District", "open_district", "survey"]

Minutes = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class District:
    """Everything that answers about a district are reckoned from.

    Attributes
    ----------
    settings : Settings
        What the workspace asks for.
    inputs : Inputs
        The lists and the roads.
    network : RoadNetwork
        The roads as minutes at the hour of the plan.
    doors : Gates
        The gates of all estates, on the roads.
    station_points : SnappedPoints
        The open stations, on the roads.
    model : ResponseModel
        The legs beside the drive and their spread.
    """

    settings: Settings
    inputs: Inputs
    network: RoadNetwork
    doors: Gates
    station_points: SnappedPoints
    model: ResponseModel

    @property
    def stations(self) -> gpd.GeoDataFrame:
        """The stations that answer calls at the hour of the plan, with their crews on duty."""
        return stations_on_duty(self.inputs, self.settings)[0]

    @property
    def turnout_min(self) -> Minutes:
        """Median turnout of the crews on duty, shape (n_stations,)."""
        return stations_on_duty(self.inputs, self.settings)[1]

    @property
    def estates(self) -> gpd.GeoDataFrame:
        """The estates, one row each."""
        return self.inputs.estates

    @property
    def road_map(self) -> RoadMap:
        """The roads with their shapes."""
        return self.inputs.road_map

    @property
    def households(self) -> Minutes:
        """Households of every estate, shape (n_estates,)."""
        return np.asarray(self.estates["households"], np.float64)

    def minutes_to_estates(self, origins: SnappedPoints) -> tuple[Minutes, Minutes]:
        """Return drive and access minutes from places to every estate, by its best open door.

        Parameters
        ----------
        origins : SnappedPoints
            Where crews start, shape (n_origins,).

        Returns
        -------
        drive_min, access_min : ndarray, shape (n_origins, n_estates)
            Median minutes through the door with the least sum; inf where there is no way.
        """
        return self.doors.best(self.minutes_to_gates(origins), self.model)

    def minutes_to_gates(self, origins: SnappedPoints) -> Minutes:
        """Return drive minutes from places to every door, open or not, (n_origins, n_gates)."""
        return self.minutes_to_points(origins, self.doors.points)

    def minutes_to_points(self, origins: SnappedPoints, destinations: SnappedPoints) -> Minutes:
        """Return drive minutes between places on the roads, (n_origins, n_destinations)."""
        times = point_times(
            self.network, origins=origins, destinations=destinations, limit_min=np.inf
        )
        return times.minutes.astype(np.float64)

    def minutes_between_estates(self) -> Minutes:
        """Return drive minutes between the doors of estates, without access.

        Returns
        -------
        ndarray, shape (n_estates, n_estates)
            ``[centre, member]``, by the quickest pair of doors, open or closed at this hour; 0 on
            the diagonal of estates that lie on a road.
        """
        return self.doors.quickest_pairs(self.minutes_to_gates(self.doors.points))

    def with_network(self, network: RoadNetwork) -> "District":
        """Return the district with other minutes on its roads."""
        return replace(self, network=network)

    def at_hour(self, hour: int, day: Day | None = None) -> "District":
        """Return the district at another hour: traffic, open doors, crews on duty.

        Parameters
        ----------
        hour : int
            0 to 23.
        day : DayKind or date, optional
            Another day too.
        """
        response = self.settings.response.model_copy(update={"hour": hour})
        settings = self.settings.model_copy(update={"response": response})
        if day is not None:
            said = day.value if isinstance(day, DayKind) else day.isoformat()
            shifts = settings.shifts.model_copy(update={"day": said})
            settings = settings.model_copy(update={"shifts": shifts})
        return survey(self.inputs, settings)

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
        if turnout_min is None:
            known = self.turnout_min[: len(drive_min)]
            turnout_min = np.append(known, np.full(len(drive_min) - known.size, np.nan))
        return cover(
            drive_min=drive_min,
            access_min=access_min,
            model=self.model,
            target_min=target.minutes if target_min is None else target_min,
            percentile=target.percentile,
            located=self.doors.has_gate,
            position_error_m=position_errors(self),
            turnout_min=turnout_min,
        )

    def hours(self) -> DayAndNight:
        """Return what every hour of every kind of day needs, prepared once."""
        stations = open_stations(self.inputs.stations)
        all_on_duty = len(stations) == len(self.stations)
        return DayAndNight(
            roads=HourlyRoads(
                self.road_map, self.inputs.speed_profile, self.settings, now=self.network
            ),
            station_ids=tuple(stations["station_id"]),
            crews=tuple(stations["crews"].astype("Float64").fillna(1).astype(int)),
            points=self.station_points
            if all_on_duty
            else self.snap(stations.geometry.x.to_numpy(), stations.geometry.y.to_numpy()),
            gates=self.doors,
            model=self.model,
            duty=self.inputs.duty,
            judge=self.verdicts,
        )

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> SnappedPoints:
        """Return places put on the nearest road where a crew can stop."""
        return snap(self.road_map, lon, lat, max_distance_m=self.settings.response.max_snap_m)


def open_stations(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the stations that are open, in the order of the list."""
    return stations[stations["status"] == "open"].reset_index(drop=True)


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
    stations, _ = stations_on_duty(inputs, settings)
    return District(
        settings=settings,
        inputs=inputs,
        network=network_at(inputs.road_map, inputs.speed_profile, settings, response.hour),
        doors=gates_on_roads(
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


def position_errors(district: District) -> Minutes | None:
    """Return how far each estate's position may be off, in metres; 0 where nothing is said."""
    error_m = district.estates.get("position_error_m")
    return None if error_m is None else error_m.fillna(0.0).to_numpy(np.float64)


def close_roads(district: District, areas: Iterable[shapely.Polygon]) -> District:
    """Return a district without the roads that touch some areas.

    Parameters
    ----------
    district : District
    areas : iterable of Polygon
        In WGS-84.

    Raises
    ------
    TravelError
        When an area meets no road, or no road would be left.
    """
    for area in areas:
        drive_min = closures(district.road_map, district.network, area=area)
        district = district.with_network(district.network.with_drive_min(drive_min))
    return district
