"""How answers about new stations are said: as one JSON object, and as lines for people."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.cli.console import Answer, Console, table_lines
from geo.cli.reallocation_lines import reallocation_lines
from geo.i18n import format_number, format_share, listed

if TYPE_CHECKING:
    import pandas as pd

    from geo.workspace import PhasedSiting, PlanFigures, SitePlaces, SitingReport, StationSiting

__all__ = ["curve_answer", "site_answer", "site_tables"]


def site_answer(report: "SitingReport", console: Console) -> Answer:
    """Return the proposed stations with their proof, and what else was asked about them."""
    from geo.report import siting_record

    best = report.best
    record = {
        **siting_record(best.plan, best.proposed, hours=best.hours, by_hour=best.by_hour),
        "closed": list(best.closed),
        "before": _figures_record(report.comparison.before),
        "after": _figures_record(report.comparison.after),
        "streets": _records(report.comparison.streets),
        "weight": report.weight,
        "reallocation": _records(best.reallocation),
        "served": _records(best.served),
        "notices": [notice.sentence(console.language) for notice in best.notices],
        **_further_records(report),
    }
    return Answer(record, _site_lines(report, console))


def site_tables(report: "SitingReport") -> dict[str, "pd.DataFrame"]:
    """Return the tables that ``--out`` writes: one for each answer that was asked for."""
    import pandas as pd

    tables: dict[str, pd.DataFrame] = {
        "sites": report.best.proposed,
        "streets": report.comparison.streets,
        "reallocation": report.best.reallocation,
        "served": report.best.served,
    }
    if report.best.by_hour is not None:
        tables["hours"] = report.best.by_hour
    if report.alternatives:
        tables["alternatives"] = _flat(_alternative_records(report))
    if report.phased is not None:
        tables["phases"] = _flat(_phase_records(report.phased))
    if report.regret is not None:
        tables["regret"] = report.regret
    if report.front is not None:
        tables["front"] = _flat(_front_records(report.front, report.places))
    return tables


def curve_answer(
    curve: "pd.DataFrame", places: "Sequence[StationSiting]", console: Console
) -> Answer:
    """Return what each further station adds, and the best places for one more."""
    rows = curve.to_dict(orient="records")
    ranked = [(place.proposed.iloc[0], place.plan) for place in places]

    def lines() -> Iterator[str]:
        t = console.t
        names = ("new_stations", "households_covered", "share", "gained", "proof")
        yield from table_lines(
            [t(f"cli.column_{name}") for name in names],
            [
                (
                    format_number(row["new_stations"]),
                    format_number(row["households_covered"]),
                    format_share(row["share_households"]),
                    format_number(row["gained"]),
                    t(f"cli.status_{row['status']}"),
                )
                for row in rows
            ],
        )
        yield t("cli.best_title", count=len(ranked))
        for rank, (site, plan) in enumerate(ranked, start=1):
            yield "  " + t(
                "cli.best_place",
                rank=rank,
                name=site["name"] or t("cli.near", estate=site["near"]),
                gained=format_number(site["households_gained"]),
                proof=_proof(plan.status, plan.gap, console),
            )

    best = [
        {
            "rank": rank,
            "candidate_id": site["candidate_id"],
            "near": site["near"],
            "lon": float(site["lon"]),
            "lat": float(site["lat"]),
            "households_gained": int(site["households_gained"]),
            "status": plan.status,
        }
        for rank, (site, plan) in enumerate(ranked, start=1)
    ]
    return Answer({"curve": rows, "best": best}, lines())


# ---------------------------------------------------------------- for people


def _site_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    from geo.workspace import HOUSEHOLDS, MODELS

    t, best = console.t, report.best
    plan, model = best.plan, MODELS[best.plan.model]
    told = {
        "objective": format_number(plan.objective, 0 if model.counts_households else 1),
        "proof": _proof(plan.status, plan.gap, console),
    }
    if report.weight == HOUSEHOLDS:
        yield t(model.answer_key, **told)
    else:
        yield t("condition.weighed_answer", model=t(model.label_key), weight=report.weight, **told)
    yield from table_lines(
        [t(f"cli.column_{name}") for name in ("site", "lon", "lat", "gained")],
        [
            (
                row["name"] or t("cli.near", estate=row["near"]),
                f"{row['lon']:.6f}",
                f"{row['lat']:.6f}",
                format_number(row["households_gained"]),
            )
            for row in best.proposed.to_dict(orient="records")
        ],
    )
    if best.closed:
        yield t("choice.closed_line", sites=_names(best.closed, report, console))
    yield from _effect_lines(report, console)
    yield from _hour_lines(report, console)
    yield from _served_lines(best, console)
    sites = report.places.sites
    names = dict(zip(sites["site_id"], sites["label"], strict=True))
    yield from reallocation_lines(best.reallocation, names, console)
    yield from _alternative_lines(report, console)
    yield from _phase_lines(report, console)
    yield from _regret_lines(report, console)
    yield from _front_lines(report, console)
    yield from _tolerance_lines(report, console)
    for notice in best.notices:
        yield notice.sentence(console.language)


def _effect_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    before, after = report.comparison.before, report.comparison.after
    yield console.t(
        "choice.effect",
        share_before=format_share(before.share_households),
        share_after=format_share(after.share_households),
        mean_before=format_number(before.mean_min, 1),
        mean_after=format_number(after.mean_min, 1),
        p90_before=format_number(before.p90_min, 1),
        p90_after=format_number(after.p90_min, 1),
    )
    for sentence in report.comparison.sentences():
        yield f"  {sentence.sentence(console.language)}"


def _hour_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    """Yield what the plan gives at every hour, where all of them were counted."""
    from geo.plan_tables import hour_spans, site_hour_sentences

    t, best = console.t, report.best
    if best.by_hour is None:
        return
    yield from site_hour_sentences(best.hours, best.by_hour, t)
    yield from table_lines(
        [
            t("hours.column_day"),
            t("choice.column_hours"),
            t("hours.column_stations_on_duty"),
            t("choice.column_before"),
            t("choice.column_after"),
        ],
        [
            (
                t(f"hours.{span.day}"),
                span.hours,
                format_number(span.stations_on_duty),
                format_number(span.households_before),
                format_number(span.households_after),
            )
            for span in hour_spans(best.by_hour)
        ],
    )


def _alternative_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    if not report.alternatives:
        return
    t = console.t
    yield t("choice.alternatives_title", count=len(report.alternatives))
    for one in _alternative_records(report):
        yield "  " + t(
            "choice.alternative_line",
            rank=one["rank"],
            sites=_names(one["chosen"], report, console),
            households=format_number(one["households_covered"]),
            behind=_gap(one["behind_best"]),
            proof=_proof(one["status"], one["gap"], console),
        )
    yield (
        t("choice.no_regret_line", sites=_names(report.no_regret, report, console))
        if report.no_regret
        else t("choice.no_regret_none")
    )


def _phase_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    if report.phased is None:
        return
    t = console.t
    yield t("choice.phases_title", proof=_proof(report.phased.status, report.phased.gap, console))
    for one in _phase_records(report.phased):
        yield "  " + t(
            "choice.phase_line",
            phase=one["phase"],
            sites=_names(one["opened"], report, console) or "–",
            households=format_number(one["households_covered"]),
        )


def _regret_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    if report.regret is None:
        return
    t = console.t
    yield t("choice.regret_title")
    futures = list(report.regret["future"].unique())
    header = [
        t("choice.column_plan"),
        *(t("choice.future_now") if future == "now" else future for future in futures),
        t("choice.column_most"),
    ]
    rows = []
    for plan, lines in report.regret.groupby("plan", sort=False):
        regret = lines.set_index("future")["regret"].reindex(futures)
        rows.append(
            [
                t(f"choice.plan_{plan}"),
                *(format_number(value) for value in regret),
                format_number(regret.max()),
            ]
        )
    yield from table_lines(header, rows)
    for name, answer in report.robust.items():
        new = [str(one) for one in answer.proposed["candidate_id"]]
        yield "  " + t(
            "choice.robust_line",
            plan=t(f"choice.plan_{name}"),
            sites=_names(new, report, console),
            proof=_proof(answer.plan.status, answer.plan.gap, console),
        )


def _front_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    if report.front is None:
        return
    t = console.t
    yield t("choice.front_title", count=len(report.front))
    yield from table_lines(
        [
            t("cli.column_new_stations"),
            t("cli.column_households_covered"),
            t("cli.column_share"),
            t("choice.column_mean"),
            t("cli.column_proof"),
        ],
        [
            (
                format_number(row["new_stations"]),
                format_number(row["households_covered"]),
                format_share(row["share_households"]),
                format_number(row["mean_min"], 2),
                _proof(row["status"], row["gap"], console),
            )
            for row in report.front.to_dict("records")
        ],
    )


def _served_lines(best: "StationSiting", console: Console) -> Iterator[str]:
    """Yield whom each station serves where stations are limited; the shares add up to one."""
    if best.capacity is None:
        return
    t = console.t
    yield t("condition.served_title")
    head = ("condition.served_by", "report.column_households", "report.column_share_households")
    rows = [
        (
            row["label"] or t("condition.unserved"),
            format_number(row["households"]),
            format_share(row["share"]),
            "–" if math.isnan(row["capacity"]) else format_number(row["capacity"]),
            "–" if math.isnan(row["used"]) else format_share(row["used"]),
        )
        for row in best.served.to_dict("records")
    ]
    further = ("condition.column_capacity", "condition.column_used")
    yield from table_lines([t(key) for key in (*head, *further)], rows)


def _tolerance_lines(report: "SitingReport", console: Console) -> Iterator[str]:
    if report.tolerance is None:
        return
    found, t = report.tolerance.tolerance, console.t
    yield t("condition.tolerance_proven", share=format_share(found.proven_share))
    if math.isfinite(found.broken_share):
        yield t(
            "condition.tolerance_broken",
            share=format_share(found.broken_share),
            sites=_names(report.tolerance.instead, report, console) or "–",
        )


def _names(site_ids: Sequence[str], report: "SitingReport", console: Console) -> str:
    sites = report.places.sites
    label = dict(zip(sites["site_id"], sites["label"], strict=True))
    return listed((f"{label[one]} ({one})" for one in site_ids), console.language)


def _proof(status: str, gap: float | None, console: Console) -> str:
    if gap is None or math.isnan(gap):
        return console.t(f"cli.status_{status}")
    return console.t("cli.proof", status=console.t(f"cli.status_{status}"), gap=_gap(gap))


def _gap(gap: float) -> str:
    return "0 %" if gap == 0 else f"{format_number(100 * gap, 2)} %"


# ---------------------------------------------------------------- for programs


def _further_records(report: "SitingReport") -> dict[str, Any]:
    records: dict[str, Any] = {}
    if report.alternatives:
        records["alternatives"] = _alternative_records(report)
        records["no_regret"] = list(report.no_regret)
    if report.phased is not None:
        records["phases"] = _phase_records(report.phased)
        records["phases_status"] = report.phased.status
        records["phases_gap"] = report.phased.gap
    if report.regret is not None:
        records["robust"] = {
            name: list(one.proposed["candidate_id"]) for name, one in report.robust.items()
        }
        records["regret"] = _records(report.regret)
    if report.tolerance is not None:
        found = report.tolerance.tolerance
        broken = found.broken_share
        records["tolerance"] = {
            "proven_share": found.proven_share,
            "broken_share": broken if math.isfinite(broken) else None,
            "exact": found.exact,
            "instead": list(report.tolerance.instead),
            "questions": found.questions,
        }
    if report.front is not None:
        records["front"] = _front_records(report.front, report.places)
    return records


def _alternative_records(report: "SitingReport") -> list[dict[str, Any]]:
    best = report.alternatives[0].plan.objective
    return [
        {
            "rank": rank,
            "chosen": list(one.proposed["candidate_id"]),
            "households_covered": float(
                report.places.demand[one.site_covers[one.plan.chosen].sum(axis=0) > 0].sum()
            ),
            "objective": one.plan.objective,
            "behind_best": abs(best - one.plan.objective) / max(abs(best), 1e-9),
            "gap": one.plan.gap,
            "status": one.plan.status,
        }
        for rank, one in enumerate(report.alternatives, start=1)
    ]


def _phase_records(phased: "PhasedSiting") -> list[dict[str, Any]]:
    return [
        {
            "phase": number,
            "opened": list(opened),
            "new_stations": len(answer.proposed),
            "households_covered": answer.plan.objective,
        }
        for number, (opened, answer) in enumerate(
            zip(phased.opened, phased.phases, strict=True), start=1
        )
    ]


def _front_records(front: "pd.DataFrame", places: "SitePlaces") -> list[dict[str, Any]]:
    ids = places.sites["site_id"].to_numpy()
    return [
        {
            **{str(name): value for name, value in row.items() if name != "chosen"},
            "chosen": [str(ids[one]) for one in row["chosen"] if one >= places.n_open],
        }
        for row in front.to_dict("records")
    ]


def _figures_record(figures: "PlanFigures") -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(figures).items()}


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: no NaN."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _flat(records: list[dict[str, Any]]) -> "pd.DataFrame":
    """Return records as a table, lists of ids joined."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                name: " ".join(value) if isinstance(value, list) else value
                for name, value in record.items()
            }
            for record in records
        ]
    )
