"""The tables that people read, the same in the workbook and in the printed report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.cartography import VERDICTS
from geo.i18n import Translate, format_number
from geo.plan_tables import (
    ASSUMPTION_KEYS,
    TABLES,
    Column,
    column_values,
    folding_rows,
    headline,
    known_column,
    operators_by_size,
    proof_line,
    site_names,
    target_line,
    worded_estates,
    worded_stations,
    worded_zones,
    zone_records,
)
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.settings import OperatorQuota
    from geo.workspace import Plan

__all__ = [
    "Sheet",
    "approval_sheet",
    "assignment_sheet",
    "assumption_sheet",
    "effect_sheet",
    "estate_sheet",
    "folding_sheet",
    "has_duty",
    "level_sheet",
    "notice_sheet",
    "operator_sheet",
    "proposed_sheet",
    "skill_sheet",
    "source_sheet",
    "station_sheet",
    "street_sheet",
    "summary_sheet",
    "table_sheet",
    "uncovered_estates",
    "uncovered_sheet",
    "zone_sheet",
]


@dataclass(frozen=True)
class Sheet:
    """One table for people.

    Attributes
    ----------
    title : str
        Name of the sheet or heading above the table.
    columns : tuple of Column
        The columns.
    rows : list of tuple
        Values in the order of the columns; None where there is none.
    empty : str
        The sentence that stands instead of a table without rows.
    levels : tuple of int
        How deep each row lies where rows fold, 0 for the outermost; empty where none do.
    """

    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    empty: str = ""
    levels: tuple[int, ...] = ()


def table_sheet(
    title: str, table: pd.DataFrame, names: Sequence[str], t: Translate, empty: str
) -> Sheet:
    """Return some columns of a table, by the names that plans use, as a table for people."""
    columns = tuple(known_column(name, t) for name in names)
    values = [
        column_values(table[name], column.kind) for name, column in zip(names, columns, strict=True)
    ]
    return Sheet(title, columns, list(zip(*values, strict=True)), empty)


def estate_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return all estates with their ledger of minutes."""
    estates = worded_estates(plan, t, language)
    known = [name for name in TABLES["estate_position"] if name in estates]
    return table_sheet(t("report.estates"), estates, (*TABLES["estates"], *known), t, "")


def level_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return level and mode of every estate and what would move it up; nothing to say: no rows."""
    names = TABLES["levels"]
    estates = worded_estates(plan, t, language)
    said = estates[["level_needs", "mode_needs"]].notna().any(axis=1)
    return table_sheet(
        t("sheets.levels"),
        estates if said.any() else estates.iloc[:0],
        names,
        t,
        t("sheets.no_levels"),
    )


def uncovered_estates(plan: "Plan") -> list[str]:
    """Return the identifiers of the estates that are not covered.

    The late ones come first, then the unreachable, then those whose location is unsure; among
    each, those with most households.
    """
    estates = pd.DataFrame(plan.estates[plan.estates["verdict"] != "covered"])
    estates = estates.assign(rank=estates["verdict"].map({v: i for i, v in enumerate(VERDICTS)}))
    estates = estates.sort_values(
        ["rank", "households", "estate_id"], ascending=[True, False, True]
    )
    return [str(estate) for estate in estates["estate_id"]]


def uncovered_sheet(
    plan: "Plan", t: Translate, language: str, *, table: str = "uncovered"
) -> Sheet:
    """Return :func:`uncovered_estates` in their order, each with its cheapest fix if known."""
    estates = worded_estates(plan, t, language).set_index("estate_id", drop=False)
    estates = estates.loc[uncovered_estates(plan)]
    # A column that says nothing gives its room to the others.
    silent = set()
    if estates["cheapest_fix"].isna().all():
        silent.add("cheapest_fix")
    if (estates["code"] == "late").all():
        silent.add("verdict")
    shown = [name for name in TABLES[table] if name not in silent]
    return table_sheet(t("report.uncovered"), estates, shown, t, t("report.none_uncovered"))


def station_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the stations, proposed ones last."""
    names = TABLES["stations"]
    stations = worded_stations(plan, t)
    return table_sheet(t("report.stations"), stations, names, t, t("report.no_stations"))


