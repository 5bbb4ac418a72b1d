"""Uploading roads and areas: read beside the page with progress, looked at, then used."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.coords import local_metric_crs
from geo.errors import GeoError
from geo.i18n import format_number
from geo.owned_folders import scratch_folder
from geo.presence import file_there
from geo.scenarios import Job
from geo.tables import read_barriers, read_boundary
from geo.text import safe_text
from geo.ui import folder_state, state
from geo.workspace import LARGEST_MB, ConvertedRoads, Workspace, read_road_upload

__all__ = ["area_upload", "road_upload"]

_JOB: Final = "rc_road_job"
_EVERY_S: Final = 0.5
_ROAD_ENDINGS: Final = ("pbf", "osm", "gpkg", "graphml", "geojson", "shp", "zip", "parquet", "npz")
_AREA_ENDINGS: Final = ("geojson", "json", "gpkg", "kml", "kmz", "ovkml", "zip", "shp", "parquet")


@dataclass
class RoadJob:
    """Roads that are being read.

    Attributes
    ----------
    file_id : str
    name : str
    job : Job
    """

    file_id: str
    name: str
    job: Job


def road_upload(workspace: Workspace) -> None:
    """Show the door for roads; while they are read, how far it is and a way to stop.

    Parameters
    ----------
    workspace : Workspace
    """
    t = state.t()
    file = st.file_uploader(
        t("data_page.upload", list=t("ui.input_roads")),
        type=list(_ROAD_ENDINGS),
        key="rc_upload_roads",
        max_upload_size=LARGEST_MB,
        help=t("data_page.roads_help"),
    )
    if file is None:
        st.session_state.pop(_JOB, None)
        return
    reading: RoadJob | None = st.session_state.get(_JOB)
    if reading is None or reading.file_id != file.file_id:
        reading = _begin(workspace, file)
    if reading.job.is_running:
        _watch()
        return
    _finished(reading)


def _begin(workspace: Workspace, file: Any) -> RoadJob:
    name, content = file.name, file.getvalue()
    outline = workspace.path("boundary")
    boundary = outline if outline is not None and file_there(outline) else None
    job = Job(lambda stop: read_road_upload(name, content, boundary=boundary, stop=stop))
    reading = RoadJob(file.file_id, name, job)
    st.session_state[_JOB] = reading
    return reading


@st.fragment(run_every=_EVERY_S)
def _watch() -> None:
    reading: RoadJob | None = st.session_state.get(_JOB)
    if reading is None or not reading.job.is_running:
        st.rerun()
        return
    t, job = state.t(), reading.job
    st.progress(
        min(job.done / job.of, 1.0) if job.of else 0.0,
        text=t("data_page.reading_roads", seconds=format_number(job.elapsed_s)),
    )
    st.button(
        t("data_page.stop"),
        key="rc_roads_stop",
        icon=":material/stop_circle:",
        disabled=job.is_cancelled(),
        on_click=job.cancel,
    )


def _finished(reading: RoadJob) -> None:
    t = state.t()
    try:
        content, converted = reading.job.answer()
    except GeoError as error:
        state.complain(error)
        return
    _told(converted)
    st.button(
        t("data_page.use_here", list=t("ui.input_roads")),
        key="rc_upload_here",
        type="primary",
        icon=":material/save:",
        on_click=_use,
        args=("roads", content, ".npz"),
    )
    if refused := folder_state.refused():
        state.complain(refused)


def _told(converted: ConvertedRoads) -> None:
    t, figures = state.t(), converted.record()
    rows = [
        (t("data_page.road_km"), f"{format_number(figures['length_km'], 1)} km"),
        (t("data_page.road_nodes"), format_number(figures["nodes"])),
        (t("data_page.road_edges"), format_number(figures["edges"])),
        (t("data_page.road_oneway"), f"{format_number(figures['oneway_km'], 1)} km"),
        (t("data_page.road_turns"), format_number(figures["turn_restrictions"])),
    ]
    _table(rows)


def _table(rows: list[tuple[str, str]]) -> None:
    body = "".join(
        f"<tr><td>{safe_text(label)}</td><td>{safe_text(value)}</td></tr>" for label, value in rows
    )
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-sites">{body}</table></div>')


def area_upload(kind: str) -> None:
    """Show the door for an outline or for lines that no zone crosses.

    Parameters
    ----------
    kind : {"boundary", "barriers"}
    """
    t = state.t()
    file = st.file_uploader(
        t("data_page.upload", list=t(f"ui.input_{kind}")),
        type=list(_AREA_ENDINGS),
        key=f"rc_upload_{kind}",
        max_upload_size=LARGEST_MB,
    )
    if file is None:
        return
    suffix = Path(file.name).suffix.lower()
    try:
        _area_told(kind, suffix, file.getvalue())
    except GeoError as error:
        state.complain(error)
        return
    st.button(
        t("data_page.use_here", list=t(f"ui.input_{kind}")),
        key="rc_upload_here",
        type="primary",
        icon=":material/save:",
        on_click=_use,
        args=(kind, file.getvalue(), suffix),
    )
    if refused := folder_state.refused():
        state.complain(refused)


def _area_told(kind: str, suffix: str, content: bytes) -> None:
    """Say how large an outline is, or how many lines there are.

    Raises
    ------
    TableError
        When the file cannot be used.
    """
    t = state.t()
    with scratch_folder() as folder:
        path = folder / f"{kind}{suffix}"
        path.write_bytes(content)
        if kind != "boundary":
            _table([(t("data_page.lines"), format_number(len(read_barriers(path))))])
            return
        outline = read_boundary(path)
    center = outline.geometry.iloc[0].representative_point()
    plane = local_metric_crs([center.x], [center.y])
    km2 = float(outline.to_crs(plane).area.sum()) / 1e6
    _table([(t("data_page.area"), f"{format_number(km2, 1)} km²")])


def _use(kind: str, content: bytes, suffix: str) -> None:
    folder_state.use_file(kind, content, suffix)
