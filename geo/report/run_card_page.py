"""Run cards on paper: who is due first, second and third, street by street, A4, no request."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.i18n import format_date, format_number, format_share, translator
from geo.report.pages import printed_page
from geo.text import plain_text

__all__ = ["CardRow", "DueStation", "run_card_page"]


@dataclass(frozen=True)
class DueStation:
    """A station on a card.

    Attributes
    ----------
    name : str
    response_min, p_on_time : float
    """

    name: str
    response_min: float
    p_on_time: float


@dataclass(frozen=True)
class CardRow:
    """The card of one estate.

    Attributes
    ----------
    street, community, estate, address : str
        "" where unknown.
    households : float
    due : tuple of DueStation
        The first first; empty where no station has a way.
    """

    street: str
    community: str
    estate: str
    address: str
    households: float
    due: tuple[DueStation, ...]


def run_card_page(
    rows: list[CardRow],
    *,
    district: str,
    hour: int,
    target_min: float,
    percentile: float,
    run_hash: str,
    day: date | None,
    language: str,
) -> str:
    """Return the run cards of a district as one HTML page for the printer.

    Parameters
    ----------
    rows : list of CardRow
    district : str
        What the district is called.
    hour : int
        Hour of the day of traffic and open gates.
    target_min, percentile : float
        The promise: stations that keep it are set bold.
    run_hash : str
        What it was calculated from.
    day : date, optional
        Day of printing; none is shown where it is left out.
    language : {"zh", "en"}

    Returns
    -------
    str
        HTML; a street begins on a page of its own.
    """
    t = translator(language)
    dues = max((len(row.due) for row in rows), default=0)
    streets = pd.Series([row.street for row in rows], dtype=object)
    sections = [
        {
            "street": plain_text(street) or t("certainty.no_street"),
            "estates": t("certainty.card_estates", count=format_number(len(members))),
            "rows": [
                {
                    "estate": plain_text(row.estate),
                    "place": plain_text(row.community or row.address),
                    "households": format_number(row.households),
                    "due": [
                        {
                            "name": plain_text(one.name),
                            "minutes": format_number(one.response_min, 1),
                            "share": format_share(one.p_on_time),
                            "keeps": one.p_on_time >= percentile,
                        }
                        for one in row.due
                    ],
                    "missing": dues - len(row.due),
                }
                for row in (rows[index] for index in members)
            ],
        }
        for street, members in streets.groupby(streets).indices.items()
    ]
    return printed_page(
        "run_cards.html.j2",
        language=language,
        title=t("certainty.card_title", district=plain_text(district)),
        promise=t(
            "certainty.card_promise",
            hour=hour,
            minutes=f"{target_min:g}",
            share=format_share(percentile),
        ),
        day="" if day is None else format_date(day),
        sections=sections,
        ranks=[t(f"certainty.due_{rank}") for rank in range(1, dues + 1)],
        run_line=t("certainty.card_run", hash=run_hash[:16]),
    )
