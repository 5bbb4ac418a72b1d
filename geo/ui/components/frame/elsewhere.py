"""What another window has done to the open scenario, said as soon as it is on disk."""

from typing import Final

import streamlit as st

from geo.scenarios import SavedScenario
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.news import forget_done

__all__ = ["changed_elsewhere"]

_EVERY_S: Final = 2.0


@st.fragment(run_every=_EVERY_S)
def changed_elsewhere() -> None:
    """Say that another window has changed the open scenario, as soon as it has; offer to reload."""
    theirs = state.newest_elsewhere()
    if theirs is None:
        st.html("<i hidden></i>")
        return
    with st.container(key="rc_elsewhere", horizontal=True, vertical_alignment="center"):
        st.html(f'<span role="alert">{safe_text(_told(theirs))}</span>')
        st.button(
            state.t()("find.reload"),
            key="rc_reload",
            type="primary",
            icon=":material/refresh:",
            on_click=_reload,
        )


def _reload() -> None:
    state.reload()
    forget_done()
    st.rerun()


def _told(theirs: SavedScenario) -> str:
    t = state.t()
    if not theirs.history:
        return t("find.elsewhere")
    _, edit = theirs.history[-1]
    return t(
        "find.elsewhere_told",
        time=f"{edit.at.astimezone():%H:%M}",
        who=plain_text(edit.who) or t("zone_compare.this_computer"),
        what=t(edit.key, detail=plain_text(edit.detail)),
    )
