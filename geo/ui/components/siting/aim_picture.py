"""What the eight aims of siting mean: one sentence and a small picture each."""

from typing import Final

from markupsafe import Markup

from geo.i18n import Translate
from geo.text import safe_text

__all__ = ["aim_line"]

_INK: Final = "#0b5cad"
_ON_TIME: Final = "#0072b2"
_LATE: Final = "#e69f00"
_DOTS: Final = ((10, 10), (20, 26), (30, 12), (38, 30), (52, 10), (60, 28), (72, 18))
"""Where the estates of every picture lie."""


def _estates(on_time: str) -> str:
    """Return the estates; a digit for each tells how it fares: 0 late, 1 on time, 2 by chance."""
    looks = {
        "0": f'fill="none" stroke="{_LATE}" stroke-width="1.6"',
        "1": f'fill="{_ON_TIME}"',
        "2": f'fill="{_ON_TIME}" fill-opacity=".45"',
        "3": f'fill="{_ON_TIME}" stroke="#1f2328" stroke-width="1.4"',
    }
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="2.6" {looks[kind]}/>'
        for (x, y), kind in zip(_DOTS, on_time, strict=True)
    )


def _circle(x: float, y: float, radius: float, more: str = "") -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{_INK}" fill-opacity=".13" '
        f'stroke="{_INK}" stroke-width=".8" {more}/>'
    )


def _station(x: float, y: float, fill: str = "#1f2328") -> str:
    return f'<rect x="{x - 3}" y="{y - 3}" width="6" height="6" fill="{fill}" stroke="#fff"/>'


def _lines(x: float, y: float, numbers: tuple[int, ...], width: float = 0.9) -> str:
    return "".join(
        f'<path d="M{x},{y}L{_DOTS[n][0]},{_DOTS[n][1]}" stroke="{_INK}" stroke-width="{width}"/>'
        for n in numbers
    )


_DASHED: Final = 'stroke-dasharray="3 2"'
_PICTURES: Final = {
    "max_cover": _circle(25, 20, 18) + _estates("1111000") + _station(25, 20),
    "set_cover": _circle(22, 20, 19)
    + _circle(60, 20, 19)
    + _estates("1111111")
    + _station(22, 20)
    + _station(60, 20),
    "p_median": _lines(40, 20, (0, 1, 2, 3, 4, 5, 6)) + _estates("1111111") + _station(40, 20),
    "p_center": _lines(42, 20, (0,), 2.4) + _estates("1111111") + _station(42, 20),
    "backup_cover": _circle(24, 20, 19)
    + _circle(44, 20, 19)
    + _estates("1133100")
    + _station(24, 20)
    + _station(44, 20),
    "mexclp": _circle(34, 20, 20)
    + _estates("0111100")
    + _station(30, 20)
    + _station(38, 20, "#9aa3ad"),
    "double_standard": _circle(30, 20, 15)
    + _circle(40, 20, 15)
    + _circle(38, 20, 38, _DASHED)
    + _estates("1133111")
    + _station(30, 20)
    + _station(40, 20),
    "probability_cover": _circle(30, 20, 12) + _circle(30, 20, 30) + _estates("2111222"),
}
"""By the model: estates are dots, on time filled, late ringed; stations are squares."""


def aim_line(model: str, t: Translate) -> Markup:
    """Return the picture of an aim beside its sentence.

    Parameters
    ----------
    model : str
        One of :data:`geo.workspace.MODELS`.
    t : callable
        The translator.
    """
    picture = (
        '<svg viewBox="0 0 80 40" width="80" height="40" aria-hidden="true">'
        f'<rect width="80" height="40" rx="3" fill="#f7f5f0"/>{_PICTURES[model]}</svg>'
    )
    sentence = safe_text(t(f"siting_aim.{model}"))
    return Markup(  # noqa: S704 (our own drawing, and words made safe)
        f'<div class="rc-aim">{picture}<span>{sentence}</span></div>'
    )
