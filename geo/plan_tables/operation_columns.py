"""The columns of problem lists and assessments: what heads each and how its values are written."""

from typing import Final

from geo.plan_tables.kinds import Kind

__all__ = ["OPERATION_COLUMNS"]

_OF_PROBLEMS: Final = {
    "rank": Kind.WHOLE,
    "problem_id": Kind.TEXT,
    "kind": Kind.TEXT,
    "urgency": Kind.TEXT,
    "reason": Kind.TEXT,
    "state": Kind.TEXT,
    "scope": Kind.TEXT,
    "source": Kind.TEXT,
    "reported_at": Kind.TEXT,
    "days_open": Kind.WHOLE,
    "danger": Kind.WHOLE,
    "affected": Kind.WHOLE,
    "window_from": Kind.TEXT,
    "window_to": Kind.TEXT,
    "latest_start": Kind.TEXT,
    "slack_days": Kind.WHOLE,
    "path_days": Kind.NUMBER,
    "shorten_step": Kind.TEXT,
    "next_step": Kind.TEXT,
    "owner": Kind.TEXT,
    "waiting_for": Kind.TEXT,
    "consent_share": Kind.SHARE,
    "consent_missing": Kind.WHOLE,
    "cost": Kind.WHOLE,
    "cost_per_household": Kind.NUMBER,
    "money": Kind.TEXT,
    "first_receiver": Kind.TEXT,
    "accepted_by": Kind.TEXT,
    "accepted_at": Kind.TEXT,
    "proof": Kind.TEXT,
    "closed_at": Kind.TEXT,
    "reopened": Kind.WHOLE,
    "alike": Kind.TEXT,
    "place": Kind.WHOLE,
    "keeps_window": Kind.TEXT,
    "observed": Kind.WHOLE,
    "expected_by_estates": Kind.NUMBER,
    "limit_by_estates": Kind.NUMBER,
    "expected_by_households": Kind.NUMBER,
    "limit_by_households": Kind.NUMBER,
}
_OF_ASSESSMENTS: Final = {
    "unit": Kind.TEXT,
    "level": Kind.TEXT,
    "month": Kind.TEXT,
    "n": Kind.WHOLE,
    "on_time": Kind.WHOLE,
    "expected": Kind.NUMBER,
    "share": Kind.SHARE,
    "wilson_low": Kind.SHARE,
    "wilson_high": Kind.SHARE,
    "low_95": Kind.NUMBER,
    "high_95": Kind.NUMBER,
    "low_998": Kind.NUMBER,
    "high_998": Kind.NUMBER,
    "shrunk": Kind.SHARE,
    "calls_verdict": Kind.TEXT,
    "measure": Kind.TEXT,
    "value": Kind.TEXT,
    "counted": Kind.WHOLE,
    "points": Kind.NUMBER,
    "weight": Kind.SHARE,
    "band": Kind.TEXT,
    "pay": Kind.SHARE,
    "calls_up": Kind.WHOLE,
    "calls_down": Kind.WHOLE,
}

OPERATION_COLUMNS: Final = {
    **{name: (f"problems.column_{name}", kind) for name, kind in _OF_PROBLEMS.items()},
    **{name: (f"assessment.column_{name}", kind) for name, kind in _OF_ASSESSMENTS.items()},
}
"""By the names they have in the tables: the key of the header and how values are written."""
