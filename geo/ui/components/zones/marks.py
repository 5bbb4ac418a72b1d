"""Barriers that no zone crosses, drawn or read from a file, and seeds that each get a zone."""

from pathlib import Path
from typing import Final

import numpy as np
import shapely
import streamlit as st

from geo.cartography import map_layers
from geo.errors import GeoError
from geo.owned_folders import scratch_folder
from geo.scenarios import Area, add_barrier, remove_barrier, set_seeds
from geo.tables import read_barriers
from geo.ui import state, visitor
from geo.ui.components.map.overlay import ways
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["barrier_lines", "drawn_barrier", "marks_form"]

_FILE: Final = "rc_barrier_file"
_ROUND: Final = "rc_barrier_round"
_COLOUR: Final = "#8a3b12"


def marks_form(chosen: list[str]) -> None:
    """Show how to draw barriers and to make the chosen estates seeds.

    Parameters
    ----------
    chosen : list of str
        Ids of the estates that are chosen on the page.
    """
    t, scenario = state.t(), state.scenario()
    count = len(scenario.barriers) + len(scenario.seeds)
    with st.expander(
        t("zone_marks.title", count=count), icon=":material/fence:", key="rc_zone_marks"
    ):
        drawing = st.session_state.get(MODE) == "close"
        st.button(
            t("ui.cancel") if drawing else t("zone_marks.draw"),
            key="rc_draw_barrier",
            width="stretch",
            on_click=set_mode,
            args=("pick" if drawing else "close",),
        )
        st.caption(t("zone_marks.about"))
        _upload()
        for number, line in enumerate(scenario.barriers, start=1):
            _barrier(number, line)
        st.button(
            t("zone_marks.make_seeds", count=len(chosen)),
            key="rc_make_seeds",
            width="stretch",
            disabled=not chosen,
            on_click=_set_seeds,
            args=(tuple(chosen),),
        )
        if scenario.seeds:
            names = ", ".join(_named(scenario.seeds))
            st.text(t("zone_marks.seeds", names=names))
            st.button(t("zone_marks.no_seeds"), key="rc_no_seeds", on_click=_set_seeds, args=((),))


def barrier_lines() -> list[map_layers.MapScript]:
    """Return what shows the barriers of the workspace and the scenario on the map."""
    barriers = state.planner().zoned_district(state.scenario()).barriers
    lines = [part for shape in barriers for part in shapely.get_parts(shape)]
    return ways(lines, _COLOUR) if lines else []


def drawn_barrier(area: Area) -> None:
    """Let no zone cross the outline that the planner has drawn."""
    _add((*area, area[0]))


def _add(line: Area) -> None:
    try:
        state.make_if_allowed(lambda: add_barrier(state.scenario(), line))
    except GeoError as error:
        visitor.refuse(error.key, **error.params)


def _upload() -> None:
    """Take the lines and outlines of a file as barriers; the file counts once."""
    key = f"{_FILE}_{st.session_state.get(_ROUND, 0)}"
    given = st.file_uploader(state.t()("zone_marks.file"), key=key)
    if given is None:
        return
    with scratch_folder() as folder:
        path = folder / Path(given.name).name
        path.write_bytes(given.getvalue())
        try:
            lines = read_barriers(path)
        except GeoError as error:
            state.complain(error)
            return
    for shape in lines:
        for part in shapely.get_parts(shape):
            _add(tuple((x, y) for x, y in shapely.get_coordinates(part).tolist()))
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _barrier(number: int, line: Area) -> None:
    t = state.t()
    lon, lat = np.mean(line, axis=0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(t("zone_marks.barrier", number=number, near=state.planner().near(lon, lat)))
        st.button(
            t("certainty.lift"),
            key=f"rc_barrier_{number}",
            icon=":material/undo:",
            on_click=_remove,
            args=(number,),
        )


def _remove(number: int) -> None:
    state.make(remove_barrier(state.scenario(), number))


def _set_seeds(seeds: tuple[str, ...]) -> None:
    try:
        state.make(set_seeds(state.planner(), state.scenario(), seeds))
    except GeoError as error:
        visitor.refuse(error.key, **error.params)


def _named(seeds: tuple[str, ...]) -> list[str]:
    """Return the names of seed estates; a place stays as it is written."""
    estates = state.planner().district.estates
    names = dict(zip(estates["estate_id"].astype(str), estates["name"].astype(str), strict=True))
    return [names.get(seed, seed) for seed in seeds]
