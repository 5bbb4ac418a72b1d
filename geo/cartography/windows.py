"""Windows of work as bars along the days: what is left to do against when it is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from geo.cartography.charts import CHART_MARK, chart_drawing, chart_text
from geo.cartography.palette import VERDICT_COLOURS

__all__ = ["WindowBar", "window_chart"]

_WIDTH: Final = 640
_LABEL_PX: Final = 190
_ROW_PX: Final = 20
_TOP_PX: Final = 22
_BEFORE_DAYS: Final = 45
_AFTER_DAYS: Final = 120
_LATE: Final = VERDICT_COLOURS["unreachable"]


@dataclass(frozen=True)
class WindowBar:
    """One problem with a window.

    Attributes
    ----------
    label : str
    begin, end : date or None, date
        The window; without a beginning it is open since the problem was reported or longer.
    work_days : float
        Days of work that are left.
    """

    label: str
    begin: date | None
    end: date
    work_days: float


def window_chart(
    bars: Sequence[WindowBar], as_of: date, *, title: str, description: str, today: str
) -> Markup:
    """Return the windows one below the other; work that would end after its window is marked.

    Parameters
    ----------
    bars : sequence of WindowBar
    as_of : date
        The day of judgement, drawn as a line.
    title, description : str
        For those who listen to the page.
    today : str
        What stands at the line.
    """
    first, last = as_of - timedelta(days=_BEFORE_DAYS), as_of + timedelta(days=_AFTER_DAYS)

    def x(day: date) -> float:
        share = (day - first) / (last - first)
        return _LABEL_PX + (_WIDTH - _LABEL_PX) * min(max(share, 0.0), 1.0)

    height = _TOP_PX + _ROW_PX * len(bars)
    line = (
        f'<path d="M{x(as_of):.1f},{_TOP_PX - 4}V{height}" stroke="currentColor"'
        ' stroke-opacity=".7"/>' + chart_text(x(as_of), 12, today, anchor="middle")
    )
    parts = [line]
    for row, bar in enumerate(bars):
        top = _TOP_PX + row * _ROW_PX
        done = as_of + timedelta(days=round(bar.work_days))
        colour = _LATE if done > bar.end else CHART_MARK
        parts += [
            chart_text(0, top + 13, bar.label),
            _bar(x(bar.begin or first), x(bar.end), top + 3, 12, "currentColor", 0.14),
            _bar(x(as_of), x(done), top + 6, 6, colour, 1.0),
        ]
    return chart_drawing("".join(parts), height + 4, title, description, width=_WIDTH)


def _bar(left: float, right: float, top: float, height: float, colour: str, opacity: float) -> str:
    width = max(right - left, 1.5)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:g}"'
        f' fill="{colour}" fill-opacity="{opacity:g}"/>'
    )
