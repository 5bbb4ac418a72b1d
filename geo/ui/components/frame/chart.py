"""A chart on a page; Streamlit's own HTML drops SVG, so a component of ours carries it."""

import streamlit as st
from markupsafe import Markup

from geo.ui.style import asset

__all__ = ["show_chart"]


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
