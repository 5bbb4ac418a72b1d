"""What was just done, with the button that takes it back."""

from typing import Final

import streamlit as st

from geo.text import safe_text
from geo.ui import state
from geo.ui.news import done, forget_done

__all__ = ["toast"]

_TURN: Final = "rc_toast_turn"
_SEEN: Final = "rc_toast_seen"


def toast() -> None:
    """Show the last change for some seconds above the page, which does not move for it."""
    t = state.t()
    with st.container(key="rc_toast_slot"):
        last = done()
        if last is None:
            return
        if st.session_state.get(_SEEN) != last.at_s:
            # Another name for each change: the browser begins to count the seconds anew.
            st.session_state[_SEEN] = last.at_s
            st.session_state[_TURN] = 1 - st.session_state.get(_TURN, 0)
        turn = st.session_state[_TURN]
        with st.container(key=f"rc_toast_{turn}", horizontal=True, vertical_alignment="center"):
            st.html(f'<span class="rc-toast-text">{safe_text(t(last.key, **last.params))}</span>')
            if last.way_back is not None:
                st.button(
                    t(last.way_key),
                    key=f"rc_toast_back_{turn}",
                    type="tertiary",
                    on_click=last.way_back,
                )
            st.button(
                t("find.close"),
                key=f"rc_toast_close_{turn}",
                type="tertiary",
                icon=":material/close:",
                on_click=forget_done,
            )
