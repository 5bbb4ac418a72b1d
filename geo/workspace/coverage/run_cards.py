"""Run cards: which station is due first, second and third at every estate of a district."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.coverage import run_cards
from geo.response import p_on_time
from geo.summary import Summarized
from geo.workspace.district import District, refuse_without_stations

__all__ = ["RunCards", "run_cards_of"]

Minutes = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class RunCards(Summarized):
    """Who is due at every estate. Arrays are read-only.

    Attributes
    ----------
    station : ndarray of int, shape (n_estates, due)
        Rows of the district's open stations, by response minutes; -1 where no further one has a
        way.
    response_min : ndarray, shape (n_estates, due)
        Sum of the legs at their medians; inf where there is none.
    p_on_time : ndarray, shape (n_estates, due)
        Probability to be on time for a crew that is free; 0 where there is none.
    """

    station: NDArray[np.int64]
    response_min: Minutes
    p_on_time: Minutes

    def __post_init__(self) -> None:
        for value in vars(self).values():
            value.setflags(write=False)


def run_cards_of(district: District, *, due: int = 3) -> RunCards:
    """Return the run cards of a district's estates.

    Parameters
    ----------
    district : District
    due : int
        How many stations a card names.

    Raises
    ------
    CoverageError
        When no station is open, or for a card of no stations.
    """
    refuse_without_stations(district)
    drive, access = district.minutes_from_stations()
    station, response_min = run_cards(district.response_minutes(drive, access), due=due)
    estates = np.arange(len(station))[:, None]
    known = station >= 0
    legs = [np.where(known, leg[station, estates], np.inf) for leg in (drive, access)]
    return RunCards(
        station=station,
        response_min=response_min,
        p_on_time=p_on_time(
            district.model,
            drive_min=legs[0],
            access_min=legs[1],
            target_min=district.settings.target.minutes,
            turnout_min=district.turnout_min[station],
        ),
    )
