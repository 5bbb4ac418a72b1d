"""What the Coverage page asks about certainty: chances, busy crews, run cards, assumptions, logs.

Functions of a planner and a scenario, each answer calculated once. Nothing here knows of Streamlit.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice
from geo.owned_folders import scratch_folder
from geo.response import drive_budget, percentiles
from geo.scenarios.planner import Planner, ScenarioCoverage, answered_once
from geo.scenarios.scenario import Scenario
from geo.workspace import (
    Calibration,
    CrewLoad,
    District,
    OneMore,
    RunCards,
    calibrate_files,
    crew_load,
    crew_utilisation,
    district_for_fault,
    least_crews,
    one_more_crew,
    run_cards_of,
    tornado,
)
from geo.workspace.operations import call_pattern

__all__ = [
    "CHANCE_COLOURS",
    "Calculation",
    "Gate",
    "SeasonCalls",
    "calculation",
    "calls_of_season",
    "card_district",
    "cards",
    "chance_borders",
    "chance_classes",
    "crews",
    "crews_needed",
    "crews_with_one_more",
    "learned",
    "learned_from_uploads",
    "minutes_by_share",
    "swings",
    "utilisation",
]

CHANCE_COLOURS: Final = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""From late to sure: five steps of viridis, told apart by every eye and in grey print."""

SHARES: Final = (0.8, 0.9, 0.95)

_LOWER_BORDERS: Final = (0.0, 0.5, 0.75)

Reals = NDArray[np.float64]


# ---------------------------------------------------------------- chances


def chance_borders(percentile: float) -> tuple[float, ...]:
    """Return the borders of the classes of probability: the promise is always one of them."""
    below = [border for border in _LOWER_BORDERS if border < percentile]
    return (*below[-3:], percentile, (1 + percentile) / 2)


def chance_classes(p_on_time: Reals, percentile: float) -> NDArray[np.int64]:
    """Return the class of every probability, from 0 for the least sure; -1 where there is none."""
    borders = np.array(chance_borders(percentile))
    classes = np.searchsorted(borders, p_on_time, side="right") - 1
    return np.where(np.isnan(p_on_time), -1, classes).astype(np.int64)


def minutes_by_share(answer: ScenarioCoverage, row: int) -> list[tuple[float, float]]:
    """Return within how many minutes each share of responses reaches an estate."""
    coverage = answer.coverage
    if coverage.station[row] < 0:
        return []
    minutes = percentiles(
        coverage.model_of(row),
        drive_min=coverage.drive_min[row],
        access_min=coverage.access_min[row],
        shares=SHARES,
    )
    return list(zip(SHARES, minutes.tolist(), strict=True))


# ---------------------------------------------------------------- how a verdict was calculated


@dataclass(frozen=True)
class Gate:
    """A gate of an estate and the way of the station that is sent.

    Attributes
    ----------
    number : int
        In the list of the estate's gates, from 1.
    is_open, is_used : bool
    drive_min, walk_m, access_min : float
    """

    number: int
    is_open: bool
    is_used: bool
    drive_min: float
    walk_m: float
    access_min: float


@dataclass(frozen=True)
class Calculation:
    """Everything that a verdict follows from.

    Attributes
    ----------
    budget_min : float
        The longest drive that would keep the promise; negative where none does.
    percentile_min : float
        Minutes within which the promised share of responses arrives.
    gates : tuple of Gate
    """

    budget_min: float
    percentile_min: float
    gates: tuple[Gate, ...]


@answered_once
def calculation(planner: Planner, scenario: Scenario, row: int) -> Calculation:
    """Return what the verdict of an estate that a station reaches follows from."""
    answer = planner.answer(scenario)
    coverage, district = answer.coverage, answer.district
    access_min = coverage.access_min[row]
    minutes = percentiles(
        coverage.model_of(row),
        drive_min=coverage.drive_min[row],
        access_min=access_min,
        shares=(coverage.percentile,),
    )
    budget = drive_budget(
        coverage.model_of(row),
        access_min=access_min,
        target_min=coverage.target_min,
        percentile=coverage.percentile,
    )
    gates = district.gates
    own = np.flatnonzero(gates.estate == row)
    station = district.station_points.take(np.array([coverage.station[row]]))
    drive = district.minutes_to_points(station, gates.points.take(own))[0]
    access = gates.access_minutes(district.model)[own]
    used = int(np.where(gates.is_open[own], drive + access, np.inf).argmin())
    return Calculation(
        budget_min=float(budget),
        percentile_min=float(minutes[0]),
        gates=tuple(
            Gate(
                number=number + 1,
                is_open=bool(gates.is_open[gate]),
                is_used=number == used,
                drive_min=float(drive[number]),
                walk_m=float(gates.points.distance_m[gate]),
                access_min=float(access[number]),
            )
            for number, gate in enumerate(own)
        ),
    )


# ---------------------------------------------------------------- busy crews


