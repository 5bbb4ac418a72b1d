"""``plan.json``: every figure of a plan, without clock, language or machine in it."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.cartography import located
from geo.errors import Notice

if TYPE_CHECKING:
    from geo.siting import SitingPlan
    from geo.workspace import Plan, PlannedScenario, ZoneChanges
    from geo.zoning import Zoning

__all__ = ["changes_record", "json_text", "plan_record", "siting_record", "zoning_record"]


def plan_record(plan: "Plan") -> dict[str, Any]:
    """Return the figures of a plan as nested mappings of plain values.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    dict
        In a fixed order; values that are missing or not finite are None.
    """
    households = plan.estates["households"]
    after = households.to_numpy()[plan.coverage_after.covered].sum()
    record: dict[str, Any] = _plain(
        {
            "run": {
                "hash": plan.run.hash,
                "version": plan.run.version,
                "settings": plan.settings.for_run(),
                "inputs": dict(sorted(plan.run.inputs.items())),
            },
            "estates": {
                "count": len(plan.estates),
                "located": int(located(plan.estates).sum()),
                "households": int(households.sum()),
            },
            "coverage": plan.coverage_summary,
            **({} if plan.scenario is None else {"scenario": _scenario_record(plan.scenario)}),
            "siting": None
            if plan.siting is None
            else {
                **siting_record(
                    plan.siting,
                    plan.proposed,
                    hours=plan.settings.siting.hours,
                    by_hour=plan.siting_by_hour,
                ),
                "share_households_after": after / max(households.sum(), 1),
            },
            "zoning": None
            if plan.zoning is None
            else {**zoning_record(plan.zoning), "changes": changes_record(plan.zone_changes)},
            "assumptions": dict(plan.assumptions),
            "notices": [_remark(notice) for notice in plan.notices],
        }
    )
    return record


def _scenario_record(scenario: "PlannedScenario") -> dict[str, Any]:
    """Return who made a scenario and when, its changes, the figures without it, its approvals."""
    further = {
        "changes": scenario.changes,
        "author": scenario.author,
        "day": scenario.day,
        "before": None
        if scenario.before is None
        else {name: value for name, value in scenario.before.items() if name != "by_street"},
        "standing": None if scenario.standing is None else _remark(scenario.standing),
        "record": [
            {"at": entry.at.isoformat(), "who": entry.who, **_remark(entry.notice)}
            for entry in scenario.record
        ],
    }
    return {"name": scenario.name, **{name: value for name, value in further.items() if value}}


def siting_record(
    siting: "SitingPlan",
    proposed: pd.DataFrame,
    *,
    hours: str = "plan",
    by_hour: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Return an answer about new stations as plain values.

    Parameters
    ----------
    siting : SitingPlan
        The kernel's answer.
    proposed : DataFrame
        The new stations: ``candidate_id, name, near, lon, lat, households_gained``.
    hours : {"plan", "calls", "equal", "worst"}
        Which hours were counted.
    by_hour : DataFrame, optional
        What the stations give at every hour, where all were counted.

    Returns
    -------
    dict
    """
    sites = pd.DataFrame(proposed.drop(columns="geometry", errors="ignore"))
    record: dict[str, Any] = _plain(
        {
            "model": siting.model,
            "chosen": sites["candidate_id"].tolist(),
            "objective": siting.objective,
            "bound": siting.bound,
            "gap": siting.gap,
            "status": siting.status,
            "proposed": sites.to_dict(orient="records"),
            "certificate": asdict(siting.certificate),
            **(
                {}
                if by_hour is None
                else {"hours": hours, "by_hour": by_hour.to_dict(orient="records")}
            ),
        }
    )
    return record


def zoning_record(zoning: "Zoning") -> dict[str, Any]:
    """Return the zones' proof as plain values.

    Parameters
    ----------
    zoning : Zoning
        The zones with their proof.

    Returns
    -------
    mapping of str to Any
    """
    record: dict[str, Any] = _plain(
        {
            "zones": zoning.n_zones,
            "objective": zoning.objective,
            "bound": zoning.bound,
            "gap": zoning.gap,
            "status": zoning.state,
            "terms": zoning.terms,
            "violations": [violation.as_dict() for violation in zoning.violations],
            "certificate": asdict(zoning.certificate),
        }
    )
    return record


def changes_record(changes: "ZoneChanges | None") -> dict[str, Any] | None:
    """Return what zones change about the present plan as plain values; None without one."""
    if changes is None:
        return None
    record: dict[str, Any] = _plain(
        {
            "zones_before": changes.n_before,
            "zones_matched": changes.n_matched,
            "estates_moved": len(changes.moved),
            "share_estates_moved": changes.share_estates,
            "households_moved": changes.households_moved,
            "share_households_moved": changes.share_households,
            "estates_new": changes.new_estates,
            "zones": changes.zones.to_dict(orient="records"),
            "moved": changes.moved[["estate_id", "from_zone", "to_zone"]].to_dict(orient="records"),
        }
    )
    return record


def json_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON: UTF-8, indented, no NaN, one line end at the end.

    Parameters
    ----------
    record : mapping of str to Any
        Plain values by name; no NaN among them.

    Returns
    -------
    str
    """
    return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _remark(notice: Notice) -> dict[str, Any]:
    """Return a notice by its key and values, without a language."""
    params = {
        name: "、".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in notice.params.items()
    }
    place = {"file": notice.file, "row": notice.row, "column": notice.column}
    return {"key": notice.key, **place, "params": params}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: numpy types unwrapped, what is missing or infinite None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(item) for item in items]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Notice):
        return value.key
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)
