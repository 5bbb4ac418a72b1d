"""The page for whoever decides on a plan: to print, as PDF, as a document."""

from typing import Final

import streamlit as st

from geo.report import (
    SitingCaseHead,
    find_browser,
    siting_case_page,
    write_siting_case_docx,
    write_siting_case_pdf,
)
from geo.scenarios import siting as scenario_siting
from geo.ui import siting_state, state
from geo.ui.components.frame.downloads import offer_file
from geo.ui.components.operations.file_offers import written
from geo.ui.siting_state import ShelfPlan
from geo.workspace import SitingCase, siting_case

__all__ = ["case_offer"]

_NAME: Final = "siting_case"


def case_offer(plan: ShelfPlan) -> None:
    """Offer the page of a plan; its files are made when they are asked for.

    Parameters
    ----------
    plan : ShelfPlan
    """
    t = state.t()
    planner, language = state.planner(), state.language()
    name = planner.workspace.settings.name
    head = SitingCaseHead(name, planner.is_demo, planner.digest, language)

    def page() -> str:
        return siting_case_page(_case(plan), head)

    with st.popover(t("siting_case.make"), icon=":material/co_present:", width="stretch"):
        st.caption(t("siting_case.make_hint"))
        files = {
            "html": lambda: page().encode(),
            "docx": lambda: written(lambda path: write_siting_case_docx(_case(plan), head, path)),
        }
        if find_browser() is None:
            st.caption(t("siting_case.no_pdf"))
        else:
            files["pdf"] = lambda: written(lambda path: write_siting_case_pdf(page(), path))
        for ending, made in files.items():
            offer_file(
                t(f"siting_case.file_{_NAME}_{ending}"),
                made,
                f"{_NAME}.{ending}",
                key=f"rc_{_NAME}_{ending}",
                width="stretch",
            )


def _case(plan: ShelfPlan) -> SitingCase:
    t = state.t()
    found = siting_state.found()
    district = scenario_siting.district_asked(state.planner(), found.asked, siting_state.ask())
    others = [(siting_state.plan_words(one, t), one.answer) for one in found.plans.values()]
    return siting_case(district, plan.answer, others)
