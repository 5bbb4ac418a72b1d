"""Travel times between two lists of points, written as a file of pairs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["write_times"]


def write_times(
    roads: Path,
    origins: Path,
    destinations: Path,
    *,
    limit_min: float,
    hour: int,
    out: Path,
    progress: Callable[[float, str], None] = lambda _share, _stage: None,
) -> dict[str, Any]:
    """Write the minutes of every pair of points within a limit."""
    raise NotImplementedError
