"""The road beside every cell of the ground: where a crew leaves its vehicle, and how far it walks.

Which road is the nearest does not depend on who drives there. So the cells of a map are looked up
once, tile by tile as they are asked for, and every crew that gets to one finds it known. A place is
put on a road as gates are (nearest road where a crew can stop; a detached one counts too, and is
never reached), but by samples of the roads in a tree, which is a hundred times as quick as by their
lines.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.kept import KeptAnswers
from geo.roads import RoadMap, stoppable, take_polylines
from geo.travel.circles import CELL_M
from geo.travel.places_along import places_along
from geo.travel.threads import thread_count

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

__all__ = ["KerbRaster", "KerbWindow", "kerb_raster"]

MOST_CELLS: Final = 400_000
"""A window never has more cells: those of a crew that gets very far are larger than `CELL_M`."""

_STEP_M: Final = 15.0
_EARTH_RADIUS_M: Final = 6_371_009.0
_METRES_PER_DEGREE: Final = _EARTH_RADIUS_M * np.pi / 180
_TILE: Final = 64
_ROOM_BYTES: Final = 128 * 2**20
_MOST_TILES: Final = 4_096

Reals = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Numbers = NDArray[np.int64]


class KerbWindow(NamedTuple):
    """A rectangle of cells; ``x`` and ``y`` are degrees times metres per degree of the raster.

    Attributes
    ----------
    x_m, y_m : ndarray, shape (n_columns,) and (n_rows,)
        Centres of the cells.
    stop : ndarray of int, shape (n_rows, n_columns)
        Where the crew stops, for :attr:`KerbRaster.edge`; -1 where no road is near enough.
    walk_m : ndarray of float32, shape (n_rows, n_columns)
        From there to the centre; inf where no road is near enough.
    """

    x_m: Reals
    y_m: Reals
    stop: NDArray[np.int32]
    walk_m: Floats32


@dataclass(frozen=True, eq=False)
class KerbRaster:
    """Places at which a crew can stop, every few metres along the roads, and the cells near them.

    Attributes
    ----------
    edge : ndarray of int, shape (n,)
        -1 on roads that cannot be driven to.
    fraction : ndarray, shape (n,)
    farthest_m : float
        How far a cell may be from its road.
    metres_per_degree : ndarray, shape (2,)
        Of longitude and latitude, in the middle of the map.
    """

    edge: Numbers
    fraction: Reals
    farthest_m: float
    metres_per_degree: Reals
    _tree: "cKDTree"
    _tiles: KeptAnswers

    def window(self, lon: Reals, lat: Reals) -> KerbWindow:
        """Return the cells that hold some places and all that lies near enough to them.

        Parameters
        ----------
        lon, lat : ndarray, shape (n,)
            At least one, degrees.

        Returns
        -------
        KerbWindow
            With a frame of one cell around.
        """
        margin_m = self.farthest_m
        spans = [
            (float(along.min() * scale) - margin_m, float(along.max() * scale) + margin_m)
            for along, scale in zip((lon, lat), self.metres_per_degree.tolist(), strict=True)
        ]
        (west, east), (south, north) = spans
        small_cells = (east - west) * (north - south) / CELL_M**2
        # Larger cells are whole ones of so many small ones: they are kept as these are.
        factor = max(1, int(np.ceil((small_cells / MOST_CELLS) ** 0.5)))
        cell_m = CELL_M * factor
        (left, right), (low, high) = (
            (int(np.floor(least / cell_m)) - 1, int(np.ceil(most / cell_m)) + 1)
            for least, most in spans
        )
        columns, rows = np.arange(left, right + 1), np.arange(low, high + 1)
        stop = np.empty((rows.size, columns.size), np.int32)
        walk_m = np.empty(stop.shape, np.float32)
        for tile_row in range(low // _TILE, high // _TILE + 1):
            down = _within(rows, tile_row)
            for tile_column in range(left // _TILE, right // _TILE + 1):
                across = _within(columns, tile_column)
                tile_stop, tile_walk_m = self._tile(factor, tile_row, tile_column)
                cut = np.ix_(rows[down] % _TILE, columns[across] % _TILE)
                stop[down, across], walk_m[down, across] = tile_stop[cut], tile_walk_m[cut]
        x_m, y_m = (cells.astype(np.float64) * cell_m for cells in (columns, rows))
        return KerbWindow(x_m, y_m, stop, walk_m)

    def _tile(self, factor: int, row: int, column: int) -> tuple[NDArray[np.int32], Floats32]:
        return self._tiles.answer_to(
            (factor, row, column), lambda: self._looked_up(factor, row, column)
        )

    def _looked_up(self, factor: int, row: int, column: int) -> tuple[NDArray[np.int32], Floats32]:
        """Return the stop and the walk of every cell of a tile."""
        cells = np.arange(_TILE) * (CELL_M * factor)
        size_m = _TILE * CELL_M * factor
        lon, lat = np.meshgrid(
            (column * size_m + cells) / self.metres_per_degree[0],
            (row * size_m + cells) / self.metres_per_degree[1],
        )
        apart_m, nearest = self._tree.query(
            _on_globe(lon.ravel(), lat.ravel()),
            distance_upper_bound=self.farthest_m,
            workers=thread_count(None),
        )
        stop = np.where(np.isfinite(apart_m), nearest, -1).astype(np.int32)
        shape = _TILE, _TILE
        return stop.reshape(shape), np.asarray(apart_m, np.float32).reshape(shape)


def _within(cells: Numbers, tile: int) -> slice:
    """Return which of some cells in a row lie in a tile."""
    first, end = np.searchsorted(cells, (tile * _TILE, (tile + 1) * _TILE)).tolist()
    return slice(first, end)


def kerb_raster(road_map: RoadMap, farthest_m: float) -> KerbRaster:
    """Return the cells near the roads of a map, and those detached from them, as long as it lives.

    Parameters
    ----------
    road_map : RoadMap
    farthest_m : float
        How far a cell may be from its road.

    Returns
    -------
    KerbRaster
    """
    known = _KNOWN.setdefault(road_map, {})
    if farthest_m not in known:
        known[farthest_m] = _raster(road_map, farthest_m)
    return known[farthest_m]


_KNOWN: "Final[WeakKeyDictionary[RoadMap, dict[float, KerbRaster]]]" = WeakKeyDictionary()


def _raster(road_map: RoadMap, farthest_m: float) -> KerbRaster:
    from scipy.spatial import cKDTree

    edge, fraction, place = _stops(road_map)
    if road_map.detached is not None:
        _, further, beyond = _stops(road_map.detached)
        edge = np.append(edge, np.full(len(beyond), -1))
        fraction, place = np.append(fraction, further), np.concatenate([place, beyond])
    lat = road_map.shape_lat
    shrink = np.cos(np.radians((lat.min() + lat.max()) / 2)) if lat.size else 1.0
    return KerbRaster(
        edge,
        fraction,
        farthest_m,
        _METRES_PER_DEGREE * np.array([shrink, 1.0]),
        cKDTree(place),
        KeptAnswers(_ROOM_BYTES, _MOST_TILES),
    )


def _stops(road_map: RoadMap) -> tuple[Numbers, Reals, Reals]:
    """Return edges, fractions and places on the globe."""
    edges = np.flatnonzero(stoppable(road_map))
    offset, vertices = take_polylines(road_map.shape_offset, edges)
    lon, lat = road_map.shape_lon[vertices], road_map.shape_lat[vertices]
    shrink = np.cos(np.radians(lat.mean())) if lat.size else 1.0
    scale = _METRES_PER_DEGREE * np.array([shrink, 1.0])
    line, fraction, place = places_along(
        np.column_stack([lon, lat]) * scale,
        np.repeat(np.arange(len(edges)), np.diff(offset)),
        step_m=_STEP_M,
    )
    return edges[line], fraction, _on_globe(*(place / scale).T)


def _on_globe(lon: Reals, lat: Reals) -> Reals:
    """Return places in degrees as metres from the middle of the earth, shape (n, 3).

    Chords between them are as good as distances on it.
    """
    east, north = np.radians(lon), np.radians(lat)
    flat = np.cos(north)
    return _EARTH_RADIUS_M * np.column_stack(
        [flat * np.cos(east), flat * np.sin(east), np.sin(north)]
    )
