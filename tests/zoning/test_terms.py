"""Further rules: every one of them against exhaustive search, and named when it is broken."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.errors import ZoningError
from geo.zoning import (
    AtMost,
    CandidateZones,
    CannotLink,
    FixedZone,
    MustLink,
    OneLevel,
    SharedStation,
    StayPut,
    StreetPrice,
    Zoning,
    ZoningProblem,
    ZoningRules,
    draw,
)

from . import oracle

Price = Callable[[list[int]], float]


def commonest_outside(
    zone: list[int], kind: NDArray[np.int64], weight: NDArray[np.float64]
) -> float:
    """Return the weight of a zone outside its heaviest kind, written out."""
    total = {k: sum(weight[i] for i in zone if kind[i] == k) for k in kind[zone]}
    return float(sum(total.values()) - max(total.values()))


def moved(zone: list[int], present: NDArray[np.int64], anchor: list[int]) -> int:
    """Return how many estates of a zone have moved, written out."""
    heirs = [present[a] for a in anchor if a in zone]
    kept = max((sum(present[i] == heir for i in zone) for heir in heirs), default=0)
    return sum(present[i] >= 0 for i in zone) - kept


def rule_and_price(
    kind: str, random: np.random.Generator, problem: ZoningProblem
) -> tuple[object, Price]:
    """Return a rule of a kind and the same rule written out for one zone."""
    n = problem.n_estates
    some = sorted(random.choice(n, size=min(n, 2), replace=False).tolist())
    households = problem.households
    if kind == "must_link":
        return MustLink(some), lambda z: 0.0 if len({*some} & {*z}) in (0, len(some)) else np.inf
    if kind == "cannot_link":
        return CannotLink(some), lambda z: 0.0 if len({*some} & {*z}) <= 1 else np.inf
    if kind == "fixed_zone":
        return FixedZone(some), lambda z: 0.0 if not {*some} & {*z} or {*some} == {*z} else np.inf
    if kind == "at_most":
        amount = random.integers(0, 5, n).astype(float)
        return AtMost(amount, 7.0), lambda z: 0.0 if sum(amount[i] for i in z) <= 7 else np.inf
    if kind == "shared_station":
        serves = random.random((2, n)) < 0.8
        return SharedStation(serves), lambda z: 0.0 if serves[:, z].all(axis=1).any() else np.inf
    level = random.integers(0, 3, n)
    if kind == "one_level":
        return OneLevel(level, 2.0), lambda z: 2.0 * commonest_outside(z, level, households)
    if kind == "street_price":
        return StreetPrice(level, 1.5), lambda z: 1.5 * commonest_outside(z, level, households)
    present = np.unique(random.integers(0, 3, n), return_inverse=True)[1]
    anchor = [int(np.flatnonzero(present == p)[-1]) for p in range(present.max() + 1)]
    present[random.integers(0, n)] = -1
    kept = [a for a in anchor if present[a] >= 0]
    codes = {present[a]: number for number, a in enumerate(kept)}
    present = np.array([codes.get(p, -1) for p in present])
    return StayPut(present, kept, 80.0), lambda z: 80.0 * moved(z, present, kept)


KINDS = [
    "must_link",
    "cannot_link",
    "fixed_zone",
    "at_most",
    "shared_station",
    "one_level",
    "street_price",
    "stay_put",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(15))
def test_every_rule_equals_exhaustive_search(kind: str, seed: int) -> None:
    """With one further rule the plan is the optimum of exhaustive search, or there is none."""
    random = np.random.default_rng((seed, KINDS.index(kind)))
    n = int(random.integers(3, 8))
    problem = oracle.random_problem(random, n)
    rule, price = rule_and_price(kind, random, problem)
    zones = int(random.integers(1, n + 1))
    rules = ZoningRules(radius_min=6.0, cap=2.5, further=[rule])  # type: ignore[list-item]
    best = oracle.best_plan(problem, zones, rules, price)
    plan = draw(problem, zones=zones, rules=rules)
    if math.isinf(best):
        assert plan.status == "infeasible"
        assert plan.violations
    else:
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        assert plan.violations == ()


@pytest.mark.parametrize("seed", range(40))
def test_several_rules_together_equal_exhaustive_search(seed: int) -> None:
    """Three random rules at once: the optimum, or none, with reasons that name estates."""
    random = np.random.default_rng((seed, 99))
    n = int(random.integers(4, 8))
    problem = oracle.random_problem(random, n)
    chosen = random.choice(KINDS, size=3, replace=False)
    pairs = [rule_and_price(str(kind), random, problem) for kind in chosen]
    zones = int(random.integers(1, n + 1))
    rules = ZoningRules(radius_min=8.0, cap=2.5, further=[rule for rule, _ in pairs])  # type: ignore[misc]
    best = oracle.best_plan(problem, zones, rules, lambda z: sum(price(z) for _, price in pairs))
    plan = draw(problem, zones=zones, rules=rules)
    if math.isinf(best):
        assert plan.status == "infeasible"
        assert any(reason.estates for reason in plan.violations)
    else:
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)


def three_in_a_row() -> ZoningProblem:
    """Three estates of 100 households in a row, a minute apart."""
    minutes = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
    names = ["east", "middle", "west"]
    return ZoningProblem([100, 100, 100], minutes, [(0, 1), (1, 2)], [0, 0, 0], names=names)


def test_contradictory_links_are_named() -> None:
    """Two estates that must and must not share a zone: the message names both rules and both."""
    rules = ZoningRules(cap=10, further=[MustLink([0, 1]), CannotLink([0, 1])])
    plan = draw(three_in_a_row(), zones=2, rules=rules)
    assert plan.status == "infeasible"
    said = " ".join(reason.sentence() for reason in plan.violations)
    assert "must not share a zone, must share a zone" in said
    assert "east" in said
    assert "middle" in said


def test_a_fixed_zone_that_breaks_the_cap_is_named() -> None:
    """The message names the cap, what was found and the estates."""
    rules = ZoningRules(cap=1.0, further=[FixedZone([0, 1])])
    plan = draw(three_in_a_row(), zones=2, rules=rules)
    assert plan.status == "infeasible"
    said = " ".join(reason.sentence() for reason in plan.violations)
    assert 'The fixed zone of east, middle breaks the rule "cap": 200 found, 150 allowed' in said


def test_a_broken_rule_says_what_would_heal_it() -> None:
    """A plan made by hand names the rule, the estates, the figure found and the one allowed."""
    rules = ZoningRules(cap=10, further=[AtMost([2.0, 2.0, 2.0], 3.0)])
    plan = Zoning.from_labels(three_in_a_row(), [0, 0, 1], rules=rules)
    assert plan.status == "broken"
    (broken,) = plan.violations
    assert (broken.rule, broken.estates, broken.found, broken.wanted) == ("at_most", (0, 1), 4, 3)


def test_a_rule_of_ones_own_is_a_plain_callable() -> None:
    """Any object with a name that answers for candidate zones is a rule."""

    class NoPairs:
        name = "no_pairs"

        def __call__(self, zones: CandidateZones) -> NDArray[np.float64]:
            return np.where(zones.size == 2, np.inf, 0.0)

    plan = draw(three_in_a_row(), zones=1, rules=ZoningRules(cap=10, further=[NoPairs()]))
    assert plan.status == "optimal"
    plan = draw(three_in_a_row(), zones=2, rules=ZoningRules(cap=10, further=[NoPairs()]))
    assert plan.status == "infeasible"


def test_a_rule_that_answers_below_zero_is_refused() -> None:
    """Bounds rest on terms of at least zero."""

    class Gift:
        name = "gift"

        def __call__(self, zones: CandidateZones) -> NDArray[np.float64]:
            return np.full(zones.n_zones, -1.0)

    with pytest.raises(ZoningError, match="gift"):
        draw(three_in_a_row(), zones=2, rules=ZoningRules(further=[Gift()]))
