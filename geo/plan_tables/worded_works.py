"""Works before the rains in words: states and reasons, weeks, money, communities, and the risk."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.i18n import Translate, format_number

if TYPE_CHECKING:
    from geo.workspace.operations import DistrictWorks, RainRisk

__all__ = [
    "worded_communities",
    "worded_money",
    "worded_risk",
    "worded_risk_kinds",
    "worded_weeks",
    "worded_works",
    "works_line",
]


def works_line(made: "DistrictWorks", t: Translate) -> str:
    """Return how many works are done and left out, what they gain, and the season.

    Parameters
    ----------
    made : DistrictWorks
    t : callable
        The translator.

    Returns
    -------
    str
    """
    done = int((made.works["week"] >= 0).sum())
    return t(
        "works.cli_title",
        done=format_number(done),
        left=format_number(len(made.works) - done),
        gained=format_number(made.plan.objective),
        season=t(
            "works.season_line",
            begin=made.season.begin.isoformat(),
            end=made.season.end.isoformat(),
            ready=made.season.ready_by.isoformat(),
        ),
    )


def worded_works(made: "DistrictWorks", t: Translate, language: str) -> pd.DataFrame:
    """Return the works by the week in which they start, those that are left out at the end.

    Parameters
    ----------
    made : DistrictWorks
    t : callable
        The translator.
    language : {"zh", "en"}
        Of the reasons.

    Returns
    -------
    DataFrame
        With ``work_state, why, starts, ends`` in words and ``work_weeks, served, gained``.
    """
    table = made.works
    order = table["week"].where(table["week"] >= 0, len(made.weeks)).argsort(kind="stable")
    reasons = [
        made.reasons[one].sentence(language) if one in made.reasons else ""
        for one in table["work_id"]
    ]
    return (
        table.assign(
            work_state=[t(f"works.state_{state}") for state in table["state"]],
            why=reasons,
            starts=_days(table["starts"]),
            ends=_days(table["ends"]),
            served=table["households"].round(),
            gained=table["value"],
            work_weeks=table["weeks"],
            work_note=table["note"],
            work_points=table["points"],
        )
        .iloc[order]
        .reset_index(drop=True)
    )


def worded_weeks(made: "DistrictWorks") -> pd.DataFrame:
    """Return the weeks with their crews and what the plan takes of them.

    Parameters
    ----------
    made : DistrictWorks

    Returns
    -------
    DataFrame
    """
    weeks = made.weeks
    return pd.DataFrame(
        {
            "week_of": _days(weeks["week"]),
            "week_crews": weeks["crews"],
            "week_days": weeks["days"],
            "crew_days_room": weeks["crew_days"],
            "crew_days_used": weeks["used"],
            "works_going": weeks["works"],
        }
    )


def worded_money(made: "DistrictWorks") -> pd.DataFrame:
    """Return the sources of money with what the plan spends, and what more of it would avoid.

    Parameters
    ----------
    made : DistrictWorks

    Returns
    -------
    DataFrame
    """
    more = made.more.set_index("source")["household_days"]
    return made.money.rename(columns={"source": "money"}).assign(
        more_gained=[float(more[source]) for source in made.money["source"]]
    )


def worded_communities(made: "DistrictWorks") -> pd.DataFrame:
    """Return the packages of works by community.

    Parameters
    ----------
    made : DistrictWorks

    Returns
    -------
    DataFrame
    """
    table = made.communities.rename(
        columns={
            "works": "works_count",
            "households": "served",
            "value": "gained",
            "points": "work_points",
        }
    )
    return table.assign(starts=_days(table["starts"]), ends=_days(table["ends"]))


def worded_risk(risk: "RainRisk", t: Translate) -> pd.DataFrame:
    """Return the estates by their risk, what is unknown in words.

    Parameters
    ----------
    risk : RainRisk
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = risk.estates.sort_values("risk_rank", kind="stable", ignore_index=True)
    comma = t("language.comma")
    return table.assign(
        roof_age=[t(f"works.age_{_key(age)}") for age in table["roof_age"]],
        unknown_facts=[
            comma.join(t(f"works.fact_{name}") for name in names.split(",") if name)
            for names in table["unknown"]
        ],
    )


def worded_risk_kinds(risk: "RainRisk", t: Translate) -> pd.DataFrame:
    """Return rain calls by kind, season and age of the roof.

    Parameters
    ----------
    risk : RainRisk
    t : callable
        The translator.

    Returns
    -------
    DataFrame
    """
    table = risk.kinds
    return table.assign(
        season=[t(f"works.season_{name}") for name in table["season"]],
        roof_age=[t(f"works.age_{_key(age)}") for age in table["roof_age"]],
        rain_calls=table["calls"],
        call_rate=table["rate"],
        rate_low=table["low"],
        rate_high=table["high"],
    )


def _key(age: str) -> str:
    return age.replace("-", "_").replace("+", "_up")


def _days(values: "pd.Series[Any]") -> list[str]:
    return [value.isoformat() if isinstance(value, date) else "" for value in values]
