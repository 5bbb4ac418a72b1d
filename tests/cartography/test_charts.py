"""Charts say in the right places what they are given, and never run what people typed."""

import xml.etree.ElementTree as ElementTree

import pytest

from geo.cartography.charts import Bar, Dot, Swing, reliability_chart, share_bars, tornado_chart
from geo.cartography.funnel import FunnelPoint, funnel_chart

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "T", "description": "D"}


def drawing(markup: str) -> ElementTree.Element:
    """Return a chart as a tree: it has to be well-formed."""
    root = ElementTree.fromstring(markup)
    assert root.find(f"{SVG}title").text == "T"
    assert root.find(f"{SVG}desc").text == "D"
    return root


def texts(root: ElementTree.Element) -> list[str]:
    """Return all words of a chart."""
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_bars_are_as_wide_as_their_shares() -> None:
    """Half of the width for a half; what exceeds 100 % stays inside."""
    root = drawing(share_bars([Bar("A", "50 %", 0.5), Bar("B", "130 %", 1.3)], **WORDS))
    widths = [float(one.get("width")) for one in root.iter(f"{SVG}rect")]
    assert widths[1] == widths[0] / 2
    assert widths[3] == widths[2]
    assert texts(root) == ["A", "50 %", "B", "130 %"]


def test_dots_that_keep_their_word_lie_on_the_diagonal() -> None:
    """Equal shares are equally far from the left and from the bottom."""
    dots = [Dot(0.3, 0.3, 0.05, 500), Dot(0.9, 0.9, 0.2, 500)]
    root = drawing(reliability_chart(dots, across="x", upward="y", **WORDS))
    places = [(float(c.get("cx")), float(c.get("cy"))) for c in root.iter(f"{SVG}circle")]
    (x0, y0), (x1, y1) = places
    assert x1 - x0 == pytest.approx(y0 - y1, abs=0.11)


def test_swings_reach_to_both_sides_of_today() -> None:
    """Lengths are proportional, losses go left, gains go right, nothing at all has no bar."""
    swings = [Swing("a", -20, 40, "−20", "+40"), Swing("b", 0, 0, "0", "0")]
    root = drawing(tornado_chart(swings, **WORDS))
    first, second, *nothing = [
        (float(one.get("x")), float(one.get("width"))) for one in root.iter(f"{SVG}rect")
    ]
    assert first[1] == pytest.approx(2 * second[1], abs=0.11)
    assert first[0] == pytest.approx(second[0] + second[1], abs=0.11)
    assert [width for _, width in nothing] == [0, 0]
    assert texts(root) == ["a", "+40", "−20", "b"]


def test_figures_of_one_side_do_not_cover_each_other() -> None:
    """Where both ends lie on one side, only the farther one carries its figure."""
    root = drawing(tornado_chart([Swing("a", 5, 40, "+5", "+40")], **WORDS))
    assert texts(root) == ["a", "+40"]


def test_names_cannot_break_out() -> None:
    """A name with markup in it is shown as it is written."""
    name = "</text><script>alert(1)</script>"
    root = drawing(share_bars([Bar(name, "1 %", 0.01)], **WORDS))
    assert texts(root)[0] == name
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize(("gap", "marks"), [(0.0, 5), (0.1, 5), (0.3, 10), (0.9, 50)])
def test_the_marks_of_a_funnel_are_where_they_say(gap: float, marks: int) -> None:
    """Round percentage points, evenly apart, all inside the drawing."""
    point = FunnelPoint("A", 200, gap, gap, gap, gap, gap, "as promised", "as promised")
    root = drawing(funnel_chart([point], across="x", upward="y", **WORDS))
    wanted = {f"{times * marks:+d}": times for times in (-2, -1, 1, 2)} | {"0": 0}
    heights = {
        wanted[one.text]: float(one.get("y"))
        for one in root.iter(f"{SVG}text")
        if one.text in wanted
    }
    assert set(heights) == {-2, -1, 0, 1, 2}
    apart = (heights[-2] - heights[2]) / 4
    assert [heights[times] for times in range(-2, 3)] == pytest.approx(
        [heights[0] - times * apart for times in range(-2, 3)], abs=0.11
    )
