"""Visit calendars in words: days, reasons, states, and the matters by their age."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.i18n import Translate, format_number
from geo.plan_tables.wording import proof_line

if TYPE_CHECKING:
    from geo.workspace.operations import VisitPlan

__all__ = [
    "calendar_line",
    "class_word",
    "worded_left_out",
    "worded_matters",
    "worded_scores",
    "worded_visit_days",
    "worded_visitors",
    "worded_visits",
]

_CLASSES: Final = ("priority", "regular")
_MOMENTS: Final = {
    "raised_at": "raised_at",
    "due_at": "due_at",
    "answered_at": "answered_at",
    "closed_at": "matter_closed",
}


def calendar_line(plan: "VisitPlan", t: Translate) -> str:
    """Return the days, visits and drives of a calendar, and how sure it is that none is better.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    str
    """
    return t(
        "visits.cli_title",
        begin=plan.begin.isoformat(),
        end=plan.last_day.isoformat(),
        visits=format_number(len(plan.visits)),
        estates=format_number(plan.visits["estate_id"].nunique()),
        days=format_number(len(plan.days)),
        drive=format_number(plan.drive_min, 0),
        proof=proof_line(plan.answer.status, plan.answer.gap, t),
    )


def class_word(name: str, t: Translate) -> str:
    """Return what a class of estates is called: the product's own in words, others as written.

    Parameters
    ----------
    name : str
    t : callable
        The translator.

    Returns
    -------
    str
    """
    return t(f"visits.class_{name}") if name in _CLASSES else name


def _day(day: Any, t: Translate) -> tuple[str, str]:
    """Return a day and its weekday; nothing where there is none."""
    if day is None or pd.isna(day):
        return "", ""
    return day.isoformat()[:10], t(f"visits.weekday_{day.weekday()}")


def _days(table: pd.DataFrame, t: Translate) -> dict[str, list[str]]:
    """Return the day of each row and its weekday, as columns."""
    said = [_day(day, t) for day in table["date"]]
    return {"visit_date": [day for day, _ in said], "visit_weekday": [name for _, name in said]}


def _visitors(table: pd.DataFrame) -> dict[str, "pd.Series[str]"]:
    """Return who visits, as columns."""
    return {
        "visitor": table["visitor_id"],
        "visitor_unit": table["unit"],
        "visitor_role": table["role"],
    }


def worded_visits(plan: "VisitPlan", t: Translate) -> pd.DataFrame:
    """Return the visits of a calendar for people, in the order of the calendar.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    DataFrame
        The columns of ``plan.visits`` and those that people read.
    """
    table = plan.visits
    comma = t("language.comma")
    return table.assign(
        **_days(table, t),
        **_visitors(table),
        visit_order=table["order"],
        road_min=table["drive_min"],
        visit_class=[class_word(name, t) for name in table["class"]],
        visit_reasons=[
            comma.join(t(f"visits.reason_{one}") for one in reasons) for reasons in table["reasons"]
        ],
        visit_status=[t(f"visits.status_{one}") for one in table["status"]],
        visit_moved=[t("visits.yes_moved") if moved else "" for moved in table["moved"]],
        last_date=[_day(day, t)[0] for day in table["last_date"]],
    )


def worded_visit_days(plan: "VisitPlan", t: Translate) -> pd.DataFrame:
    """Return the visitors' days of a calendar for people.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = plan.days
    return table.assign(
        **_days(table, t),
        **_visitors(table),
        visit_count=table["visits"],
        road_min=table["drive_min"],
    )


def worded_visitors(plan: "VisitPlan") -> pd.DataFrame:
    """Return what each visitor has to do.

    Parameters
    ----------
    plan : VisitPlan

    Returns
    -------
    DataFrame
    """
    table = plan.visitors
    return table.assign(
        **_visitors(table),
        visitor_base=table["base"],
        days_free=table["days"],
        visit_count=table["visits"],
        road_min=table["drive_min"],
    )


def worded_matters(plan: "VisitPlan", t: Translate) -> pd.DataFrame:
    """Return the matters for people, the oldest open ones first.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = plan.matters
    return table.assign(
        visitor=table["visitor_id"],
        matter_kind=table["kind"],
        asked=table["note"],
        matter_receiver=table["first_receiver"],
        matter_scope=table["scope"],
        matter_proof=table["proof"],
        matter_state=[t(f"visits.state_{one}") for one in table["state"]],
        **{
            shown: table[name].dt.strftime("%Y-%m-%d").fillna("")
            for name, shown in _MOMENTS.items()
        },
    )


def worded_scores(plan: "VisitPlan", t: Translate) -> pd.DataFrame:
    """Return the quarter sheet for people.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = plan.scores
    notes = [note.replace("/", " ").split() for note in table["note"]]
    return table.assign(
        score_unit=table["unit"],
        visit_date=table["date"],
        score_item=table["item"],
        visit_score=table["score"],
        score_counted=table["weight"],
        score_note=[t(f"visits.score_{what}", done=done, due=due) for what, done, due in notes],
    )


def worded_left_out(plan: "VisitPlan", t: Translate) -> pd.DataFrame:
    """Return the estates that get no visit, and why.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = plan.left_out
    return table.assign(left_out=[t(f"visits.why_{reason}") for reason in table["reason"]])
