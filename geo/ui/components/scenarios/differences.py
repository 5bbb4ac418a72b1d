"""What one scenario changes about another: in a sentence, on maps, in tables."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.i18n import format_number, format_share, running_text
from geo.plan_tables import VERDICT_KEYS
from geo.scenarios import KINDS, Differences, Figures, Scenario, drawable_zones
from geo.text import plain_text, sentence_case
from geo.ui import state
from geo.ui.components.frame.share_column import in_per_cent, share_column
from geo.ui.components.map.pair_map import MapSheet, pair_map
from geo.workspace import ZoneChanges

__all__ = ["difference_map", "difference_tables", "in_words", "maps_side_by_side"]


def in_words(found: Differences, before: str, after: str) -> str:
    """Return in one sentence what the second scenario changes about the first."""
    t = state.t()
    parts = []
    for kind in KINDS[:-1]:
        estates, households = found.count(kind)
        if estates:
            sentence = t(
                "zone_compare.part",
                kind=t(f"zone_compare.kind_{kind}"),
                estates=format_number(estates),
                households=format_number(households),
            )
            parts.append(sentence)
    changed = t("language.semicolon").join(parts) or t("zone_compare.nothing")
    words = [t("zone_compare.in_words", before=before, after=after, changed=changed)]
    if found.zones is not None:
        words.append(_zones_in_words(found.zones))
    return running_text(words, state.language())


def _zones_in_words(zones: ZoneChanges) -> str:
    return state.t()(
        "zone_compare.zones",
        before=format_number(zones.n_before),
        matched=format_number(zones.n_matched),
        after=format_number(zones.n_after),
        moved=format_number(len(zones.moved)),
        households=format_number(zones.households_moved),
    )


def maps_side_by_side(
    before: tuple[str, Scenario], after: tuple[str, Scenario], *, with_zones: bool
) -> None:
    """Show two scenarios on two maps that move together."""
    planner = state.planner()
    pair_map(
        [
            MapSheet(
                title=name,
                line=_headline(planner.answer(scenario).figures),
                answer=planner.answer(scenario),
                zones=drawable_zones(planner, scenario) if with_zones else None,
                reach_of=scenario,
            )
            for name, scenario in (before, after)
        ]
    )


def _headline(figures: Figures) -> str:
    return state.t()(
        "zone_compare.headline",
        share=format_share(figures.share_households),
        covered=format_number(figures.estates_covered),
        estates=format_number(figures.estates),
        stations=format_number(figures.stations + figures.new_stations),
    )


def difference_map(found: Differences, before: str, after: tuple[str, Scenario]) -> None:
    """Show on one map whom the second scenario gains, loses, and serves sooner or later."""
    name, scenario = after
    title = state.t()("zone_compare.map_title", before=before, after=name)
    answer = state.planner().answer(scenario)
    kinds = found.estates["kind"].tolist()
    pair_map([MapSheet(title=title, line="", answer=answer, kinds=kinds)])


# ---------------------------------------------------------------- tables

_STREETS: Final = {
    "street": "report.column_street",
    "households": "report.column_households",
    "share_before": "zone_compare.share_before",
    "share_after": "zone_compare.share_after",
    "covered_change": "zone_compare.covered_change",
    "gained": "zone_compare.kind_gained",
    "lost": "zone_compare.kind_lost",
    "quicker": "zone_compare.kind_quicker",
    "slower": "zone_compare.kind_slower",
    "cut_off": "zone_compare.kind_cut_off",
}
_ESTATES: Final = {
    "name": "report.column_estate",
    "street": "report.column_street",
    "households": "report.column_households",
    "kind": "zone_compare.kind",
    "verdict_before": "zone_compare.verdict_before",
    "verdict_after": "zone_compare.verdict_after",
    "minutes_before": "zone_compare.minutes_before",
    "minutes_after": "zone_compare.minutes_after",
    "minutes_change": "zone_compare.minutes_change",
    "zone_before": "zone_compare.zone_before",
    "zone_after": "zone_compare.zone_after",
}
_REALLOCATION: Final = {
    "from_station": "condition.from_station",
    "to_station": "condition.to_station",
    "estates": "report.column_estates",
    "households": "report.column_households",
}
_FORMATS: Final = {
    "estates": "localized",
    "households": "localized",
    "covered_change": "%+d",
    "minutes_before": "%.1f",
    "minutes_after": "%.1f",
    "minutes_change": "%+.1f",
}
_COUNTS: Final = frozenset(KINDS)
_SHARES: Final = ("share_before", "share_after")
_ROWS_SHOWN: Final = 12


def difference_tables(found: Differences, *, everyone: bool) -> None:
    """Show the streets, then the estates that are served otherwise, or all of them."""
    t = state.t()
    streets, estates = st.columns([0.44, 0.56], gap="small")
    with streets:
        st.subheader(t("zone_compare.by_street"))
        shares = {share: in_per_cent(found.streets[share]) for share in _SHARES}
        _table(found.streets.assign(**shares), _STREETS)
    with estates:
        st.subheader(t("zone_compare.by_estate"))
        _table(_estate_rows(found, everyone=everyone), _estate_columns(found))
    st.subheader(t("condition.reallocation_title"))
    _table(_moves(found), _REALLOCATION)


def _moves(found: Differences) -> pd.DataFrame:
    """Return who goes from which station to which, the stations by their names."""
    nobody = state.t()("condition.unserved")

    def named(station: str) -> str:
        return plain_text(found.station_names.get(station, station)) or nobody

    ends = {end: found.reallocation[end].map(named) for end in ("from_station", "to_station")}
    return found.reallocation.assign(**ends)


def _estate_columns(found: Differences) -> dict[str, str]:
    if found.zones is not None:
        return _ESTATES
    return {column: head for column, head in _ESTATES.items() if not column.startswith("zone_")}


def _estate_rows(found: Differences, *, everyone: bool) -> pd.DataFrame:
    t = state.t()
    table = found.estates
    changed = (table["kind"] != "same").to_numpy()
    if found.zones is not None:
        changed = changed | table["estate_id"].isin(found.zones.moved["estate_id"]).to_numpy()
    rows = table if everyone else table[changed]
    order = rows["kind"].map(KINDS.index).sort_values(kind="stable").index
    rows = rows.loc[order]
    return rows.assign(
        kind=[t(f"zone_compare.kind_{kind}") for kind in rows["kind"]],
        verdict_before=[sentence_case(t(VERDICT_KEYS[one])) for one in rows["verdict_before"]],
        verdict_after=[sentence_case(t(VERDICT_KEYS[one])) for one in rows["verdict_after"]],
    )


def _table(table: pd.DataFrame, columns: dict[str, str]) -> None:
    t = state.t()
    shown = table[list(columns)].copy()
    for column in shown.columns:
        if column not in (*_FORMATS, *_COUNTS, *_SHARES):
            shown[column] = [plain_text(value) for value in shown[column].fillna("")]
    if "covered_change" in shown:
        shown["covered_change"] = shown["covered_change"].mask(shown["covered_change"] == 0)
    if shown.empty:
        st.caption(t("zone_compare.no_rows"))
        return
    st.dataframe(
        shown,
        height=470 if len(shown) > _ROWS_SHOWN else "content",
        hide_index=True,
        placeholder="–",
        column_config={column: _column(t(head), column) for column, head in columns.items()},
    )


def _column(head: str, column: str) -> Any:
    if column in _FORMATS:
        return st.column_config.NumberColumn(head, format=_FORMATS[column])
    if column in _SHARES:
        return share_column(head)
    if column in _COUNTS:
        return st.column_config.NumberColumn(head)
    return st.column_config.TextColumn(head)
