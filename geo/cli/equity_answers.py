"""How the answer about who is served how well is said."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.i18n import format_number, format_share
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import Equity

__all__ = ["equity_answer", "equity_tables"]

_MOST_SPOTS = 12


def equity_answer(found: "Equity", console: Console) -> Answer:
    """Return shares side by side, groups, the worst off, further stations, hot spots."""
    record = {
        "weight": found.weight,
        "shares": plain_rows(found.shares),
        "groups": plain_rows(found.groups),
        "stations": plain_rows(found.stations),
        "estates": plain_rows(found.estates),
        "gradual": {"full_min": found.full_min, "none_min": found.none_min},
        "bands": [list(band) for band in found.bands],
    }

    def lines() -> Iterator[str]:
        yield from _shares(found, console)
        yield from _groups(found, console)
        yield from _stations(found, console)
        yield from _spots(found, console)
        yield _access(found, console)

    return Answer(record, lines())


def equity_tables(found: "Equity") -> dict[str, pd.DataFrame]:
    """Return the tables that ``--out`` writes."""
    return {
        "shares": found.shares,
        "groups": found.groups,
        "further_stations": found.stations,
        "equity": found.estates,
    }


def _shares(found: "Equity", console: Console) -> Iterator[str]:
    t = console.t
    names = ("weight", "total", "covered", "share", "gradual", "mean", "worst")
    rows = [
        (
            plain_text(row["weight"]),
            format_number(row["total"]),
            format_number(row["covered"]),
            format_share(row["share"]),
            format_share(row["gradual_share"]),
            _minutes(row["mean_min"]),
            _minutes(row["worst_mean_min"]),
        )
        for row in found.shares.to_dict("records")
    ]
    yield from table_lines([t(f"equity.column_{name}") for name in names], rows)
    first = found.shares.iloc[0]
    if first["worst_unreached"]:
        yield t("equity.worst_unreached", count=format_number(first["worst_unreached"]))
    yield t(
        "equity.gradual_about",
        full=format_number(found.full_min, 1),
        none=format_number(found.none_min, 1),
    )


def _groups(found: "Equity", console: Console) -> Iterator[str]:
    t = console.t
    names = ("total", "covered", "share", "mean")
    for by, table in found.groups.groupby("by", sort=False):
        yield t("equity.by_title", by=_named(str(by), console), weight=plain_text(found.weight))
        rows = [
            (
                plain_text(row["group"]) or "–",
                format_number(row["total"]),
                format_number(row["covered"]),
                format_share(row["share"]),
                _minutes(row["mean_min"]),
            )
            for row in table.to_dict("records")
        ]
        yield from table_lines(["", *(t(f"equity.column_{name}") for name in names)], rows)


def _stations(found: "Equity", console: Console) -> Iterator[str]:
    t = console.t
    yield t("equity.stations_title")
    names = ("covered", "share", "mean", "unreached")
    rows = [
        (
            t(f"certainty.due_{row['due']}"),
            format_number(row["covered"]),
            format_share(row["share"]),
            _minutes(row["mean_min"]),
            format_number(row["unreached"]),
        )
        for row in found.stations.to_dict("records")
    ]
    yield from table_lines(["", *(t(f"equity.column_{name}") for name in names)], rows)


def _spots(found: "Equity", console: Console) -> Iterator[str]:
    hot = found.estates[found.estates["spot"] == "hot"]
    yield console.t("equity.spots_title", count=len(hot))
    for row in hot.sort_values("gi_z", ascending=False).head(_MOST_SPOTS).to_dict("records"):
        yield "  " + console.t(
            "equity.spot_line",
            name=plain_text(row["name"]),
            street=plain_text(row["street"]),
            minutes=_minutes(row["response_min"]),
            z=format_number(row["gi_z"], 2),
        )


def _access(found: "Equity", console: Console) -> str:
    limits = found.estates["crews_in_reach"].quantile([0.1, 0.5, 0.9])
    low, middle, high = (format_number(float(limit), 2) for limit in limits)
    return console.t("equity.access_line", low=low, middle=middle, high=high)


def _minutes(minutes: float) -> str:
    return "–" if math.isnan(minutes) else format_number(minutes, 1)


def _named(column: str, console: Console) -> str:
    """Return what people call a column; its own name where it has no other."""
    from geo.plan_tables import COLUMNS

    return console.t(COLUMNS[column].header_key) if column in COLUMNS else plain_text(column)
