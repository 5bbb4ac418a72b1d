"""The zones as they were when the page was opened: what changes are compared with."""

from typing import Final

import streamlit as st

from geo.scenarios import Scenario, ScenarioZones, drawable_zones
from geo.ui import state
from geo.zoning import Zoning

__all__ = ["forget_opened", "zones_when_opened"]

_OPENED: Final = "rc_zones_opened"


def forget_opened() -> None:
    """Let the next look at the page be the one that is compared with."""
    st.session_state.pop(_OPENED, None)


def zones_when_opened(answer: ScenarioZones) -> Zoning | None:
    """Return the zones as they were when the page was opened; None where they are the same.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    """
    of = state.planner().digest, state.scenario_id()
    held: tuple[tuple[str, str], Scenario] | None = st.session_state.get(_OPENED)
    if held is None or held[0] != of:
        st.session_state[_OPENED] = (of, state.scenario())
        return None
    former = drawable_zones(state.planner(), held[1])
    if former is None or _same(former.zoning, answer.zoning):
        return None
    return former.zoning


def _same(one: Zoning, other: Zoning) -> bool:
    return one.target_zones == other.target_zones and bool((one.zone_of == other.zone_of).all())
