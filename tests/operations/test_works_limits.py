"""Works that last, estates with room for few, sites that are paid once, and plans that are mended.

Everything is held against trying every plan; a question too large for that, against its bound.
"""

from itertools import product
from typing import Any

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.operations import WorksPlan, mend_works, schedule_works


class _Tiny:
    """An instance small enough to try every plan and every payer of its sites."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.n_works, self.n_weeks = int(rng.integers(1, 5)), int(rng.integers(2, 5))
        self.sources = ["fund", "city"]
        self.question: dict[str, Any] = {
            "value": rng.integers(1, 9, (self.n_works, self.n_weeks)).astype(float),
            "crew_days": rng.integers(0, 9, self.n_works).astype(float),
            "first_week": rng.integers(0, 2, self.n_works),
            "last_week": rng.integers(1, self.n_weeks, self.n_works),
            "crew_days_per_week": rng.integers(2, 8, self.n_weeks).astype(float),
            "cost": rng.integers(0, 5, self.n_works).astype(float),
            "source": rng.choice(self.sources, self.n_works).tolist(),
            "budgets": {"fund": float(rng.integers(2, 12)), "city": float(rng.integers(2, 12))},
            "weeks": rng.integers(1, 3, self.n_works),
            "place": rng.integers(0, 2, self.n_works).tolist(),
            "most_at_once": int(rng.integers(1, 3)),
            "site": rng.choice(["east", "west"], self.n_works).tolist(),
            "site_cost": {"east": float(rng.integers(0, 5)), "west": 2.0},
        }

    def every(self) -> list[tuple[int, ...]]:
        plans = product(range(-1, self.n_weeks), repeat=self.n_works)
        return [plan for plan in plans if self.keeps(plan)]

    def value_of(self, week_of: tuple[int, ...]) -> float:
        value = self.question["value"]
        return float(sum(value[work, week] for work, week in enumerate(week_of) if week >= 0))

    def keeps(self, week_of: tuple[int, ...]) -> bool:
        asked = self.question
        used, at_once = np.zeros(self.n_weeks), np.zeros((2, self.n_weeks))
        for work, week in enumerate(week_of):
            if week < 0:
                continue
            length = int(asked["weeks"][work])
            inside = asked["first_week"][work] <= week <= asked["last_week"][work]
            if not inside or week + length > self.n_weeks:
                return False
            used[week : week + length] += asked["crew_days"][work] / length
            at_once[asked["place"][work], week : week + length] += 1
        return bool(
            (used <= asked["crew_days_per_week"] + 1e-9).all()
            and (at_once <= asked["most_at_once"]).all()
            and self.is_paid(week_of)
        )

    def is_paid(self, week_of: tuple[int, ...]) -> bool:
        """Whether some choice of payers keeps all budgets."""
        asked = self.question
        done = [work for work, week in enumerate(week_of) if week >= 0]
        payers = {
            site: {asked["source"][work] for work in done if asked["site"][work] == site}
            for site in {asked["site"][work] for work in done}
        }
        for choice in product(*payers.values()):
            spent = dict.fromkeys(self.sources, 0.0)
            for work in done:
                spent[asked["source"][work]] += asked["cost"][work]
            for site, payer in zip(payers, choice, strict=True):
                spent[payer] += asked["site_cost"][site]
            if all(spent[source] <= asked["budgets"][source] for source in self.sources):
                return True
        return False


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_equal_to_trying_every_plan_and_payer(first: int) -> None:
    """Three hundred instances with every kind of limit: the greatest value, by a plan in order."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        plan = schedule_works(**tiny.question)
        week_of = tuple(plan.week_of.tolist())
        assert plan.status == "optimal", seed
        assert plan.objective == max(map(tiny.value_of, tiny.every())), seed
        assert tiny.keeps(week_of), seed
        assert plan.objective == tiny.value_of(week_of)
        budgets = tiny.question["budgets"]
        assert all(plan.spent[source] <= budgets[source] for source in budgets), seed


