"""What the siting page of one window holds: the question, the work under way, the plans found."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.i18n import Translate
from geo.scenarios import DECIMALS, Futures, Job, Scenario, SiteAsk
from geo.scenarios import siting as scenario_siting
from geo.stop import Stop
from geo.ui import state
from geo.ui.sessions import left
from geo.workspace import PhasedSiting, SiteRules, StationSiting

__all__ = [
    "Found",
    "ShelfPlan",
    "ask",
    "begin_shelf",
    "change_ask",
    "change_rules",
    "found",
    "is_applied",
    "is_outdated",
    "job",
    "keep_plan",
    "places_of",
    "plan_words",
    "rules",
    "show_plan",
    "shown",
    "shown_id",
    "start",
    "take_finished",
]

_ASK: Final = "rc_siting_ask"
_JOB: Final = "rc_siting_job"
_FOUND: Final = "rc_siting_found"
_SHOWN: Final = "rc_siting_shown"
_PATIENCE_S: Final = 0.8
_MOST_PLANS: Final = 40
_MOST_SHELVES: Final = 8
_NOWHERE: Final = -1


@dataclass(frozen=True, eq=False)
class ShelfPlan:
    """A plan that was found.

    Attributes
    ----------
    kind : {"solved", "front", "ranked", "expected", "worst_case", "phase"}
    number : int
        Which one of its kind.
    answer : StationSiting
    """

    kind: str
    number: int
    answer: StationSiting


@dataclass(eq=False)
class Found:
    """All that was found for one state of the scenario.

    Attributes
    ----------
    asked : Scenario
        The state that it was found for.
    plans : dict of str to ShelfPlan
        Plans by their ids, the oldest first.
    front : DataFrame or None
    no_regret : tuple of str
        Ids of the places that all ranked plans hold.
    futures : Futures or None
    phased : PhasedSiting or None
    """

    asked: Scenario
    plans: dict[str, ShelfPlan] = field(default_factory=dict)
    front: pd.DataFrame | None = None
    no_regret: tuple[str, ...] = ()
    futures: Futures | None = None
    phased: PhasedSiting | None = None


def ask() -> SiteAsk:
    """Return the question as the form holds it; at first that of the settings."""
    planner = state.planner()
    digest, held = st.session_state.get(_ASK, ("", None))
    if held is None or digest != planner.digest:
        settings = planner.workspace.settings.siting
        held = SiteAsk(
            model=settings.model,
            stations=max(1, settings.stations),
            rules=SiteRules.of(settings),
            hours=settings.hours,
        )
        st.session_state[_ASK] = (planner.digest, held)
    known: SiteAsk = held
    return known


def change_ask(**changes: Any) -> None:
    """Change the question."""
    st.session_state[_ASK] = (state.planner().digest, replace(ask(), **changes))


def rules() -> SiteRules:
    """Return what every plan must keep."""
    return ask().rules


def change_rules(**changes: Any) -> None:
    """Change what every plan must keep; locked sites are at least as many new stations."""
    changed = replace(rules(), **changes)
    change_ask(rules=changed, stations=max(ask().stations, len(changed.lock)))


def found() -> Found:
    """Return what was found for the scenario as it is now, or last before it was changed."""
    shelves, now = _shelves(), scenario_siting.conditions(state.scenario())
    if now in shelves:
        return shelves[now]
    return next(reversed(shelves.values()), Found(now))


def is_outdated() -> bool:
    """Return whether what :func:`found` holds was found before the scenario was changed."""
    now = scenario_siting.conditions(state.scenario())
    return bool(_shelves()) and found().asked != now


def is_applied(plan: ShelfPlan) -> bool:
    """Return whether the scenario has the stations of a plan, and not those that it closes."""
    scenario = state.scenario()
    standing = {(one.lon, one.lat) for one in scenario.stations}
    tried = {one.station_id: (one.lon, one.lat) for one in found().asked.stations}
    return set(places_of(plan)) <= standing and all(
        tried[one] not in standing if one in tried else one in scenario.closed_stations
        for one in plan.answer.closed
    )


def places_of(plan: ShelfPlan) -> list[tuple[float, float]]:
    """Return where the proposed stations of a plan stand in a scenario that takes them over."""
    proposed = plan.answer.proposed
    return [
        (round(lon, DECIMALS), round(lat, DECIMALS))
        for lon, lat in zip(proposed["lon"].tolist(), proposed["lat"].tolist(), strict=True)
    ]


def _shelves() -> dict[Scenario, Found]:
    """Return what was found for the states of the open scenario, the last one last."""
    of = state.planner().digest, state.scenario_id()
    held = st.session_state.get(_FOUND)
    if held is None or held[0] != of:
        st.session_state[_FOUND] = held = (of, {})
        st.session_state.pop(_SHOWN, None)
    shelves: dict[Scenario, Found] = held[1]
    return shelves


def begin_shelf() -> Found:
    """Return the shelf of the scenario as it is now; the oldest of many goes."""
    shelves, now = _shelves(), scenario_siting.conditions(state.scenario())
    shelves[now] = shelves.pop(now, Found(now))
    for old in list(shelves)[:-_MOST_SHELVES]:
        del shelves[old]
    return shelves[now]


def shown_id() -> str | None:
    """Return the id of the plan that the map shows."""
    plan_id: str | None = st.session_state.get(_SHOWN)
    return plan_id if plan_id in found().plans else None


def shown() -> ShelfPlan | None:
    """Return the plan that the map shows, None where it shows none."""
    plan_id = shown_id()
    return None if plan_id is None else found().plans[plan_id]


def show_plan(plan_id: str | None) -> None:
    """Show a plan on the map from now on."""
    st.session_state[_SHOWN] = plan_id


def keep_plan(plan_id: str, plan: ShelfPlan) -> None:
    """Keep a plan under an id and show it; the oldest plans go."""
    plans = (found() if _shelves() else begin_shelf()).plans
    plans.pop(plan_id, None)
    plans[plan_id] = plan
    for old in list(plans)[:-_MOST_PLANS]:
        del plans[old]
    show_plan(plan_id)


def plan_words(plan: ShelfPlan | None, t: Translate) -> str:
    """Return what a plan is called; None stands for the stations as they are."""
    if plan is None:
        return t("choice.shelf_today")
    count = len(plan.answer.proposed)
    return t(f"choice.shelf_{plan.kind}", number=plan.number, count=count)


def start(kind: str, work: Callable[[Stop], Any]) -> None:
    """Begin work beside the page; other work is stopped."""
    under_way = job()
    if under_way is not None:
        under_way.cancel()
    begun = Job(work, deserted=left())
    st.session_state[_JOB] = (kind, scenario_siting.conditions(state.scenario()), begun)
    # What is quick is there at once, without a flicker.
    begun.wait(_PATIENCE_S)


def job() -> Job | None:
    """Return the work under way, None where none is."""
    held = st.session_state.get(_JOB)
    return None if held is None else held[2]


def take_finished() -> None:
    """Put what finished work has found on the shelf; forget what it was if the scenario changed.

    Raises
    ------
    GeoError
        What the work says is wrong.
    """
    held = st.session_state.get(_JOB)
    if held is None or held[2].is_running:
        return
    kind, asked_for, done = held
    del st.session_state[_JOB]
    if asked_for == scenario_siting.conditions(state.scenario()):
        answer = done.answer()
        if answer is not None:
            begin_shelf()
            _TAKERS[kind](answer)


def _take_solved(answer: StationSiting) -> None:
    number = sum(plan.kind == "solved" for plan in found().plans.values()) + 1
    keep_plan(f"solved-{number}", ShelfPlan("solved", number, answer))


def _take_front(points: pd.DataFrame) -> None:
    """Keep the front; a point that is on the map stays there, wherever it stands now."""
    found().front = points
    on_map = shown()
    _drop("front")
    if on_map is not None and on_map.kind == "front":
        chosen = tuple(int(one) for one in on_map.answer.plan.chosen)
        rows = [row for row, one in enumerate(points["chosen"]) if tuple(one) == chosen]
        number = rows[0] if rows else _NOWHERE
        keep_plan(f"front-{number}", replace(on_map, number=number))


def _take_ranked(answer: tuple[tuple[StationSiting, ...], tuple[str, ...]]) -> None:
    plans, found().no_regret = answer
    _drop("ranked")
    for number, plan in reversed(list(enumerate(plans, start=1))):
        keep_plan(f"ranked-{number}", ShelfPlan("ranked", number, plan))


def _drop(kind: str) -> None:
    plans = found().plans
    for plan_id in [one for one, plan in plans.items() if plan.kind == kind]:
        del plans[plan_id]


def _take_futures(answer: Futures) -> None:
    found().futures = answer
    for name, plan in answer.robust.items():
        keep_plan(name, ShelfPlan(name, 1, plan))


def _take_phased(answer: PhasedSiting) -> None:
    found().phased = answer
    for number, plan in enumerate(answer.phases, start=1):
        keep_plan(f"phase-{number}", ShelfPlan("phase", number, plan))


_TAKERS: Final[dict[str, Callable[[Any], None]]] = {
    "solved": _take_solved,
    "front": _take_front,
    "ranked": _take_ranked,
    "futures": _take_futures,
    "phased": _take_phased,
}
