"""Export: the files of the scenario, made once and then ready."""

import streamlit as st

from geo.stop import Progress, Stop
from geo.ui import state
from geo.ui.export_pack import pack_files, pack_zip, zip_name

__all__ = ["show"]

_FILES = {
    "plan.xlsx": (
        "table_view",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "assignments.xlsx": (
        "assignment",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "zone_sheets.html": ("contact_page", "text/html"),
    "map.html": ("map", "text/html"),
    "report.html": ("print", "text/html"),
    "plan.gpkg": ("layers", "application/geopackage+sqlite3"),
    "estates.csv": ("list", "text/csv"),
    "stations.csv": ("list", "text/csv"),
    "zones.csv": ("list", "text/csv"),
    "plan.json": ("data_object", "application/json"),
    "scenario.json": ("data_object", "application/json"),
}
_KEY = "rc_pack"
_PROPOSE = "rc_pack_propose"


def show() -> None:
    """Make the pack of the open scenario, then offer its files."""
    t = state.t()
    st.subheader(t("ui.export_title"))
    st.text(t("ui.export_about"))
    st.checkbox(t("ui.export_propose"), key=_PROPOSE)
    if st.button(t("ui.export_make"), key="rc_export", type="primary", icon=":material/package_2:"):
        _make()
    files = _ready()
    st.download_button(
        t("ui.download_zip"),
        pack_zip(files),
        zip_name(state.planner(), state.saved().name, files),
        "application/zip",
        key="rc_download_zip",
        icon=":material/folder_zip:",
        disabled=not files,
        on_click="ignore",
    )
    for name, (icon, mime) in _FILES.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                name,
                files.get(name, b""),
                name,
                mime,
                key=f"rc_download_{name}",
                icon=f":material/{icon}:",
                width=170,
                disabled=not files,
                on_click="ignore",
            )
            st.text(t(f"ui.file_{name.replace('.', '_')}"))


def _question() -> tuple[object, ...]:
    planner, saved = state.planner(), state.saved()
    return planner.digest, state.scenario(), saved.name, state.language(), _proposes()


def _proposes() -> bool:
    """Return whether the planner asks for further stations beside those of the scenario."""
    return bool(st.session_state.get(_PROPOSE, False))


def _make() -> None:
    t = state.t()
    bar = st.progress(0.0, text=t("workspace.stage_read"))

    def advance(now: Progress) -> None:
        bar.progress(now.share, text=t(now.stage))

    files = pack_files(
        state.planner(),
        state.scenario(),
        language=state.language(),
        tried_mark=t("ui.tried_mark"),
        name=state.saved().name,
        propose=_proposes(),
        stop=Stop(on_progress=advance),
    )
    bar.empty()
    st.session_state[_KEY] = (_question(), files)


def _ready() -> dict[str, bytes]:
    """Return the files of the scenario as it is now, none until they are made."""
    question, files = st.session_state.get(_KEY, (None, {}))
    return files if question == _question() else {}
