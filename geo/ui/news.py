"""What was just done in this window, and the way back from it; the page says it once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

__all__ = ["Done", "done", "forget_done", "tell_done"]

_DONE: Final = "rc_done"
_SHOWN_S: Final = 12.0


@dataclass(frozen=True)
class Done:
    """A change that was made.

    Attributes
    ----------
    key : str
        Key of the sentence that says it.
    params : dict
        Values for the fields of the sentence.
    way_back : callable or None
        Takes it back; None where nothing does.
    way_key : str
        Key of the word on the button of the way back.
    at_s : float
        When, on the clock of the process.
    """

    key: str
    params: dict[str, Any]
    way_back: Callable[[], None] | None = None
    way_key: str = "find.undo_this"
    at_s: float = field(default_factory=time.monotonic)


def tell_done(
    key: str,
    *,
    way_back: Callable[[], None] | None = None,
    way_key: str = "find.undo_this",
    **params: Any,
) -> None:
    """Let the page say what was done.

    Parameters
    ----------
    key : str
        Key of the sentence.
    way_back : callable, optional
        Takes it back.
    way_key : str
        Key of the word on its button.
    **params
        Values for the fields of the sentence.
    """
    st.session_state[_DONE] = Done(key, params, way_back, way_key)


def forget_done() -> None:
    """Let the page say nothing of what was done any more."""
    st.session_state.pop(_DONE, None)


def done() -> Done | None:
    """Return what was done a moment ago, None where it is long ago or nothing was."""
    last: Done | None = st.session_state.get(_DONE)
    return last if last is not None and time.monotonic() - last.at_s < _SHOWN_S else None
