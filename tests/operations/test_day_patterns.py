"""Patterns of days against every set of days: gaps, fixed visits, how many fit at most."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.operations import VisitNeed, day_patterns, fewest_visits, most_visits


def _is_kept(need: VisitNeed, visits: tuple[int, ...], days: list[int]) -> bool:
    """Say whether visits keep the rules as the documentation says them, one by one."""
    low = 0 if need.last is None else need.last + need.gap_least
    high = need.gap_most if need.last is None else need.last + need.gap_most
    if need.last is not None and all(not low <= day <= high for day in days):
        later = [day for day in days if day > high]
        if later:
            high = later[0] + 13
    first, last = visits[0], visits[-1]
    if first not in need.fixed and not low <= first <= high:
        return False
    if last not in need.fixed and need.length - last > need.gap_most:
        return False
    for one, other in pairwise(visits):
        both_fixed = one in need.fixed and other in need.fixed
        if not both_fixed and not need.gap_least <= other - one <= need.gap_most:
            return False
    return True


def _question(seed: int) -> tuple[VisitNeed, list[int]]:
    rng = np.random.default_rng(seed)
    length = int(rng.integers(5, 16))
    days = sorted(rng.choice(length, int(rng.integers(2, length)), replace=False).tolist())
    fixed = tuple(sorted(rng.choice(length, int(rng.integers(0, 3)), replace=False).tolist()))
    least = int(rng.integers(1, 5))
    need = VisitNeed(
        count=len(fixed) + int(rng.integers(0, 4)),
        gap_least=least,
        gap_most=least + int(rng.integers(0, 8)),
        length=length,
        last=None if rng.random() < 0.5 else -int(rng.integers(1, 12)),
        fixed=fixed,
    )
    return need, days


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_all_patterns_of_few_days_and_only_kept_ones_of_many(first: int) -> None:
    """Few sets: just those that keep every rule. Thinned: a part of them, none only if none is."""
    for seed in range(first, first + 100):
        need, days = _question(seed)
        free = need.count - len(need.fixed)
        open_days = [day for day in days if day not in need.fixed]
        every = {
            own
            for own in combinations(open_days, free)
            if free == 0 or _is_kept(need, tuple(sorted((*own, *need.fixed))), days)
        }
        assert set(day_patterns(need, days, most=10**6)) == every, seed
        thinned = set(day_patterns(need, days, most=1))
        assert thinned <= every, seed
        assert bool(thinned) == bool(every), seed


def test_patterns_near_the_planned_ones_are_among_a_thinned_answer() -> None:
    """A missed visit can move alone: the others stay, whatever else is thinned out."""
    need = VisitNeed(count=3, gap_least=15, gap_most=45, length=90)
    days = [day for day in range(90) if day % 7 < 5]
    found = day_patterns(need, [day for day in days if day > 8], planned=(8, 37, 66), most=5)
    assert any({37, 66} <= set(own) for own in found)
    assert (37 - 21, 37, 66) in found


def test_most_and_fewest_visits_hold_against_every_set_of_days() -> None:
    """The counts that gaps allow, where somebody can come every day."""
    compared = 0
    for seed in range(200):
        need, _ = _question(seed)
        need = VisitNeed(0, need.gap_least, need.gap_most, need.length, need.last)
        days = list(range(need.length))
        fits = [
            count
            for count in range(1, need.length + 1)
            if day_patterns(
                VisitNeed(count, need.gap_least, need.length + 20, need.length, need.last), days
            )
        ]
        assert most_visits(need) == max(fits, default=0), seed
        loose = [
            count
            for count in range(1, need.length + 1)
            if day_patterns(VisitNeed(count, 1, need.gap_most, need.length, need.last), days)
        ]
        if fewest_visits(need):
            compared += 1
            assert fewest_visits(need) == min(loose), seed
    assert compared > 20
