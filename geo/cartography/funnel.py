"""The funnel plot as SVG: how far units lie from what their calls allow, against chance.

Every unit has limits of its own, exact for its own calls, drawn as bars through zero; a point
outside the pale bar lies beyond the 99.8 % limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Final

from markupsafe import Markup

from geo.cartography.charts import chart_drawing, chart_text
from geo.cartography.palette import VERDICT_COLOURS
from geo.text import safe_text

__all__ = ["JUDGEMENT_COLOURS", "FunnelPoint", "funnel_chart"]

JUDGEMENT_COLOURS: Final = {
    "better": "#009e73",
    "as promised": VERDICT_COLOURS["covered"],
    "worse": VERDICT_COLOURS["unreachable"],
    "too few": VERDICT_COLOURS["unsure"],
}
"""Colours of what is said of a unit, on maps and in charts."""

_WIDTH: Final = 420
_LEFT, _TOP, _BOTTOM = 44, 24, 240
_LEAST_REACH: Final = 0.1
_MOST_NAMED: Final = 8
_LEAST_SPAN: Final = 0.3
_MOST_DECADES: Final = 2.5
"""Over more decades of calls, numbers between the powers of ten would run into each other."""
_GAP_STEPS: Final = (0.05, 0.1, 0.2, 0.25, 0.5)
_FAINT: Final = 'stroke="currentColor" stroke-opacity=".2"'
_AXIS: Final = 'stroke="currentColor" stroke-opacity=".6"'


@dataclass(frozen=True)
class FunnelPoint:
    """One unit of a funnel plot.

    Attributes
    ----------
    label : str
    calls : int
        At least 1.
    gap : float
        Share on time less the expected share.
    low_95, high_95, low_998, high_998 : float
        Limits of the gap.
    verdict : str
        ``better``, ``as promised``, ``worse`` or ``too few``.
    words : str
        The verdict in words.
    marked : bool
        Whether it stands out.
    """

    label: str
    calls: int
    gap: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float
    verdict: str
    words: str
    marked: bool = False


@dataclass(frozen=True)
class _Scales:
    """Where calls and gaps lie on the drawing: calls by their logarithm, gaps round the middle."""

    lowest: float
    span: float
    reach: float

    @classmethod
    def over(cls, points: Sequence[FunnelPoint]) -> "_Scales":
        """Return scales in which all points have room."""
        calls = [log10(point.calls) for point in points] or [0.0, 1.0]
        reach = max([_LEAST_REACH, *(abs(point.gap) for point in points)]) * 1.15
        return cls(min(calls), max(max(calls) - min(calls), _LEAST_SPAN), reach)

    def x(self, calls: float) -> float:
        """Return how far to the right a number of calls lies."""
        return _LEFT + 14 + (_WIDTH - _LEFT - 40) * (log10(calls) - self.lowest) / self.span

    def y(self, gap: float) -> float:
        """Return how far down a gap lies; beyond the drawing it stops at its edge."""
        half = (_BOTTOM - _TOP) / 2
        return _TOP + half - half * min(max(gap / self.reach, -1.0), 1.0)


def funnel_chart(
    points: Sequence[FunnelPoint], *, title: str, description: str, across: str, upward: str
) -> Markup:
    """Return the funnel plot of some units.

    Parameters
    ----------
    points : sequence of FunnelPoint
    title, description : str
        For those who listen to the page.
    across, upward : str
        Names of the axes: calls, and percentage points from what was expected.
    """
    scales = _Scales.over(points)
    zero = f'<path d="M{_LEFT},{scales.y(0):.1f}H{_WIDTH}" {_AXIS}/>'
    parts = [
        _ticks(scales),
        zero,
        *(_limits(point, scales) for point in points),
        *(_dot(point, scales) for point in points),
        *(_name(point, scales) for point in _named(points)),
        chart_text(0, 12, upward),
        chart_text(_WIDTH, _BOTTOM + 34, across, anchor="end"),
    ]
    return chart_drawing("".join(parts), _BOTTOM + 40, title, description, width=_WIDTH)


def _ticks(scales: _Scales) -> str:
    step = max((one for one in _GAP_STEPS if 2 * one <= scales.reach), default=_GAP_STEPS[0])
    gaps = [times * step for times in (-2, -1, 1, 2)]
    upward = "".join(
        f'<path d="M{_LEFT},{scales.y(gap):.1f}H{_WIDTH}" {_FAINT}/>'
        + chart_text(_LEFT - 6, scales.y(gap) + 4, f"{100 * gap:+.0f}", anchor="end")
        for gap in gaps
    )
    ends = (scales.lowest, scales.lowest + scales.span)
    between = (1, 2, 5) if scales.span < _MOST_DECADES else (1,)
    across = "".join(
        chart_text(scales.x(calls), _BOTTOM + 16, f"{calls:,}", anchor="middle")
        for calls in (times * 10**power for power in range(7) for times in between)
        if ends[0] - 0.05 <= log10(calls) <= ends[1] + 0.05
    )
    return upward + chart_text(_LEFT - 6, scales.y(0) + 4, "0", anchor="end") + across


def _limits(point: FunnelPoint, scales: _Scales) -> str:
    """Return the bars of both limits: the wider one paler."""
    return "".join(
        f'<path d="M{scales.x(point.calls):.1f},{scales.y(low):.1f}V{scales.y(high):.1f}"'
        f' stroke="currentColor" stroke-opacity=".12" stroke-width="7"/>'
        for low, high in ((point.low_998, point.high_998), (point.low_95, point.high_95))
    )


def _dot(point: FunnelPoint, scales: _Scales) -> str:
    ring = ' stroke="currentColor" stroke-width="2"' if point.marked else ""
    told = f"{point.label}: {100 * point.gap:+.1f}, {point.words}"
    return (
        f'<circle cx="{scales.x(point.calls):.1f}" cy="{scales.y(point.gap):.1f}"'
        f' r="{6 if point.marked else 4}" fill="{JUDGEMENT_COLOURS[point.verdict]}"{ring}'
        f' data-point="{safe_text(point.label)}" data-x="{scales.x(point.calls):.1f}"'
        f' data-y="{scales.y(point.gap):.1f}" tabindex="0">'
        f"<title>{safe_text(told)}</title></circle>"
    )


def _named(points: Sequence[FunnelPoint]) -> list[FunnelPoint]:
    """Return the points that bear their name: the marked one, and the first that are judged."""
    if any(point.marked for point in points):
        return [point for point in points if point.marked]
    judged = [point for point in points if point.verdict in {"better", "worse"}]
    return judged[:_MOST_NAMED]


def _name(point: FunnelPoint, scales: _Scales) -> str:
    at = scales.x(point.calls)
    right = at > _WIDTH - 90
    return chart_text(
        at - 9 if right else at + 9,
        scales.y(point.gap) + 4,
        point.label,
        anchor="end" if right else "start",
    )
