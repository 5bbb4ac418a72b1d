"""``report.html``: the plan on paper, A4, black on white, without a script or a request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from geo.cartography import MOST_NUMBERED, coverage_figure, zone_figure
from geo.i18n import Translate, format_number, format_share, translator
from geo.plan_tables import (
    byline,
    headline,
    is_demo,
    plan_title,
    proof_line,
    roads_line,
    shown_cell,
    site_hour_sentences,
    target_line,
)
from geo.report import change_sheets, hour_sheets, sheets
from geo.report.pages import printed_page
from geo.report.sheets import Sheet
from geo.workspace import MODELS

if TYPE_CHECKING:
    from geo.workspace import Plan, ZoneChanges

__all__ = ["report_page", "report_sections"]


@dataclass(frozen=True)
class _Section:
    """A part of the report: sentences, a map and tables under one heading."""

    sheet: Sheet
    sentences: tuple[str, ...] = ()
    figure: Markup | None = None
    further: tuple[Sheet, ...] = ()
    numbered: bool = False


def report_page(plan: "Plan", *, language: str) -> str:
    """Return the report of a plan as one HTML page for the printer.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : {"zh", "en"}
        Language of the report.

    Returns
    -------
    str
        HTML; equal plans give equal text.
    """
    t = translator(language)
    numbered = sheets.uncovered_estates(plan)
    return printed_page(
        "report.html.j2",
        language=language,
        title=plan_title(plan, t),
        target=target_line(plan, t),
        byline=byline(plan, t),
        demo=t("report.demo_mark") if is_demo(plan) else "",
        figures=headline(plan, t),
        map=coverage_figure(plan, t, numbered=numbered),
        map_note=t("report.numbers_on_map") if 0 < len(numbered) <= MOST_NUMBERED else "",
        source=roads_line(plan.road_map.attribution, t),
        sections=report_sections(plan, t, language),
        shown=shown_cell,
        run_line=t("report.run_line", hash=plan.run.hash[:16], version=plan.run.version),
    )


def report_sections(plan: "Plan", t: Translate, language: str) -> list[_Section]:
    """Return the parts of the report in their order."""
    return [
        *_approval_sections(plan, t, language),
        _Section(
            sheets.uncovered_sheet(plan, t, language, table="uncovered_brief"),
            numbered=True,
        ),
        *(
            []
            if plan.siting is None
            else [_Section(sheets.proposed_sheet(plan, t), sentences=_siting_sentences(plan, t))]
        ),
        *_zone_sections(plan, t, language),
        *([] if (effects := sheets.effect_sheet(plan, t)) is None else [_Section(effects)]),
        _Section(sheets.street_sheet(plan, t)),
        *([] if (by_skill := sheets.skill_sheet(plan, t)) is None else [_Section(by_skill)]),
        *_clock_sections(plan, t),
        _Section(sheets.assumption_sheet(plan, t)),
        _Section(sheets.source_sheet(plan, t)),
        _Section(sheets.notice_sheet(plan, t, language)),
    ]


def _approval_sections(plan: "Plan", t: Translate, language: str) -> list[_Section]:
    """Return who approved the scenario and what was said of it; nothing for a mere draft."""
    scenario = plan.scenario
    if scenario is None or (scenario.standing is None and not scenario.record):
        return []
    standing = () if scenario.standing is None else (scenario.standing.sentence(language),)
    return [_Section(sheets.approval_sheet(plan, t, language), sentences=standing)]


def _clock_sections(plan: "Plan", t: Translate) -> list[_Section]:
    if plan.hourly is None:
        return []
    return [
        _Section(hour_sheets.clock_sheet(plan, t), sentences=hour_sheets.clock_sentences(plan, t))
    ]


def _siting_sentences(plan: "Plan", t: Translate) -> tuple[str, ...]:
    if plan.siting is None or not len(plan.proposed):
        return ()
    households = plan.estates["households"].to_numpy()
    after = households[plan.coverage_after.covered].sum() / max(households.sum(), 1)
    return (
        t(
            "report.siting_line",
            model=t(MODELS[plan.siting.model].label_key),
            count=len(plan.proposed),
            proof=proof_line(plan.siting.status, plan.siting.gap, t),
        ),
        t(
            "report.siting_effect",
            before=format_share(plan.coverage_summary["share_households"]),
            after=format_share(after),
        ),
        *(
            ()
            if plan.siting_by_hour is None
            else site_hour_sentences(plan.settings.siting.hours, plan.siting_by_hour, t)
        ),
    )


def _zone_sections(plan: "Plan", t: Translate, language: str) -> list[_Section]:
    if plan.zoning is None or not len(plan.zones):
        return []
    sentences = (
        t(
            "report.zoning_line",
            zones=format_number(len(plan.zones)),
            objective=format_number(plan.zoning.objective),
            proof=proof_line(plan.zoning.state, plan.zoning.gap, t),
        ),
        *(
            [violation.sentence(language) for violation in plan.zoning.violations]
            or [t("report.no_violations")]
        ),
    )
    changes = plan.zone_changes
    return [
        _Section(
            sheets.operator_sheet(plan, t),
            sentences=sentences,
            figure=zone_figure(plan, t),
            further=(sheets.zone_sheet(plan, t),),
        ),
        *([] if changes is None else [_change_section(changes, t)]),
    ]


def _change_section(changes: "ZoneChanges", t: Translate) -> _Section:
    return _Section(
        change_sheets.moved_estate_sheet(changes, t),
        sentences=(change_sheets.change_sentence(changes, t),),
    )
