"""Steps and works in order: answers by hand, every order tried, and what cannot be done."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import OperationsError
from geo.operations import critical_path, longest_chain, moore_hodgson


def test_by_hand() -> None:
    """Survey 3, permit 10 and money 5 after it, works 4 after both: 3 + 10 + 4."""
    days, after = [3, 10, 5, 4], [[], [0], [0], [1, 2]]
    assert critical_path(days, after) == 17
    assert longest_chain(days, after) == [0, 1, 3]
    named = {"survey": 3, "permit": 10, "money": 5, "works": 4}
    waits = {"permit": "survey", "money": "survey", "works": ("permit", "money")}
    assert critical_path(named, waits) == 17
    assert critical_path([], []) == 0
    assert critical_path([2.5], [None]) == 2.5


@given(st.data())
def test_as_every_chain(data: st.DataObject) -> None:
    """The longest of all chains, followed one by one, is the critical path."""
    n = data.draw(st.integers(1, 7))
    days = data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    after = [data.draw(st.sets(st.integers(0, step - 1))) if step else set() for step in range(n)]

    def longest(step: int) -> int:
        return days[step] + max((longest(before) for before in after[step]), default=0)

    assert critical_path(days, [sorted(before) for before in after]) == max(map(longest, range(n)))


@pytest.mark.parametrize(
    ("days", "after"),
    [([1], [[0]]), ([1, 1], [[1], [0]]), ([1], [[3]]), ([-1], [[]]), ([float("nan")], [[]])],
)
def test_steps_that_cannot_be(days: list[float], after: list[list[int]]) -> None:
    """A step that waits for itself, a circle, an unknown step, impossible days."""
    with pytest.raises(OperationsError):
        critical_path(days, after)


def test_moore() -> None:
    """The example of Moore-Hodgson: two of five works are late."""
    order = moore_hodgson([7, 8, 4, 6, 6], [9, 17, 18, 19, 21])
    assert len(order.late) == 2
    spent = 0
    for work in order.on_time:
        spent += [7, 8, 4, 6, 6][work]
        assert spent <= [9, 17, 18, 19, 21][work]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-2, 15)), max_size=6))
def test_as_every_order(works: list[tuple[int, int]]) -> None:
    """No order of the works has fewer late ones."""

    def late(order: tuple[int, ...]) -> int:
        spent = count = 0
        for work in order:
            spent += works[work][0]
            count += spent > works[work][1]
        return count

    found = moore_hodgson([days for days, _ in works], [due for _, due in works])
    assert sorted([*found.on_time, *found.late]) == list(range(len(works)))
    assert late((*found.on_time, *found.late)) == len(found.late)
    assert len(found.late) == min(map(late, permutations(range(len(works)))))


def test_works_that_cannot_be() -> None:
    """Negative days and lists of different lengths are refused."""
    for days, due in (([-1], [2]), ([1, 2], [3]), ([1], [float("inf")])):
        with pytest.raises(OperationsError):
            moore_hodgson(days, due)
