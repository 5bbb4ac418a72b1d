"""The frame of the app: address, language, navigation, and the page inside it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

import streamlit as st

from geo.errors import GeoError, tell_names_only
from geo.i18n import LANGUAGES
from geo.locales import sentences
from geo.travel import load_kernels
from geo.ui import folder_state, state, visitor
from geo.ui.access import served_rules
from geo.ui.components.data.review_queue import is_reviewing
from geo.ui.components.data.start import first_steps, say_what_is_missing, start_page
from geo.ui.components.frame.again import note_page
from geo.ui.components.frame.elsewhere import changed_elsewhere
from geo.ui.components.frame.finder import MAP_PAGES, finder, page_to_turn_to
from geo.ui.components.frame.following import forget_fields
from geo.ui.components.frame.signing_in import ask_in, signed_in
from geo.ui.components.frame.toast import toast
from geo.ui.components.frame.toolbar import toolbar
from geo.ui.components.frame.tour import tour
from geo.ui.components.map.plan_map import map_ground, set_mode
from geo.ui.components.zones.since_opened import forget_opened
from geo.ui.pages import (
    assistance,
    coverage,
    data,
    export,
    operations,
    overview,
    province,
    scenarios,
    settings,
    siting,
    zones,
)
from geo.ui.sessions import this_window
from geo.ui.style import asset_path, shell_script, shell_style
from geo.ui.turns import page_turn

__all__ = ["PAGES", "run"]

PAGES: Final[dict[str, tuple[str, Callable[[], None]]]] = {
    "overview": ("dashboard", overview.show),
    "data": ("dataset", data.show),
    "coverage": ("radar", coverage.show),
    "siting": ("add_location_alt", siting.show),
    "zones": ("grid_view", zones.show),
    "scenarios": ("layers", scenarios.show),
    "operations": ("assignment_turned_in", operations.show),
    "export": ("file_save", export.show),
    "settings": ("tune", settings.show),
    "help": ("help", assistance.show),
}
"""The pages by their addresses: icon and content. The overview is the root."""


_PAGE: Final = "rc_page"
_PROVINCE: Final = "province"
_MOST_FAULTS: Final = 8


def run() -> None:
    """Draw the app once, as Streamlit does after every click."""
    with page_turn(this_window()):
        _draw()


def _draw() -> None:
    load_kernels()
    tell_names_only(served_rules() is not None)
    state.read_address()
    t = state.t()
    st.set_page_config(
        page_title=t("ui.product"),
        page_icon=asset_path("icon.svg"),
        layout="wide",
        initial_sidebar_state=190,
    )
    st.html(shell_style(t))
    unseen = st.container(key="rc_script")
    with unseen:
        st.html(shell_script(t, state.language()), unsafe_allow_javascript=True)
    st.logo(asset_path("icon.svg"), size="large")
    pages = {
        name: st.Page(
            partial(_framed, name, show),
            title=t(f"ui.page_{name}"),
            icon=f":material/{icon}:",
            url_path=name,
            default=name == next(iter(_pages())),
        )
        for name, (icon, show) in _pages().items()
    }
    page = st.navigation(list(pages.values()))
    wanted = pages.get(page_to_turn_to() or "")
    if wanted is not None and wanted != page:
        st.switch_page(wanted)
    with st.sidebar:
        _language_switch()
        signed_in()
    reviewed = ("data",) if is_reviewing() else ()
    if page in (pages[name] for name in (*MAP_PAGES, *reviewed)):
        with unseen:
            _map_ground()
    page.run()
    if visitor.person() is not None and not state.is_starting():
        state.write_address()


def _pages() -> dict[str, tuple[str, Callable[[], None]]]:
    """Return the pages of this server: that of a province comes first where it has one."""
    if province.served_province() is None:
        return PAGES
    return {_PROVINCE: ("map", province.show), **PAGES}


def _map_ground() -> None:
    """Send the ground of the maps to whoever may see it; the page says why there is none."""
    if visitor.person() is None or state.is_starting():
        return
    with suppress(GeoError):
        map_ground()


def _framed(name: str, show: Callable[[], None]) -> None:
    if visitor.person() is None:
        ask_in()
        return
    forget_fields()
    # One place for what is said above the page: where nothing is, the page keeps its own, and the
    # browser draws neither map nor tables anew when a word comes or goes.
    notices = st.container(key="rc_notices")
    if (refused := visitor.refusal()) is not None:
        key, params = refused
        notices.warning(state.plain(state.t()(key, **params)), icon=":material/lock:")
    if name == _PROVINCE:  # of no workspace, and there without one
        state.attempt(show)
        return
    if state.is_starting():
        start_page()
        return
    try:
        state.planner()
    except GeoError as error:
        if name == "data":  # what is missing or wrong is uploaded or corrected here
            say_what_is_missing(error)
            state.attempt(show)
        else:
            first_steps(error)
        return
    if (step := folder_state.news()) is not None:
        what = state.plain(folder_state.said(step))
        notices.info(state.t()("settings_page.news", what=what), icon=":material/sync:")
    with notices:
        _say_what_the_link_lacks()
    if st.session_state.get(_PAGE) != name:
        st.session_state[_PAGE] = name
        set_mode("pick")
        forget_opened()
    note_page()
    fill_hours = state.attempt(partial(toolbar, name))
    with st.container(key="rc_unseen", gap=None):
        state.attempt(partial(finder, PAGES))
        state.attempt(toast)
        state.attempt(changed_elsewhere)
        state.attempt(partial(tour, name))
    state.attempt(show)
    if fill_hours is not None:
        state.attempt(fill_hours)


def _say_what_the_link_lacks() -> None:
    """Say in one warning everything of the address that cannot be shown."""
    faults = state.settle_address()
    if not faults:
        return
    said = [fault.sentence(state.language()) for fault in faults[:_MOST_FAULTS]]
    words = "\n\n".join(map(state.plain, [state.t()("find.link_faults"), *said]))
    st.warning(words, icon=":material/link_off:")


def _language_switch() -> None:
    t = state.t()
    st.segmented_control(
        t("ui.language"),
        LANGUAGES,
        default=state.language(),
        format_func=lambda one: sentences(one)["language.short"],
        key=f"rc_language_{state.language()}",
        label_visibility="collapsed",
        on_change=_switch_language,
    )


def _switch_language() -> None:
    wanted = st.session_state[f"rc_language_{state.language()}"]
    if wanted is not None:
        state.set_language(wanted)
