"""Drawing zones and moving estates between them, with every change of the objective shown."""

import math

import streamlit as st

from geo.errors import GeoError
from geo.i18n import format_number
from geo.report.text import plain_text, safe_text
from geo.report.wording import proof_line
from geo.ui import state
from geo.ui.components.plan_map import set_mode
from geo.ui.scenario import Scenario
from geo.ui.services import ZoneAnswer
from geo.zoning import NEW, Zoning

__all__ = ["CAUGHT", "draw_form", "move_form", "zone_figures", "zone_table"]

CAUGHT = "rc_caught"
"""Key of the session that holds the estates caught by a lasso."""

_COUNT = "rc_zone_count"


def draw_form() -> None:
    """Show how many zones there are to be, and the button that draws them."""
    t = state.t()
    wanted = state.scenario().zone_count or state.desk().workspace.settings.zoning.zones or 1
    st.number_input(
        t("ui.zone_count"),
        1,
        max(1, len(state.desk().district.estates)),
        value=wanted,
        key=_COUNT,
    )
    if st.button(
        t("ui.draw"), key="rc_draw", icon=":material/grid_view:", type="primary", width="stretch"
    ):
        _draw(int(st.session_state[_COUNT]))


def _draw(count: int) -> None:
    try:
        with st.spinner(state.t()("workspace.stage_zone")):
            drawn = state.desk().drawn_zones(count)
    except GeoError as error:
        state.complain(error)
        return
    changed = with_zoning(drawn, count, drawn.bound)
    state.edit(changed, "ui.edit_drawn", str(count))
    st.rerun()


def with_zoning(drawn: Zoning, count: int, bound: float | None) -> Scenario:
    """Return the open scenario with these zones."""
    known = None if bound is None or math.isnan(bound) else bound
    return state.scenario().with_zones(state.desk().labels(drawn), count, known)


def zone_figures(zones: ZoneAnswer) -> None:
    """Show the objective by its terms, its proof, and the broken rules."""
    t = state.t()
    drawn = zones.zoning
    rows = [
        (t("ui.zones_drawn"), format_number(drawn.n_zones)),
        (t("ui.term_travel"), format_number(drawn.terms["travel"])),
        (t("ui.term_outside"), format_number(drawn.terms["outside"])),
        (t("ui.objective"), format_number(drawn.objective)),
    ]
    body = "".join(
        f"<tr><td>{safe_text(label)}</td><td>{safe_text(value)}</td></tr>" for label, value in rows
    )
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-sites">{body}</table></div>')
    if drawn.status != "broken":
        proof = "" if math.isnan(drawn.gap) else proof_line(drawn.status, drawn.gap, t)
        st.caption(" ".join([t("ui.rules_kept"), proof]))
    for violation in drawn.violations:
        st.warning(state.plain(violation.sentence(state.language())), icon=":material/rule:")


def move_form(zones: ZoneAnswer) -> None:
    """Show the chosen estates and where to move them."""
    t = state.t()
    st.button(
        t("ui.lasso"),
        key="rc_lasso",
        icon=":material/lasso_select:",
        width="stretch",
        help=t("ui.lasso_hint"),
        on_click=set_mode,
        args=("lasso",),
    )
    chosen = _chosen()
    if not chosen:
        st.caption(t("ui.move_hint"))
        return
    estates = state.desk().district.estates
    names = dict(zip(estates["estate_id"].astype(str), estates["name"], strict=True))
    zone_of = dict(zip(zones.estates["estate_id"], zones.estates["zone_id"], strict=True))
    for estate in chosen[:6]:
        st.text(f"{plain_text(names[estate])} · {zone_of[estate]}")
    if len(chosen) > 6:
        st.caption(t("ui.and_more", count=len(chosen) - 6))
    target = st.selectbox(
        t("ui.move_to"),
        [*_near_zones(zones, chosen), NEW],
        format_func=lambda zone: t("ui.new_zone") if zone == NEW else _zone_words(zones, zone),
        key="rc_move_to",
    )
    st.button(
        t("ui.move"),
        key="rc_move",
        icon=":material/move_item:",
        width="stretch",
        on_click=_move,
        args=(zones, chosen, int(target)),
    )


def _chosen() -> list[str]:
    caught: list[str] = st.session_state.get(CAUGHT, [])
    known = set(state.desk().district.estates["estate_id"].astype(str))
    selected = state.selected()
    chosen = caught or ([selected] if selected else [])
    return [estate for estate in chosen if estate in known]


def _near_zones(zones: ZoneAnswer, chosen: list[str]) -> list[int]:
    """Return the zones of the streets of the chosen estates: a zone has one street."""
    estates = state.desk().district.estates
    streets = set(estates.loc[estates["estate_id"].astype(str).isin(chosen), "street"])
    return [
        number for number, street in enumerate(zones.zones["street"]) if street in streets
    ] or list(range(len(zones.zones)))


def _zone_words(zones: ZoneAnswer, zone: int) -> str:
    row = zones.zones.iloc[zone]
    return f"{row['zone_id']} · {plain_text(row['street'])} · {plain_text(row['operator'] or '–')}"


def _move(zones: ZoneAnswer, chosen: list[str], target: int) -> None:
    ids = state.desk().district.estates["estate_id"].astype(str)
    number = {estate: index for index, estate in enumerate(ids)}
    moved = zones.zoning.move({number[estate]: target for estate in chosen})
    changed = with_zoning(moved, zones.zoning.target_zones, zones.zoning.bound)
    st.session_state[CAUGHT] = []
    state.edit(changed, "ui.edit_zone_moved", str(len(chosen)))


def zone_table(zones: ZoneAnswer) -> None:
    """Show every zone with its figures."""
    t = state.t()
    columns = {
        "zone_id": "report.column_zone",
        "street": "report.column_street",
        "operator": "report.column_operator",
        "estates": "report.column_estates",
        "households": "report.column_households",
        "max_min": "report.column_max_min",
    }
    table = zones.zones[list(columns)].copy()
    for column in ("street", "operator"):
        table[column] = [plain_text(value) for value in table[column].fillna("")]
    with st.expander(t("ui.zone_table_of", count=len(table)), icon=":material/table_rows:"):
        st.dataframe(
            table,
            height=260,
            hide_index=True,
            column_config={
                column: st.column_config.NumberColumn(t(head), format="%.1f")
                if column == "max_min"
                else st.column_config.Column(t(head))
                for column, head in columns.items()
            },
        )
