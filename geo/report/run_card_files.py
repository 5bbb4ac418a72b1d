"""Run cards of a district as files: a page for the printer and a workbook."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.i18n import translator
from geo.plan_tables import Column, Kind, cell_value
from geo.report.run_card_page import CardRow, DueStation, run_card_page
from geo.report.sheets import Sheet
from geo.report.workbook import write_sheets
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import District, RunCards

__all__ = ["card_rows", "printed_run_cards", "write_run_card_workbook"]


def card_rows(district: "District", due: "RunCards") -> list[CardRow]:
    """Return the card of every estate, in the order of the list.

    Parameters
    ----------
    district : District
    due : RunCards
        Who is due where.
    """
    stations, estates = district.stations, district.estates
    names = stations["name"].fillna(stations["station_id"]).astype(str).to_numpy()
    words = pd.DataFrame(estates).reindex(columns=["street", "community", "name", "address"])
    return [
        CardRow(
            street=street,
            community=community,
            estate=estate,
            address=address,
            households=float(households),
            due=tuple(
                DueStation(str(names[station]), float(minutes), float(p))
                for station, minutes, p in zip(stations_due, due_min, chances, strict=True)
                if station >= 0
            ),
        )
        for (street, community, estate, address), households, stations_due, due_min, chances in zip(
            words.fillna("").astype(str).itertuples(index=False, name=None),
            district.households,
            due.station,
            due.response_min,
            due.p_on_time,
            strict=True,
        )
    ]


def printed_run_cards(
    district: "District",
    due: "RunCards",
    *,
    name: str,
    run_hash: str,
    day: date | None,
    language: str,
) -> str:
    """Return the run cards of a district as one HTML page for the printer.

    Parameters
    ----------
    district : District
    due : RunCards
        Who is due where.
    name : str
        What the district is called.
    run_hash : str
        What they were calculated from.
    day : date, optional
        Day of printing; left out, equal cards give equal text.
    language : {"zh", "en"}
    """
    settings = district.settings
    return run_card_page(
        card_rows(district, due),
        district=name,
        hour=settings.response.hour,
        target_min=settings.target.minutes,
        percentile=settings.target.percentile,
        run_hash=run_hash,
        day=day,
        language=language,
    )


def write_run_card_workbook(
    district: "District", due: "RunCards", path: Path, *, name: str, run_hash: str, language: str
) -> None:
    """Write the run cards of a district as a workbook: a row per estate.

    Parameters
    ----------
    district : District
    due : RunCards
        Who is due where.
    path : Path
        The new file; equal cards give equal bytes.
    name : str
        What the district is called.
    run_hash : str
        What they were calculated from.
    language : {"zh", "en"}
    """
    t = translator(language)
    columns = [
        Column(t("report.column_street")),
        Column(t("report.column_community")),
        Column(t("report.column_estate")),
        Column(t("report.column_households"), Kind.WHOLE),
    ]
    ranks = range(1, due.station.shape[1] + 1)
    for rank in ranks:
        first = t(f"certainty.due_{rank}")
        columns += [
            Column(first),
            Column(t("formats.card_minutes", rank=first), Kind.MINUTES),
            Column(t("formats.card_chance", rank=first), Kind.SHARE),
        ]
    rows = []
    for card in card_rows(district, due):
        cells: list[object] = [card.street, card.community, card.estate, card.households]
        for one in card.due:
            cells += [one.name, one.response_min, one.p_on_time]
        cells += [None] * (len(columns) - len(cells))
        kinds = [column.kind for column in columns]
        rows.append(tuple(cell_value(c, kind) for c, kind in zip(cells, kinds, strict=True)))
    title = t("certainty.card_title", district=plain_text(name))
    write_sheets(
        [Sheet(t("formats.run_cards"), tuple(columns), rows)],
        path,
        title=title,
        comments=t("report.run", hash=run_hash),
        footer=t("report.run", hash=run_hash[:12]),
        language=language,
    )
