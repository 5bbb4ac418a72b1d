"""How much one may ask of a server that others use too: one table, one sentence for each row.

Fields of the pages take their bounds from here. What reaches a scenario is refused beyond its
limit wherever it comes from: a page, the map, a file, the command line.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.errors import WorkspaceError

if TYPE_CHECKING:
    from geo.scenarios.scenario import Scenario
    from geo.scenarios.store import SavedScenario

__all__ = ["LIMITS", "Limits", "refuse_beyond", "refuse_too_much"]


class Limits(NamedTuple):
    """The most of everything.

    Attributes
    ----------
    name : int
        Signs of what a person, a scenario, a station or a zone is called.
    line : int
        Signs of a field of one line: a claim, a proof, a path.
    notes, comment : int
        Signs of the notes on a scenario and of one comment.
    comments : int
        On a scenario.
    scenarios : int
        Of a workspace.
    stations : int
        That a scenario tries out.
    areas : int
        Closed and slow areas and barriers of a scenario, together.
    corners : int
        Of one area or line.
    new_stations, front_stations, ranked_plans : int
        Of one search for sites.
    zone_counts : int
        Numbers of zones that are compared at once.
    visit_months : int
        Of a calendar of visits.
    calls, busy_min, amount : float
        Calls per household and year, minutes of work on a call, money or weight of a search.
    plan_mb : int
        Of an uploaded list of zones or scenario.
    message_mb : int
        Of one message between page and server.
    """

    name: int = 60
    line: int = 300
    notes: int = 2_000
    comment: int = 2_000
    comments: int = 1_000
    scenarios: int = 500
    stations: int = 200
    areas: int = 200
    corners: int = 2_000
    new_stations: int = 12
    front_stations: int = 10
    ranked_plans: int = 20
    zone_counts: int = 15
    visit_months: int = 24
    calls: float = 1_000.0
    busy_min: float = 1_440.0
    amount: float = 1e12
    plan_mb: int = 100
    message_mb: int = 60


LIMITS: Final = Limits()


def refuse_beyond(name: str, found: float) -> None:
    """Refuse more of something than its limit.

    Parameters
    ----------
    name : str
        The row of the table.
    found : float
        How much is asked for.

    Raises
    ------
    WorkspaceError
        Says what, how much was asked for and how much may be.
    """
    most = getattr(LIMITS, name)
    if found > most:
        raise WorkspaceError(f"limit.{name}", found=f"{found:,}", most=f"{most:,}")


def refuse_too_much(saved: "SavedScenario", former: "SavedScenario | None" = None) -> None:
    """Refuse a scenario that holds more of something than its limit.

    What was beyond a limit before, as files of earlier versions may be, may become less.

    Parameters
    ----------
    saved : SavedScenario
        What is to be kept.
    former : SavedScenario, optional
        What is kept now.

    Raises
    ------
    WorkspaceError
        For the first limit that is exceeded.
    """
    before = dict(_amounts(former)) if former is not None else {}
    for name, found in _amounts(saved):
        if found > before.get(name, 0):
            refuse_beyond(name, found)


def _amounts(saved: "SavedScenario") -> Iterator[tuple[str, int]]:
    """Yield how much a scenario holds of everything that has a limit."""
    scenario = saved.timeline.present
    called = [saved.name, saved.author, *scenario.zone_names]
    called += [station.name for station in scenario.stations]
    drawn = list(_drawn(scenario))
    yield "name", _longest(called)
    yield "notes", len(saved.notes)
    yield "comments", len(saved.comments)
    yield "stations", len(scenario.stations)
    yield "areas", len(drawn)
    yield "corners", _longest(drawn)


def _drawn(scenario: "Scenario") -> Iterator[Sequence[Any]]:
    yield from scenario.closures
    yield from (slowed.area for slowed in scenario.slowed)
    yield from scenario.barriers


def _longest(rows: Sequence[Sequence[Any]]) -> int:
    return max(map(len, rows), default=0)
