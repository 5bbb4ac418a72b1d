"""The five figures that head every map and report."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.i18n import Translate, format_number, format_share
from geo.plan_tables.wording import names_or_ids, site_names
from geo.text import plain_text
from geo.workspace import NEW_STATION

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = [
    "Figure",
    "byline",
    "headline",
    "is_demo",
    "plan_title",
    "station_kinds",
    "station_names",
    "target_line",
]


@dataclass(frozen=True)
class Figure:
    """One figure with its words.

    Attributes
    ----------
    value : str
        The figure as it is written: ``"84.6 %"``; of a scenario behind the one without it:
        ``"35.6 → 84.6 %"``.
    label : str
        What it counts.
    detail : str
        The parts behind it, empty where there are none.
    """

    value: str
    label: str
    detail: str = ""


def headline(plan: "Plan", t: Translate) -> list[Figure]:
    """Return the five figures of a plan, the most telling first.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    list of Figure
    """
    summary = plan.coverage_summary
    before = {} if plan.scenario is None else plan.scenario.before or {}
    n_estates = len(plan.estates)
    kinds = station_kinds(plan.stations)
    n_proposed, n_stations = kinds.count("proposed"), kinds.count("open")
    unreached = summary["estates_unreachable"] + summary["estates_unsure"]
    unreached_before = before.get("estates_unreachable", 0) + before.get("estates_unsure", 0)
    return [
        Figure(
            _from(before.get("share_households"), summary["share_households"], _percent)
            + format_share(summary["share_households"]),
            t("report.households_covered"),
            _of(summary["households_covered"], int(plan.estates["households"].sum())),
        ),
        Figure(
            _from(before.get("estates_covered"), summary["estates_covered"])
            + _of(summary["estates_covered"], n_estates),
            t("report.estates_covered"),
        ),
        Figure(
            _from(before.get("estates_late"), summary["estates_late"])
            + format_number(summary["estates_late"]),
            t("report.estates_late"),
        ),
        Figure(
            _from(unreached_before if before else None, unreached) + format_number(unreached),
            t("report.estates_unreached"),
            t(
                "report.unreached_parts",
                unreachable=format_number(summary["estates_unreachable"]),
                unsure=format_number(summary["estates_unsure"]),
            )
            if unreached
            else "",
        ),
        Figure(
            _from(before.get("stations"), n_stations)
            + format_number(n_stations)
            + (f" (+{n_proposed})" if n_proposed else ""),
            t("report.stations"),
            t("report.stations_proposed", count=n_proposed) if n_proposed else "",
        ),
    ]


def _from(before: float | None, now: float, words: Callable[[float], str] = format_number) -> str:
    """Return the figure without the scenario and an arrow; nothing where it is the same."""
    return "" if before is None or before == now else f"{words(before)} → "


def _percent(share: float) -> str:
    return format_number(100 * share, 1)


def byline(plan: "Plan", t: Translate) -> str:
    """Return author and day of a scenario's plan in one line; empty where nothing is known.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    if plan.scenario is None:
        return ""
    said = {"author": plain_text(plan.scenario.author).strip(), "day": plan.scenario.day}
    return " · ".join(t(f"report.byline_{name}", text=text) for name, text in said.items() if text)


def _of(part: float, whole: float) -> str:
    return f"{format_number(part)} / {format_number(whole)}"


def plan_title(plan: "Plan", t: Translate) -> str:
    """Return what maps and reports are headed by: the district, its scenario and the promise.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    name = plain_text(plan.settings.name).strip()
    if not name:
        return t("report.untitled")
    if plan.scenario is not None and (scenario := plain_text(plan.scenario.name).strip()):
        name = f"{name} · {scenario}"
    return t("report.title_of", name=name, minutes=format_number(plan.settings.target.minutes))


def target_line(plan: "Plan", t: Translate) -> str:
    """Return the promise as a sentence.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    return t(
        "report.target_line",
        minutes=format_number(plan.settings.target.minutes),
        share=format_share(plan.settings.target.percentile),
    )


def is_demo(plan: "Plan") -> bool:
    """Return whether the estates are invented for demonstration, by their ``source`` column.

    Parameters
    ----------
    plan : Plan
        The plan of a district.

    Returns
    -------
    bool
    """
    if "source" not in plan.estates:
        return False
    return bool(plan.estates["source"].astype("string").str.contains("demo", na=False).any())


def station_kinds(stations: pd.DataFrame) -> list[str]:
    """Return what each station is: its status, or ``proposed`` where this plan proposes it.

    Parameters
    ----------
    stations : DataFrame
        The stations of a plan.

    Returns
    -------
    list of str
    """
    return [
        "proposed"
        if status == "candidate" and str(station).startswith(NEW_STATION)
        else str(status)
        for station, status in zip(stations["station_id"], stations["status"], strict=True)
    ]


def station_names(plan: "Plan", t: Translate) -> list[str]:
    """Return what maps and tables call each station; proposed ones by where they lie.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    list of str
    """
    sites = iter(site_names(plan.proposed, t))
    return [
        next(sites) if kind == "proposed" else name
        for kind, name in zip(
            station_kinds(plan.stations),
            names_or_ids(plan.stations, "station_id"),
            strict=True,
        )
    ]
