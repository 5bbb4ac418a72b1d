"""The hours at which a rule holds, as OpenStreetMap and older maps write them.

A plan is made for an hour of an ordinary working day. A rule holds at an hour when it holds for at
least half of it on at least three of the days Monday to Friday.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALWAYS", "DEFAULT_HOUR", "NEVER", "holds_at", "hours_of", "old_style_hours"]

ALWAYS: Final = (1 << 24) - 1
"""All hours of the day; bit h stands for h:00 to h + 1:00."""
NEVER: Final = 0
DEFAULT_HOUR: Final = 10
"""The hour of a plan that names none."""

_DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_WORKING_DAYS: Final = 5
_MOST_WORKING_DAYS: Final = 3
_MINUTES_A_DAY: Final = 24 * 60
_HALF_AN_HOUR_MIN: Final = 30

_DAY: Final = (
    r"(?:mo(?:n(?:day)?)?|tu(?:es?(?:day)?)?|we(?:d(?:nesday)?)?|th(?:u(?:rs?(?:day)?)?)?"
    r"|fr(?:i(?:day)?)?|sa(?:t(?:urday)?)?|su(?:n(?:day)?)?|ph|sh)\b\.?"
)
_DAYS_AT_FRONT: Final = re.compile(rf"(?:{_DAY}(?:\s*-\s*{_DAY})?(?:\s*,\s*|\s*:\s*(?!\d)|\s+|$))+")
_SPAN: Final = re.compile(
    r"(?P<from_h>\d{1,2})(?::?(?P<from_m>\d{2}))?\s*-\s*(?P<to_h>\d{1,2})(?::?(?P<to_m>\d{2}))?"
    r"|(?P<open_h>\d{1,2}):(?P<open_m>\d{2})\s*\+"
)
_WORDS: Final = (
    # Daylight changes with the season: six to six is its yearly mean.
    *(("sunrise", "06:00"), ("dawn", "06:00"), ("sunset", "18:00"), ("dusk", "18:00")),
    *(
        ("工作日", "mo-fr "),
        ("每天", "mo-su "),
        ("每日", "mo-su "),
        ("至", "-"),
        ("~", "-"),
        ("–", "-"),
    ),
    *(
        (f"{week}{day}", _DAYS[n])
        for week in ("周", "星期")
        for n, day in enumerate("一二三四五六日")
    ),
)
# ``Mo-Fr 07:00-09:00, Sa 10:00-12:00`` is two rules, ``Mo,Sa`` is one.
_NEXT_RULE: Final = re.compile(rf"(?<=[\d+])\s*,\s*(?={_DAY})|;")
_OFF: Final = re.compile(r"\b(?:off|closed)\b")

_Week: TypeAlias = NDArray[np.bool_]


def holds_at(hours: NDArray[np.unsignedinteger], hour: int) -> NDArray[np.bool_]:
    """Return which of the rules hold at an hour.

    Parameters
    ----------
    hours : ndarray of uint32, shape (n,)
        When each holds, bit h for h:00.
    hour : int
        The hour of the day, 0 to 23.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    return np.asarray((hours >> np.uint32(hour)) & np.uint32(1), dtype=np.bool_)


@lru_cache(maxsize=4096)
def hours_of(text: str) -> int | None:
    """Read when a rule holds.

    Understood are days (``Mo-Fr``, ``Sa,Su``), spans (``07:00-09:00``, ``22:00-06:00``, ``7-9``,
    ``18:00+``), several of both, ``24/7``, ``off``, and daylight as 6:00 to 18:00. Holidays are no
    working days.

    Parameters
    ----------
    text : str
        Such as ``Mo-Fr 07:00-09:00,16:00-18:00``.

    Returns
    -------
    int or None
        The hours of a working day, bit h for h:00; None where the text is not understood, such as
        for seasons and dates.
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    for word, plain in _WORDS:
        folded = folded.replace(word, plain)
    week = np.zeros((len(_DAYS), _MINUTES_A_DAY), np.bool_)
    parts = [part.strip() for part in _NEXT_RULE.split(folded) if part.strip()]
    if not parts or not all(_set_part(week, part) for part in parts):
        return None
    return _of_working_day(week)


def old_style_hours(tags: Mapping[str, str]) -> int | None:
    """Read ``hour_on``, ``hour_off``, ``day_on``, ``day_off`` and ``time``, as once was written.

    Parameters
    ----------
    tags : mapping of str to str
        Of a relation.

    Returns
    -------
    int or None
        The hours; always where none of the tags is there, None where they are not understood.
    """
    on, off = (tags.get(key, "").split(";") for key in ("hour_on", "hour_off"))
    days = "-".join(filter(None, (tags.get("day_on", ""), tags.get("day_off", ""))))
    spans = ",".join(f"{a.strip()}-{b.strip()}" for a, b in zip(on, off, strict=False) if a or b)
    spans = spans or tags.get("time", "").replace(";", ",")
    if not spans and not days:
        return ALWAYS
    return hours_of(f"{days} {spans}")


def _set_part(week: _Week, part: str) -> bool:
    """Set the times of one rule of a sequence; return whether it was understood."""
    switched_on = _OFF.search(part) is None
    part = _OFF.sub("", part).strip()
    if part == "24/7":
        week[:] = switched_on
        return True
    front = _DAYS_AT_FRONT.match(part)
    days = list(range(len(_DAYS))) if front is None else _days(front[0])
    spans = part if front is None else part[front.end() :]
    if days is None:
        return False
    found = list(_SPAN.finditer(spans))
    if _SPAN.sub("", spans).strip(" ,"):
        return False
    if not found:
        # Days alone are meant from midnight to midnight; nothing at all is no rule.
        week[days] = switched_on
        return front is not None
    return all(_set_span(week, days, span, switched_on) for span in found)


def _days(text: str) -> list[int] | None:
    """Return the numbers of the days named, Monday 0; holidays are none."""
    days: set[int] = set()
    for named in re.split(r"[\s,:]+", re.sub(r"\s*-\s*", "-", text.strip(" ,:"))):
        ends = [end[:2] for end in named.split("-")]
        if ends in (["ph"], ["sh"]):
            continue
        if len(ends) > 2 or not all(end in _DAYS for end in ends):
            return None
        first, last = _DAYS.index(ends[0]), _DAYS.index(ends[-1])
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return sorted(days)


def _set_span(week: _Week, days: list[int], span: re.Match[str], switched_on: bool) -> bool:
    if span["open_h"]:
        begin, end = int(span["open_h"]) * 60 + int(span["open_m"]), _MINUTES_A_DAY
    else:
        begin = int(span["from_h"]) * 60 + int(span["from_m"] or 0)
        end = int(span["to_h"]) * 60 + int(span["to_m"] or 0)
    if begin > _MINUTES_A_DAY or end > 2 * _MINUTES_A_DAY:
        return False
    end += _MINUTES_A_DAY if end <= begin else 0
    for day in days:
        week[day, begin : min(end, _MINUTES_A_DAY)] = switched_on
        week[(day + 1) % 7, : max(end - _MINUTES_A_DAY, 0)] = switched_on
    return True


def _of_working_day(week: _Week) -> int:
    half_held = week.reshape(len(_DAYS), 24, 60).sum(axis=2) >= _HALF_AN_HOUR_MIN
    held = half_held[:_WORKING_DAYS].sum(axis=0) >= _MOST_WORKING_DAYS
    return int(sum(1 << hour for hour in np.flatnonzero(held).tolist()))
