"""Bars of a plan by week: what each week takes of its room, and in which weeks each row is busy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from geo.cartography.charts import CHART_MARK, chart_drawing, chart_text

__all__ = ["BusyRow", "WeekBar", "week_bars"]

_WIDTH: Final = 640
_LABEL_PX: Final = 150
_BARS_PX: Final = 84
_ROW_PX: Final = 18
_TOP_PX: Final = 8
_GAP_PX: Final = 2
_LABEL_ROOM_PX: Final = 37


@dataclass(frozen=True)
class WeekBar:
    """One week.

    Attributes
    ----------
    label : str
        What stands under it.
    room, used : float
        What there is, and what the plan takes of it.
    """

    label: str
    room: float
    used: float


@dataclass(frozen=True)
class BusyRow:
    """A row of weeks, such as a community.

    Attributes
    ----------
    label : str
    used : tuple of float
        What it takes of each week.
    """

    label: str
    used: tuple[float, ...]


def week_bars(
    weeks: Sequence[WeekBar], rows: Sequence[BusyRow], *, title: str, description: str
) -> Markup:
    """Return bars by week over their room, and below them a row for each part of the plan.

    Parameters
    ----------
    weeks : sequence of WeekBar
    rows : sequence of BusyRow
        The darker a week, the more it takes of the most of any.
    title, description : str
        For those who listen to the page.

    Returns
    -------
    Markup
    """
    step = (_WIDTH - _LABEL_PX) / max(len(weeks), 1)
    most = max([1e-9, *(max(week.room, week.used) for week in weeks)])
    floor = _TOP_PX + _BARS_PX
    # Labels of many weeks would run into each other.
    every = max(1, math.ceil(_LABEL_ROOM_PX / step))
    parts = []
    for number, week in enumerate(weeks):
        left = _LABEL_PX + number * step
        for amount, colour, opacity in (
            (week.room, "currentColor", 0.14),
            (week.used, CHART_MARK, 1.0),
        ):
            height = _BARS_PX * amount / most
            parts.append(_box(left, floor - height, step - _GAP_PX, height, colour, opacity))
        if number % every == 0:
            parts.append(chart_text(left + step / 2, floor + 14, week.label, anchor="middle"))
    top = floor + 22
    darkest = max([1e-9, *(amount for row in rows for amount in row.used)])
    for place, row in enumerate(rows):
        y = top + place * _ROW_PX
        parts.append(chart_text(0, y + 12, row.label))
        parts += [
            _box(
                _LABEL_PX + number * step,
                y + 2,
                step - _GAP_PX,
                _ROW_PX - 4,
                CHART_MARK if amount else "currentColor",
                0.25 + 0.75 * amount / darkest if amount else 0.06,
            )
            for number, amount in enumerate(row.used)
        ]
    height = top + _ROW_PX * len(rows) + 4
    return chart_drawing("".join(parts), height, title, description, width=_WIDTH)


def _box(left: float, top: float, width: float, height: float, colour: str, opacity: float) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
        f' fill="{colour}" fill-opacity="{opacity:.2f}"/>'
    )
