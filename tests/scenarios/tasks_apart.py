"""Pieces of work for a helper, which finds them by their names."""

import os
import time
from typing import Any

from geo.errors import WorkspaceError
from geo.scenarios import Planner, Scenario
from geo.stop import Progress, Stop


def covered(planner: Planner, scenario: Scenario, *, stop: Stop) -> tuple[int, int]:
    """Return which process answers, and how many households are covered."""
    del stop
    return os.getpid(), planner.answer(scenario).figures.households_covered


def counts(planner: Planner, most: int, *, stop: Stop) -> int:
    """Count until called off, and tell each number."""
    del planner
    number = 0
    while number < most and not stop.is_cancelled:
        number += 1
        stop.tell(Progress(partial=number))
        time.sleep(0.01)
    return number


def seconds_left(planner: Planner, *, stop: Stop) -> float:
    """Return how long the work may take."""
    del planner
    return stop.remaining_s


def fails(planner: Planner, *, stop: Stop) -> None:
    """Say what is wrong, as any work does."""
    del planner, stop
    raise WorkspaceError("scenario.unknown", found="s7", valid="s1")


def ends(planner: Planner, *, stop: Stop) -> None:
    """End the process, as the system does where memory runs out."""
    del planner, stop
    os._exit(9)


def unreadable(planner: Planner, *, stop: Stop) -> Any:
    """Answer with something that no pipe carries."""
    del planner, stop
    return lambda: None
