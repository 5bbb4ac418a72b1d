"""How the answers of the rooms are said: as one JSON object, and as lines for people."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.errors import Notice, Speaks, ZonesRefusedError
from geo.i18n import format_minutes, format_number, format_share, in_language, listed

if TYPE_CHECKING:
    import pandas as pd

    from geo.coverage import SelfTest
    from geo.workspace import (
        Checked,
        ConvertedRoads,
        Covered,
        Located,
        Plan,
        ZoneDrawing,
    )

MOST_NAMED = 12


def init_answer(folder: Path, written: Sequence[Path], console: Console) -> Answer:
    """Return which files a new workspace holds and what comes next."""

    def lines() -> Iterator[str]:
        yield console.t("cli.init_done", folder=folder)
        for path in written:
            yield f"  {path}"
        yield console.t("cli.init_next", folder=folder)

    return Answer({"folder": str(folder), "files": [path.name for path in written]}, lines())


def check_answer(checked: "Checked", console: Console) -> Answer:
    """Return what a checked workspace holds and what is doubtful about it."""
    doubt = checked.speed_doubt
    figures = {
        "estates": checked.estates,
        "located": checked.located,
        "households": checked.households,
        "stations": checked.stations,
        "tagged_share": round(doubt.tagged_share, 6),
        "class_share": round(doubt.class_share, 6),
        "guessed_share": round(doubt.guessed_share, 6),
        "share_households": round(doubt.share_households, 6),
        "share_households_slower": round(doubt.share_households_slower, 6),
        "share_households_faster": round(doubt.share_households_faster, 6),
    }

    def lines() -> Iterator[str]:
        t = console.t
        yield t(
            "cli.check_lists",
            estates=format_number(checked.estates),
            located=format_number(checked.located),
            households=format_number(checked.households),
            stations=checked.stations,
        )
        yield t(
            "cli.check_speeds",
            tagged=format_share(doubt.tagged_share),
            by_class=format_share(doubt.class_share),
            guessed=format_share(doubt.guessed_share),
        )
        yield t(
            "cli.check_sensitivity",
            share=format_share(doubt.share_households),
            slower=format_share(doubt.share_households_slower),
            faster=format_share(doubt.share_households_faster),
        )
        yield from notice_lines(checked.notices, console)
        yield t("cli.check_done")

    result = {
        "faults": [],
        **figures,
        "notices": [notice.sentence(console.language) for notice in checked.notices],
    }
    return Answer(result, lines())


def refuse_zones(plan: "Plan") -> None:
    """Say at the end, as an error, that a plan was written without the zones that were asked for.

    Raises
    ------
    ZonesRefusedError
        The zones cannot be drawn: with the reasons.
    """
    if plan.zones_refused is not None:
        raise ZonesRefusedError("workspace.plan_zones_refused", faults=_reasons(plan.zones_refused))


def _reasons(refusal: ZonesRefusedError) -> Sequence[Speaks]:
    return refusal.faults or [Notice(refusal.key, **refusal.params)]


def plan_answer(plan: "Plan", out: Path, console: Console, said: Sequence[Notice] = ()) -> Answer:
    """Return the figures of a plan, where its files are, and what was said of further ones."""
    from geo.report import plan_record

    record = plan_record(plan)

    def lines() -> Iterator[str]:
        t = console.t
        coverage, siting = record["coverage"], record["siting"]
        before = record.get("scenario", {}).get("before")
        yield t("cli.plan_title", name=plan.settings.name or out.name)
        rows = [
            (
                t("cli.row_estates"),
                format_number(record["estates"]["count"]),
                t("cli.row_located", count=format_number(record["estates"]["located"])),
            ),
            (t("cli.row_households"), format_number(record["estates"]["households"]), ""),
            (
                t("cli.row_covered" if before is None else "cli.row_covered_scenario"),
                format_number(coverage["households_covered"]),
                ("" if before is None else f"{format_share(before['share_households'])} → ")
                + format_share(coverage["share_households"]),
            ),
            (
                t("cli.row_verdicts"),
                format_number(coverage["estates_covered"]),
                t(
                    "cli.row_other_verdicts",
                    late=coverage["estates_late"],
                    unreachable=coverage["estates_unreachable"],
                    unsure=coverage["estates_unsure"],
                ),
            ),
        ]
        if siting is not None:
            rows += [
                (
                    t("cli.row_proposed"),
                    format_number(len(plan.proposed)),
                    _proof(siting["status"], siting["gap"], console),
                ),
                (
                    t("cli.row_after"),
                    format_share(siting["share_households_after"]),
                    t("cli.row_after_note"),
                ),
            ]
        if plan.zoning is not None:
            zoning = record["zoning"]
            rows.append(
                (
                    t("cli.row_zones"),
                    format_number(zoning["zones"]),
                    _proof(zoning["status"], zoning["gap"], console),
                )
            )
        for line in table_lines(("", "", ""), rows):
            if line:
                yield f"  {line}"
        yield from notice_lines([*plan.notices, *said], console)
        yield t("cli.plan_files", out=out, run=plan.run.hash[:12])

    files = {"files": [notice.sentence(console.language) for notice in said]} if said else {}
    return Answer({**record, "out": str(out), **files}, lines())


def cover_answer(
    answer: "Covered", console: Console, by_skill: Sequence[dict[str, Any]] = ()
) -> Answer:
    """Return who is reached in time, by street, and by kind of fault where crews differ."""
    summary = {**answer.summary, "by_skill": list(by_skill)} if by_skill else answer.summary

    def lines() -> Iterator[str]:
        t = console.t
        yield t(
            "cli.cover_title",
            target=format_minutes(summary["target_min"], console.language),
            percentile=format_share(summary["percentile"]),
            covered=format_number(summary["households_covered"]),
            share=format_share(summary["share_households"]),
        )
        header = [
            t(f"cli.column_{name}")
            for name in ("street", "estates", "estates_covered", "households_covered", "share")
        ]
        rows = [
            (
                row["street"] or "–",
                format_number(row["estates"]),
                format_number(row["estates_covered"]),
                format_number(row["households_covered"]),
                format_share(row["share_households"]),
            )
            for row in summary["by_street"]
        ]
        yield from table_lines(header, rows)
        if "weight" in summary:
            yield t(
                "condition.weighed",
                weight=summary["weight"],
                total=format_number(summary["weight_total"]),
                covered=format_number(summary["weight_covered"]),
                share=format_share(summary["share_weight"]),
            )
        yield from _skill_lines(by_skill, console)
        yield from _late_lines(answer, console)

    return Answer({"coverage": summary, "estates": answer.records()}, lines())


def _skill_lines(by_skill: Sequence[dict[str, Any]], console: Console) -> Iterator[str]:
    if not by_skill:
        return
    t = console.t
    yield t("skills.title")
    header = [
        t("skills.column_skill"),
        t("skills.column_kinds"),
        t("hours.column_stations_on_duty"),
        t("cli.column_estates_covered"),
        t("cli.column_households_covered"),
        t("cli.column_share"),
    ]
    rows = [
        (
            row["skill"],
            listed(row["kinds"], console.language),
            format_number(row["stations_on_duty"]),
            format_number(row["estates_covered"]),
            format_number(row["households_covered"]),
            format_share(row["share_households"]),
        )
        for row in by_skill
    ]
    yield from table_lines(header, rows)


def _late_lines(answer: "Covered", console: Console) -> Iterator[str]:
    from geo.coverage import percentile_minutes

    late = answer.estates[answer.estates["verdict"] != "covered"]
    if late.empty:
        yield console.t("cli.all_covered")
        return
    yield console.t("cli.late_title", count=len(late))
    shown = late.head(MOST_NAMED)
    within = percentile_minutes(answer.coverage, shown.index.tolist())
    for row, promised_min in zip(shown.to_dict(orient="records"), within, strict=True):
        yield "  " + console.t(
            f"cli.late_{row['verdict']}",
            name=row["name"],
            share=format_share(answer.coverage.percentile),
            within=format_minutes(promised_min, console.language),
            minutes=format_minutes(row["response_min"], console.language),
            p=format_share(row["p_on_time"]),
        )
    if len(late) > MOST_NAMED:
        yield "  " + console.t("cli.and_more", count=len(late) - MOST_NAMED)


def zone_answer(answer: "ZoneDrawing", communities: "pd.DataFrame", console: Console) -> Answer:
    """Return the zones by operator, with their proof, and the totals of the communities."""
    from geo.report import zoning_record
    from geo.workspace import HOUSEHOLDS

    zoning = answer.zoning

    def lines() -> Iterator[str]:
        t = console.t
        yield t(
            "cli.zone_title" if answer.weight == HOUSEHOLDS else "condition.weighed_zones",
            zones=len(answer.zones),
            objective=format_number(zoning.objective),
            weight=answer.weight,
            proof=_proof(zoning.state, zoning.gap, console),
        )
        header = [
            t(f"cli.column_{name}")
            for name in ("zone", "street", "operator", "estates", "households", "max_min")
        ]
        rows = [
            (
                row["zone_id"],
                row["street"],
                row["operator"] or "–",
                format_number(row["estates"]),
                format_number(row["households"]),
                format_number(row["max_min"], 1),
            )
            for row in answer.zones.to_dict(orient="records")
        ]
        yield from table_lines(header, rows)
        yield from _community_lines(communities, console)
        yield from notice_lines(answer.notices, console)

    assignment = dict(zip(answer.estates["estate_id"], answer.estates["zone_id"], strict=True))
    notices = [notice.sentence(console.language) for notice in answer.notices]
    record = {**zoning_record(zoning), "zone_of": assignment, "notices": notices}
    record["communities"] = plain_rows(communities)
    return Answer({**record, "weight": answer.weight}, lines())


def _community_lines(communities: "pd.DataFrame", console: Console) -> Iterator[str]:
    """Yield the totals of the communities; nothing where the list names none."""
    if not (communities["community"] != "").any():
        return
    t = console.t
    yield t("zone_marks.communities")
    header = [t(f"cli.column_{name}") for name in ("street", "estates", "households")]
    header.insert(1, t("report.column_community"))
    header.append(t("report.column_zones"))
    rows = [
        (
            row["street"] or "–",
            row["community"] or "–",
            format_number(row["estates"]),
            format_number(row["households"]),
            format_number(row["zones"]),
        )
        for row in communities.head(MOST_NAMED).to_dict(orient="records")
    ]
    yield from table_lines(header, rows)
    if len(communities) > MOST_NAMED:
        yield "  " + t("cli.and_more", count=len(communities) - MOST_NAMED)


def roads_answer(converted: "ConvertedRoads", out: Path, console: Console) -> Answer:
    """Return how much of a road source was kept, and what was dropped and why."""
    record = converted.record()

    def lines() -> Iterator[str]:
        yield console.t(
            "cli.roads_done",
            out=out,
            nodes=format_number(record["nodes"]),
            edges=format_number(record["edges"]),
            km=format_number(record["length_km"]),
        )
        yield from converted.dropped.sentences(console.language)

    notices = [notice.sentence(console.language) for notice in converted.dropped.notices]
    return Answer({**record, "notices": notices, "out": str(out)}, lines())


def geocode_answer(
    located: "Located", notices: Sequence[Notice], out: Path, console: Console
) -> Answer:
    """Return how many names were placed, how, and how many wait for a person."""
    by = located.placed["located_by"].value_counts().sort_index()
    placed = int(by[by.index != ""].sum())

    def lines() -> Iterator[str]:
        yield console.t(
            "cli.geocode_done",
            placed=format_number(placed),
            count=format_number(len(located.placed)),
            review=format_number(len(located.review)),
            out=out,
        )
        yield from notice_lines(notices, console)

    result = {
        "count": len(located.placed),
        "placed": placed,
        "review": len(located.review),
        "located_by": {str(rule): int(count) for rule, count in by.items() if rule},
        "out": str(out),
    }
    return Answer(result, lines())


def times_answer(written: dict[str, Any], out: Path, console: Console) -> Answer:
    """Return how many travel times were written where."""

    def lines() -> Iterator[str]:
        yield console.t(
            "cli.times_done",
            out=out,
            pairs=format_number(written["pairs"]),
            origins=format_number(written["origins"]),
            destinations=format_number(written["destinations"]),
        )
        if written["off_road"]:
            yield console.t(
                "cli.times_off_road",
                count=len(written["off_road"]),
                names=", ".join(written["off_road"][:MOST_NAMED]),
            )

    return Answer({**written, "out": str(out)}, lines())


def selftest_answer(rows: "Sequence[SelfTest]", console: Console) -> Answer:
    """Return which known answers came out right on this machine."""
    passed = sum(row.passed for row in rows)

    def lines() -> Iterator[str]:
        for row in rows:
            name = in_language(console.language, zh=row.name_zh, en=row.name)
            source = in_language(console.language, zh=row.source_zh, en=row.source)
            mark = console.t("cli.passed" if row.passed else "cli.failed")
            yield f"{mark}  {name}  [{source}]"
        yield console.t("cli.selftest_done", passed=passed, count=len(rows))

    result = {"passed": passed, "count": len(rows), "tests": [vars(row) for row in rows]}
    return Answer(result, lines())


def calibrate_answer(learned: Mapping[str, Any], console: Console) -> Answer:
    """Return what was learned from a log, and how well it foretells another."""
    from geo.workspace import left_out, settings_lines

    def lines() -> Iterator[str]:
        t = console.t
        test = learned["test"]
        yield t(
            "cli.calibrate_fit",
            calls=format_number(learned["fit"]["calls"]),
            tested=format_number(test["calls"]),
        )
        header = [t(f"cli.column_{name}") for name in ("method", "mae", "calibration_error")]
        rows = [(t("cli.method_ours"), test)] + [
            (t(f"cli.method_{name}"), figures) for name, figures in learned["baselines"].items()
        ]
        yield from table_lines(
            header,
            [
                (
                    name,
                    format_number(figures["mae_min"], 2),
                    format_number(figures["calibration_error"], 3),
                )
                for name, figures in rows
            ],
        )
        counts = {reason: format_number(count) for reason, count in left_out(learned).items()}
        yield t("certainty.left_out", **counts)
        yield from notice_lines(learned["notices"], console)
        yield t("certainty.log_settings_about")
        yield from (f"  {line}" for line in settings_lines(learned["fit"]["parameters"]) if line)

    said = [notice.sentence(console.language) for notice in learned["notices"]]
    return Answer({**learned, "notices": said}, lines())


def _proof(status: str, gap: float | None, console: Console) -> str:
    if gap is None or not math.isfinite(gap):
        return console.t(f"cli.status_{status}")
    return console.t("cli.proof", status=console.t(f"cli.status_{status}"), gap=_gap(gap))


def _gap(gap: float) -> str:
    return "0 %" if gap == 0 else f"{format_number(100 * gap, 2)} %"


def notice_lines(notices: Sequence[Notice], console: Console) -> Iterator[str]:
    """Yield the first notices in the console's language, and how many more there are."""
    if notices:
        yield console.t("cli.notices_title", count=len(notices))
    for notice in notices[:MOST_NAMED]:
        yield f"  {notice.sentence(console.language)}"
    if len(notices) > MOST_NAMED:
        yield "  " + console.t("cli.and_more", count=len(notices) - MOST_NAMED)
