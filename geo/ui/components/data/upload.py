"""Bringing one's own list: upload it, see what was understood, repair what is wrong, use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.coords import DatumCheck
from geo.errors import GeoError
from geo.i18n import format_number
from geo.settings import Datums
from geo.tables import Cell, Split, list_templates
from geo.text import plain_text
from geo.ui import folder_state, state, visitor
from geo.ui.components.data.repairs import repairs, splits, swapped
from geo.ui.components.data.review_queue import begin_review
from geo.ui.components.data.row_repair import row_repair
from geo.workspace import (
    FORMATS,
    LARGEST_MB,
    Finding,
    HeaderQuestion,
    UploadedList,
    check_datum,
    datum_notices,
    findings_of,
    header_questions,
    headers_of,
    lacks_headers,
    lacks_streets,
    new_workspace,
    read_list,
    remember_headers,
    remembered_headers,
)

__all__ = [
    "boundary_of_district",
    "columns_of",
    "is_usable",
    "report",
    "template_headings",
    "upload_list",
]

_FILE: Final = "rc_upload"
_DATUM: Final = "rc_upload_datum"
_READ: Final = "rc_upload_read"
_FIXED: Final = "rc_upload_fixed"
_DATUMS: Final = ("", "wgs84", "gcj02", "bd09", "cgcs2000")
_COLUMNS: Final = ("estate_id", "name", "households", "street", "community", "lon", "lat")
_REQUIRED: Final = ("name", "households")
_POSITIONED: Final = frozenset(Datums.model_fields)
_PREVIEW_ROWS: Final = 50
_MOST_FINDINGS: Final = 500


def upload_list(kind: str = "estates") -> None:
    """Show the door for a list and everything that follows from it.

    Parameters
    ----------
    kind : str
        Which list it is, as the settings call it.
    """
    t = state.t()
    file = st.file_uploader(
        t("ui.upload") if kind == "estates" else t("data_page.upload", list=t(f"ui.input_{kind}")),
        type=list(FORMATS),
        key=_FILE if kind == "estates" else f"{_FILE}_{kind}",
        max_upload_size=LARGEST_MB,
    )
    if file is None:
        st.session_state.pop(_READ, None)
        st.session_state.pop(_FIXED, None)
        return
    said = Said(kind, _datum_asked(kind), swapped=swapped(file.file_id))
    said = replace(said, splits=splits(file.file_id))
    uploaded = _read(file, said)
    if lacks_headers(uploaded):
        header_of = _mapping(uploaded)
        if not header_of:
            repairs(uploaded, file.file_id)
            return
        said = replace(said, header_of=header_of)
        uploaded = _read(file, said)
    elif lacks_streets(uploaded) and (header := _street_header(uploaded)):
        said = replace(said, header_of={"street": header})
        uploaded = _read(file, said)
    if questions := header_questions(uploaded):
        answers = _ask(questions, uploaded)
        if len(answers) < len(questions):
            return
        uploaded = _read(file, replace(said, header_of=uploaded.header_of | answers))
    _judge(uploaded, file.file_id)


@dataclass(frozen=True)
class Said:
    """What a person said of a file beside its content.

    Attributes
    ----------
    kind : str
    datum : str
    swapped : bool
    splits : dict of str to Split
    header_of : dict of str to str
    """

    kind: str
    datum: str = ""
    swapped: bool = False
    splits: Mapping[str, Split] = field(default_factory=dict)
    header_of: Mapping[str, str] = field(default_factory=dict)


def _datum_asked(kind: str) -> str:
    """Return the datum that a person chose; lists without positions have none."""
    if kind not in _POSITIONED:
        return ""
    return st.selectbox(
        state.t()("ui.datum"),
        _DATUMS,
        format_func=lambda one: one.upper() or state.t()("ui.datum_of_file"),
        key=f"{_DATUM}_{kind}",
        width=260,
    )


def _read(file: Any, said: Said) -> UploadedList:
    """Read a file once, however often the page is drawn again."""
    fixed = _fixed(file.file_id)
    asked = (file.file_id, repr(said), tuple(fixed.items()), str(state.folder()))
    known: dict[Any, UploadedList] = st.session_state.setdefault(_READ, {})
    if asked not in known:
        with st.spinner(state.t()("workspace.stage_read")):
            uploaded = read_list(
                file.name,
                file.getvalue(),
                kind=said.kind,
                datum=said.datum or None,
                header_of=said.header_of,
                corrections=fixed,
                swapped=said.swapped,
                splits=said.splits,
                boundary=boundary_of_district(),
            )
        # One file as it came, and as it is understood with the headers explained.
        st.session_state[_READ] = {**dict(list(known.items())[-1:]), asked: uploaded}
        return uploaded
    return known[asked]


def boundary_of_district() -> Any:
    """Return the outline of the open workspace; None where it has none or cannot be opened."""
    try:
        return state.planner().district.inputs.boundary
    except GeoError:
        return None


def _fixed(file_id: str) -> dict[Cell, str]:
    """Return what was written into faulty cells of a file so far."""
    of_file, fixed = st.session_state.get(_FIXED, (file_id, {}))
    return dict(fixed) if of_file == file_id else {}


def _fix(file_id: str, written: Mapping[Cell, str]) -> None:
    st.session_state[_FIXED] = (file_id, _fixed(file_id) | dict(written))


def _mapping(uploaded: UploadedList) -> dict[str, str]:
    """Let the planner say which header is which; nothing until the required ones are said."""
    t = state.t()
    headers = headers_of(uploaded)
    if not headers:
        report(findings_of(uploaded, state.language()))
        return {}
    st.text(t("ui.mapping_hint"))
    known = remembered_headers(headers, uploaded.kind)
    chosen = {}
    offered, required = columns_of(uploaded.kind)
    with st.container(horizontal=True):
        for column, label in offered.items():
            header = st.selectbox(
                label,
                headers,
                index=headers.index(known[column]) if column in known else None,
                format_func=plain_text,
                placeholder="",
                key=f"rc_map_{uploaded.file}_{column}",
                width=150,
            )
            if header is not None:
                chosen[column] = header
    return chosen if required <= set(chosen) else {}


def template_headings(kind: str) -> dict[str, str]:
    """Return what the columns of a list are called in its template, by their names."""
    template = next(one for one in list_templates(state.language()) if one.name == kind)
    return {column.name: plain_text(column.header) for column in template.columns}


def columns_of(kind: str) -> tuple[dict[str, str], set[str]]:
    """Return the columns of a list to ask for with what they are called, and the required ones."""
    t = state.t()
    if kind == "estates":
        return {column: t(f"ui.column_{column}") for column in _COLUMNS}, set(_REQUIRED)
    template = next(one for one in list_templates(state.language()) if one.name == kind)
    required = {column.name for column in template.columns if column.required}
    return template_headings(kind), required


def _street_header(uploaded: UploadedList) -> str | None:
    """Let the planner say which header holds the streets; a list without any is of use too."""
    header: str | None = st.selectbox(
        state.t()("ui.street_header"),
        headers_of(uploaded),
        index=None,
        format_func=plain_text,
        placeholder="",
        key=f"rc_map_{uploaded.file}_street_alone",
        width=260,
    )
    return header


def _ask(questions: Sequence[HeaderQuestion], uploaded: UploadedList) -> dict[str, str]:
    """Ask which header is meant where several could be; return what was answered."""
    t = state.t()
    answers = {}
    for question in questions:
        column = columns_of(uploaded.kind)[0].get(question.column, question.column)
        choices = tuple(map(plain_text, question.choices))
        st.text(t("ui.header_question", column=column, choices=choices))
        header = st.radio(
            t("ui.header_question_label", column=column),
            question.headers,
            index=None,
            format_func=lambda one: state.plain(plain_text(one)),
            horizontal=True,
            key=f"rc_header_{uploaded.file}_{question.column}",
        )
        if header is not None:
            answers[question.column] = header
    return answers


def _judge(uploaded: UploadedList, file_id: str) -> None:
    t = state.t()
    findings = findings_of(uploaded, state.language())
    if uploaded.read is None:
        faults = sum(one.fault for one in findings)
        st.error(t("review.list_unusable", count=faults), icon=":material/error:")
        row_repair(findings, partial(_fix, file_id), len(uploaded.corrections))
        report([one for one in findings if not one.fault or one.cell is None])
        repairs(uploaded, file_id)
        return
    table = uploaded.read.table
    located = int(table.geometry.notna().sum())
    if uploaded.kind == "estates":
        st.text(t("ui.upload_read", count=len(table), located=located))
    else:
        st.text(t("data_page.read", count=format_number(len(table))))
    if uploaded.kind in _POSITIONED:
        _datum(_datum_check(uploaded), uploaded.kind)
    report(findings)
    if not findings:
        st.caption(t("review.nothing_found"))
    shown = pd.DataFrame(table.drop(columns="geometry")).head(_PREVIEW_ROWS)
    st.caption(t("review.preview", shown=len(shown), count=len(table)))
    st.dataframe(
        shown.astype("string").fillna("").map(plain_text),
        hide_index=True,
        height=220,
        placeholder="",
        column_config=dict(template_headings(uploaded.kind)),
    )
    _uses(uploaded, unplaced=located < len(table))
    repairs(uploaded, file_id)


def _uses(uploaded: UploadedList, *, unplaced: bool) -> None:
    """Show what can be done with a list: plan with it anew, or take it into this workspace."""
    t = state.t()
    with st.container(horizontal=True):
        if uploaded.kind == "estates" and is_usable():
            st.button(
                t("ui.upload_use"),
                key="rc_upload_use",
                type="primary",
                on_click=_plan_with,
                args=(uploaded, unplaced),
            )
        st.button(
            t("data_page.use_here", list=t(f"ui.input_{uploaded.kind}")),
            key="rc_upload_here",
            type="secondary" if uploaded.kind == "estates" and is_usable() else "primary",
            icon=":material/save:",
            on_click=_use_here,
            args=(uploaded,),
        )
    if refused := folder_state.refused():
        state.complain(refused)


def _use_here(uploaded: UploadedList) -> None:
    folder_state.use_list(uploaded)


def is_usable() -> bool:
    """Tell whether the open workspace can be planned with as it is."""
    try:
        state.planner()
    except GeoError:
        return False
    return True


def _datum_check(uploaded: UploadedList) -> DatumCheck | None:
    if uploaded.read is None or not is_usable():
        return None
    inputs = state.planner().district.inputs
    return check_datum(uploaded.read.table, boundary=inputs.boundary, road_map=inputs.road_map)


def _datum(check: DatumCheck | None, kind: str) -> None:
    """Show what the positions look like under each datum, and offer the one that fits better."""
    if check is None:
        return
    told = datum_notices(check)
    for notice in told[:1]:
        st.caption(state.plain(notice.sentence(state.language())))
    for notice in told[1:]:
        st.warning(state.plain(notice.sentence(state.language())), icon=":material/warning:")
        st.button(
            state.t()("review.read_as", datum=str(check.suspect).upper()),
            key="rc_upload_reread",
            on_click=_set_datum,
            args=(kind, check.suspect),
        )


def _set_datum(kind: str, datum: str) -> None:
    st.session_state[f"{_DATUM}_{kind}"] = datum


def report(findings: Sequence[Finding]) -> None:
    """Show what is wrong and what was changed as a table of cells, to be taken along."""
    t = state.t()
    if not findings:
        return
    table = pd.DataFrame(
        {
            t("review.finding_kind"): [
                t("review.finding_fault") if one.fault else t("review.finding_notice")
                for one in findings
            ],
            t("review.finding_row"): [
                "" if one.row is None else format_number(one.row) for one in findings
            ],
            t("review.finding_column"): [plain_text(one.column) for one in findings],
            t("review.finding_words"): [plain_text(one.words) for one in findings],
        }
    )
    st.dataframe(
        table.head(_MOST_FINDINGS),
        hide_index=True,
        key="rc_upload_findings",
    )


def _plan_with(uploaded: UploadedList, unplaced: bool) -> None:
    if not visitor.may_change():
        return
    try:
        if uploaded.header_of:
            remember_headers(uploaded.header_of)
        state.open_folder(new_workspace(state.planner().workspace, uploaded))
        state.planner()
    except GeoError as error:
        state.complain(error)
        return
    if unplaced:
        begin_review()
