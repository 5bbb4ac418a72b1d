"""The shifts that a crew may work: read from the settings, or made from lengths and beginnings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import Fault, OperationsError
from geo.settings import RosterSettings
from geo.tables import read_hours

__all__ = ["Pattern", "shift_patterns"]

_HOURS = 24
_HOUR_MIN = 60


@dataclass(frozen=True, eq=False)
class Pattern:
    """One day's work of a crew.

    Attributes
    ----------
    name : str
        As ``08:00-16:00``, a split shift joined by ``+``.
    hours : ndarray of bool, shape (24,)
        The hours on duty.
    rest_h : float
        The longest stretch off duty between two days of it.
    """

    name: str
    hours: NDArray[np.bool_]
    rest_h: int

    @property
    def worked(self) -> int:
        """Hours on duty."""
        return int(self.hours.sum())

    def cost(self, rules: RosterSettings) -> float:
        """Return what a crew that works it costs: night hours dearer, at least the paid hours."""
        night = int(self.hours[list(rules.night_hours)].sum())
        paid = max(self.worked, rules.paid_hours) - night
        return rules.hour_cost * (paid + rules.night_factor * night)


def shift_patterns(rules: RosterSettings) -> list[Pattern]:
    """Return the shifts that are allowed.

    Parameters
    ----------
    rules : RosterSettings
        Its patterns; where it names none, every shift of its lengths at its beginnings that leaves
        enough rest.

    Returns
    -------
    list of Pattern

    Raises
    ------
    OperationsError
        For a pattern that cannot be read, does not begin and end on the hour, overlaps itself or
        leaves too little rest; all of them named together.
    """
    if not rules.patterns:
        made = [
            _pattern((begin, length))
            for length in dict.fromkeys(rules.shift_hours)
            for begin in range(0, _HOURS, rules.every_hours)
        ]
        fitting = [one for one in made if one.rest_h >= rules.min_rest_h]
        if not fitting:
            most = max(one.rest_h for one in made) if made else 0
            raise OperationsError("roster.no_rest", wanted=rules.min_rest_h, most=most)
        return fitting
    faults = []
    patterns = []
    for text in rules.patterns:
        pattern = _read(text)
        if pattern is None:
            faults.append(Fault("roster.pattern_text", found=text))
        elif pattern.rest_h < rules.min_rest_h:
            faults.append(
                Fault(
                    "roster.pattern_rest",
                    found=text,
                    rest=pattern.rest_h,
                    wanted=rules.min_rest_h,
                )
            )
        else:
            patterns.append(pattern)
    if faults:
        raise OperationsError("roster.patterns", faults=faults)
    return patterns


def _read(text: str) -> Pattern | None:
    windows = []
    for part in text.split("+"):
        ends = read_hours(part)
        if ends is None or any(end % _HOUR_MIN for end in ends):
            return None
        begin, end = (end // _HOUR_MIN for end in ends)
        length = (end - begin) % _HOURS or (_HOURS if end != begin else 0)
        if not length:
            return None
        windows.append((begin % _HOURS, length))
    pattern = _pattern(*windows)
    return pattern if pattern.worked == sum(length for _, length in windows) else None


def _pattern(*windows: tuple[int, int]) -> Pattern:
    hours = np.zeros(_HOURS, dtype=bool)
    for begin, length in windows:
        hours[(begin + np.arange(length)) % _HOURS] = True
    names = [
        f"{begin:02d}:00-{(begin + length - 1) % _HOURS + 1:02d}:00" for begin, length in windows
    ]
    return Pattern("+".join(names), hours, _longest_rest(hours))


def _longest_rest(hours: NDArray[np.bool_]) -> int:
    """Return the longest run of hours off duty, midnight included."""
    longest = run = 0
    for on in np.concatenate([hours, hours]):
        run = 0 if on else run + 1
        longest = max(longest, run)
    return min(longest, int((~hours).sum()))
