"""How far minutes may be off: against all plans and the corners of all boxes of minutes."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SitingError
from geo.siting import cover_tolerance, max_cover, median_tolerance, p_median

from .oracle import weighted_minutes

_WHOLE = st.integers(1, 12)
_CASES = st.tuples(st.integers(3, 4), st.integers(1, 3), st.integers(1, 2)).flatmap(
    lambda size: st.tuples(
        st.lists(
            st.lists(_WHOLE, min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        ),
        st.lists(st.integers(0, 5), min_size=size[1], max_size=size[1]),
        st.just(size[2]),
    )
)


def _others(n: int, p: int) -> list[list[int]]:
    return [list(one) for one in combinations(range(n), p)]


def _somebody_wins(
    minutes: np.ndarray, demand: np.ndarray, chosen: list[int], share: float
) -> bool:
    """Try every corner of the box: each single drive a share up or down."""
    rows, columns = minutes.shape
    # Estate by estate: what one estate adds to the lead depends on its own drives alone.
    for other in _others(rows, len(chosen)):
        lead = 0.0
        for estate in range(columns):
            most = -np.inf
            for signs in product((-1, 1), repeat=rows):
                off = minutes[:, estate] * (1 + share * np.array(signs))
                most = max(most, off[chosen].min() - off[other].min())
            lead += demand[estate] * most
        if lead > 1e-7:
            return True
    return False


@settings(max_examples=40, deadline=None)
@given(_CASES)
def test_medians_by_all_corners(case: tuple[list[list[int]], list[int], int]) -> None:
    """Nobody wins just below the proven share, and somebody does just above it."""
    minutes, demand, p = np.array(case[0], float), np.array(case[1], float), case[2]
    best = p_median(minutes, demand, p)
    chosen = best.chosen.tolist()
    found = median_tolerance(minutes, minutes, demand, chosen, most=0.9)
    assert found.proven_share <= found.broken_share
    if found.proven_share > 0:
        assert not _somebody_wins(minutes, demand, chosen, found.proven_share * 0.999)
    if np.isfinite(found.broken_share):
        assert found.exact or found.broken_share - found.proven_share <= 1e-4
        assert _somebody_wins(minutes, demand, chosen, found.broken_share + 0.001)
    else:
        assert found.proven_share == 0.9


@settings(max_examples=40, deadline=None)
@given(_CASES, st.integers(3, 11))
def test_covers_by_all_corners(case: tuple[list[list[int]], list[int], int], limit: int) -> None:
    """The same for covers within a limit of minutes."""
    minutes, demand, p = np.array(case[0], float), np.array(case[1], float), case[2]

    def covers_at(factor: float, rows: np.ndarray) -> np.ndarray:
        return minutes[rows] * factor <= limit

    def somebody_wins(share: float) -> bool:
        for other in _others(len(minutes), p):
            lead = 0.0
            for estate in range(minutes.shape[1]):
                corners = product((-1, 1), repeat=len(minutes))
                lead += demand[estate] * max(
                    float((off[other] <= limit).any()) - float((off[chosen] <= limit).any())
                    for off in (minutes[:, estate] * (1 + share * np.array(s)) for s in corners)
                )
            if lead > 1e-9:
                return True
        return False

    chosen = max_cover(minutes <= limit, demand, p).chosen.tolist()
    found = cover_tolerance(covers_at, demand, chosen, n_candidates=len(minutes), most=0.9)
    if found.proven_share > 0:
        assert not somebody_wins(found.proven_share * 0.999)
    if np.isfinite(found.broken_share):
        assert found.broken_share - found.proven_share <= 1e-4
        assert somebody_wins(found.broken_share + 0.001)
    else:
        assert found.proven_share == 0.9


def test_a_plan_that_is_not_the_best_has_no_room() -> None:
    """Site 1 is better from the start: 0 and 0, and it is named."""
    found = median_tolerance([[5.0], [3.0]], [[5.0], [3.0]], [2.0], [0])
    assert (found.proven_share, found.broken_share, found.challenger.tolist()) == (0.0, 0.0, [1])


def test_only_the_drive_is_off() -> None:
    """4 of 10 minutes are drive against 4 of 12: 10 + 4s = 12 - 4s at a quarter."""
    found = median_tolerance([[10.0], [12.0]], [[4.0], [4.0]], [1.0], [0])
    assert found.proven_share == pytest.approx(0.25, abs=1e-6)
    assert weighted_minutes(np.array([[10.0], [12.0]]), np.ones(1), [0]) == 10.0


def test_fixed_sites_bind_the_challengers() -> None:
    """Where every plan holds site 0, nobody can do without it."""
    minutes = [[4.0, 9.0], [6.0, 2.0], [6.1, 2.1]]
    free = median_tolerance(minutes, minutes, [1.0, 1.0], [0, 1])
    bound = median_tolerance(minutes, minutes, [1.0, 1.0], [0, 1], fixed=[0])
    assert bound.proven_share >= free.proven_share
    assert set(bound.challenger.tolist()) == {0, 2}


def test_a_limit_of_time_leaves_what_is_proven() -> None:
    """Without a second to spend nothing is proven, and nothing is claimed."""
    found = median_tolerance([[4.0], [6.0]], [[4.0], [6.0]], [1.0], [0], time_limit_s=0.0)
    assert (found.proven_share, found.exact) == (0.0, False)
    assert np.isinf(found.broken_share)


@pytest.mark.parametrize("most", [0.0, 1.5])
def test_what_cannot_be_is_refused(most: float) -> None:
    """Shares out of range, a drive longer than the response, no plan."""
    with pytest.raises(SitingError):
        median_tolerance([[4.0]], [[4.0]], [1.0], [0], most=most)
    with pytest.raises(SitingError):
        median_tolerance([[4.0]], [[5.0]], [1.0], [0])
    with pytest.raises(SitingError):
        median_tolerance([[4.0]], [[4.0]], [1.0], [])
