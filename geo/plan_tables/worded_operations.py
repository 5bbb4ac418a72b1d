"""Problem lists and assessments in words: classes, states and verdicts, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.i18n import Translate, format_number, format_share

if TYPE_CHECKING:
    from geo.settings import UrgencyRule
    from geo.workspace.operations import DoubleAssessment, Measure, ProblemList, UnitSheet

__all__ = [
    "VERDICT_WORD_KEYS",
    "measure_rows",
    "rule_sentence",
    "sheet_sentence",
    "worded_problems",
    "worded_units",
]

VERDICT_WORD_KEYS: Final = {
    "better": "assessment.verdict_better",
    "as promised": "assessment.verdict_as_promised",
    "worse": "assessment.verdict_worse",
    "too few": "assessment.verdict_too_few",
}
_SCORES: Final = ("inspections", "gates", "visits")
_DAYS: Final = (
    "reported_at",
    "window_from",
    "window_to",
    "latest_start",
    "accepted_at",
    "closed_at",
)


def worded_problems(
    problems: "ProblemList", t: Translate, *, rows: "pd.Index[Any] | None" = None
) -> pd.DataFrame:
    """Return a problem list with words for codes, days as text, and ``state, reason, affected``.

    Parameters
    ----------
    problems : ProblemList
    t : callable
        The translator.
    rows : Index, optional
        Labels of the problems that are wanted, in their order; left out, all of them.

    Returns
    -------
    DataFrame
        In the order of the list, or of ``rows``.
    """
    table = problems.table if rows is None else problems.table.loc[rows]
    reasons = [rule_sentence(rule, t) for rule in problems.rules] + [t("problems.no_rule")]
    return table.assign(
        urgency=table["urgency"].map(lambda code: t(f"problems.urgency_{code}")),
        reason=[reasons[rule] for rule in table["rule"]],
        state=table["status"].map(lambda code: t(f"problems.state_{code}")),
        scope=table["scope"].map(lambda code: t(f"problems.scope_{code}")),
        affected=table["households"],
        **{name: table[name].dt.strftime("%Y-%m-%d").fillna("") for name in _DAYS},
    )


def rule_sentence(rule: "UrgencyRule", t: Translate) -> str:
    """Return when a rule of urgency holds, as one sentence.

    Parameters
    ----------
    rule : UrgencyRule
        The rule.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    conditions = rule.conditions()
    if not conditions:
        return t("problems.rule_always")
    parts = [
        t(f"problems.rule_{name}", value=format_number(value)) for name, value in conditions.items()
    ]
    return t("problems.and").join(parts)


def worded_units(assessment: "DoubleAssessment", level: str, t: Translate) -> pd.DataFrame:
    """Return the units of a level, the verdict in words, those that fall behind farthest first.

    Parameters
    ----------
    assessment : DoubleAssessment
        The double assessment.
    level : str
        The level of units, such as ``operator``.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    DataFrame
    """
    table = assessment.units[level].rename_axis("unit").reset_index()
    table["calls_verdict"] = table["verdict"].map(lambda code: t(VERDICT_WORD_KEYS[code]))
    behind = (table["on_time"] - table["expected"]) / table["n"]
    return table.iloc[behind.argsort(kind="stable")].reset_index(drop=True)


def measure_rows(sheet: "UnitSheet", t: Translate) -> Iterator[dict[str, Any]]:
    """Yield what a unit was measured by: the measure, its value in words, points, weight.

    Parameters
    ----------
    sheet : UnitSheet
        One unit and its figures.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    iterator of dict[str, Any]
    """
    for name, measure in sheet.measures.items():
        yield {
            "measure": t(f"assessment.measure_{name}"),
            "value": _value_text(name, measure),
            "counted": measure.n,
            "points": measure.points,
            "weight": sheet.weights[name],
        }


def _value_text(name: str, measure: "Measure") -> str:
    is_score = name in _SCORES
    return format_number(measure.value, 1) if is_score else format_share(measure.value)


def sheet_sentence(sheet: "UnitSheet", t: Translate) -> str:
    """Return what a unit is paid, and how near the next band is, as one sentence.

    Parameters
    ----------
    sheet : UnitSheet
        One unit and its figures.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    if sheet.band is None:
        return t("assessment.unpaid" if sheet.side == "operator" else "assessment.unmeasured")
    said = t(
        "assessment.paid",
        points=format_number(sheet.points or 0.0, 1),
        band=sheet.band,
        pay=format_share(sheet.pay or 0.0),
    )
    for key, calls in (("up", sheet.calls_up), ("down", sheet.calls_down)):
        if calls is not None:
            said += t(f"assessment.calls_{key}", calls=format_number(calls))
    return said
