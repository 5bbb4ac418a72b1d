"""The page for whoever decides on new stations, to print, as PDF and as a document to edit."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import __version__
from geo.cartography import siting_map
from geo.i18n import Translate, format_number, format_share, translator
from geo.owned_folders import scratch_folder
from geo.plan_tables import Column, Kind, proof_line, roads_line, shown_cell, site_names
from geo.report.pages import printed_page
from geo.report.pdf import write_pdf
from geo.report.sheets import Sheet
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import PlanFigures, SitingCase

__all__ = ["SitingCaseHead", "siting_case_page", "write_siting_case_docx", "write_siting_case_pdf"]


@dataclass(frozen=True)
class SitingCaseHead:
    """What the page says of where it comes from.

    Attributes
    ----------
    name : str
        Of the district.
    is_demo : bool
        Whether its estates are invented.
    digest : str
        Of the lists that all was calculated from.
    language : {"zh", "en"}
    """

    name: str
    is_demo: bool
    digest: str
    language: str


@dataclass(frozen=True)
class _Content:
    """What page and document say alike."""

    title: str
    promise: str
    why: list[str]
    proof: list[str]
    sites: Sheet
    streets: Sheet
    tried: Sheet
    figure: Any
    source: str
    foot: str


def siting_case_page(case: "SitingCase", head: SitingCaseHead) -> str:
    """Return the page as HTML that prints on A4.

    Parameters
    ----------
    case : SitingCase
    head : SitingCaseHead
    """
    t = translator(head.language)
    content = _content(case, head, t)
    return printed_page(
        "siting_case.html.j2",
        language=head.language,
        title=content.title,
        content=content,
        tables=[content.sites, content.streets, content.tried],
        demo=t("report.demo_mark") if head.is_demo else "",
        run_line=content.foot,
        shown=shown_cell,
    )


def write_siting_case_pdf(page: str, path: Path) -> None:
    """Print the page to PDF with the browser that is installed.

    Parameters
    ----------
    page : str
        As :func:`siting_case_page` returns it.
    path : Path
        The new file.

    Raises
    ------
    SourceError
        When no browser is installed, or it fails.
    """
    with scratch_folder() as folder:
        source = folder / "siting_case.html"
        source.write_text(page, encoding="utf-8")
        write_pdf(source, path)


def write_siting_case_docx(case: "SitingCase", head: SitingCaseHead, path: Path) -> None:
    """Write the page as a Word document.

    Parameters
    ----------
    case : SitingCase
    head : SitingCaseHead
    path : Path
        The new file.
    """
    # Loads python-docx.
    from geo.report.office_document import add_map, add_table, new_document, save_document

    t = translator(head.language)
    content = _content(case, head, t)
    document = new_document(content.title, head.digest, content.foot, head.language)
    document.add_heading(plain_text(content.title), level=0)
    mark = f" · {t('report.demo_mark')}" if head.is_demo else ""
    document.add_paragraph(plain_text(content.promise) + mark)
    for heading, said in (("why", content.why), ("proof", content.proof)):
        document.add_heading(t(f"siting_case.{heading}"), level=1)
        for sentence in said:
            document.add_paragraph(plain_text(sentence))
    add_map(document, content.figure, content.source, t)
    for sheet in (content.sites, content.streets, content.tried):
        document.add_heading(plain_text(sheet.title), level=1)
        add_table(document, sheet)
    save_document(document, path)


# ---------------------------------------------------------------- what it says


def _content(case: "SitingCase", head: SitingCaseHead, t: Translate) -> _Content:
    names = site_names(case.chosen.proposed, t)
    target = case.district.settings.target
    return _Content(
        title=t("siting_case.title", name=plain_text(head.name)),
        promise=t(
            "report.target_line",
            minutes=f"{target.minutes:g}",
            share=format_share(target.percentile),
        ),
        why=_why(case, names, t),
        proof=_proof(case, t),
        sites=_sites(case, names, t),
        streets=_streets(case, t),
        tried=_tried(case, t),
        figure=siting_map(case, names, t),
        source=roads_line(case.district.road_map.attribution, t),
        foot=t("report.run_line", hash=head.digest[:16], version=__version__),
    )


def _why(case: "SitingCase", names: list[str], t: Translate) -> list[str]:
    before, after = case.comparison.before, case.comparison.after
    said = [
        t(f"siting_aim.{case.chosen.plan.model}"),
        t(
            "siting_case.recommend",
            count=len(names),
            sites=t("language.comma").join(names) or "–",
        ),
        t(
            "siting_case.effect",
            before=format_number(before.households_covered),
            after=format_number(after.households_covered),
            share_before=format_share(before.share_households),
            share_after=format_share(after.share_households),
            estates=int(case.comparison.gained.sum()),
        ),
        t(
            "siting_case.minutes",
            mean_before=format_number(before.mean_min, 1),
            mean_after=format_number(after.mean_min, 1),
            p90_before=format_number(before.p90_min, 1),
            p90_after=format_number(after.p90_min, 1),
        ),
    ]
    if lost := int(case.comparison.lost.sum()):
        said.append(t("siting_case.lost", count=lost))
    return said


def _proof(case: "SitingCase", t: Translate) -> list[str]:
    """Return what was proven, in words, then as the solver says it."""
    plan = case.chosen.plan
    candidates = len(case.chosen.sites) - (len(case.chosen.rows) - len(case.chosen.proposed))
    words = {
        "optimal": "siting_case.proof_optimal",
        "feasible": "siting_case.proof_feasible",
    }.get(plan.status, "siting_case.proof_none")
    return [
        t(
            words,
            candidates=format_number(candidates),
            gap=format_share(plan.gap),
        ),
        proof_line(plan.status, plan.gap, t),
        t("siting_case.assumed"),
    ]


def _sites(case: "SitingCase", names: list[str], t: Translate) -> Sheet:
    columns = (
        Column(t("report.column_number"), Kind.WHOLE),
        Column(t("ui.site")),
        Column(t("ui.gained"), Kind.WHOLE),
    )
    gained = case.chosen.proposed["households_gained"].tolist()
    rows = [(number, *row) for number, row in enumerate(zip(names, gained, strict=True), start=1)]
    return Sheet(t("siting_case.sites"), columns, rows, t("siting_case.no_sites"))


def _streets(case: "SitingCase", t: Translate) -> Sheet:
    columns = (
        Column(t("report.column_street")),
        Column(t("report.column_households"), Kind.WHOLE),
        Column(t("siting_case.column_on_time"), Kind.WHOLE),
        Column(t("siting_case.column_quicker"), Kind.WHOLE),
        Column(t("siting_case.column_before"), Kind.MINUTES),
        Column(t("siting_case.column_after"), Kind.MINUTES),
    )
    names = ("households", "on_time_change", "winners", "before_min", "after_min")
    rows = [
        (row["street"] or "–", *(row[name] for name in names))
        for row in case.comparison.streets.to_dict("records")
    ]
    return Sheet(t("siting_case.streets"), columns, rows, t("siting_case.no_streets"))


def _tried(case: "SitingCase", t: Translate) -> Sheet:
    columns = (
        Column(t("siting_case.column_plan")),
        Column(t("ui.model")),
        Column(t("ui.new_stations"), Kind.WHOLE),
        Column(t("choice.on_time"), Kind.WHOLE),
        Column(t("choice.share")),
        Column(t("choice.column_mean"), Kind.MINUTES),
    )
    chosen = case.chosen
    rows = [
        _tried_row(t("siting_case.this_one"), chosen.plan.model, len(chosen.proposed), t)
        + _figures(case.comparison.after),
        *(
            _tried_row(one.label, one.model, one.stations, t) + _figures(one.figures)
            for one in case.tried
        ),
        _tried_row(t("ui.today"), "", 0, t) + _figures(case.comparison.before),
    ]
    return Sheet(t("siting_case.tried"), columns, rows)


def _tried_row(label: str, model: str, stations: int, t: Translate) -> tuple[Any, ...]:
    return label, t(f"siting_model.{model}") if model else "–", stations


def _figures(figures: "PlanFigures") -> tuple[Any, ...]:
    return figures.households_covered, format_share(figures.share_households), figures.mean_min
