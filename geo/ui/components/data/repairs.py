"""How a file is read otherwise: longitude and latitude exchanged, a column split in two."""

from typing import Any, Final

import streamlit as st

from geo.settings import Datums
from geo.tables import Split, list_templates
from geo.text import plain_text
from geo.ui import state
from geo.workspace import UploadedList, headers_of

__all__ = ["repairs", "splits", "swapped"]

_SAID: Final = "rc_upload_said"
_SIGNS: Final = (" ", ",", "，", "、", "/", "-", "；", "|")


def swapped(file_id: str) -> bool:
    """Return whether a person exchanged longitude and latitude of a file."""
    return bool(_said(file_id).get("swapped", False))


def splits(file_id: str) -> dict[str, Split]:
    """Return the columns of a file that a person split."""
    return dict(_said(file_id).get("splits", {}))


def repairs(uploaded: UploadedList, file_id: str) -> None:
    """Show the ways to read a file otherwise; each is done and undone by one click.

    Parameters
    ----------
    uploaded : UploadedList
    file_id : str
        Which upload it is.
    """
    t = state.t()
    with st.expander(t("data_page.repairs"), expanded=uploaded.read is None):
        if uploaded.kind in Datums.model_fields:
            st.toggle(
                t("data_page.swap"),
                value=swapped(file_id),
                key=f"rc_upload_swap_{file_id}",
                on_change=_swap,
                args=(file_id,),
            )
        for header, (_, first, second) in splits(file_id).items():
            st.button(
                t("data_page.unsplit", column=state.plain(plain_text(header))),
                key=f"rc_unsplit_{header}",
                help=f"{state.plain(plain_text(first))} · {state.plain(plain_text(second))}",
                on_click=_unsplit,
                args=(file_id, header),
            )
        _split_form(uploaded, file_id)


def _split_form(uploaded: UploadedList, file_id: str) -> None:
    t = state.t()
    headers = headers_of(uploaded)
    if not headers:
        return
    template = next(one for one in list_templates(state.language()) if one.name == uploaded.kind)
    called = {column.name: plain_text(column.header) for column in template.columns}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"rc_split_{uploaded.kind}"
        st.selectbox(
            t("data_page.split_column"),
            headers,
            index=None,
            format_func=plain_text,
            placeholder="",
            key=f"{key}_header",
            width=170,
        )
        st.selectbox(
            t("data_page.split_sign"),
            _SIGNS,
            format_func=lambda one: t("data_page.blank") if one == " " else one,
            key=f"{key}_sign",
            width=110,
        )
        for place in ("first", "second"):
            st.selectbox(
                t(f"data_page.split_{place}"),
                list(called),
                index=None,
                format_func=lambda one: called.get(one, one),
                placeholder="",
                key=f"{key}_{place}",
                width=150,
            )
        st.button(t("data_page.split"), key=f"{key}_do", on_click=_split, args=(file_id, key))


def _said(file_id: str) -> dict[str, Any]:
    of_file, said = st.session_state.get(_SAID, (file_id, {}))
    return dict(said) if of_file == file_id else {}


def _say(file_id: str, **said: Any) -> None:
    st.session_state[_SAID] = (file_id, _said(file_id) | said)


def _swap(file_id: str) -> None:
    _say(file_id, swapped=bool(st.session_state[f"rc_upload_swap_{file_id}"]))


def _split(file_id: str, key: str) -> None:
    parts = ("header", "sign", "first", "second")
    header, sign, first, second = (st.session_state.get(f"{key}_{part}") for part in parts)
    if header and sign and first and second and first != second:
        _say(file_id, splits=splits(file_id) | {header: (sign, first, second)})


def _unsplit(file_id: str, header: str) -> None:
    _say(file_id, splits={name: one for name, one in splits(file_id).items() if name != header})
