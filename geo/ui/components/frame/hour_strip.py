"""Twenty-four hours in a row: the share on time at each, and the verdicts of one estate."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from geo.coverage import VERDICTS, HourlyCoverage
from geo.i18n import format_number, format_share
from geo.plan_tables import VERDICT_KEYS
from geo.scenarios import ClockHour, hours_by_now
from geo.text import safe_text
from geo.ui import state
from geo.ui.components.frame.again import Part, lacking, lacks_still, later_part, unheard
from geo.ui.sessions import this_window
from geo.ui.style import asset

__all__ = ["estate_clock", "estate_hours", "hour_strip"]

_KEY: Final = "rc_hour_strip"
_SQUARE: Final = "▪"
_MOST_SQUARES: Final = 2


def hour_strip(
    hours: Sequence[ClockHour] | None, *, day: str, shown: int, on_hour: Callable[[int], None]
) -> None:
    """Show the share of households on time at each hour; a click chooses the hour.

    Parameters
    ----------
    hours : sequence of ClockHour, length 24, or None
        None where they are still calculated: the browser asks again for this part of the page.
    day : str
        The kind of day that they are of.
    shown : int
        The hour of the page.
    on_hour : callable
        Called with the hour that was clicked.
    """
    t = state.t()
    cells = "".join(
        _hour_cell(hour, None if hours is None else hours[hour], is_shown=hour == shown)
        for hour in range(24)
    )
    strip = st.components.v2.component(
        "repair_circle_hours",
        html='<div class="rc-hours"></div>',
        css=asset("hours.css"),
        js=asset("lacking.js") + asset("hours.js"),
    )
    about = t("hours.strip_about" if hours is not None else "hours.strip_later")
    html = (
        f'<span class="rc-day" title="{safe_text(about)}">'
        f'{safe_text(t(f"hours.{day}"))}</span><div role="group" '
        f'aria-label="{safe_text(t("hours.strip"))}"'
        f"{'' if hours is not None else ' aria-busy=true'}>{cells}</div>"
    )
    strip(
        key=_KEY,
        data={"html": html, "part": Part.HOURS, **(lacking(Part.HOURS) if hours is None else {})},
        on_again_change=unheard,
        on_hour_change=lambda: on_hour(int(st.session_state[_KEY]["hour"])),
    )


def _hour_cell(hour: int, one: ClockHour | None, *, is_shown: bool) -> str:
    told, filled = (_later(hour), "<b>–</b>") if one is None else (_told(one), _filled(one))
    return (
        f'<button type="button" data-hour="{hour}" aria-pressed="{str(is_shown).lower()}" '
        f'tabindex="{0 if is_shown else -1}" '
        f'title="{safe_text(told)}" aria-label="{safe_text(told)}">'
        f"<i>{hour}</i>{filled}</button>"
    )


def _later(hour: int) -> str:
    return state.t()("hours.cell_later", hour=hour)


def _told(one: ClockHour) -> str:
    return state.t()(
        "hours.cell",
        hour=one.hour,
        share=format_share(one.share),
        stations=format_number(one.stations_on_duty),
    )


def _filled(one: ClockHour) -> str:
    return (
        f"<b>{100 * one.share:.0f} %</b>"
        f'<s style="height:{100 * one.share:.0f}%"></s>'
        f"<u>{_duty_mark(one.stations_on_duty)}</u>"
    )


def _duty_mark(stations: int) -> str:
    """Return one square for each station on duty, or their number where they are many."""
    return _SQUARE * stations if stations <= _MOST_SQUARES else f"{_SQUARE}{stations}"


@later_part
def estate_clock(row: int, day: str) -> None:
    """Show the verdicts of an estate at each hour of a kind of day, when they are there.

    Parameters
    ----------
    row : int
        The estate.
    day : str
        The kind of day.
    """
    hourly = hours_by_now(state.planner(), state.scenario(), window=this_window())
    with st.container(gap=None):
        if hourly is not None:
            estate_hours(hourly, row, kinds=[day])
            return
        t = state.t()
        told = f'<i title="{safe_text(t("hours.estate_later"))}"></i>'
        name = safe_text(t(f"hours.{day}"))
        st.html(_clock(f'<div aria-busy="true"><span>{name}</span>{24 * told}</div>'))
        lacks_still(Part.CLOCK)


def estate_hours(hourly: HourlyCoverage, row: int, *, kinds: Iterable[str]) -> None:
    """Show the verdicts of an estate at each hour, one line for each kind of day.

    Parameters
    ----------
    hourly : HourlyCoverage
    row : int
        The estate.
    kinds : iterable of str
        The kinds of day to show.
    """
    st.html(_clock("".join(_estate_line(hourly, row, day) for day in kinds)))


def _clock(lines: str) -> str:
    ticks = "".join(f"<span>{hour}</span>" for hour in range(0, 24, 6))
    return f'<div class="rc-estate rc-clock">{lines}<div class="rc-ticks">{ticks}</div></div>'


def _estate_line(hourly: HourlyCoverage, row: int, day: str) -> Markup:
    t = state.t()
    kind = hourly.kinds_of_day.index(day)
    cells = Markup("").join(
        Markup('<i class="rc-{}" title="{}"></i>').format(
            verdict,
            t(
                "hours.estate_cell",
                day=t(f"hours.{day}"),
                hour=hour,
                verdict=t(VERDICT_KEYS[verdict]),
                share=format_share(float(hourly.p_on_time[kind, hour, row])),
            ),
        )
        for hour in range(24)
        for verdict in [VERDICTS[hourly.verdict[kind, hour, row]]]
    )
    return Markup("<div><span>{}</span>{}</div>").format(t(f"hours.{day}"), cells)
