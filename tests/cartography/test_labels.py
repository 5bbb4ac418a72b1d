"""Labels never lie on each other, on a mark or beyond the edge."""

from hypothesis import given
from hypothesis import strategies as st

from geo.cartography.labels import Box, LabelPlacer

FRAME = Box(0, 0, 50, 40)
SPOTS = st.lists(st.tuples(st.floats(0, 50), st.floats(0, 40)), min_size=1, max_size=25)


def crosses(a: Box, b: Box) -> bool:
    """Return whether two rectangles share some area."""
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def inside(box: Box) -> bool:
    """Return whether a rectangle lies wholly on the map."""
    return box.left >= 0 and box.top >= 0 and box.right <= 50 and box.bottom <= 40


@given(SPOTS)
def test_placed_labels_are_apart(spots: list[tuple[float, float]]) -> None:
    """Whatever the marks, the labels that find a place keep clear of all else."""
    marks = [Box.around(x, y, 2, 2) for x, y in spots]
    placer = LabelPlacer(FRAME, [[m.left, m.top, m.right, m.bottom] for m in marks])
    placed = [box for mark in marks if (box := placer.beside(mark, 9, 3))]
    assert not any(crosses(a, b) for i, a in enumerate(placed) for b in placed[i + 1 :])
    assert not any(crosses(box, mark) for box in placed for mark in marks)
    assert all(inside(box) for box in placed)


def test_the_right_side_is_preferred() -> None:
    """A lone label stands to the right of its mark."""
    box = LabelPlacer(FRAME, []).beside(Box.around(20, 20, 2, 2), 6, 3)
    assert box is not None
    assert box.left > 21
    assert box.centre[1] == 20


def test_a_taken_place_is_not_given_twice() -> None:
    """The second label at the same point finds none."""
    placer = LabelPlacer(FRAME, [])
    assert placer.at(20, 20, 6, 3) is not None
    assert placer.at(20, 20, 6, 3) is None
