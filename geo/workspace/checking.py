"""Is a workspace fit to be planned? Its faults together, its doubts with figures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.roads import speed_sources
from geo.summary import Summarized
from geo.workspace.coverage.verdicts import cover_district
from geo.workspace.district import District, open_district
from geo.workspace.near_ways import NearPlaces, is_far_flung
from geo.workspace.reading.datum_doubts import check_datum, datum_notices
from geo.workspace.reading.folder import Workspace
from geo.workspace.road_access import lost_candidates, road_notices
from geo.workspace.siting.places import refuse_useless_candidates

__all__ = ["Checked", "SpeedDoubt", "check_workspace", "doubts", "speed_doubt"]


@dataclass(frozen=True)
class SpeedDoubt:
    """How much of the answer rests on speeds that nobody measured.

    Attributes
    ----------
    tagged_share, class_share, guessed_share : float
        Shares of the road length whose speed is tagged, taken from the class, or guessed.
    share_households : float
        Households on time over all households, at the speeds of the settings.
    share_households_slower, share_households_faster : float
        The same when every drive is a fifth slower, and a fifth faster.
    """

    tagged_share: float
    class_share: float
    guessed_share: float
    share_households: float
    share_households_slower: float
    share_households_faster: float


def speed_doubt(district: District) -> SpeedDoubt:
    """Return how the coverage of a district hangs on its speeds."""
    households = district.households
    whole = max(float(households.sum()), 1e-9)
    covered = _covered_at(district)

    def share(speed_factor: float) -> float:
        return float(households[covered(speed_factor)].sum()) / whole

    sources = speed_sources(district.road_map, speed_kmh=district.settings.speeds.by_class())
    return SpeedDoubt(
        tagged_share=sources.tagged_share,
        class_share=sources.class_share,
        guessed_share=sources.guessed_share,
        share_households=share(1.0),
        share_households_slower=share(0.8),
        share_households_faster=share(1.2),
    )


def _covered_at(district: District) -> Callable[[float], NDArray[np.bool_]]:
    """Return what tells who is covered when all drives are so many times as quick."""
    points = district.station_points
    if is_far_flung(district, points):
        return lambda factor: NearPlaces(district, points, speed_factor=factor).covered
    drive, access = district.minutes_from_stations()
    return lambda factor: cover_district(district, drive / factor, access).covered


@dataclass(frozen=True, eq=False, repr=False)
class Checked(Summarized):
    """A workspace without faults: what it holds, and what is doubtful about it.

    Attributes
    ----------
    estates, located, households, stations : int
        What the lists hold; ``stations`` are the open ones.
    speed_doubt : SpeedDoubt
        How the answer hangs on assumed speeds.
    notices : tuple of Notice
        What was changed while reading and what is doubtful.
    """

    estates: int
    located: int
    households: int
    stations: int
    speed_doubt: SpeedDoubt
    notices: tuple[Notice, ...]


def check_workspace(workspace: Workspace) -> Checked:
    """Check all inputs of a workspace.

    Parameters
    ----------
    workspace : Workspace

    Returns
    -------
    Checked

    Raises
    ------
    WorkspaceError
        When there are faults: all of them together.
    SitingError
        When a candidate is listed twice, or none of them lies on a usable road.
    """
    from geo.workspace.operations.questions import lists_in_order

    district = open_district(workspace)
    of_operations = lists_in_order(workspace, district)
    refuse_useless_candidates(district)
    return Checked(
        estates=len(district.estates),
        located=int(district.gates.has_gate.sum()),
        households=int(district.households.sum()),
        stations=len(district.stations),
        speed_doubt=speed_doubt(district),
        notices=(
            *district.inputs.notices,
            *doubts(district),
            *lost_candidates(district)[1],
            *of_operations,
        ),
    )


def doubts(district: District) -> list[Notice]:
    """Return what about a district is doubtful: its datum, gates far from any road or cut off."""
    boundary = district.inputs.boundary
    return [
        *_nobody(district),
        *datum_notices(
            check_datum(district.estates, boundary=boundary, road_map=district.road_map)
        ),
        *road_notices(district),
    ]


def _nobody(district: District) -> list[Notice]:
    """Return the sentence that nobody answers calls, where that is so."""
    if not len(district.inputs.stations):
        return [Notice("workspace.no_stations")]
    return [] if len(district.stations) else [Notice("workspace.no_open_station")]
