"""Cover by hour as tables for people: every hour of every kind of day, and the clock in brief."""

from typing import TYPE_CHECKING

import pandas as pd

from geo.i18n import Translate, format_number, format_share
from geo.plan_tables import TABLES
from geo.report.sheets import Sheet, table_sheet

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["clock_sentences", "clock_sheet", "hour_sheet"]


def hour_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return all hours of all kinds of day, one row each."""
    table = _by_hour(plan)
    worded = table.assign(
        day=[t(f"hours.{day}") for day in table["day"]], hour=_clock(table["hour"])
    )
    return table_sheet(t("hours.sheet"), worded, TABLES["hours"], t, "")


def clock_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the share of households on time by hour, a column for each kind of day."""
    table = _by_hour(plan)
    wide = table.pivot_table(index="hour", columns="day", values="share_households")
    clock = wide.rename(columns=lambda day: f"share_{day}").reset_index()
    return table_sheet(
        t("hours.clock"), clock.assign(hour=_clock(clock["hour"])), TABLES["clock"], t, ""
    )


def clock_sentences(plan: "Plan", t: Translate) -> tuple[str, ...]:
    """Return how many are covered round the clock, and which hour is the worst."""
    clock = plan.coverage_summary["round_the_clock"]
    return (
        t(
            "hours.round_the_clock",
            estates=format_number(clock["estates"]),
            households=format_number(clock["households"]),
            share=format_share(clock["share_households"]),
        ),
        t(
            "hours.only_at_night",
            estates=format_number(clock["only_at_night_estates"]),
            households=format_number(clock["only_at_night_households"]),
        ),
        t(
            "hours.worst",
            day=t(f"hours.{clock['worst_day']}"),
            hour=f"{clock['worst_hour']:02d}:00",
            share=format_share(clock["worst_share_households"]),
        ),
    )


def _by_hour(plan: "Plan") -> pd.DataFrame:
    return pd.DataFrame(plan.coverage_summary["by_hour"])


def _clock(hours: "pd.Series[int]") -> list[str]:
    return [f"{hour:02d}:00" for hour in hours]
