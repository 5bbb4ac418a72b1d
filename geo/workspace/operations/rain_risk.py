"""Estates screened before the rains: what the season will bring, how sure that is, where to look.

What is not known is not filled in: an estate whose roof's age nobody knows is of the age
``unknown``, and what its list leaves blank is named.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice
from geo.operations import ScreenedRates, screened_rates
from geo.settings import Settings
from geo.workspace.district import District
from geo.workspace.operations.lists import CallList

__all__ = ["ROOF_AGES", "RainRisk", "communities_of", "rain_risk"]

ROOF_AGES: Final = ("0-9", "10-19", "20+", "unknown")
"""Classes of the age of a roof, in years."""

_FACTS: Final = ("roof_year", "rain_pipe_points", "basement", "elderly_share")
_LEAST_DAYS: Final = 14
# So many calls of the district's mix stand for what is usual when kinds are weighed.
_USUAL_CALLS: Final = 5.0

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RainRisk:
    """What the rains will bring to every estate.

    Attributes
    ----------
    estates : DataFrame
        In the order of the district: ``estate_id, name, street, community, households, roof_age,
        rain_calls`` (counted), ``expected_calls, low_calls, high_calls`` (of the season, 80 %),
        ``severity, vulnerable, risk, inspect, risk_rank, inspect_rank, unknown`` (facts that the
        list leaves blank). nan where nothing is known.
    kinds : DataFrame
        ``kind, season`` (``rain, other``), ``roof_age, calls, household_days, rate, low, high``:
        calls for 1,000 households and 100 days, with intervals of 80 %.
    rate : ndarray of float64, shape (n_estates,)
        Rain calls of a household on a day of the season; nan where there is no log.
    season_factor : float
        Rain calls a day in the season over those outside it.
    notices : tuple of Notice
    """

    estates: pd.DataFrame
    kinds: pd.DataFrame
    rate: Reals
    season_factor: float
    notices: tuple[Notice, ...]


def rain_risk(
    district: District, calls: CallList | None, *, begin: date, season_days: int
) -> RainRisk:
    """Screen the estates of a district.

    Parameters
    ----------
    district : District
    calls : CallList or None
        The log; without one the rates are unknown.
    begin : date
        First day of the season: roofs are as old as they are then.
    season_days : int
        Days of the season.

    Returns
    -------
    RainRisk
    """
    estates, settings = district.estates, district.settings
    age = _roof_ages(estates["roof_year"], begin.year)
    log = _RainLog(calls, settings)
    exposure = district.households * log.days_as_rain
    counted = np.bincount(log.estate, minlength=len(estates)).astype(float)
    counted = np.where(exposure > 0, counted, 0.0)
    groups = [age.tolist(), estates["street"].tolist(), communities_of(estates)]
    found = screened_rates(counted, exposure, groups)
    table = _estate_table(district, age, counted, found, log, season_days)
    return RainRisk(
        estates=table,
        kinds=_kind_table(log, age, district.households),
        rate=found.rate,
        season_factor=log.factor,
        notices=log.notices,
    )


class _RainLog:
    """The rain calls of a log, and over how many days they were counted."""

    def __init__(self, calls: CallList | None, settings: Settings) -> None:
        words = settings.works.rain_kinds
        self.notices: tuple[Notice, ...] = ()
        self.factor = settings.season.rain_factor
        self.kind = np.zeros(0, object)
        self.estate = np.zeros(0, np.int64)
        self.in_season = np.zeros(0, bool)
        self.days = {"rain": 0, "other": 0}
        if calls is None or calls.calls["reported_at"].isna().all():
            self.notices = (Notice("works.no_log"),)
            return
        moments = calls.calls["reported_at"]
        every = pd.date_range(moments.min().normalize(), moments.max().normalize())
        rainy = every.month.isin(settings.season.rain_months)
        self.days = {"rain": int(rainy.sum()), "other": int((~rainy).sum())}
        is_rain = calls.calls["kind"].map(lambda kind: any(word in kind for word in words))
        kept = is_rain.to_numpy(bool) & (calls.estate >= 0) & moments.notna().to_numpy(bool)
        self.kind = calls.calls["kind"].to_numpy(object)[kept]
        self.estate = calls.estate[kept]
        months = moments[kept].dt.month
        self.in_season = months.isin(settings.season.rain_months).to_numpy(bool)
        self._learn_factor(words)

    @property
    def days_as_rain(self) -> float:
        """Days of the log, those outside the season counted as what they are worth in it."""
        return self.days["rain"] + self.days["other"] / self.factor

    def _learn_factor(self, words: tuple[str, ...]) -> None:
        """Read the factor of the season off the log, where it holds both and calls in both."""
        inside, outside = int(self.in_season.sum()), int((~self.in_season).sum())
        if min(self.days.values()) >= _LEAST_DAYS and inside and outside:
            self.factor = (inside / self.days["rain"]) / (outside / self.days["other"])
        elif self.days["rain"] < _LEAST_DAYS:
            self.notices += (Notice("works.season_unseen", factor=self.factor),)
        if not self.kind.size:
            self.notices += (Notice("works.no_rain_calls", kinds=tuple(words)),)


def _roof_ages(years: "pd.Series[float]", now: int) -> NDArray[np.object_]:
    ages = now - years.to_numpy(dtype=np.float64, na_value=np.nan)
    classes = np.searchsorted([10, 20], ages, side="right")
    names = np.array(ROOF_AGES, dtype=object)
    return np.where(np.isnan(ages), "unknown", names[np.minimum(classes, 2)])


def communities_of(estates: pd.DataFrame) -> list[str]:
    """Return the community of every estate with its street: names may repeat across streets.

    Parameters
    ----------
    estates : DataFrame

    Returns
    -------
    list of str
    """
    return [
        f"{street}/{community}"
        for street, community in zip(estates["street"], estates["community"], strict=True)
    ]


def _estate_table(
    district: District,
    age: NDArray[np.object_],
    counted: Reals,
    found: ScreenedRates,
    log: _RainLog,
    season_days: int,
) -> pd.DataFrame:
    estates, settings = district.estates, district.settings.works
    people = district.households * season_days
    severity = _severity(log, len(estates), settings.severity)
    elderly = estates["elderly_share"].to_numpy(np.float64, na_value=np.nan)
    vulnerable = 1 + settings.vulnerable * np.where(np.isnan(elderly), 0.0, elderly)
    risk = found.rate * people * severity * vulnerable
    inspect = found.width * people
    names = ["estate_id", "name", "street", "community", "households"]
    return pd.DataFrame(estates[names]).assign(
        roof_age=age,
        rain_calls=np.where(np.isnan(found.rate), np.nan, counted),
        expected_calls=found.rate * people,
        low_calls=found.low * people,
        high_calls=found.high * people,
        severity=severity,
        vulnerable=vulnerable,
        risk=risk,
        inspect=inspect,
        risk_rank=_rank(risk),
        inspect_rank=_rank(inspect),
        unknown=[
            ",".join(name for name, value in zip(_FACTS, row, strict=True) if pd.isna(value))
            for row in estates[list(_FACTS)].itertuples(index=False)
        ],
    )


def _rank(values: Reals) -> "pd.Series[int]":
    ranks = pd.Series(values).rank(ascending=False, method="first")
    return ranks.astype("Int64")


def _severity(log: _RainLog, n_estates: int, weights: dict[str, float]) -> Reals:
    """Return the mean severity of the kinds of calls of every estate, drawn to the district's."""
    weight = np.array([weights.get(str(kind), 1.0) for kind in log.kind])
    mean = float(weight.mean()) if weight.size else 1.0
    total = np.bincount(log.estate, weight, minlength=n_estates)
    number = np.bincount(log.estate, minlength=n_estates)
    return np.asarray((total + _USUAL_CALLS * mean) / (number + _USUAL_CALLS), np.float64)


def _kind_table(log: _RainLog, age: NDArray[np.object_], households: Reals) -> pd.DataFrame:
    """Return calls by kind, season and age of the roof against the household-days watched."""
    rows = [
        (
            kind,
            season,
            roof,
            int(
                (
                    (log.kind == kind)
                    & (log.in_season == (season == "rain"))
                    & (age[log.estate] == roof)
                ).sum()
            ),
            float(households[age == roof].sum() * log.days[season]),
        )
        for kind in sorted(set(log.kind))
        for season in ("rain", "other")
        for roof in ROOF_AGES
    ]
    table = pd.DataFrame(rows, columns=["kind", "season", "roof_age", "calls", "household_days"])
    table = table[table["household_days"] > 0].reset_index(drop=True)
    found = screened_rates(
        table["calls"], table["household_days"], [table["kind"].tolist(), table["season"].tolist()]
    )
    unit = 1000 * 100
    return table.assign(rate=found.rate * unit, low=found.low * unit, high=found.high * unit)
