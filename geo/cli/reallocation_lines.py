"""How it is said who goes from which station to which."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geo.cli.console import Console, table_lines
from geo.i18n import format_number
from geo.text import plain_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["reallocation_lines"]


def reallocation_lines(
    moved: "pd.DataFrame", names: Mapping[str, str], console: Console
) -> Iterator[str]:
    """Yield who changes the station, then who stays; nothing where nobody changes."""
    t = console.t
    if moved["stays"].all():
        return
    yield t("condition.reallocation_title")

    def named(station: str) -> str:
        return plain_text(names.get(station, station)) or t("condition.unserved")

    rows = [
        (
            named(row["from_station"]),
            named(row["to_station"]),
            format_number(row["estates"]),
            format_number(row["households"]),
        )
        for row in moved.to_dict("records")
    ]
    head = ("condition.from_station", "condition.to_station")
    columns = (*head, "report.column_estates", "report.column_households")
    yield from table_lines([t(key) for key in columns], rows)
