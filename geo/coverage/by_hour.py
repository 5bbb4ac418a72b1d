"""Who is covered at every hour of the day, on weekdays, weekends and holidays."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.coverage.duty import OnDuty
from geo.coverage.verdict import VERDICTS, Coverage
from geo.read_only import ReadOnlyArrays
from geo.workdays import DayKind

__all__ = ["HourlyCoverage", "cover_by_hour", "hourly_summary"]

HOURS: Final = 24
_SHARE_DECIMALS: Final = 6


class Hours(Protocol):
    """What every hour of a district is made of."""

    station_ids: tuple[str, ...]

    def on_duty(self, day: DayKind, hour: int) -> OnDuty:
        """Return who is on duty."""
        ...

    def situation(self, day: DayKind, hour: int) -> Hashable:
        """Return what makes the verdicts of an hour."""
        ...

    def coverage(self, day: DayKind, hour: int) -> Coverage:
        """Return the verdicts of an hour, with stations numbered among those on duty."""
        ...


class HasHours(Protocol):
    """A district that can say what its hours are made of."""

    def hours(self, now: Coverage | None = None) -> Hours:
        """Return what every hour needs, prepared once; the verdicts of now where they are known."""
        ...


@dataclass(frozen=True, eq=False)
class HourlyCoverage(ReadOnlyArrays):
    """The verdicts of every estate at every hour of every kind of day. Arrays are read-only.

    Attributes
    ----------
    kinds_of_day : tuple of str, length k
        ``weekday, weekend, holiday``.
    station_ids : tuple of str, length n_stations
        All open stations, on duty or not.
    p_on_time : ndarray of float64, shape (k, 24, n_estates)
        Probability that the best crew on duty meets the target; 0 where there is no way.
    verdict : ndarray of int8, shape (k, 24, n_estates)
        Index into :data:`geo.coverage.VERDICTS`.
    covered : ndarray of bool, shape (k, 24, n_estates)
    station : ndarray of int64, shape (k, 24, n_estates)
        Index of the station that comes, -1 where none does.
    stations_on_duty, crews_on_duty : ndarray of int64, shape (k, 24)
    """

    kinds_of_day: tuple[str, ...]
    station_ids: tuple[str, ...]
    p_on_time: NDArray[np.float64]
    verdict: NDArray[np.int8]
    covered: NDArray[np.bool_]
    station: NDArray[np.int64]
    stations_on_duty: NDArray[np.int64]
    crews_on_duty: NDArray[np.int64]

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def hours_covered(self) -> NDArray[np.int64]:
        """Hours of the day, 0 to 24, at which an estate is covered on every kind of day."""
        return np.asarray(self.covered.all(axis=0).sum(axis=0), dtype=np.int64)

    @property
    def worst_hour(self) -> NDArray[np.int64]:
        """The hour, 0 to 23, with the least probability on any kind of day; the first of equals."""
        return np.asarray(self.p_on_time.min(axis=0).argmin(axis=0), dtype=np.int64)

    @property
    def round_the_clock(self) -> NDArray[np.bool_]:
        """Whether an estate is covered at every hour of every kind of day."""
        return np.asarray(self.covered.all(axis=(0, 1)))

    def lost_only_at(self, hours: ArrayLike) -> NDArray[np.bool_]:
        """Return which estates are uncovered at some of these hours, on any day, and at no other.

        Parameters
        ----------
        hours : array_like of int
            The hours of the night.
        """
        night = np.isin(np.arange(HOURS), np.asarray(hours))
        always = np.asarray(self.covered.all(axis=0))
        by_night, by_day = np.flatnonzero(night), np.flatnonzero(~night)
        return np.asarray(always[by_day].all(axis=0) & ~always[by_night].all(axis=0))


def cover_by_hour(district: HasHours, *, now: Coverage | None = None) -> HourlyCoverage:
    """Return who is covered at each of 24 hours on weekdays, weekends and holidays, in one pass.

    The answers are those of 72 plans, one for each hour and kind of day; hours with the same
    roads, open gates, crews on duty and turnouts are judged once.

    Parameters
    ----------
    district : District
        From :func:`geo.workspace.open_district`.
    now : Coverage, optional
        The verdicts of its own hour where they are known: they are not judged again.

    Returns
    -------
    HourlyCoverage
    """
    hours = district.hours(now)
    judged: dict[Hashable, Coverage] = {}
    cells = [[_cell(hours, judged, day, hour) for hour in range(HOURS)] for day in DayKind]
    code_of = {situation: _codes(coverage.verdict) for situation, coverage in judged.items()}
    verdict = np.array(
        [[code_of[hours.situation(day, hour)] for hour in range(HOURS)] for day in DayKind]
    )
    return HourlyCoverage(
        kinds_of_day=tuple(day.value for day in DayKind),
        station_ids=hours.station_ids,
        p_on_time=np.array([[cell.p_on_time for cell, _ in row] for row in cells]),
        verdict=verdict,
        covered=verdict == VERDICTS.index("covered"),
        station=np.array([[_station(cell, on) for cell, on in row] for row in cells]),
        stations_on_duty=np.array([[on.is_manned.sum() for _, on in row] for row in cells]),
        crews_on_duty=np.array([[on.crews.sum() for _, on in row] for row in cells]),
    )


def _cell(
    hours: Hours, judged: dict[Hashable, Coverage], day: DayKind, hour: int
) -> tuple[Coverage, OnDuty]:
    situation = hours.situation(day, hour)
    if situation not in judged:
        judged[situation] = hours.coverage(day, hour)
    return judged[situation], hours.on_duty(day, hour)


def _codes(verdict: NDArray[np.str_]) -> NDArray[np.int8]:
    return np.select([verdict == name for name in VERDICTS], range(len(VERDICTS))).astype(np.int8)


def _station(coverage: Coverage, on: OnDuty) -> NDArray[np.int64]:
    """Return stations as numbers among all of them."""
    return np.append(np.flatnonzero(on.is_manned), -1)[coverage.station]


def hourly_summary(
    hourly: HourlyCoverage, households: ArrayLike, *, night_hours: Sequence[int]
) -> dict[str, Any]:
    """Return the figures of every hour and of the whole clock, ready for JSON.

    Parameters
    ----------
    hourly : HourlyCoverage
    households : array_like, shape (n_estates,)
    night_hours : sequence of int
        The hours of the night.

    Returns
    -------
    dict
        ``by_hour``, a list of ``day, hour, stations_on_duty, crews_on_duty, estates_covered,
        households_covered, share_households``; and ``round_the_clock`` with ``estates, households,
        share_households, only_at_night_estates, only_at_night_households, worst_day, worst_hour,
        worst_share_households``; only at night are those that lose their cover at hours of the
        night and at no other.
    """
    weight = np.asarray(households, dtype=np.float64)
    everybody = max(float(weight.sum()), 1.0)
    covered = hourly.covered @ weight
    share = np.round(covered / everybody, _SHARE_DECIMALS)
    by_hour = [
        {
            "day": day,
            "hour": hour,
            "stations_on_duty": int(hourly.stations_on_duty[k, hour]),
            "crews_on_duty": int(hourly.crews_on_duty[k, hour]),
            "estates_covered": int(hourly.covered[k, hour].sum()),
            "households_covered": _whole(covered[k, hour]),
            "share_households": float(share[k, hour]),
        }
        for k, day in enumerate(hourly.kinds_of_day)
        for hour in range(HOURS)
    ]
    by_night = hourly.lost_only_at(night_hours)
    always = float(weight[hourly.round_the_clock].sum())
    worst = by_hour[int(covered.argmin())]
    return {
        "by_hour": by_hour,
        "round_the_clock": {
            "estates": int(hourly.round_the_clock.sum()),
            "households": _whole(always),
            "share_households": round(always / everybody, _SHARE_DECIMALS),
            "only_at_night_estates": int(by_night.sum()),
            "only_at_night_households": _whole(float(weight[by_night].sum())),
            "worst_day": worst["day"],
            "worst_hour": worst["hour"],
            "worst_share_households": worst["share_households"],
        },
    }


def _whole(number: float) -> float | int:
    return int(number) if float(number).is_integer() else float(number)
