"""A chart on a page; Streamlit's own HTML drops SVG, so a component of ours carries it."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from geo.ui.style import asset

__all__ = ["clickable_chart", "show_chart"]


def show_chart(drawn: Markup, *, key: str) -> None:
    """Show a chart of :mod:`geo.cartography.charts`.

    Parameters
    ----------
    drawn : Markup
    key : str
        Name of its place on the page.
    """
    chart = st.components.v2.component(
        "repair_circle_chart", html='<div class="rc-chart"></div>', js=asset("chart.js")
    )
    chart(key=key, data=str(drawn))


def clickable_chart(drawn: str, *, key: str, on_point: Callable[[str], None]) -> None:
    """Show a chart whose points answer a click, or Enter.

    Parameters
    ----------
    drawn : str
        SVG of ours, in which each point carries ``data-point, data-x, data-y``.
    key : str
        Name of its place on the page.
    on_point : callable
        Called with the point's ``data-point``.
    """
    chart = st.components.v2.component(
        "repair_circle_front",
        html='<div class="rc-front"></div>',
        css=asset("front.css"),
        js=asset("front.js"),
    )
    chart(
        key=key,
        data=drawn,
        on_point_change=lambda: on_point(str(st.session_state[key]["point"])),
    )
