"""Data: the lists of the workspace by kind, each to upload, to check and to edit; the projects."""

from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.i18n import format_number, format_share
from geo.text import plain_text, safe_text
from geo.ui import folder_state, state, visitor
from geo.ui.components.data.file_upload import area_upload, road_upload
from geo.ui.components.data.kinds import AREAS, choose_kind
from geo.ui.components.data.opening import offer_templates
from geo.ui.components.data.projects import project_list
from geo.ui.components.data.review_queue import is_reviewing, review_button, review_queue
from geo.ui.components.data.table_editor import table_editor
from geo.ui.components.data.upload import is_usable, upload_list
from geo.ui.components.settings.panel import folder_steps
from geo.ui.style import asset
from geo.workspace import EDITABLE, Checked, Workspace

__all__ = ["show"]

_VIEW: Final = "rc_data_view"
_VIEWS: Final = ("lists", "check", "projects")


def show() -> None:
    """Show the lists, what is doubtful about them, or the projects; or the review.

    The review takes the whole page: it needs the map. The lists can be uploaded and edited where
    the workspace cannot be used yet.
    """
    if is_usable() and is_reviewing():
        review_queue()
        return
    st.html(f"<style>{asset('settings.css')}</style>")
    t = state.t()
    view = st.segmented_control(
        t("data_page.views"),
        _VIEWS,
        default="lists",
        format_func=lambda one: t(f"data_page.view_{one}"),
        key=_VIEW,
        label_visibility="collapsed",
    )
    {"check": _check, "projects": project_list}.get(str(view), _files)()


def _files() -> None:
    t = state.t()
    try:
        workspace = folder_state.bare_workspace(state.folder())
    except GeoError as error:
        state.complain(error)
        return
    chooser, main, side = st.columns([0.17, 0.55, 0.28], gap="medium")
    with chooser, st.container(key="rc_kinds"):
        kind = choose_kind(workspace)
    with main, st.container(key="rc_file"):
        st.subheader(t(f"ui.input_{kind}"))
        _file(workspace, kind)
    with side, st.container(key="rc_panel"):
        if is_usable():
            review_button()
        offer_templates()
        folder_steps()


def _file(workspace: Workspace, kind: str) -> None:
    """Show the ways to bring a file of a kind, and the table of the one in use."""
    if not visitor.may_change_quietly():
        st.caption(state.t()("access.viewer_may_not"))
    elif kind == "roads":
        road_upload(workspace)
    elif kind in AREAS:
        area_upload(kind)
    else:
        upload_list(kind)
    if kind in EDITABLE and not st.session_state.get("rc_upload_read"):
        state.attempt(lambda: table_editor(workspace, kind))


def _check() -> None:
    t = state.t()
    if not is_usable():
        st.caption(t("data_page.not_yet"))
        return
    left, right = st.columns(2, gap="large")
    with st.spinner(t("workspace.stage_read")):
        checked = state.planner().checked()
    with left:
        st.subheader(t("ui.data_title"))
        _lists(checked)
    with right:
        st.subheader(t("report.notices"))
        for notice in checked.notices:
            st.text(plain_text(notice.sentence(state.language())))
        if not checked.notices:
            st.caption(t("report.no_notices"))


def _lists(checked: Checked) -> None:
    t = state.t()
    doubt = checked.speed_doubt
    rows = [
        (t("report.estates"), format_number(checked.estates)),
        (t("ui.located"), format_number(checked.located)),
        (t("report.column_households"), format_number(checked.households)),
        (t("report.stations"), format_number(checked.stations)),
        (t("ui.speeds_tagged"), format_share(doubt.tagged_share)),
        (t("ui.speeds_by_class"), format_share(doubt.class_share)),
        (t("ui.speeds_guessed"), format_share(doubt.guessed_share)),
        (t("report.households_covered"), format_share(doubt.share_households)),
        (t("ui.share_slower"), format_share(doubt.share_households_slower)),
        (t("ui.share_faster"), format_share(doubt.share_households_faster)),
    ]
    body = "".join(
        f"<tr><td>{safe_text(label)}</td><td>{safe_text(value)}</td></tr>" for label, value in rows
    )
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-sites">{body}</table></div>')
