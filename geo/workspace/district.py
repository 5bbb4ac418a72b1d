"""A district put on its roads: where crews start, by which doors estates are entered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.response import ResponseModel
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, road_network, snap, turn_network
from geo.settings import Settings
from geo.travel import closures, point_times
from geo.workspace.gates import Gates, gates_on_roads
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import Inputs, read_inputs

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
    def estates(self) -> gpd.GeoDataFrame:
        """The estates, one row each."""
        return self.inputs.estates

    @property
    def stations(self) -> gpd.GeoDataFrame:
        """The stations that answer calls today."""
        return open_stations(self.inputs.stations)

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

    def at_hour(self, hour: int) -> "District":
        """Return the district at another hour of the day: traffic and open doors."""
        response = self.settings.response.model_copy(update={"hour": hour})
        settings = self.settings.model_copy(update={"response": response})
        return survey(self.inputs, settings)

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> SnappedPoints:
        """Return places put on the nearest road where a crew can stop."""
        return snap(self.road_map, lon, lat, max_distance_m=self.settings.response.max_snap_m)


def open_stations(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the stations that are open, in the order of the list."""
    return stations[stations["status"] == "open"].reset_index(drop=True)


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
    speeds, response = settings.speeds, settings.response
    network = road_network(
        inputs.road_map,
        speed_kmh=speeds.by_class(),
        rush_factor=speeds.rush_factor,
        rush_hours=speeds.rush_hours,
        hour=response.hour,
        profile=inputs.speed_profile,
    )
    if speeds.turns:
        network = turn_network(inputs.road_map, network, hour=response.hour)
    stations = open_stations(inputs.stations)
    return District(
        settings=settings,
        inputs=inputs,
        network=network,
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
