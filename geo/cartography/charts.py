"""Small charts as SVG: bars of shares, a reliability diagram, a tornado plot.

They stand in pages of any theme: text and axes take the colour of the text around them, marks have
colours that read on white and on black and differ in grey print. Every chart has a title and a
description for those who listen to the page; the numbers stand in a table beside it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from geo.text import safe_text

__all__ = [
    "CHART_HIGH",
    "CHART_LOW",
    "CHART_MARK",
    "Bar",
    "Dot",
    "Swing",
    "chart_drawing",
    "chart_text",
    "reliability_chart",
    "share_bars",
    "tornado_chart",
]

CHART_MARK: Final = "#2f7fc1"
CHART_LOW: Final = "#e69f00"
CHART_HIGH: Final = "#2f7fc1"

_FAINT: Final = 'stroke="currentColor" stroke-opacity=".25"'
_TEXT_PX: Final = 14
_ROW_PX: Final = 36
_WIDTH: Final = 280
# Ends of tornado bars carry figures: their width is kept free on both sides.
_FIGURE_PX: Final = 62


@dataclass(frozen=True)
class Bar:
    """A bar between 0 and 1.

    Attributes
    ----------
    label, value : str
        What stands above the bar, at its left and right end.
    share : float
    """

    label: str
    value: str
    share: float


@dataclass(frozen=True)
class Dot:
    """A bin of a reliability diagram: shares predicted and observed, and how many calls it holds.

    Attributes
    ----------
    predicted, observed, error : float
        The error is half of the 95 % interval of the observed share.
    calls : int
    """

    predicted: float
    observed: float
    error: float
    calls: int


@dataclass(frozen=True)
class Swing:
    """What one assumption does: changes against today at its low and at its high value.

    Attributes
    ----------
    label : str
    low, high : float
        Changes; the bar reaches from today's line to each.
    low_text, high_text : str
        What stands at the ends.
    """

    label: str
    low: float
    high: float
    low_text: str
    high_text: str


def share_bars(
    bars: Sequence[Bar], *, title: str, description: str, width: float = _WIDTH
) -> Markup:
    """Return horizontal bars from 0 to 100 %, one below the other.

    Parameters
    ----------
    bars : sequence of Bar
    title, description : str
        For those who listen to the page.
    width : float
        Pixels; no more than its place has, or the words become small with the chart.
    """
    parts = []
    for row, bar in enumerate(bars):
        top = row * _ROW_PX
        filled = width * min(max(bar.share, 0.0), 1.0)
        parts.append(
            chart_text(0, top + 13, bar.label)
            + chart_text(width, top + 13, bar.value, anchor="end")
            + f'<rect x="0" y="{top + 19}" width="{width:g}" height="9" fill="currentColor"'
            f' fill-opacity=".1"/>'
            f'<rect x="0" y="{top + 19}" width="{filled:.1f}" height="9" fill="{CHART_MARK}"/>'
        )
    return chart_drawing("".join(parts), _ROW_PX * len(bars), title, description, width=width)


def reliability_chart(
    dots: Sequence[Dot], *, title: str, description: str, across: str, upward: str
) -> Markup:
    """Return observed against predicted shares: on the diagonal probabilities keep their word.

    Parameters
    ----------
    dots : sequence of Dot
        One per bin of calls; the bar through a dot is the 95 % interval of the observed share.
    title, description : str
        For those who listen to the page.
    across, upward : str
        Names of the axes: predicted and observed shares.
    """
    left, top, side = 34, 22, 230
    bottom = top + side

    def x(share: float) -> float:
        return left + side * share

    def y(share: float) -> float:
        return bottom - side * share

    ticks = "".join(
        f'<path d="M{x(share):g},{top}V{bottom}M{left},{y(share):g}H{left + side}" {_FAINT}/>'
        + chart_text(x(share), bottom + 15, f"{100 * share:g}", anchor="middle")
        + chart_text(left - 6, y(share) + 4, f"{100 * share:g}", anchor="end")
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    diagonal = (
        f'<path d="M{left},{bottom}L{left + side},{top}" stroke="currentColor"'
        ' stroke-opacity=".6" stroke-dasharray="4 3"/>'
    )
    marks = "".join(
        f'<path d="M{x(dot.predicted):.1f},{y(min(dot.observed + dot.error, 1)):.1f}'
        f'V{y(max(dot.observed - dot.error, 0)):.1f}" stroke="{CHART_MARK}" stroke-width="1.5"/>'
        f'<circle cx="{x(dot.predicted):.1f}" cy="{y(dot.observed):.1f}" r="4"'
        f' fill="{CHART_MARK}"/>'
        for dot in dots
    )
    words = chart_text(0, 12, upward) + chart_text(left + side, bottom + 31, across, anchor="end")
    return chart_drawing(ticks + diagonal + marks + words, bottom + 36, title, description)


def tornado_chart(swings: Sequence[Swing], *, title: str, description: str) -> Markup:
    """Return bars to both sides of today's line, one assumption below the other.

    Parameters
    ----------
    swings : sequence of Swing
        The widest first.
    title, description : str
        For those who listen to the page.
    """
    ends = [0.0, *(end for one in swings for end in (one.low, one.high))]
    lowest, highest = min(ends), max(ends)
    per_unit = (_WIDTH - 2 * _FIGURE_PX) / max(highest - lowest, 1e-9)
    today = _FIGURE_PX - lowest * per_unit if highest > lowest else _WIDTH / 2
    parts = [
        chart_text(0, row * _ROW_PX + 12, one.label)
        + _swing(one, row * _ROW_PX + 18, today, per_unit)
        for row, one in enumerate(swings)
    ]
    height = _ROW_PX * len(swings)
    line = f'<path d="M{today:.1f},0V{height}" stroke="currentColor" stroke-opacity=".7"/>'
    return chart_drawing("".join(parts) + line, height, title, description)


def _swing(one: Swing, top: float, today: float, per_unit: float) -> str:
    """Return the bars to both ends, the longer first, with their figures where there is room."""
    ends = [(one.low, one.low_text, CHART_LOW), (one.high, one.high_text, CHART_HIGH)]
    ends.sort(key=lambda end: -abs(end[0]))
    farther = ends[0][0]
    drawn = ""
    for number, (change, words, colour) in enumerate(ends):
        start, stop = sorted((today, today + change * per_unit))
        drawn += (
            f'<rect x="{start:.1f}" y="{top}" width="{stop - start:.1f}" height="11"'
            f' fill="{colour}"/>'
        )
        if change and (number == 0 or change * farther < 0):
            if change < 0:
                drawn += chart_text(start - 4, top + 10, words, anchor="end")
            else:
                drawn += chart_text(stop + 4, top + 10, words)
    return drawn


def chart_text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    """Return words in a chart, in the colour of the text around it."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_TEXT_PX}" text-anchor="{anchor}"'
        f' fill="currentColor">{safe_text(words)}</text>'
    )


def chart_drawing(
    parts: str, height: float, title: str, description: str, *, width: float = _WIDTH
) -> Markup:
    """Return a chart with its title and its description, as wide as its place up to its limit."""
    drawn = (
        f'<svg role="img" viewBox="0 0 {width:g} {height:g}" width="100%"'
        f' style="max-width:{max(width, 420):g}px;display:block;font-variant-numeric:tabular-nums"'
        ' xmlns="http://www.w3.org/2000/svg">'
        f"<title>{safe_text(title)}</title><desc>{safe_text(description)}</desc>{parts}</svg>"
    )
    return Markup(drawn)  # noqa: S704 (numbers, our own colours, and escaped words)
