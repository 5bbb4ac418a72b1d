"""Bars by week: one for each week and row, none of them outside the drawing."""

import re

from geo.cartography import BusyRow, WeekBar, week_bars


def test_bars_and_rows() -> None:
    """Two boxes a week, one a week and row; the highest bar fills its room; words are escaped."""
    weeks = [WeekBar("03-02", 20.0, 10.0), WeekBar("03-09", 0.0, 0.0)]
    drawn = week_bars(weeks, [BusyRow("<b>", (5.0, 0.0))], title="t", description="d")
    assert drawn.count("<rect") == 6
    assert "&lt;b&gt;" in drawn
    heights = [float(found) for found in re.findall(r'height="([0-9.]+)" fill=', drawn)]
    assert max(heights) == 84.0
    assert heights[0] == 2 * heights[1]


def test_nothing_to_draw() -> None:
    """Without weeks and rows there is an empty drawing, not a fault."""
    assert "<svg" in week_bars([], [], title="t", description="d")
