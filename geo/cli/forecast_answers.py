"""What the command about calls answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.cli.answers import MOST_NAMED, notice_lines
from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.i18n import format_number, format_share

if TYPE_CHECKING:
    from geo.workspace.operations import DistrictForecast

__all__ = ["forecast_answer", "forecast_tables"]

_HOLIDAY = 8


def forecast_tables(made: "DistrictForecast") -> dict[str, pd.DataFrame]:
    """Return the tables of a forecast by the names of their files."""
    return {
        "hours": made.hours,
        "months": made.months,
        "kinds": made.kinds,
        "estates": made.estates,
        "estate_kinds": made.estate_kinds,
    }


def forecast_answer(made: "DistrictForecast", out: Path | None, console: Console) -> Answer:
    """Return how many calls come when, of which kind and from where."""

    def lines() -> Iterator[str]:
        t = console.t
        yield t("forecast.cli_title", calls=format_number(made.calls_a_year))
        if made.forecast is not None:
            yield t(
                "forecast.cli_log",
                days=format_number(made.forecast.days),
                calls=format_number(made.forecast.calls),
            )
        yield from table_lines(*_hour_table(made, console))
        yield from _most_lines(made, console)
        for row in made.kinds.to_dict(orient="records"):
            yield t(
                "forecast.cli_kind",
                kind=row["kind"],
                share=format_share(row["share"]),
                low=format_share(row["low_95"]),
                high=format_share(row["high_95"]),
            )
        yield from notice_lines(made.notices, console)
        if out is not None:
            yield t("forecast.cli_written", out=out)

    return Answer(_result(made, out), lines())


def _result(made: "DistrictForecast", out: Path | None) -> dict[str, Any]:
    return {
        "calls_a_year": made.calls_a_year,
        "from_log": made.forecast is not None,
        **{name: plain_rows(table) for name, table in forecast_tables(made).items()},
        "notices": [notice.sentence("en") for notice in made.notices],
        "out": None if out is None else str(out),
    }


def _hour_table(
    made: "DistrictForecast", console: Console
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return expected calls by hour on a mean weekday, a mean day of the weekend, a holiday."""
    t, hours = console.t, made.hours
    parts = [
        hours[hours["day"] <= 5],
        hours[hours["day"].isin([6, 7])],
        hours[hours["day"] == _HOLIDAY],
    ]
    means = [part.groupby("hour")["calls"].mean() for part in parts]
    header = (t("hours.column_hour"), t("hours.weekday"), t("hours.weekend"), t("hours.holiday"))
    rows: list[tuple[str, ...]] = [
        (f"{hour:02d}:00", *(format_number(mean[hour], 2) for mean in means)) for hour in range(24)
    ]
    return header, rows


def _most_lines(made: "DistrictForecast", console: Console) -> Iterator[str]:
    t = console.t
    most = made.estates.sort_values("calls", ascending=False, kind="stable").head(MOST_NAMED)
    yield t("forecast.cli_most")
    for row in most.to_dict(orient="records"):
        yield "  " + t(
            "forecast.cli_estate",
            name=row["name"],
            calls=format_number(row["calls"], 1),
            low=format_number(row["low_80"]),
            high=format_number(row["high_80"]),
        )
