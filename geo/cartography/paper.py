"""The sheet of paper that a printed map lies on: from degrees to millimetres."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.cartography.labels import Box
from geo.cartography.map_data import bounds
from geo.coords import local_plane, project, unproject

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["WIDTH_MM", "Paper", "lay_paper", "paper_over", "whole_shapes"]

WIDTH_MM: Final = 180.0
"""Between the margins of A4."""

_MAX_HEIGHT_MM: Final = 165.0
_MARGIN_SHARE: Final = 0.04
_SMALLEST_MARGIN_M: Final = 100.0


@dataclass(frozen=True)
class Paper:
    """A piece of paper laid over a piece of land.

    Attributes
    ----------
    plane : str
        Plane in metres, as :func:`~geo.coords.local_plane` names it.
    west_m, north_m : float
        The paper's upper left corner in that plane.
    m_per_mm : float
        Metres on the ground per millimetre on paper; times 1,000 it is the scale.
    width_mm, height_mm : float
        Size of the map.
    """

    plane: str
    west_m: float
    north_m: float
    m_per_mm: float
    width_mm: float
    height_mm: float

    @property
    def box(self) -> Box:
        """The paper."""
        return Box(0, 0, self.width_mm, self.height_mm)

    @property
    def land(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the land under the paper, in degrees."""
        east_m = self.west_m + self.width_mm * self.m_per_mm
        south_m = self.north_m - self.height_mm * self.m_per_mm
        lon, lat = unproject(
            [self.west_m, self.west_m, east_m, east_m], [self.north_m, south_m] * 2, self.plane
        )
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def placed(self, lon_lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return positions in degrees (n, 2) as millimetres on paper; unknown ones stay NaN."""
        x_m, y_m = project(lon_lat[:, 0], lon_lat[:, 1], self.plane)
        return np.column_stack(
            [(x_m - self.west_m) / self.m_per_mm, (self.north_m - y_m) / self.m_per_mm]
        )

    def cut(self, laid: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Return shapes in millimetres, valid ones, cut at the paper's edges."""
        return np.asarray(shapely.clip_by_rect(laid, 0, 0, self.width_mm, self.height_mm))

    def drawn(
        self, shapes: npt.NDArray[np.object_], *, simplify_mm: float = 0.0
    ) -> npt.NDArray[np.object_]:
        """Return shapes in degrees as shapes in millimetres, cut at the paper's edges."""
        laid = shapely.transform(shapes, self.placed)
        return self.cut(whole_shapes(laid, simplify_mm))

    def points(self, table: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the positions of a table's rows in millimetres, NaN where there is none."""
        return self.placed(table[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan))


def whole_shapes(
    laid: npt.NDArray[np.object_], simplify_mm: float = 0.0
) -> npt.NDArray[np.object_]:
    """Return shapes in millimetres with as few corners as their drawing needs, and valid."""
    if simplify_mm:
        bent = shapely.get_num_coordinates(laid) > 2
        laid = laid.copy()
        laid[bent] = shapely.simplify(laid[bent], simplify_mm)
    return np.asarray(shapely.make_valid(laid))


def lay_paper(plan: "Plan") -> Paper:
    """Return paper that shows the district, its estates and its stations with a small margin."""
    (south, west), (north, east) = bounds(plan.boundary, plan.estates, plan.stations)
    return paper_over((west, south, east, north), highest_mm=_MAX_HEIGHT_MM)


def paper_over(
    land: tuple[float, float, float, float], *, highest_mm: float, lowest_mm: float = 0.0
) -> Paper:
    """Return paper over a piece of land with a small margin.

    Parameters
    ----------
    land : tuple of float
        West, south, east, north in degrees.
    highest_mm, lowest_mm : float
        Height that the map never exceeds, and that it has at least.
    """
    west, south, east, north = land
    plane = local_plane([west, east], [south, north])
    x_m, y_m = project([west, west, east, east], [south, north] * 2, plane)
    left, bottom, right, top = x_m.min(), y_m.min(), x_m.max(), y_m.max()
    margin = max(_MARGIN_SHARE * max(right - left, top - bottom), _SMALLEST_MARGIN_M)
    land_width, land_height = right - left + 2 * margin, top - bottom + 2 * margin
    m_per_mm = max(land_width / WIDTH_MM, land_height / highest_mm)
    height_mm = min(highest_mm, max(land_height / m_per_mm, lowest_mm))
    return Paper(
        plane=plane,
        west_m=(left + right) / 2 - WIDTH_MM * m_per_mm / 2,
        north_m=(top + bottom) / 2 + height_mm * m_per_mm / 2,
        m_per_mm=m_per_mm,
        width_mm=WIDTH_MM,
        height_mm=height_mm,
    )
