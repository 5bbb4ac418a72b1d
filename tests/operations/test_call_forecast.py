"""Calls: rates drawn towards their group, intervals that hold what they say, short logs refused."""

from datetime import date, timedelta

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.operations import count_interval, fit_calls, poisson_deviance, shrunk_rates
from geo.workdays import DayKind


def _plain(day: date) -> DayKind:
    return DayKind.WEEKEND if day.weekday() > 4 else DayKind.WEEKDAY


def _log(days: int, seed: int = 0, first: date = date(2025, 3, 3)) -> tuple[np.ndarray, list[date]]:
    rng = np.random.default_rng(seed)
    dates = [first + timedelta(number) for number in range(days)]
    shape = 4 + 3 * np.sin((np.arange(24) - 8) * np.pi / 12)
    level = np.array([0.7 if day.weekday() > 4 else 1.0 for day in dates])
    return rng.poisson(level[:, None] * shape), dates


def test_equal_factors_are_not_told_apart() -> None:
    """Counts that scatter as chance has it keep the factor of all."""
    counts = np.random.default_rng(1).poisson(20.0, 400)
    shrunk = shrunk_rates(counts, np.full(400, 20.0))
    assert shrunk.rate == pytest.approx(counts.mean() / 20, rel=0.02)


def test_rates_lie_between_their_own_count_and_their_group() -> None:
    """Few calls are drawn further than many; the truth is nearer than the raw factor."""
    rng = np.random.default_rng(2)
    truth = rng.gamma(4.0, 0.25, 500)
    expected = rng.choice([2.0, 50.0], 500)
    counts = rng.poisson(truth * expected)
    shrunk = shrunk_rates(counts, expected)
    raw = counts / expected
    assert shrunk.strength == pytest.approx(4.0, rel=0.3)
    level = counts.sum() / expected.sum()
    assert ((shrunk.rate - level) * (raw - level) >= -1e-9).all()
    assert ((shrunk.rate - truth) ** 2).mean() < 0.6 * ((raw - truth) ** 2).mean()


def test_intervals_hold_the_share_that_they_say() -> None:
    """Of negative binomial counts four fifths lie within, and a little more for being whole."""
    rng = np.random.default_rng(3)
    mean, variance = 30.0, 75.0
    k = mean**2 / (variance - mean)
    drawn = rng.negative_binomial(k, k / (k + mean), 20_000)
    low, high = count_interval(mean, variance, 0.8)
    assert 0.79 < ((drawn >= low) & (drawn <= high)).mean() < 0.85
    assert count_interval(0.0, 0.0, 0.8) == (0.0, 0.0)


def test_a_forecast_beats_the_same_hours_as_counted_and_a_constant() -> None:
    """Four weeks foretell the next four better than their own counts do."""
    counts, days = _log(56)
    fitted = fit_calls(counts[:28], days[:28], kind_of=_plain)
    later = counts[28:].reshape(4, 7, 24).sum(axis=0)
    naive = counts[:28].reshape(4, 7, 24).sum(axis=0)
    ours = poisson_deviance(later, fitted.by_hour_of_week(days[28:]))
    assert ours < poisson_deviance(later, np.maximum(naive, 0.5))
    assert ours < poisson_deviance(later, np.full((7, 24), naive.mean()))
    low, high = fitted.interval(days[28:], 0.95)
    assert ((later >= low) & (later <= high)).mean() > 0.9


def test_months_and_the_rain_season_are_learned_where_they_were_seen() -> None:
    """Twice the calls from May on: the rain season doubles, and months not seen follow theirs."""
    counts, days = _log(122, first=date(2025, 3, 1))
    level = np.array([2 if day.month >= 5 else 1 for day in days])
    fitted = fit_calls(counts * level[:, None], days, kind_of=_plain)
    assert fitted.rain_factor == pytest.approx(2.0, rel=0.1)
    assert fitted.month_factor[7] / fitted.month_factor[11] == pytest.approx(2.0, rel=0.1)


def test_holidays_have_a_level_of_their_own() -> None:
    """National Day with no calls at all is far below a weekend."""
    counts, days = _log(60, first=date(2025, 9, 1))
    off = np.array([day.month == 10 and day.day <= 8 for day in days])
    fitted = fit_calls(np.where(off[:, None], 0, counts), days)
    assert fitted.holiday_rate.sum() < 0.1 * fitted.rate[6].sum()


@pytest.mark.parametrize(("days", "calls"), [(20, 10), (40, 0)])
def test_too_short_a_log_is_refused(days: int, calls: int) -> None:
    """Less than four weeks, or hardly a call."""
    dates = [date(2025, 1, 1) + timedelta(number) for number in range(days)]
    with pytest.raises(OperationsError, match="at least 28 days"):
        fit_calls(np.full((days, 24), calls), dates)


def test_what_is_no_count_is_refused() -> None:
    """Negative and missing counts, shapes that differ, calls where none can be."""
    for counts, expected in (([-1], [1]), ([np.nan], [1]), ([1, 2], [1]), ([1], [0])):
        with pytest.raises(OperationsError):
            shrunk_rates(counts, expected)
