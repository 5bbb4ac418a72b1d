"""How the hour of the day slows the roads, by class."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from geo.errors import Fault, RoadsError
from geo.presence import file_there
from geo.roads.arrays import Floats, Texts, read_only
from geo.roads.road_class import base_class
from geo.summary import Summarized

__all__ = ["EVERY_CLASS", "SpeedProfile", "read_speed_profile", "rush_hour_profile"]

HOURS: Final = 24
EVERY_CLASS: Final = "*"


@dataclass(frozen=True, eq=False, repr=False)
class SpeedProfile(Summarized):
    """A factor on the speed for every class and hour; a class that is not named has the ``*`` row.

    Attributes
    ----------
    factors : mapping of str to ndarray of float64, shape (24,)
        Factors above 0 for the hours 0:00, 1:00, … 23:00, by road class; ``link`` stands for all
        ramps, ``*`` for every class without a row of its own.
    """

    factors: Mapping[str, Floats]

    @classmethod
    def from_table(cls, factors: Mapping[str, Sequence[float] | Floats]) -> "SpeedProfile":
        """Check a table of factors.

        Raises
        ------
        RoadsError
            When a row does not hold 24 finite factors above 0.
        """
        checked = {}
        for road_class, row in factors.items():
            values = read_only(row, np.float64)
            if values.shape != (HOURS,) or not (np.isfinite(values) & (values > 0)).all():
                raise RoadsError("roads.profile_row", road_class=road_class)
            checked[road_class] = values
        return cls(checked)

    def factor(self, road_class: Texts, hour: int) -> Floats:
        """Return the factor of every edge at an hour of the day.

        Parameters
        ----------
        road_class : ndarray of str, shape (n_edges,)
        hour : int
            0 to 23.

        Raises
        ------
        RoadsError
            When there is no such hour.
        """
        if hour not in range(HOURS):
            raise RoadsError("roads.hour", found=hour)
        classes, edge_class = np.unique(road_class, return_inverse=True)
        of_class = np.array([self._row(str(name))[hour] for name in classes], dtype=np.float64)
        return of_class[edge_class]

    def times(self, by_class: Mapping[str, float]) -> "SpeedProfile":
        """Return the profile with further factors at every hour.

        Parameters
        ----------
        by_class : mapping of str to float
            Factors above 0 by road class, ``link`` and ``*`` as in the profile.

        Raises
        ------
        RoadsError
            When a factor is not above 0.
        """
        constant = {name: [factor] * HOURS for name, factor in by_class.items()}
        further = SpeedProfile.from_table(constant)
        names = sorted({*self.factors, *by_class, EVERY_CLASS})
        return SpeedProfile.from_table(
            {name: self._row(name) * further._row(name) for name in names}
        )

    def _row(self, road_class: str) -> Floats:
        for name in (road_class, base_class(road_class), EVERY_CLASS):
            if name in self.factors:
                return self.factors[name]
        return np.ones(HOURS)


def rush_hour_profile(rush_factor: float, rush_hours: Collection[int]) -> SpeedProfile:
    """Return the profile that slows every class alike at some hours.

    Parameters
    ----------
    rush_factor : float
        Factor on all speeds in the rush hours.
    rush_hours : collection of int
        The hours that are slow; 7 means 7:00 to 8:00.
    """
    row = [rush_factor if hour in rush_hours else 1.0 for hour in range(HOURS)]
    return SpeedProfile.from_table({EVERY_CLASS: row})


def read_speed_profile(path: str | Path) -> SpeedProfile:
    """Read a speed profile table.

    A csv in UTF-8 with the header ``road_class,0,1,…,23``; each row holds the factors of one
    class, of all ramps (``link``) or of every other class (``*``).

    Parameters
    ----------
    path : str or Path
        The csv file.

    Returns
    -------
    SpeedProfile

    Raises
    ------
    RoadsError
        When the file is missing, its header differs, or a row does not hold 24 factors above 0;
        all such rows are named together.
    """
    path = Path(path)
    if not file_there(path):
        raise RoadsError("roads.file_missing", file=path.name)
    wanted = ["road_class", *map(str, range(HOURS))]
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            rows = [[cell.strip() for cell in row] for row in csv.reader(table)]
    except UnicodeDecodeError as error:
        raise RoadsError("roads.profile_header", file=path.name) from error
    if not rows or rows[0] != wanted:
        raise RoadsError("roads.profile_header", file=path.name)
    factors: dict[str, list[float]] = {}
    faults = []
    for number, (road_class, *cells) in enumerate(filter(None, rows[1:]), start=2):
        try:
            row = [float(cell) for cell in cells]
            SpeedProfile.from_table({road_class: row})
            factors[road_class] = row
        except ValueError:
            faults.append(
                Fault("roads.profile_row", file=path.name, row=number, road_class=road_class)
            )
    if faults:
        raise RoadsError("roads.profile_faults", faults=faults, file=path.name)
    return SpeedProfile.from_table(factors)
