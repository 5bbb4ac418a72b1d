"""Data: what the lists hold, what was changed or is doubtful, and the way to one's own lists."""

import streamlit as st

from geo.i18n import format_number, format_share
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.data.opening import choose_workspace
from geo.ui.components.data.review_queue import is_reviewing, review_button, review_queue
from geo.ui.components.data.upload import upload_list
from geo.workspace import Checked

__all__ = ["show"]


def show() -> None:
    """Show lists and notices of the open workspace beside the ways to another one, or the review.

    The review takes the whole page: it needs the map.
    """
    if is_reviewing():
        review_queue()
        return
    t = state.t()
    left, right = st.columns(2, gap="large")
    with right:
        st.subheader(t("ui.own_data"))
        choose_workspace()
        upload_list()
    with left:
        st.subheader(t("ui.data_title"))
        review_button()
        with st.spinner(t("workspace.stage_read")):
            checked = state.planner().checked()
        _lists(checked)
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
    files = [
        (t(f"ui.input_{name}"), path)
        for name, path in state.planner().workspace.settings.inputs.named()
    ]
    body = "".join(
        f"<tr><td>{safe_text(label)}</td><td>{safe_text(value)}</td></tr>"
        for label, value in [*rows, *files]
    )
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-sites">{body}</table></div>')
