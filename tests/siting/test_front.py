"""The front of stations, cover and mean minutes against full enumeration."""

import numpy as np
import pytest

from geo.siting import front
from geo.stop import Stop

from . import oracle
from .instances import tiny


def enumerated(t, covers, most):
    """Return the undominated (stations, covered, sum of minutes) of all plans up to `most`."""
    values = set()
    for p in range(max(1, len(t.fixed)), most + 1):
        for chosen in oracle.plans(len(t.minutes), p, t.fixed, t.forbidden):
            spent = oracle.weighted_minutes(t.minutes, t.demand, chosen)
            if np.isfinite(spent):
                served = t.demand[covers[chosen].any(axis=0)].sum()
                values.add((p, round(served, 6), round(spent, 6)))
    return sorted(
        (a for a in values if not any(b != a and _beats(b, a) for b in values)),
        key=lambda a: (a[0], a[2]),
    )


def _beats(b, a):
    return b[0] <= a[0] and b[1] >= a[1] and b[2] <= a[2]


@pytest.mark.parametrize("by_minutes", [True, False], ids=["by-minutes", "at-random"])
@pytest.mark.parametrize("seed", range(80))
def test_front_equals_enumeration(seed, by_minutes):
    """Every undominated plan is found and nothing else, ties and inf minutes included.

    Cover need not follow from minutes: a site may cover one estate and not a nearer one.
    """
    t = tiny(seed)
    demand = np.rint(t.demand)
    t = t._replace(demand=demand)
    covers = t.covers
    if not by_minutes:
        covers = np.random.default_rng(seed).random(t.minutes.shape) < 0.4
    table = front(t.minutes, covers, demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    wanted = enumerated(t, covers, t.p)
    assert (table["status"] == "optimal").all()
    assert table["stations"].tolist() == [point[0] for point in wanted]
    assert table["covered"].tolist() == pytest.approx([point[1] for point in wanted])
    spent = table["mean_min"] * max(demand.sum(), 1e-9)
    assert spent.tolist() == pytest.approx([point[2] for point in wanted], abs=1e-5)


def test_a_stopped_front_says_so():
    """Without time the points that are there are not called proven, or there are none."""
    rng = np.random.default_rng(1)
    minutes, demand = rng.uniform(0, 20, (30, 60)), rng.integers(1, 90, 60)
    table = front(minutes, minutes < 6, demand, 4, time_limit_s=0)
    assert not (table["status"] == "optimal").any()


@pytest.mark.parametrize("questions", [0, 3, 12, 40])
def test_a_cancelled_front_keeps_what_it_has(questions):
    """Each point found before the cancel stands on the whole front; nothing is begun after it."""
    rng = np.random.default_rng(2)
    minutes, demand = rng.uniform(0, 20, (20, 30)), rng.integers(1, 90, 30)
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > questions

    columns = ["stations", "covered", "mean_min"]
    whole = front(minutes, minutes < 6, demand, 4)[columns].apply(tuple, axis=1)
    cut = front(minutes, minutes < 6, demand, 4, stop=Stop(cancelled=cancelled))
    assert len(cut) < len(whole)
    if questions == 0:
        assert cut.empty
    proven = cut.loc[cut["status"] == "optimal", columns]
    assert {tuple(row) for row in proven.itertuples(index=False)} <= set(whole)
    assert len(asked) <= questions + 2


def test_after_the_time_no_point_is_worked_on() -> None:
    """What is known stays, each point with a gap that is no smaller than the true one."""
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 10, (30, 2))
    minutes = np.hypot(*(points[:12, None] - points).transpose(2, 0, 1))
    demand = rng.integers(1, 50, 30)
    whole = front(minutes, minutes < 2, demand, 3)
    asked = {"stop": Stop(time_limit_s=0.0)}
    early = front(minutes, minutes < 2, demand, 3, **asked)
    assert (early["stations"] == 1).all()
    quickest = whole.loc[whole["stations"] == 1, "mean_min"].min()
    least = early["mean_min"] * (1 - early["gap"])
    assert (least <= quickest * (1 + 1e-9)).any()
    assert (early["gap"] >= 0).all()
