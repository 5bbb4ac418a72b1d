"""Parts of a page that come later: the browser asks again until they are there.

What asks stands in a fragment, and only that part of the page runs again. A window that is closed
asks no more.
"""

import time
from typing import Final

import streamlit as st

from geo.ui.style import asset

__all__ = ["ask_again", "wish"]

_ASKS: Final = "export default (component) => askAgain(component, component.data);"


def wish() -> dict[str, str]:
    """Return what a message says that wants to be asked for again."""
    # The number tells one message from the next: what is the same is not heard twice.
    return {"again": str(time.time_ns())}


def ask_again(key: str) -> None:
    """Let the browser ask for this fragment again in a moment, where no message of it does.

    Parameters
    ----------
    key : str
        Name of the wish in the session.
    """
    script = (
        asset("again.js") + "\nexport default (component) => askAgain(component, component.data);"
    )
    asking = st.components.v2.component("repair_circle_again", js=script)
    asking(key=key, data=wish(), on_again_change=lambda: None)