@pytest.mark.parametrize("seed", range(40))
def test_spare_crew_days_go_to_the_best_week(seed: int) -> None:
    """One week with more crews: as much as the best of all weeks that could have them."""
    tiny = _Tiny(5_000 + seed)
    limit = tiny.question["crew_days_per_week"]
    asked = {**tiny.question, "spare_crew_days": 3.0}
    each = [
        schedule_works(
            **{**tiny.question, "crew_days_per_week": limit + 3.0 * (np.arange(limit.size) == week)}
        ).objective
        for week in range(limit.size)
    ]
    assert schedule_works(**asked).objective == max(each)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_a_lost_week_is_mended_with_the_fewest_moves(first: int) -> None:
    """Against every plan: most works still done, then the fewest moves, then the most value."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        plan = schedule_works(**tiny.question)
        rain = seed % tiny.n_weeks
        limit = tiny.question["crew_days_per_week"].copy()
        limit[rain] = 0.0
        mended = mend_works(plan, rain, **{**tiny.question, "crew_days_per_week": limit})
        left = _Left(tiny, plan, rain, limit)
        best = max(map(left.rank, filter(left.keeps, left.every())))
        kept = len(left.works) - len(mended.dropped)
        assert (kept, kept - len(mended.moved), mended.objective) == best, seed
        assert mended.status == "optimal"
        found = mended.week_of[left.works]
        assert left.keeps(tuple(found.tolist())), seed
        assert left.rank(tuple(found.tolist())) == best, seed
        others = np.setdiff1d(np.arange(tiny.n_works), left.works)
        assert (mended.week_of[others] == plan.week_of[others]).all()


class _Left:
    """What of a plan was not finished when it rained, each work with every week to go on in."""

    def __init__(self, tiny: _Tiny, plan: WorksPlan, rain: int, limit: np.ndarray) -> None:
        self.tiny, self.before, self.rain, self.limit = tiny, plan.week_of, rain, limit
        length = tiny.question["weeks"]
        ended = (self.before + length <= rain) | (self.before < 0)
        self.works = np.flatnonzero(~ended)
        self.done = np.where(self.before >= 0, np.maximum(rain - self.before, 0), 0)
        self.sites = plan.sites

    def every(self) -> list[tuple[int, ...]]:
        weeks = [-1, *range(self.rain, self.tiny.n_weeks)]
        return list(product(weeks, repeat=self.works.size))

    def rank(self, found: tuple[int, ...]) -> tuple[int, int, float]:
        planned = np.maximum(self.before[self.works], self.rain)
        value = self.tiny.question["value"]
        done = [(work, week) for work, week in zip(self.works, found, strict=True) if week >= 0]
        gained = sum(value[work, week - self.done[work]] for work, week in done)
        return len(done), int((planned == found).sum()), float(gained)

    def keeps(self, found: tuple[int, ...]) -> bool:
        asked = self.tiny.question
        used, at_once = np.zeros(self.tiny.n_weeks), np.zeros((2, self.tiny.n_weeks))
        as_started = np.where(self.before < self.rain, self.before, -1)
        for work, week in zip(self.works, found, strict=True):
            if week < 0:
                continue
            length = int(asked["weeks"][work])
            start, left = week - self.done[work], length - self.done[work]
            if not asked["first_week"][work] <= start <= asked["last_week"][work]:
                return False
            if week + left > self.tiny.n_weeks:
                return False
            used[week : week + left] += asked["crew_days"][work] / length
            at_once[asked["place"][work], week : week + left] += 1
            as_started[work] = start
        late = slice(self.rain, None)
        return bool(
            (used[late] <= self.limit[late] + 1e-9).all()
            and (at_once <= asked["most_at_once"]).all()
            and self._is_paid(as_started)
        )

    def _is_paid(self, as_started: np.ndarray) -> bool:
        """Whether what is done is paid for, the sites of what had begun by those that paid then."""
        asked = self.tiny.question
        spent = dict.fromkeys(self.tiny.sources, 0.0)
        for work in np.flatnonzero(as_started >= 0):
            spent[asked["source"][work]] += asked["cost"][work]
        begun = {asked["site"][work] for work in np.flatnonzero(_between(self.before, self.rain))}
        for site in begun & set(self.sites):
            spent[self.sites[site]] += asked["site_cost"][site]
        further = {
            site: {
                asked["source"][work]
                for work in np.flatnonzero(as_started >= self.rain)
                if asked["site"][work] == site
            }
            for site in {asked["site"][work] for work in np.flatnonzero(as_started >= 0)} - begun
        }
        for choice in product(*further.values()):
            total = dict(spent)
            for site, payer in zip(further, choice, strict=True):
                total[payer] += asked["site_cost"][site]
            if all(total[source] <= asked["budgets"][source] for source in total):
                return True
        return False


def _between(before: np.ndarray, rain: int) -> np.ndarray:
    return np.asarray((before >= 0) & (before < rain))


def test_a_work_that_was_going_on_goes_on() -> None:
    """Two of its four weeks are done: after a week of rain the other two follow, and no more."""
    value = np.arange(8, 0, -1.0)[None, :]
    asked: dict[str, Any] = {
        "value": value,
        "crew_days": [8.0],
        "first_week": [0],
        "last_week": [4],
        "weeks": [4],
    }
    plan = schedule_works(**asked, crew_days_per_week=2.0)
    assert plan.week_of.tolist() == [0]
    rain = np.full(8, 2.0)
    rain[2] = 0.0
    mended = mend_works(plan, 2, **asked, crew_days_per_week=rain)
    assert (mended.week_of.tolist(), mended.moved, mended.dropped) == ([3], (0,), ())
    # It ends a week later, as if it had started in the second week.
    assert mended.objective == value[0, 1]
    dry = mend_works(plan, 2, **asked, crew_days_per_week=2.0)
    assert (dry.week_of.tolist(), dry.moves, dry.objective) == ([2], 0, 8.0)


def test_a_plan_that_needs_no_mending_stays() -> None:
    """Crews that were not needed are lost: nothing moves."""
    plan = _plan_of_two()
    asked = _two_works()
    mended = mend_works(plan, 0, **{**asked, "crew_days_per_week": [2.0, 2.0, 0.0]})
    assert (mended.moves, mended.week_of.tolist()) == (0, plan.week_of.tolist())


@pytest.mark.parametrize("from_week", [-1, 3])
def test_a_week_outside_is_refused(from_week: int) -> None:
    """The week from which a plan is mended must be one of its weeks."""
    with pytest.raises(OperationsError, match="from_week"):
        mend_works(_plan_of_two(), from_week, **_two_works())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weeks": 0}, "0"),
        ({"weeks": [1, 1.5]}, "1.5"),
        ({"most_at_once": 0}, "0"),
        ({"most_at_once": 1.5}, "1.5"),
        ({"place": ["a"]}, "place"),
        ({"site": ["a", "b", "c"]}, "site"),
        ({"site": ["a", "b"], "site_cost": -1}, "site_cost"),
        ({"site": ["a", "b"], "site_cost": {"b": np.nan}}, "site_cost['b']"),
        ({"spare_crew_days": -1}, "spare_crew_days"),
        ({"gap": 1.0}, "gap"),
    ],
)
def test_malformed_limits_are_named(change: dict[str, Any], said: str) -> None:
    """What cannot be is refused with its name."""
    with pytest.raises(OperationsError) as refused:
        schedule_works(**{**_two_works(), **change})
    assert said in refused.value.sentence("en")


def _two_works() -> dict[str, Any]:
    return {
        "value": [[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]],
        "crew_days": [2.0, 2.0],
        "first_week": [0, 0],
        "last_week": [2, 2],
        "crew_days_per_week": [2.0, 2.0, 2.0],
    }


def _plan_of_two() -> WorksPlan:
    return schedule_works(**_two_works())


def test_many_works_come_close_to_their_bound() -> None:
    """Three hundred starts and more: windows of weeks are planned anew, every limit is kept."""
    rng = np.random.default_rng(4)
    n_works, n_weeks = 90, 12
    weeks = rng.integers(1, 4, n_works)
    first = rng.integers(0, 5, n_works)
    source = rng.choice(["fund", "city"], n_works).tolist()
    cost = rng.integers(1, 30, n_works).astype(float)
    place = rng.integers(0, 40, n_works)
    asked: dict[str, Any] = {
        "value": rng.integers(1, 60, n_works)[:, None] * np.arange(2 * n_weeks, n_weeks, -1),
        "crew_days": rng.integers(1, 9, n_works) * weeks,
        "first_week": first,
        "last_week": np.full(n_works, n_weeks - 1),
        "crew_days_per_week": 14.0,
        "cost": cost,
        "source": source,
        "budgets": {"fund": 0.25 * cost.sum(), "city": 0.25 * cost.sum()},
        "weeks": weeks,
        "place": place.tolist(),
        "most_at_once": 1,
        "site": (place // 4).tolist(),
        "site_cost": 5.0,
    }
    # Without time for a search the linear bound is still known, or at least every work alone.
    stopped = schedule_works(**asked, time_limit_s=0.5)
    assert stopped.bound <= asked["value"].max(axis=1).sum()
    plan = schedule_works(**asked, gap=0.01)
    again = schedule_works(**asked, gap=0.01)
    assert plan.week_of.tolist() == again.week_of.tolist()
    assert plan.gap <= 0.01
    assert plan.objective <= stopped.bound + 1e-6
    assert (plan.crew_days_used <= 14.0 + 1e-9).all()
    assert all(plan.spent[name] <= asked["budgets"][name] + 1e-9 for name in plan.spent)
    for one in np.flatnonzero(plan.week_of >= 0):
        span = range(plan.week_of[one], plan.week_of[one] + weeks[one])
        for other in np.flatnonzero((plan.week_of >= 0) & (place == place[one])):
            own = range(plan.week_of[other], plan.week_of[other] + weeks[other])
            assert one == other or not set(span) & set(own)
