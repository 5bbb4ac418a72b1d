"""What was filled in and not saved yet, kept in this window until it is saved or let go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.errors import Fault, GeoError
from geo.settings import setting_item
from geo.ui import folder_state, state
from geo.ui.news import tell_done
from geo.workspace import SettingsDraft, draft_settings, shown_digest

__all__ = ["FormDraft", "draft", "faults_by_key", "let_go", "put", "save"]

_DRAFT: Final = "rc_settings_draft"


@dataclass
class FormDraft:
    """Values of a form.

    Attributes
    ----------
    folder : str
        The workspace that they are of.
    known : str
        What its file was when the form was opened.
    values : dict of str to Any
        By key; None for the default.
    round : int
        Counts how often the fields began anew: their widgets are called by it.
    """

    folder: str
    known: str
    values: dict[str, Any]
    round: int = 0


def draft() -> FormDraft:
    """Return what is filled in for the open workspace."""
    folder = str(state.folder())
    kept: FormDraft | None = st.session_state.get(_DRAFT)
    known = shown_digest(state.folder())
    if kept is None or kept.folder != folder or (not kept.values and kept.known != known):
        kept = FormDraft(folder, known, {}, 0 if kept is None else kept.round + 1)
        st.session_state[_DRAFT] = kept
    return kept


def put(key: str, value: Any) -> None:
    """Keep what a field holds; what is as the file says is no change."""
    item = setting_item(key)
    if item is None:
        return
    if value == item.value_in(state.planner().workspace.settings):
        draft().values.pop(key, None)
    else:
        draft().values[key] = value


def let_go() -> None:
    """Forget what was filled in; the fields show the file again."""
    kept = draft()
    st.session_state[_DRAFT] = FormDraft(
        str(state.folder()), shown_digest(state.folder()), {}, kept.round + 1
    )


def save() -> None:
    """Save what is filled in."""
    kept = draft()
    if folder_state.save(kept.values, kept.known):
        let_go()
        tell_done("settings_page.saved", way_back=folder_state.undo)


def drafted(values: Mapping[str, Any]) -> SettingsDraft:
    """Return what saving would write.

    Raises
    ------
    GeoError
        When the values cannot be.
    """
    return draft_settings(state.planner().workspace, values)


def faults_by_key(error: GeoError | None) -> dict[str, list[Fault]]:
    """Return what is wrong by the key of the setting; what names no setting under ``""``."""
    found: dict[str, list[Fault]] = {}
    if error is None:
        return found
    for fault in error.faults or (Fault(error.key, **error.params),):
        named = str(getattr(fault, "params", {}).get("name", ""))
        parts = named.split(".")
        keys = (".".join(parts[:2]), parts[0])
        key = next((one for one in keys if setting_item(one) is not None), "")
        found.setdefault(key, []).append(_without_file(fault))
    return found


def _without_file(fault: Any) -> Fault:
    return Fault(fault.key, **fault.params) if isinstance(fault, Fault) else fault
