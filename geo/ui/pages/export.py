"""Export: the files of the scenario, made once and then ready."""

import streamlit as st

from geo.coords import DATUMS, WGS84
from geo.errors import GeoError
from geo.plan_tables import operators_by_size
from geo.report import FORMATS, PACK_FORMATS, FurtherFiles, further_files
from geo.scenarios import LIMITS, drawable_zones
from geo.stop import Progress
from geo.ui import state
from geo.ui.components.frame.downloads import download_at_once, offer_file
from geo.ui.components.zones.sheet_offer import zone_sheet_offer
from geo.ui.export_pack import pack_archive, packed_files, zip_name
from geo.ui.sessions import beside, stop_here

__all__ = ["show"]

_ICONS = {
    "xlsx": "table_view",
    "docx": "article",
    "pdf": "picture_as_pdf",
    "html": "print",
    "png": "image",
    "gpkg": "layers",
    "kml": "public",
    "kmz": "public",
    "dxf": "architecture",
    "zip": "folder_zip",
    "geojson": "layers",
    "parquet": "layers",
    "csv": "list",
    "json": "data_object",
}
"""The sign of a file by the ending of its name."""

_PACK = (
    "plan.xlsx",
    "assignments.xlsx",
    "zone_sheets.html",
    "map.html",
    "report.html",
    "plan.gpkg",
    "estates.csv",
    "stations.csv",
    "zones.csv",
    "plan.json",
    "scenario.json",
)
"""The files of the pack as they are offered, the most asked for first."""

_LIST = "tables.json"
_ZIP = "rc_download_zip"
_ICON_OF_ZIP = ":material/folder_zip:"
_KEY = "rc_pack"
_PROPOSE = "rc_pack_propose"
_FORMATS, _ONLY = "rc_pack_formats", "rc_pack_only"
_DATUM, _GRID = "rc_pack_datum", "rc_pack_grid"
_SINGLES, _ZONES, _OPERATORS = "rc_pack_singles", "rc_pack_zones", "rc_pack_operators"


def show() -> None:
    """Make the pack of the open scenario, then offer its files."""
    t = state.t()
    st.subheader(t("ui.export_title"))
    st.text(t("ui.export_about"))
    st.checkbox(t("ui.export_propose"), key=_PROPOSE)
    _choose()
    if st.button(t("ui.export_make"), key="rc_export", type="primary", icon=":material/package_2:"):
        _make()
    files, archive = _ready()
    _offer_all(files, archive)
    zone_sheet_offer()
    for name in (*_PACK, *sorted(set(files) - {*_PACK, _LIST})):
        if not files or name in files:
            _offer(name, files)


def _offer_all(files: dict[str, bytes], archive: bytes) -> None:
    """Offer all files as one; where they are not made yet, they are made first."""
    t = state.t()
    if files:
        name = zip_name(state.planner(), state.saved().name, files)
        offer_file(t("ui.download_zip"), archive, name, key=_ZIP, icon=_ICON_OF_ZIP)
        return
    if st.button(t("ui.download_zip"), key="rc_make_zip", icon=_ICON_OF_ZIP) and _make():
        download_at_once(_ZIP)
        st.rerun()


def _choose() -> None:
    """Let further formats, single zones and single operators be chosen."""
    t = state.t()
    with st.expander(t("formats.choose"), icon=":material/checklist:"):
        names = st.multiselect(
            t("formats.further"),
            [*PACK_FORMATS, *FORMATS] if st.session_state.get(_ONLY) else list(FORMATS),
            format_func=lambda name: t(f"formats.name_{name}"),
            key=_FORMATS,
            placeholder=t("formats.pick"),
        )
        st.checkbox(t("formats.only"), key=_ONLY)
        if {"kml", "kmz"} & set(names):
            st.selectbox(t("formats.datum"), DATUMS, format_func=str.upper, key=_DATUM)
        if "dxf" in names:
            st.text_input(
                t("formats.grid"), key=_GRID, max_chars=LIMITS.name, placeholder="EPSG:4547"
            )
        if st.toggle(t("formats.singles"), key=_SINGLES):
            _choose_singles()


def _choose_singles() -> None:
    """Let zones and operators be chosen whose files are wanted alone."""
    t = state.t()
    drawn = drawable_zones(state.planner(), state.scenario())
    if drawn is None:
        st.text(t("report.no_zones"))
        return
    ids = [str(zone) for zone in drawn.zones["zone_id"]]
    left, right = st.columns(2)
    left.multiselect(t("formats.single_zones"), ids, key=_ZONES, placeholder=t("formats.pick"))
    right.multiselect(
        t("formats.single_operators"),
        operators_by_size(drawn.zones),
        key=_OPERATORS,
        placeholder=t("formats.pick"),
    )


def _further() -> FurtherFiles:
    """Return what is chosen.

    Raises
    ------
    GeoError
        When the grid is not known, or a format needs a browser and none is installed.
    """
    chosen = st.session_state
    grid = str(chosen.get(_GRID) or "").strip()
    return further_files(
        ",".join(chosen.get(_FORMATS) or ()),
        datum=chosen.get(_DATUM) or WGS84,
        grid=grid or None,
        zones=chosen.get(_ZONES) or (),
        operators=chosen.get(_OPERATORS) or (),
        only=bool(chosen.get(_ONLY)),
    )


def _offer(name: str, files: dict[str, bytes]) -> None:
    """Offer one file with what it holds; before the files are made it waits greyed."""
    t = state.t()
    icon = _ICONS[name.rpartition(".")[2]]
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_file(
            name,
            files.get(name, b""),
            name,
            key=f"rc_download_{name}",
            icon=f":material/{icon}:",
            width=170 if name in _PACK else 260,
            disabled=not files,
        )
        if name in _PACK:
            st.text(t(f"ui.file_{name.replace('.', '_')}"))


def _question() -> tuple[object, ...]:
    planner, saved = state.planner(), state.saved()
    wanted = tuple(
        repr(st.session_state.get(key))
        for key in (_FORMATS, _ONLY, _DATUM, _GRID, _ZONES, _OPERATORS)
    )
    return planner.digest, saved, state.language(), _proposes(), wanted


def _proposes() -> bool:
    """Return whether the planner asks for further stations beside those of the scenario."""
    return bool(st.session_state.get(_PROPOSE, False))


def _make() -> bool:
    """Make the files and tell whether they are there; the page says why they are not."""
    t = state.t()
    try:
        further = _further()
    except GeoError as error:
        state.complain(error)
        return False
    bar = st.progress(0.0, text=t("workspace.stage_read"))

    def advance(now: Progress) -> None:
        bar.progress(now.share, text=t(now.stage))

    try:
        make = beside(
            pack_archive,
            state.planner(),
            state.scenario(),
            language=state.language(),
            tried_mark=t("ui.tried_mark"),
            name=state.saved().name,
            propose=_proposes(),
            further=further,
            kept=state.saved(),
        )
        archive = make(stop_here(advance))
    except GeoError as error:
        state.complain(error)
        return False
    finally:
        bar.empty()
    # A window keeps the archive alone: the files weigh several times as much, all day long.
    st.session_state[_KEY] = (_question(), archive)
    return True


def _ready() -> tuple[dict[str, bytes], bytes]:
    """Return the files of the scenario as it is now and their archive, none until they are made."""
    question, archive = st.session_state.get(_KEY, (None, b""))
    return (packed_files(archive), archive) if question == _question() else ({}, b"")
