"""Bringing one's own list: hand it in, see what was understood and what is wrong, plan with it."""

import pandas as pd
import streamlit as st

from geo.errors import GeoError
from geo.report.text import plain_text
from geo.ui import state
from geo.ui.uploading import (
    FORMATS,
    UploadedList,
    new_workspace,
    raw_headers,
    read_list,
    renamed,
)

__all__ = ["upload_list"]

_FILE = "rc_upload"
_DATUM = "rc_upload_datum"
_DATUMS = ("", "wgs84", "gcj02", "bd09", "cgcs2000")
_COLUMNS = ("estate_id", "name", "households", "street", "community", "lon", "lat")
_REQUIRED = ("name", "households", "street")
_PREVIEW_ROWS = 50


def upload_list() -> None:
    """Show the door for a list of estates and everything that follows from it."""
    t = state.t()
    file = st.file_uploader(t("ui.upload"), type=list(FORMATS), key=_FILE, max_upload_size=100)
    if file is None:
        return
    datum = st.selectbox(
        t("ui.datum"),
        _DATUMS,
        format_func=lambda one: one.upper() or t("ui.datum_of_file"),
        key=_DATUM,
        width=260,
    )
    uploaded = _read(file.name, file.getvalue(), datum)
    if uploaded.error is not None:
        state.complain(uploaded.error)
        header_of = _mapping(uploaded)
        if header_of is None:
            return
        uploaded = _read(*renamed(uploaded.file, uploaded.content, header_of), datum)
    _judge(uploaded)


def _read(name: str, content: bytes, datum: str) -> UploadedList:
    boundary = state.desk().district.inputs.boundary
    return read_list(name, content, datum=datum or None, boundary=boundary)


def _mapping(uploaded: UploadedList) -> dict[str, str] | None:
    """Let the planner say which header is which; None until the required ones are said."""
    t = state.t()
    headers = raw_headers(uploaded.file, uploaded.content)
    if not headers:
        return None
    st.caption(t("ui.mapping_hint"))
    known: dict[str, str] = st.session_state.setdefault("rc_mapping", {})
    chosen = {}
    places = st.columns(len(_COLUMNS))
    for place, column in zip(places, _COLUMNS, strict=True):
        usual = known.get(column)
        with place:
            header = st.selectbox(
                t(f"ui.column_{column}"),
                headers,
                index=headers.index(usual) if usual in headers else None,
                key=f"rc_map_{column}",
            )
        if header is not None:
            chosen[column] = header
    if not all(column in chosen for column in _REQUIRED):
        return None
    known.update(chosen)
    return chosen


def _judge(uploaded: UploadedList) -> None:
    t = state.t()
    if uploaded.error is not None:
        state.complain(uploaded.error)
        return
    assert uploaded.read is not None
    table = uploaded.read.table
    located = int(table.geometry.notna().sum())
    st.text(t("ui.upload_read", count=len(table), located=located))
    for notice in uploaded.read.notices[:20]:
        st.text(plain_text(notice.sentence(state.language())))
    shown = pd.DataFrame(table.drop(columns="geometry")).head(_PREVIEW_ROWS)
    st.dataframe(shown.astype("string").fillna(""), hide_index=True, height=220)
    if st.button(t("ui.upload_use"), key="rc_upload_use", type="primary"):
        _plan_with(uploaded)


def _plan_with(uploaded: UploadedList) -> None:
    try:
        state.open_folder(new_workspace(state.desk().workspace, uploaded))
    except GeoError as error:
        state.complain(error)
        return
    st.rerun()
