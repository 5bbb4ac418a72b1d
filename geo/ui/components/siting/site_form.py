"""The question of the siting page: model, number or money, sites that must and must not be."""

import streamlit as st

from geo.scenarios import LIMITS, Area, counted_columns
from geo.scenarios import siting as scenario_siting
from geo.text import plain_text, safe_text, sentence_case
from geo.ui import siting_state, state
from geo.ui.components.frame.column_name import column_name
from geo.ui.components.frame.following import follow
from geo.ui.components.map.plan_map import MODE, set_mode
from geo.ui.components.siting.aim_picture import aim_line
from geo.ui.components.siting.own_sites import own_sites
from geo.ui.sessions import beside_others
from geo.workspace import MODELS, SitePlaces

__all__ = ["SHOW_SITES", "drawn_area", "number_field", "site_form", "start_solving", "toggle_site"]

SHOW_SITES = "rc_show_sites"
"""Key of the session that tells whether the map shows every candidate."""


def site_form() -> None:
    """Show the question and the button that asks it."""
    t, ask = state.t(), siting_state.ask()
    model = st.selectbox(
        t("ui.model"),
        list(MODELS),
        index=list(MODELS).index(ask.model),
        format_func=lambda one: sentence_case(t(MODELS[one].label_key)),
        key="rc_siting_model",
    )
    if model != ask.model:
        siting_state.change_ask(model=model)
        ask = siting_state.ask()
    st.html(str(aim_line(model, t)))
    with st.popover(t("choice.aims"), icon=":material/help_center:", width="stretch"):
        for one in MODELS:
            st.html(f"<b>{safe_text(t(MODELS[one].label_key))}</b>{aim_line(one, t)}")
    _weight_field()
    _hours_field()
    by_number = not MODELS[model].finds_number and ask.rules.budget is None
    number_field(disabled=not by_number)
    _conditions(state.planner().places(state.scenario()))
    own_sites()
    st.button(
        t("ui.solve"),
        key="rc_solve",
        icon=":material/calculate:",
        type="primary",
        width="stretch",
        on_click=start_solving,
    )


def _weight_field() -> None:
    """Show whom the question counts."""
    choices = counted_columns(state.planner())
    held = siting_state.ask().weight
    field = follow("rc_siting_weight", held if held in choices else choices[0])
    st.selectbox(
        state.t()("equity.counted"),
        choices,
        format_func=column_name,
        key=field.key,
        on_change=field.takes(lambda column: siting_state.change_ask(weight=str(column))),
    )


def _hours_field() -> None:
    """Show which hours count: that of the plan, or all where the model can weigh them."""
    t, ask = state.t(), siting_state.ask()
    choices = ["plan", *MODELS[ask.model].weighings]
    if ask.hours not in choices:
        siting_state.change_ask(hours="plan")
    field = follow("rc_siting_hours", siting_state.ask().hours)
    st.selectbox(
        t("choice.field_hours"),
        choices,
        format_func=lambda one: sentence_case(t(f"choice.hours_{one}")),
        key=field.key,
        help=t("choice.hours_help"),
        on_change=field.takes(lambda hours: siting_state.change_ask(hours=hours)),
    )


def number_field(*, disabled: bool = False) -> None:
    """Show how many new stations there are to be."""
    field = follow("rc_siting_count", min(siting_state.ask().stations, LIMITS.new_stations))
    st.number_input(
        state.t()("ui.new_stations"),
        0,
        LIMITS.new_stations,
        disabled=disabled,
        key=field.key,
        on_change=field.takes(lambda count: siting_state.change_ask(stations=int(count))),
    )


def toggle_site(site_id: str) -> None:
    """Lock a place, forbid it, let it go: one state further with each click."""
    toggled = siting_state.rules().toggled(site_id)
    siting_state.change_rules(lock=toggled.lock, forbid=toggled.forbid)


def drawn_area(area: Area) -> None:
    """Forbid new stations within a line drawn on the map."""
    areas = (*siting_state.rules().forbidden_areas, area)
    siting_state.change_rules(forbidden_areas=areas)


def start_solving() -> None:
    """Begin to answer the question as the form holds it."""
    planner, scenario, ask = state.planner(), state.scenario(), siting_state.ask()
    siting_state.start("solved", beside_others(scenario_siting.solved, planner, scenario, ask))


def _conditions(places: SitePlaces) -> None:
    t, rules = state.t(), siting_state.rules()
    locked, forbidden = len(rules.lock), len(rules.forbid) + len(rules.forbidden_areas)
    if locked or forbidden:
        st.caption(t("choice.settled", locked=locked, forbidden=forbidden))
    with st.expander(t("choice.conditions"), icon=":material/rule:"):
        st.caption(t("choice.conditions_hint"))
        st.toggle(t("choice.show_sites", count=len(places.sites) - places.n_open), key=SHOW_SITES)
        _ids_field("lock", places, of_today=False)
        _ids_field("forbid", places, of_today=True)
        _ids_field("movable", places, of_today=None)
        _area_field()
        _amount_field("budget", disabled=siting_state.ask().model != "max_cover")
        _amount_field(
            "capacity", disabled=siting_state.ask().model not in ("max_cover", "p_median")
        )
        field = follow("rc_siting_everyone", rules.everyone)
        st.toggle(
            t("choice.everyone"),
            key=field.key,
            on_change=field.takes(lambda wanted: siting_state.change_rules(everyone=wanted)),
        )


def _ids_field(name: str, places: SitePlaces, *, of_today: bool | None) -> None:
    """Show a list of places; of_today: stations of today too, or (None) they alone."""
    t = state.t()
    ids, n_open = list(places.sites["site_id"]), places.n_open
    choices = ids[:n_open] if of_today is None else ids if of_today else ids[n_open:]
    label = dict(zip(ids, places.sites["label"], strict=True))
    chosen = [one for one in getattr(siting_state.rules(), name) if one in label]
    field = follow(f"rc_siting_{name}", chosen)
    st.multiselect(
        t(f"choice.field_{name}"),
        choices,
        key=field.key,
        placeholder=t("choice.none_chosen"),
        format_func=lambda one: f"{plain_text(label[one])} · {plain_text(one)}",
        on_change=field.takes(lambda ids: siting_state.change_rules(**{name: tuple(ids)})),
    )


def _area_field() -> None:
    t, areas = state.t(), siting_state.rules().forbidden_areas
    drawing = st.session_state.get(MODE) == "close"
    with st.container(horizontal=True):
        st.button(
            t("ui.cancel") if drawing else t("choice.draw_area"),
            key="rc_forbid_area",
            icon=":material/block:",
            on_click=set_mode,
            args=("pick" if drawing else "close",),
        )
        st.button(
            t("choice.clear_areas", count=len(areas)),
            key="rc_clear_areas",
            disabled=not areas,
            on_click=lambda: siting_state.change_rules(forbidden_areas=()),
        )


def _amount_field(name: str, *, disabled: bool) -> None:
    field = follow(f"rc_siting_{name}", getattr(siting_state.rules(), name))
    st.number_input(
        state.t()(f"choice.field_{name}"),
        min_value=0.0,
        max_value=LIMITS.amount,
        value=None,
        step=10.0,
        format="%g",
        disabled=disabled,
        key=field.key,
        placeholder=state.t()("choice.no_limit"),
        on_change=field.takes(lambda amount: siting_state.change_rules(**{name: amount or None})),
    )