def proposed_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the proposed sites and how many more households each brings within the target."""
    proposed = pd.DataFrame(plan.proposed).assign(station_name=site_names(plan.proposed, t))
    names = TABLES["proposed"]
    return table_sheet(t("report.proposed_sites"), proposed, names, t, t("report.none_proposed"))


def zone_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the zones, those of the largest operator first, in order of their numbers."""
    rank = {name: i for i, name in enumerate(operators_by_size(plan.zones))}
    zones = worded_zones(plan, t)
    zones = zones.assign(rank=zones["operator"].map(rank))
    zones = zones.sort_values(["rank", "zone_id"], kind="stable")
    names = TABLES["zones"]
    return table_sheet(t("report.zones"), zones, names, t, t("report.no_zones"))


def operator_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what each operator runs, beside its quota."""
    zones = zone_records(plan.zones)
    totals = zones.groupby("operator").agg(
        zones=("zone_id", "size"), estates=("estates", "sum"), households=("households", "sum")
    )
    totals = totals.loc[operators_by_size(plan.zones)].reset_index()
    quotas = plan.settings.zoning.operators
    for what in ("estates", "households"):
        totals[f"quota_{what}"] = pd.Series(
            [_quota(quotas.get(name), what) for name in totals["operator"]], dtype=object
        )
    names = TABLES["operators"]
    return table_sheet(t("report.operators"), totals, names, t, t("report.no_zones"))


def _quota(quota: "OperatorQuota | None", what: str) -> int | None:
    return None if quota is None else getattr(quota, what)


def assignment_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return which operator runs which estate in which zone, ready to hand over."""
    estates = worded_estates(plan, t, language)
    rank = {name: i for i, name in enumerate(operators_by_size(plan.zones))}
    estates = estates.assign(rank=estates["operator"].map(rank))
    estates = estates.sort_values(["rank", "zone_id", "estate_id"], kind="stable")
    names = TABLES["assignment"]
    return table_sheet(t("report.assignment"), estates, names, t, "")


def street_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return coverage by street."""
    names = TABLES["streets"]
    table = pd.DataFrame(plan.coverage_summary["by_street"], columns=list(names))
    return table_sheet(t("report.by_street"), table, names, t, "")


def effect_sheet(plan: "Plan", t: Translate) -> Sheet | None:
    """Return streets before and after a scenario; None where it changes no verdict's conditions."""
    if plan.scenario is None or plan.scenario.before is None:
        return None
    before = pd.DataFrame(plan.scenario.before["by_street"]).set_index("street")
    table = pd.DataFrame(plan.coverage_summary["by_street"])
    table["households_before"] = before["households_covered"].reindex(table["street"]).to_numpy()
    table["share_before"] = before["share_households"].reindex(table["street"]).to_numpy()
    return table_sheet(t("report.effects"), table, TABLES["street_effects"], t, "")


def skill_sheet(plan: "Plan", t: Translate) -> Sheet | None:
    """Return coverage by kind of fault; None where crews do not differ."""
    rows = plan.coverage_summary.get("by_skill")
    if not rows:
        return None
    table = pd.DataFrame(rows)
    table["kinds"] = [t("language.comma").join(kinds) for kinds in table["kinds"]]
    return table_sheet(t("skills.title"), table, TABLES["skills"], t, "")


