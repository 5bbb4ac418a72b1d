"""Gradual cover, the worst-off share, hot spots and E2SFCA, each against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import (
    gradual_cover,
    hot_spots,
    nearest_neighbours,
    two_step_access,
    worst_off,
)
from geo.errors import CoverageError

_MINUTES = st.floats(0, 60, allow_nan=False)
_Case = tuple[list[list[float]], list[int]]
_PLACES = st.integers(1, 8).flatmap(
    lambda n: st.tuples(
        st.lists(
            st.lists(_MINUTES | st.just(math.inf), min_size=n, max_size=n), min_size=1, max_size=3
        ),
        st.lists(st.integers(0, 50), min_size=n, max_size=n),
    )
)


@settings(max_examples=60, deadline=None)
@given(_PLACES)
def test_gradual_cover_is_the_best_of_single_ones(
    case: _Case,
) -> None:
    """Place by place: the best station's straight line between 10 and 25 minutes."""
    minutes, _ = case
    found = gradual_cover(minutes, full_min=10, none_min=25)
    for place in range(len(minutes[0])):
        best = min(row[place] for row in minutes)
        wanted = 1.0 if best <= 10 else 0.0 if best >= 25 else (25 - best) / 15
        assert found[place] == pytest.approx(wanted)


def test_without_a_slope_gradual_cover_is_cover() -> None:
    """The limit itself is covered."""
    assert gradual_cover([[9.0, 10.0, 10.1]], full_min=10, none_min=10).tolist() == [1, 1, 0]


@settings(max_examples=60, deadline=None)
@given(_PLACES, st.sampled_from([0.1, 0.25, 0.5, 1.0]))
def test_the_worst_off_person_by_person(case: _Case, share: float) -> None:
    """Everybody stands in a line by waiting time; the first ``share`` of them is counted."""
    minutes, people = case[0][0], case[1]
    found = worst_off(minutes, people, share=share)
    line = sorted((m for m, n in zip(minutes, people, strict=True) for _ in range(n)), reverse=True)
    wanted = share * len(line)
    whole = line[: int(wanted)]
    rest = wanted - int(wanted)
    shares = [1.0] * len(whole) + ([rest] if rest > 1e-9 else [])
    waits = line[: len(shares)]
    assert found.part.sum() == pytest.approx(wanted)
    unreached = sum(s for s, m in zip(shares, waits, strict=True) if math.isinf(m))
    assert found.unreached == pytest.approx(unreached)
    reached = sum(shares) - unreached
    if reached > 1e-6:
        total = sum(s * m for s, m in zip(shares, waits, strict=True) if math.isfinite(m))
        assert found.mean_min == pytest.approx(total / reached)


def test_gi_star_by_its_formula() -> None:
    """Ord and Getis (1995), equation 14b, written out with a matrix of weights."""
    random = np.random.default_rng(3)
    x_m, y_m, values = random.random(30), random.random(30), random.random(30)
    values[np.argsort(x_m + y_m)[-6:]] += 5
    near = nearest_neighbours(x_m, y_m, count=4)
    found = hot_spots(values, near)
    n = values.size
    mean, s = values.mean(), math.sqrt((values**2).sum() / n - values.mean() ** 2)
    for place in range(n):
        w = np.zeros(n)
        w[[place, *near[place]]] = 1
        spread = s * math.sqrt((n * (w**2).sum() - w.sum() ** 2) / (n - 1))
        z = (w @ values - mean * w.sum()) / spread
        assert found.z[place] == pytest.approx(z)
        assert found.p[place] == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
    assert (found.spot[np.argsort(x_m + y_m)[-3:]] == 1).all()


def test_chance_alone_makes_few_spots() -> None:
    """Values thrown at random: over 200 throws at most 7 % have any spot at a level of 5 %."""
    random = np.random.default_rng(0)
    near = nearest_neighbours(random.random(60), random.random(60), count=6)
    thrown = [hot_spots(random.normal(size=60), near).spot.any() for _ in range(200)]
    assert np.mean(thrown) <= 0.07


@pytest.mark.parametrize("values", [[1.0, 1.0, 1.0, 1.0], [3.0, 4.0], [7.0]])
def test_where_nothing_can_be_said_nothing_is_hot(values: list[float]) -> None:
    """All alike, two places, one place."""
    near = nearest_neighbours(range(len(values)), [0] * len(values), count=1)
    found = hot_spots(values, near)
    assert not found.spot.any()
    assert not found.z.any()


@settings(max_examples=40, deadline=None)
@given(_PLACES)
def test_two_step_access_by_plain_loops(case: _Case) -> None:
    """Luo and Qi (2009): supply over the weighted people around, added up over stations."""
    minutes, people = case
    bands = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))

    def weight(m: float) -> float:
        return next((w for limit, w in bands if m <= limit), 0.0)

    supply = [2.0 + station for station in range(len(minutes))]
    wanted = [0.0] * len(people)
    for crews, row in zip(supply, minutes, strict=True):
        around = sum(weight(m) * n for m, n in zip(row, people, strict=True))
        for place, m in enumerate(row):
            wanted[place] += weight(m) * crews / around if around else 0.0
    found = two_step_access(minutes, supply=supply, population=people, bands=bands)
    assert found == pytest.approx(wanted)


def test_what_cannot_be_is_refused() -> None:
    """Negative minutes, limits the wrong way round, a share of nothing, a stranger as neighbour."""
    for wrong in (
        lambda: gradual_cover([[-1.0]], full_min=1, none_min=2),
        lambda: gradual_cover([[1.0]], full_min=3, none_min=2),
        lambda: worst_off([1.0], [1.0], share=0),
        lambda: worst_off([1.0], [1.0, 2.0]),
        lambda: hot_spots([1.0, 2.0], [[5], [0]]),
    ):
        with pytest.raises(CoverageError):
            wrong()
