"""The person in this window, and what they may do."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.ui import security_log
from geo.ui.access import LOCAL_PERSON, Person, served_rules
from geo.ui.known_workspaces import EXAMPLES, own_copies
from geo.workspace import example_folder

__all__ = [
    "is_logged_in",
    "may_change",
    "may_change_quietly",
    "may_open",
    "may_open_quietly",
    "name",
    "person",
    "refusal",
    "refuse",
    "user",
]

_REFUSAL: Final = "rc_refusal"
_LOOPBACK: Final = "127.0.0.1"


def person() -> Person | None:
    """Return who looks at this window, None for somebody who is not let in."""
    rules = served_rules()
    if rules is None:
        return LOCAL_PERSON
    if rules.login == "proxy":
        headers = [(key, value) for key in st.context.headers for value in _all(key)]
        return rules.person_by_headers(st.context.ip_address or _LOOPBACK, headers)
    return rules.person_by_claims(st.user.to_dict())


def _all(header: str) -> list[str]:
    return [str(value) for value in st.context.headers.get_all(header)]


def is_logged_in() -> bool:
    """Tell whether a login at the provider holds, of somebody in a list or not."""
    rules = served_rules()
    if rules is None or rules.login != "oidc":
        return False
    return rules.claim_by_claims(st.user.to_dict()).reason in {"", "no_user"}


def name() -> str:
    """Return what the history calls the person in this window; empty on one's own machine."""
    somebody = person()
    return "" if somebody is None else somebody.name


def user() -> str:
    """Return what the login calls the person in this window; empty on one's own machine."""
    somebody = person()
    return "" if somebody is None else somebody.user


def may_change() -> bool:
    """Tell whether this window may change or store anything; where not, the page will say so.

    Whatever writes to the workspace or to the server asks here first.
    """
    if may_change_quietly():
        return True
    security_log.note("change_refused", user=user())
    refuse("access.viewer_may_not")
    return False


def may_change_quietly() -> bool:
    """Tell whether this window may change anything, to show or to leave out what changes."""
    somebody = person()
    return somebody is not None and somebody.is_planner


def may_open(folder: Path, served: Path) -> bool:
    """Tell whether this window may open a folder; where not, the page will say so.

    On one's own machine any; on a server the examples, the one it serves, copies with handed-in
    lists, and what lies in the folders of the rules.
    """
    if may_open_quietly(folder, served):
        return True
    security_log.note("workspace_refused", user=user(), workspace=str(folder))
    refuse("access.not_a_served_folder")
    return False


def may_open_quietly(folder: Path, served: Path) -> bool:
    """Tell whether this window may open a folder, to list it or to leave it out."""
    rules = served_rules()
    if rules is None:
        return True
    known = [served, *(example_folder(one) for one in EXAMPLES)]
    return rules.may_open(folder, known, below=[own_copies()])


def refuse(key: str, **params: Any) -> None:
    """Let the page say why a step was not done, by the key of the sentence and its fields."""
    st.session_state[_REFUSAL] = key, params


def refusal() -> tuple[str, dict[str, Any]] | None:
    """Return what was refused since the page was last drawn, None for nothing.

    The key of the sentence and its fields.
    """
    said: tuple[str, dict[str, Any]] | None = st.session_state.pop(_REFUSAL, None)
    return said
