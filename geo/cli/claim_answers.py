"""The audit of a claim in words: how it was read, whether it holds, what would make it so."""

from collections.abc import Iterator, Mapping
from typing import Any

from geo.cli.console import Answer, Console
from geo.i18n import format_minutes, format_number, format_share

__all__ = ["audit_answer"]


def audit_answer(audited: Mapping[str, Any], console: Console) -> Answer:
    """Return how a claim was read, whether it is true, and what would make it true."""

    def lines() -> Iterator[str]:
        yield from _reading(audited, console)
        yield _verdict(audited, console)
        yield from _counts(audited, console)
        yield from _turning_points(audited, console)

    return Answer(dict(audited), lines())


def _reading(audited: Mapping[str, Any], console: Console) -> Iterator[str]:
    from geo.coverage import CLAIM_PARTS
    from geo.plan_tables import claim_reading

    denied = audited["claim"]["denied"]
    read = [(part, notice) for part, notice in claim_reading(audited) if part not in denied]
    yield console.t("cli.audit_read")
    for _, notice in read:
        yield f"  {notice.sentence(console.language)}"
    if parts := [part for part, _ in read if part in CLAIM_PARTS]:
        yield "  " + console.t("cli.audit_deny", parts=" / ".join(parts))


def _verdict(audited: Mapping[str, Any], console: Console) -> str:
    claim, verdict = audited["claim"], audited["verdict"]
    if claim["is_mean"] or claim["share_of"]:
        return console.t(f"certainty.claim_{verdict}")
    return console.t(
        f"cli.audit_{verdict}",
        minutes=format_minutes(claim["minutes"], console.language),
        percentile=format_share(claim["percentile"]),
    )


def _counts(audited: Mapping[str, Any], console: Console) -> Iterator[str]:
    from geo.coverage import area_parts
    from geo.plan_tables import claim_figures

    t = console.t
    for sentence in claim_figures(audited, t, console.language):
        yield f"  {sentence}"
    for name in ("estates", "households"):
        counts = audited[name]
        yield "  " + t(
            f"cli.audit_{name}",
            reached=format_number(counts["reached"]),
            count=format_number(counts["count"]),
            unsure=format_number(counts["unsure"]),
        )
    if audited["area"] is None:
        return
    area = {name: km2 or 0.0 for name, km2 in area_parts(audited["area"], 1).items()}
    yield "  " + t(
        "cli.audit_area",
        reached=format_number(area["reached_km2"], 1),
        outline=format_number(area["outline_km2"], 1),
        claimed=format_number(area["claimed_km2"] or area["outline_km2"], 1),
    )
    if area["missed_km2"] or area["without_road_km2"] or area["beyond_outline_km2"]:
        yield "  " + t(
            "cli.audit_area_lacks",
            missed=format_number(area["missed_km2"], 1),
            without=format_number(area["without_road_km2"], 1),
            beyond=format_number(area["beyond_outline_km2"], 1),
        )


def _turning_points(audited: Mapping[str, Any], console: Console) -> Iterator[str]:
    from geo.coverage import turning_points

    t, stations = console.t, audited["stations"]
    for turn, value in turning_points(audited):
        yield t(f"cli.audit_{turn}", value=format_number(value, 2))
    yield t(
        "cli.audit_stations",
        needed=stations["needed"],
        open=stations["open"],
        bound=stations["bound"],
    )
    if stations["lower_bound_area"] is not None:
        yield t("cli.audit_area_bound", bound=stations["lower_bound_area"])
    for row in audited["without"]:
        before, after = row["households_covered"]
        yield t(
            "cli.audit_without",
            name=row["name"],
            before=format_number(before),
            after=format_number(after),
            estates=len(row["gained"]),
        )
