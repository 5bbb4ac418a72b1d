"""The curve of estates moved against household-minutes, as a small drawing."""

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup

from geo.cartography import ACCENT
from geo.i18n import Translate, format_number
from geo.text import safe_text

__all__ = ["trade_off_chart"]

_WIDTH: Final = 280
_HEIGHT: Final = 150
_LEFT: Final = 72
_RIGHT: Final = 12
_TOP: Final = 12
_BOTTOM: Final = 38


def trade_off_chart(points: Sequence[tuple[int, float]], t: Translate) -> Markup:
    """Return the curve as an inline picture: moves to the right, household-minutes upwards.

    Parameters
    ----------
    points : sequence of (moved estates, objective)
        One per drawing.
    t : callable
        The translator.
    """
    curve = sorted(set(points))
    moves = [float(moved) for moved, _ in curve]
    costs = [cost for _, cost in curve]
    x = _scale(0.0, max(1.0, *moves), _LEFT, _WIDTH - _RIGHT)
    spread = max(costs) - min(costs) or max(1.0, abs(max(costs)) * 0.01)
    y = _scale(min(costs) - 0.1 * spread, max(costs) + 0.1 * spread, _HEIGHT - _BOTTOM, _TOP)
    places = [(x(moved), y(cost)) for moved, cost in zip(moves, costs, strict=True)]
    line = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
    dots = "".join(
        f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{ACCENT}"><title>'
        f"{safe_text(t('zone_edit.curve_point', moved=int(moved), cost=format_number(cost)))}"
        "</title></circle>"
        for (px, py), moved, cost in zip(places, moves, costs, strict=True)
    )
    base, left = _HEIGHT - _BOTTOM, _LEFT
    axes = f'<path d="M{left},{_TOP}V{base}H{_WIDTH - _RIGHT}" fill="none" stroke="#8b949e"/>'
    labels = [
        _label(left - 6, y(max(costs)) + 4, format_number(max(costs)), "end"),
        _label(left - 6, y(min(costs)) + 4, format_number(min(costs)), "end"),
        _label(left, base + 15, "0", "middle"),
        _label(x(max(1.0, *moves)), base + 15, format_number(max(1.0, *moves)), "end"),
        _label(_WIDTH / 2, _HEIGHT - 4, t("zone_edit.curve_axis"), "middle"),
    ]
    drawing = (
        f'<svg class="rc-curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img" '
        f'aria-label="{safe_text(t("zone_edit.curve"))}" fill="currentColor" font-size="14">'
        f'{axes}<polyline points="{line}" fill="none" stroke="{ACCENT}" stroke-width="1.6"/>'
        f"{dots}{''.join(labels)}</svg>"
    )
    return Markup(drawing)  # noqa: S704 (numbers, our own colours, and words made safe)


def _scale(first: float, last: float, start: float, end: float) -> Callable[[float], float]:
    return lambda value: start + (value - first) / (last - first) * (end - start)


def _label(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{safe_text(words)}</text>'
