"""The search of everything, and what choosing a found thing does."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from geo.errors import GeoError
from geo.geocode import Named, NameIndex, find_named
from geo.i18n import LANGUAGES, translator
from geo.scenarios import EstateFilter, found_place, has_list, listed_problems, name_indexes
from geo.ui import state
from geo.ui.components.coverage.claim import open_claim
from geo.ui.components.map.plan_map import look_at, set_mode
from geo.ui.components.operations.chosen_problem import choose_problem, record
from geo.ui.components.siting.site_form import start_solving
from geo.ui.style import asset
from geo.workspace.operations import ProblemList

__all__ = ["MAP_PAGES", "choose_found", "finder", "found_things", "page_to_turn_to", "turn_page"]

MAP_PAGES: Final = ("overview", "coverage", "siting", "zones", "operations")
"""Pages with the map: what is found is shown there; from any other page the overview opens."""

_KEY: Final = "rc_finder"
_QUERY: Final = "rc_finder_query"
_TURN: Final = "rc_turn_page"
_MOST: Final = 12
_SHOWN_AT_FIRST: Final = 20


def _switch_language() -> None:
    others = [one for one in LANGUAGES if one != state.language()]
    state.set_language(others[0])


def _solve() -> None:
    st.session_state["rc_siting_view"] = "solve"
    start_solving()


def _check_claim() -> None:
    st.session_state["rc_view"] = "verdicts"
    open_claim()


def _place_station() -> None:
    st.session_state["rc_placed"] = None
    set_mode("place")


@dataclass(frozen=True)
class _Command:
    """Something to do: by us, or by the script of the header where there is nothing to run."""

    run: Callable[[], None] | None = None
    pages: tuple[str, ...] = ()
    """Where it can be seen; from any other page the first of them opens."""


_COMMANDS: Final = {
    "undo": _Command(state.undo),
    "redo": _Command(state.redo),
    "place": _Command(_place_station, MAP_PAGES),
    "solve": _Command(_solve, ("siting",)),
    "claim": _Command(_check_claim, ("coverage",)),
    "show_all": _Command(lambda: state.filter_by(EstateFilter())),
    "copy_link": _Command(),
    "shortcuts": _Command(),
    "guide": _Command(),
    "tour": _Command(),
    "start": _Command(state.start_again),
    "language": _Command(_switch_language),
}


def finder(pages: Iterable[str]) -> None:
    """Show the search, which opens with Ctrl+K; nothing else of the page runs while one types.

    Parameters
    ----------
    pages : iterable of str
        Names of the pages that can be found.
    """
    _finder(tuple(pages), state.language())


@st.fragment
def _finder(pages: tuple[str, ...], language: str) -> None:
    t = state.t()
    query: str | None = st.session_state.get(_QUERY)
    found = () if query is None else found_things(query, pages)
    search = st.components.v2.component(
        "repair_circle_finder",
        html=asset("find.html"),
        css=asset("find.css"),
        js=asset("find.js"),
    )
    search(
        key=_KEY,
        data={
            "query": query,
            "found": [_line(one) for one in found],
            "words": {
                "title": t("find.title"),
                "hint": t("find.hint"),
                "none": t("find.none"),
            },
            "language": language,
        },
        on_query_change=_ask,
    )


def _ask() -> None:
    st.session_state[_QUERY] = str(st.session_state[_KEY]["query"] or "")


def _line(thing: Named) -> dict[str, str]:
    return {
        "kind": thing.kind,
        "key": thing.key,
        "name": thing.name,
        "detail": thing.detail,
        "label": state.t()(f"find.kind_{thing.kind}"),
    }


def found_things(query: str, pages: tuple[str, ...]) -> list[Named]:
    """Return what a query may mean in the open scenario, the best first.

    Parameters
    ----------
    query : str
        What was typed; pages and commands where that is nothing.
    pages : tuple of str
        Names of the pages.

    Returns
    -------
    list of Named
    """
    own = _own_things(pages, state.language())
    if not query.strip():
        return list(own.things[:_SHOWN_AT_FIRST])
    indexes = name_indexes(state.planner(), state.scenario(), _problems())
    return find_named(query, [own, *indexes], most=_MOST)


@lru_cache(maxsize=8)
def _own_things(pages: tuple[str, ...], language: str) -> NameIndex:
    """Return pages and commands, which are found by their words in every language."""
    keys = [("page", name, f"ui.page_{name}") for name in pages]
    keys += [("command", name, f"find.command_{name}") for name in _COMMANDS]
    return NameIndex(
        Named(kind, name, translator(language)(key), also=_in_every_language(key))
        for kind, name, key in keys
    )


def _in_every_language(key: str) -> tuple[str, ...]:
    return tuple(translator(one)(key) for one in LANGUAGES)


def _problems() -> ProblemList | None:
    """Return the problems of the workspace; none where there is no list or a faulty one."""
    if has_list(state.planner(), "problems"):
        # The page of operations says what is wrong with the list.
        with suppress(GeoError):
            return listed_problems(state.planner(), record())
    return None


# ---------------------------------------------------------------- what choosing does


def choose_found(found: dict[str, Any], page: str) -> None:
    """Show what was chosen: a place on the map, a page, or what a command does.

    Parameters
    ----------
    found : dict
        Its ``kind`` and ``key``, as the browser says them.
    page : str
        The page that is open.
    """
    kind, key = str(found.get("kind")), str(found.get("key"))
    if kind == "page":
        turn_page(key)
    elif kind == "command":
        _run(_COMMANDS.get(key, _Command()), page)
    elif kind == "problem":
        _show_problem(key)
    else:
        _show_place(kind, key, page)


def _run(command: _Command, page: str) -> None:
    if command.run is not None:
        command.run()
    if command.pages and page not in command.pages:
        turn_page(command.pages[0])


def _show_problem(problem_id: str) -> None:
    problems = _problems()
    if problems is None:
        return
    rows = problems.table[problems.table["problem_id"].astype(str) == problem_id]
    if rows.empty:
        return
    estate_id = str(rows["estate_id"].iloc[0])
    choose_problem(problem_id, estate_id)
    st.session_state["rc_tab"] = "problems"
    turn_page("operations")
    _look_for("estate", estate_id)


def _show_place(kind: str, key: str, page: str) -> None:
    if not _look_for(kind, key):
        return
    if kind == "estate":
        state.select(key)
    elif kind == "street":
        state.filter_by(EstateFilter(streets=(key,)))
    elif kind == "community":
        state.filter_by(EstateFilter(communities=(key,)))
    elif kind == "zone":
        state.filter_by(EstateFilter(zones=(key,)))
    if page not in MAP_PAGES:
        turn_page("overview")


def _look_for(kind: str, key: str) -> bool:
    """Let the map show a thing; where it is gone or unknown nothing happens."""
    place = found_place(state.planner(), state.scenario(), kind, key)
    if place is None:
        return False
    look_at(place.bounds)
    return True


def turn_page(name: str) -> None:
    """Open another page with the next drawing of this one.

    Parameters
    ----------
    name : str
        Its address.
    """
    st.session_state[_TURN] = name


def page_to_turn_to() -> str | None:
    """Return the page that was asked for, once."""
    wanted: str | None = st.session_state.pop(_TURN, None)
    return wanted