@dataclass(frozen=True)
class SeasonCalls:
    """How many calls a month or a season brings.

    Attributes
    ----------
    factor : float
        Over those of the mean month.
    notices : tuple of Notice
        Whose they are; nothing for the mean month.
    """

    factor: float
    notices: tuple[Notice, ...]


@answered_once
def calls_of_season(planner: Planner, scenario: Scenario, month: int | None) -> SeasonCalls:
    """Return the calls of a month, or of the season that the scenario stands for.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
        Its season stands before the month.
    month : int or None
        1 to 12; None for the mean month.

    Raises
    ------
    WorkspaceError
        When the log of calls cannot be read.
    """
    if scenario.season is not None:
        factor = planner.workspace.settings.season.factor(scenario.season)
        said = Notice(f"condition.told_season_{scenario.season}", factor=f"{factor:.3g}")
        return SeasonCalls(factor, (said,))
    if month is None:
        return SeasonCalls(1.0, ())
    pattern = call_pattern(planner.district)
    return SeasonCalls(pattern.in_month(month), pattern.said_of(month))


@answered_once
def crews(planner: Planner, scenario: Scenario, calls: float, busy_min: float) -> CrewLoad:
    """Return how busy the crews of a scenario are.

    Raises
    ------
    CoverageError
        When there are no crews, or the queue would grow without bound.
    """
    return crew_load(
        planner.district_of(scenario), calls_per_household_year=calls, busy_min=busy_min
    )


@answered_once
def utilisation(
    planner: Planner, scenario: Scenario, calls: float, busy_min: float
) -> pd.DataFrame:
    """Return how busy the crews of each station are, where they cannot keep up too."""
    return crew_utilisation(
        planner.district_of(scenario), calls_per_household_year=calls, busy_min=busy_min
    )


def crews_needed(planner: Planner, scenario: Scenario, calls: float, busy_min: float) -> int:
    """Return how many crews it takes for the queue not to grow without bound."""
    district = planner.district_of(scenario)
    return least_crews(district, calls_per_household_year=calls, busy_min=busy_min)


@answered_once
def crews_with_one_more(
    planner: Planner, scenario: Scenario, calls: float, busy_min: float
) -> tuple[OneMore, ...]:
    """Return what one more crew at each open station would change.

    Raises
    ------
    CoverageError
        When the queue would grow without bound even so.
    """
    district = planner.district_of(scenario)
    return tuple(one_more_crew(district, calls_per_household_year=calls, busy_min=busy_min))


# ---------------------------------------------------------------- run cards


@answered_once
def cards(planner: Planner, scenario: Scenario, fault: str | None = None) -> RunCards:
    """Return the run cards of a scenario, for one kind of fault or for all.

    Raises
    ------
    WorkspaceError
        When no crew and no setting knows the kind of fault.
    CoverageError
        When no station is open.
    """
    return run_cards_of(card_district(planner, scenario, fault))


def card_district(planner: Planner, scenario: Scenario, fault: str | None = None) -> District:
    """Return the district of a scenario with the crews alone that can mend a kind of fault."""
    district = planner.district_of(scenario)
    return district if fault is None else district_for_fault(district, fault)


# ---------------------------------------------------------------- assumptions


@answered_once
def swings(planner: Planner, scenario: Scenario) -> pd.DataFrame:
    """Return what every assumption alone does to the verdicts, the strongest first."""
    return tornado(planner.district_of(scenario))


# ---------------------------------------------------------------- a dispatch log


@answered_once
def learned(planner: Planner) -> Calibration | None:
    """Return what the workspace's own log teaches, None where it names none.

    Raises
    ------
    GeoError
        When the log cannot be used.
    """
    paths = [planner.workspace.path(name) for name in ("calls", "stations", "roads")]
    calls, stations, roads = paths
    if calls is None or stations is None:
        return None
    return calibrate_files(calls, stations, roads=roads, estates=planner.district.estates)


def learned_from_uploads(
    planner: Planner,
    calls: tuple[str, bytes],
    stations: tuple[str, bytes] | None = None,
    test: tuple[str, bytes] | None = None,
) -> Calibration:
    """Return what an uploaded log teaches.

    Parameters
    ----------
    planner : Planner
    calls : (name, content)
        The log to learn from.
    stations : (name, content), optional
        The stations of the log; left out, those of the workspace, and the minutes follow its
        roads.
    test : (name, content), optional
        Another log, to test on.

    Raises
    ------
    GeoError
        When a file cannot be used.
    """
    with scratch_folder() as folder:
        own = stations is None
        return calibrate_files(
            _kept(folder / "calls", calls),
            planner.workspace.required_path("stations")
            if stations is None
            else _kept(folder / "stations", stations),
            test=None if test is None else _kept(folder / "test", test),
            roads=planner.workspace.path("roads") if own else None,
            estates=planner.district.estates,
        )


def _kept(folder: Path, upload: tuple[str, bytes]) -> Path:
    """Write an upload under its own name, which messages show; equal names have their folders."""
    folder.mkdir()
    path = folder / Path(upload[0]).name
    path.write_bytes(upload[1])
    return path
