"""The front of plans as a chart: minutes across, households on time upward, a click for a plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.i18n import Translate, format_number, format_share
from geo.text import safe_text
from geo.ui.components.frame.chart import clickable_chart

__all__ = ["front_chart", "front_svg"]

_WIDTH, _HEIGHT = 330, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 20, 36, 34
_MOST_TICKS: Final = 6
_KEY: Final = "rc_front_chart"


def front_chart(
    front: pd.DataFrame, t: Translate, *, shown: int | None, on_point: Callable[[int], None]
) -> None:
    """Show the front; a click, or Enter on a point, calls back with its row.

    Parameters
    ----------
    front : DataFrame
        As :func:`geo.workspace.siting.front.siting_front` gives it.
    t : Translate
    shown : int or None
        The row whose plan the map shows.
    on_point : callable
        Called with the row of the point.
    """
    clickable_chart(
        front_svg(front, t, shown=shown), key=_KEY, on_point=lambda row: on_point(int(row))
    )


def front_svg(front: pd.DataFrame, t: Translate, *, shown: int | None) -> str:
    """Return the chart as SVG in which every point names its row and says itself.

    Parameters
    ----------
    front : DataFrame
    t : Translate
    shown : int or None
        The row that is marked.
    """
    axes = _Axes.of(front)
    points = front.to_dict("records")
    parts = [
        *axes.grid(),
        _axis_names(t),
        *(_step(axes, rows) for _, rows in front.groupby("new_stations")),
        *(
            _mark(axes, row, point, t, is_shown=row == shown)
            for row, point in zip(front.index, points, strict=True)
        ),
    ]
    name = safe_text(t("choice.front_chart"))
    opening = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="group" aria-label="{name}">'
    return "".join([opening, *parts, "</svg>"])


@dataclass(frozen=True)
class _Axes:
    """Where minutes and shares of households lie on the chart."""

    low_min: float
    high_min: float
    low_share: float
    high_share: float

    @classmethod
    def of(cls, front: pd.DataFrame) -> Self:
        return cls(
            *_frame(front["mean_min"].to_numpy(np.float64), 0.2),
            *_frame(front["share_households"].to_numpy(np.float64), 0.02),
        )

    def x(self, minutes: float) -> float:
        across = (minutes - self.low_min) / (self.high_min - self.low_min)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT)

    def y(self, share: float) -> float:
        down = (self.high_share - share) / (self.high_share - self.low_share)
        return _TOP + down * (_HEIGHT - _TOP - _BOTTOM)

    def grid(self) -> Iterator[str]:
        for percent in _ticks(100 * self.low_share, 100 * self.high_share):
            y = self.y(percent / 100)
            yield (
                f'<line class="rc-grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" '
                f'y2="{y:.1f}"/><text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">'
                f"{safe_text(format_number(percent))}</text>"
            )
        for minutes in _ticks(self.low_min, self.high_min):
            decimals = 0 if minutes == round(minutes) else 1
            yield (
                f'<text x="{self.x(minutes):.1f}" y="{_HEIGHT - _BOTTOM + 14}" '
                f'text-anchor="middle">{safe_text(format_number(minutes, decimals))}</text>'
            )


def _frame(values: NDArray[np.float64], least: float) -> tuple[float, float]:
    """Return the ends of an axis with a little room on both sides."""
    low, high = float(values.min()), float(values.max())
    room = max(0.06 * (high - low), least)
    return max(0.0, low - room), high + room


def _ticks(low: float, high: float) -> list[float]:
    """Return a few round numbers between the ends of an axis."""
    steps = (base * 10.0**power for power in range(-2, 4) for base in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step <= _MOST_TICKS)
    first = np.ceil(low / step)
    return [float(round(step * n, 6)) for n in np.arange(first, np.floor(high / step) + 1)]


def _axis_names(t: Translate) -> str:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    return (
        f'<text x="{middle}" y="{_HEIGHT - 4}" text-anchor="middle">'
        f"{safe_text(t('choice.front_x'))}</text>"
        f'<text x="2" y="16">{safe_text(t("choice.front_y"))}</text>'
    )


def _step(axes: _Axes, rows: pd.DataFrame) -> str:
    """Join the plans of one number of stations, and write the number beside the widest."""
    places = [
        (axes.x(minutes), axes.y(share))
        for minutes, share in zip(rows["mean_min"], rows["share_households"], strict=True)
    ]
    line = " ".join(f"{left:.1f},{top:.1f}" for left, top in places)
    left, top = places[0]
    return (
        f'<polyline class="rc-step" points="{line}"/>'
        f'<text class="rc-count" x="{left + 7:.1f}" y="{top - 5:.1f}">'
        f"{int(rows['new_stations'].iloc[0])}</text>"
    )


def _mark(axes: _Axes, row: int, point: dict[Any, Any], t: Translate, *, is_shown: bool) -> str:
    proven = point["gap"] == 0.0
    kinds = ["rc-proven" if proven else "rc-open", *(["rc-shown"] if is_shown else [])]
    words = safe_text(
        t(
            "choice.front_point",
            count=int(point["new_stations"]),
            households=format_number(point["households_covered"]),
            share=format_share(point["share_households"]),
            minutes=format_number(point["mean_min"], 1),
            gap=f"{format_number(100 * point['gap'], 0 if proven else 2)} %",
        )
    )
    x, y = axes.x(point["mean_min"]), axes.y(point["share_households"])
    return (
        f'<g data-point="{row}" data-x="{x:.1f}" data-y="{y:.1f}" '
        f'class="{" ".join(kinds)}" tabindex="0" role="button" '
        f'aria-pressed="{str(is_shown).lower()}" aria-label="{words}"><title>{words}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/></g>'
    )