def summary_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what the plan is, its five figures, and how far its answers are proven."""
    siting, zoning = plan.siting, plan.zoning
    rows: list[tuple[Any, ...]] = [
        (t("report.district"), plain_text(plan.settings.name), ""),
        *_scenario_rows(plan, t),
        (t("report.promise"), target_line(plan, t), ""),
        *((figure.label, figure.value, figure.detail) for figure in headline(plan, t)),
    ]
    if siting is not None and len(plan.proposed):
        proof = proof_line(siting.status, siting.gap, t)
        rows.append((t("report.proposed_sites"), format_number(len(plan.proposed)), proof))
    if zoning is not None:
        proof = proof_line(zoning.state, zoning.gap, t)
        rows.append((t("report.zones"), format_number(len(plan.zones)), proof))
    rows.append((t("report.run_number"), plan.run.hash, plan.run.version))
    columns = tuple(
        Column(t(key)) for key in ("report.column_item", "report.column_value", "report.column_of")
    )
    return Sheet(t("report.summary"), columns, rows)


def _scenario_rows(plan: "Plan", t: Translate) -> Iterator[tuple[str, str, str]]:
    """Yield name, author and day of the scenario, as far as they are known."""
    if plan.scenario is None:
        return
    told = {
        "scenario": plan.scenario.name,
        "author": plan.scenario.author,
        "day": plan.scenario.day,
    }
    for name, text in told.items():
        if said := plain_text(text).strip():
            yield t(f"report.row_{name}"), said, ""


def assumption_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return what the plan assumes."""
    rows: list[tuple[Any, ...]] = [
        (t(ASSUMPTION_KEYS[name]) if name in ASSUMPTION_KEYS else name, _short(value))
        for name, value in plan.assumptions
    ]
    columns = (Column(t("report.column_item")), Column(t("report.column_value")))
    return Sheet(t("report.assumptions"), columns, rows)


def _short(value: str) -> str:
    """Return a setting without the decimals that say nothing: ``500`` for ``500.0``."""
    return plain_text(value).removesuffix(".0")


def source_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the files that the plan was calculated from, with the start of their SHA-256."""
    rows: list[tuple[Any, ...]] = [
        (plain_text(name), digest[:16]) for name, digest in sorted(plan.run.inputs.items())
    ]
    columns = (Column(t("report.column_file")), Column(t("report.column_digest")))
    return Sheet(t("report.sources"), columns, rows, t("report.no_sources"))


def notice_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return what was changed, guessed or is doubtful in the inputs."""
    rows: list[tuple[Any, ...]] = [
        (plain_text(sentence),) for sentence in _sentences(plan.notices, language)
    ]
    columns = (Column(t("report.column_notice")),)
    return Sheet(t("report.notices"), columns, rows, t("report.no_notices"))


def approval_sheet(plan: "Plan", t: Translate, language: str) -> Sheet:
    """Return who proposed, approved and froze the scenario of a plan, and what was said of it."""
    entries = () if plan.scenario is None else plan.scenario.record
    rows: list[tuple[Any, ...]] = [
        (
            f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
            plain_text(entry.who) or "–",
            plain_text(entry.notice.sentence(language)),
        )
        for entry in entries
    ]
    keys = ("ui.when", "zone_compare.who", "ui.what")
    return Sheet(t("approval.title"), tuple(Column(t(key)) for key in keys), rows)


def folding_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return district, streets, communities, zones and estates in one table that folds."""
    rows = folding_rows(pd.DataFrame(plan.estates), plain_text(plan.settings.name))
    columns = (
        Column(t("folding.fold")),
        Column(t("folding.name")),
        *(known_column(name, t) for name in ("estates", "households", "residents", "operator")),
        Column(t("folding.duty_name")),
        Column(t("folding.duty_phone")),
    )
    cells = [
        (
            t(f"folding.fold_{row.fold}"),
            # A blank at the left shows the level on paper, where nothing folds.
            "\u3000" * row.level + (plain_text(row.name) or "–"),
            row.estates,
            row.households,
            row.residents,
            plain_text(row.operator),
            plain_text(row.duty_name),
            plain_text(row.duty_phone),
        )
        for row in rows
    ]
    return Sheet(t("folding.title"), columns, list(cells), levels=tuple(r.level for r in rows))


def has_duty(plan: "Plan") -> bool:
    """Tell whether the list of estates says who is on duty anywhere."""
    said = pd.DataFrame(plan.estates).reindex(columns=["duty_name", "duty_phone"])
    return bool((said.astype(object).fillna("").astype(str) != "").any(axis=None))


def _sentences(notices: Iterable[Any], language: str) -> list[str]:
    return [notice.sentence(language) for notice in notices]
