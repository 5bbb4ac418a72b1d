"""How answers about scenarios are said: as one JSON object, and as lines for people."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.cli.console import Answer, Console, table_lines
from geo.cli.reallocation_lines import reallocation_lines
from geo.i18n import format_minutes, format_number, format_share
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.scenarios import Differences, Planner, SavedScenario, SavedScenarios, Scenario

__all__ = ["compare_answer", "list_answer", "show_answer"]

_MOST_ROWS = 20


def list_answer(
    planner: "Planner",
    saved: "SavedScenarios",
    console: Console,
    *,
    set_aside: tuple[str, ...] = (),
) -> Answer:
    """Return every scenario with its headline, and the files that could not be read."""
    records = [
        _headline_record(planner, scenario_id, one) for scenario_id, one in saved.scenarios.items()
    ]

    def lines() -> Iterator[str]:
        t = console.t
        if set_aside:
            yield t("condition.set_aside", names=", ".join(set_aside))
        columns = ("id", "name", "covered", "share", "late", "new_stations", "zones")
        yield from table_lines(
            [t(f"scenario.column_{name}") for name in columns],
            [
                (
                    one["scenario_id"],
                    one["name"] or t("ui.first_sheet"),
                    format_number(one["figures"]["households_covered"]),
                    format_share(one["figures"]["share_households"]),
                    format_number(one["figures"]["estates_late"]),
                    format_number(one["figures"]["new_stations"]),
                    "–" if one["zones"] is None else format_number(one["zones"]),
                )
                for one in records
            ],
        )
        if saved.differ_in_conditions:
            yield t("condition.list_own")
        for gone in saved.removed:
            yield t(
                "scenario.removed_line",
                id=gone.scenario_id,
                name=plain_text(gone.saved.name) or t("ui.changed_scenario"),
            )

    removed = [{"scenario_id": gone.scenario_id, "name": gone.saved.name} for gone in saved.removed]
    aside = {"set_aside": list(set_aside)} if set_aside else {}
    return Answer({"scenarios": records, "removed": removed, **aside}, lines())


def show_answer(
    planner: "Planner", scenario_id: str, saved: "SavedScenario", console: Console
) -> Answer:
    """Return one scenario: its headline, what it changes, its history."""
    from geo.scenarios import changes_told

    record = {
        **_headline_record(planner, scenario_id, saved),
        "notes": saved.notes,
        "scenario": saved.timeline.present.model_dump(mode="json", exclude_defaults=True),
        "history": [
            {**edit.model_dump(mode="json", exclude={"led_to"}), "step": step}
            for step, edit in saved.history
        ],
        "history_let_go": saved.timeline.let_go,
    }
    standing = saved.approval.notice(saved.content)
    if standing is not None:
        record["approval"] = {
            **saved.approval.model_dump(mode="json"),
            "holds": saved.approval.holds(saved.content),
        }
    told = changes_told(planner, saved.timeline.present)
    busy = None
    if saved.timeline.present.later_changes():
        busy = _busy(planner, saved.timeline.present)
        record["busy_crews"] = busy

    def lines() -> Iterator[str]:
        t, figures = console.t, record["figures"]
        yield t(
            "scenario.headline",
            id=scenario_id,
            name=plain_text(saved.name) or t("ui.first_sheet"),
            covered=format_number(figures["households_covered"]),
            households=format_number(figures["households"]),
            share=format_share(figures["share_households"]),
        )
        present = saved.timeline.present
        for station in present.stations:
            yield t(
                "scenario.tried_line",
                id=station.station_id,
                name=plain_text(station.name) or planner.near(station.lon, station.lat),
                place=f"{station.lon:.6f}, {station.lat:.6f}",
            )
        if present.closures:
            yield t("scenario.closures_line", count=len(present.closures))
        for slowed in present.slowed:
            yield t("condition.slowed_line", factor=f"{slowed.factor:g}")
        for notice in told:
            yield f"  {notice.sentence(console.language)}"
        if busy is not None:
            yield t(
                "condition.busy_line",
                crews=busy["crews"],
                busy=format_share(busy["utilisation"]),
                wait=format_minutes(busy["wait_min"], console.language),
                share=format_share(busy["share_on_time"]),
            )
        if standing is not None:
            yield f"  {standing.sentence(console.language)}"
        for step, edit in saved.history:
            yield t(
                "scenario.history_line",
                step="–" if step is None else step,
                at=f"{edit.at.astimezone():%Y-%m-%d %H:%M}",
                who=plain_text(edit.who) or "–",
                what=t(edit.key, detail=plain_text(edit.detail)),
            )
        if saved.timeline.let_go:
            yield t("scenario.let_go", count=format_number(saved.timeline.let_go))

    return Answer(record, lines())


def compare_answer(found: "Differences", console: Console) -> Answer:
    """Return who gains and who loses from one scenario to another."""
    changed = found.estates[found.estates["kind"] != "same"]
    record: dict[str, Any] = {
        "before": asdict(found.before),
        "after": asdict(found.after),
        "estates": _plain(changed),
        "streets": _plain(found.streets),
        "reallocation": _plain(found.reallocation),
    }
    if found.conditions:
        record["conditions"] = [notice.sentence(console.language) for notice in found.conditions]

    def lines() -> Iterator[str]:
        t = console.t
        for number, notice in enumerate(found.conditions):
            yield f"{'  ' if number else ''}{notice.sentence(console.language)}"
        yield t(
            "scenario.compare_line",
            before=format_share(found.before.share_households),
            after=format_share(found.after.share_households),
            change=f"{found.after.households_covered - found.before.households_covered:+,d}",
        )
        rows = [
            (
                plain_text(row["name"]),
                t(f"zone_compare.kind_{row['kind']}"),
                format_number(row["households"]),
                format_minutes(row["minutes_before"], console.language),
                format_minutes(row["minutes_after"], console.language),
            )
            for row in changed.head(_MOST_ROWS).to_dict(orient="records")
        ]
        if rows:
            columns = ("name", "kind", "households", "before", "after")
            yield from table_lines([t(f"scenario.column_{name}") for name in columns], rows)
        if len(changed) > _MOST_ROWS:
            yield t("scenario.more_rows", count=len(changed) - _MOST_ROWS)
        yield from reallocation_lines(found.reallocation, found.station_names, console)

    return Answer(record, lines())


def _headline_record(
    planner: "Planner", scenario_id: str, saved: "SavedScenario"
) -> dict[str, Any]:
    present = saved.timeline.present
    return {
        "scenario_id": scenario_id,
        "name": saved.name,
        "figures": asdict(planner.answer(present).figures),
        "zones": planner.zone_count(present),
    }


def _busy(planner: "Planner", scenario: "Scenario") -> dict[str, float] | None:
    """Return how busy the crews of a scenario are; None where no crews can serve its calls."""
    from geo.errors import CoverageError
    from geo.scenarios import certainty

    asked = planner.district_of(scenario).settings.crews
    calls, busy_min = asked.calls_per_household_year, asked.busy_min
    try:
        load = certainty.crews(planner, scenario, calls, busy_min)
    except CoverageError:
        return None
    return {
        "crews": len(load.station),
        "calls_per_household_year": calls,
        "utilisation": load.utilisation,
        "wait_min": load.wait_min,
        "share_on_time": load.share_on_time,
    }


def _plain(table: Any) -> list[dict[str, Any]]:
    """Return a table as records that JSON knows: what is missing is null."""
    whole = table.astype(object)
    return list(whole.where(table.notna(), None).to_dict(orient="records"))
