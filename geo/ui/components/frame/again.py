"""Parts of a page that come later: the browser asks for them again until nothing is missing.

Each part is a fragment with a name, and is run again alone. One asker in the frame asks for all of
them: it stands outside the fragments, so that a press at the same moment runs the whole page. A
window that is closed asks no more.
"""

import time
from enum import StrEnum
from typing import Final

import streamlit as st
from streamlit.errors import StreamlitAPIException

from geo.ui.style import asset

__all__ = ["Part", "asker", "lacking", "lacks_still"]

_KEY: Final = "rc_asker"


class Part(StrEnum):
    """Parts that may come later, by the names of their fragments."""

    REACH = "rc_part_reach"
    HOURS = "rc_part_hours"
    CLOCK = "rc_part_clock"
    PAIR_REACH = "rc_part_pair_reach"


def asker() -> None:
    """Let the browser ask for what the page lacks; once, outside every fragment."""
    asking = st.components.v2.component("repair_circle_asker", js=asset("asker.js"))
    asking(key=_KEY, on_parts_change=_run_parts)


def _run_parts() -> None:
    """Run the parts that are asked for; where one is no more on the page, the page runs."""
    asked = str(st.session_state[_KEY]["parts"]).split()
    parts = [part.value for part in Part if part in asked]
    if parts:
        try:
            st.rerun(parts)
        except StreamlitAPIException:
            return


def lacking(part: Part) -> dict[str, str]:
    """Return what a message says of a part that lacks something.

    Parameters
    ----------
    part : Part
    """
    # The number tells one message from the next: what is the same is not heard twice.
    return {"part": part, "again": str(time.time_ns())}


def lacks_still(part: Part) -> None:
    """Say that a part lacks something, where none of its own messages does.

    Parameters
    ----------
    part : Part
    """
    note = "export default (component) => noteLack(component, component.data);"
    told = st.components.v2.component("repair_circle_lack", js=asset("lacking.js") + note)
    told(key=f"{part}_lack", data=lacking(part))
