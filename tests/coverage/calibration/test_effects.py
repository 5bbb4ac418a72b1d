"""Effects of hour, station and place, as all the other calls tell them."""

import numpy as np
import pytest

from geo.coverage.calibration.dispatch_log import DispatchLog, read_dispatch_log
from geo.coverage.calibration.effects import (
    HourEffect,
    PlaceEffect,
    StationEffect,
    clipped,
    foretells_better,
    robust_spread,
)

from .synthetic import make_calls, make_stations


@pytest.fixture(scope="module")
def log() -> DispatchLog:
    """Sixty calls of three stations."""
    stations = make_stations(3, seed=1)
    return read_dispatch_log(make_calls(stations, 60, seed=2), stations)


@pytest.mark.parametrize("effect", [HourEffect, StationEffect])
def test_own_call_is_left_out(log: DispatchLog, effect: type) -> None:
    """The effect on a call, as the others tell it, equals learning without that call."""
    left = np.random.default_rng(3).normal(size=len(log))
    told = effect.learn(log, left).of_others(log, left)
    for call in range(0, len(log), 13):
        others = np.delete(np.arange(len(log)), call)
        without = effect.learn(log.take(others), left[others])
        assert told[call] == pytest.approx(without.of(log)[call])


def test_own_call_is_left_out_of_its_place(log: DispatchLog) -> None:
    """The same for places, in the width and prior that were chosen."""
    east = log.x_km - log.x_km.mean()
    left = np.where(east > 0, 0.4, -0.4)
    expected = log.response_min / np.exp(left)
    effect, told = PlaceEffect.learn(log, left, expected)
    others = np.arange(1, len(log))
    rest = log.take(others)
    without, _ = PlaceEffect.learn(rest, left[others], expected[others])
    assert (without.radius_km, without.prior_calls) == (effect.radius_km, effect.prior_calls)
    assert told[0] == pytest.approx(without.of(log)[0])


def test_a_gain_must_be_more_than_chance() -> None:
    """A tenth of a minute on every call is believed, the same on average over wild errors not."""
    observed = np.full(100, 5.0)
    wild = 5.0 + np.linspace(-4, 4, 100)
    assert foretells_better(observed, np.full(100, 5.9), np.full(100, 6.0))
    assert not foretells_better(observed, np.roll(wild, 50) * 0.999, wild)
    assert not foretells_better(observed, wild, wild)


def test_unknown_hours_have_no_effect(log: DispatchLog) -> None:
    """A call without an hour neither teaches nor is told anything."""
    stations = make_stations(3, seed=1)
    calls = make_calls(stations, 60, seed=2).drop(columns="reported_at")
    hourless = read_dispatch_log(calls, stations)
    effect = HourEffect.learn(hourless, np.ones(60))
    assert (effect.by_hour == 0).all()
    assert (effect.of(hourless) == 0).all()


def test_odd_calls_are_cut_off() -> None:
    """The spread is that of the many; one wild value counts 1.5 of it."""
    values = np.append(np.linspace(-1, 1, 101), 50.0)
    spread = robust_spread(values)
    assert spread == pytest.approx(0.75, abs=0.02)
    assert clipped(values).max() == pytest.approx(1.5 * spread)
