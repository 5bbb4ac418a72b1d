"""How the answer about where zones stand among drawn ones is said."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.cli.console import Answer, Console, table_lines
from geo.i18n import format_number, format_share

if TYPE_CHECKING:
    from geo.workspace import ZoneRank
    from geo.zoning import Zoning

__all__ = ["rank_answer", "rank_table"]


def rank_answer(rank: "ZoneRank", console: Console) -> Answer:
    """Return where today's zones and the search's stand, and how far the sample can be trusted."""
    sample = rank.sample
    record: dict[str, Any] = {
        "zones": rank.drawn.target_zones,
        "draws": int(sample.objective.size),
        "independent": round(sample.independent, 1),
        "halves_apart": round(sample.halves_apart, 6),
        "accepted_share": round(sample.accepted_share, 6),
        "estates_never_moved": sample.n_estates_fixed,
        "quantiles": [round(value, 4) for value in rank.quantiles.tolist()],
        "today": None if rank.today is None else _place(rank, rank.today),
        "drawn": _place(rank, rank.drawn),
    }

    def lines() -> Iterator[str]:
        t = console.t
        yield t(
            "zone_sample.title",
            draws=format_number(record["draws"]),
            zones=record["zones"],
            independent=format_number(sample.independent),
        )
        names = ("least", "tenth", "median", "nine_tenths", "most")
        head = ["", *(t(f"zone_sample.{name}") for name in names)]
        row = [t("zone_sample.objective"), *(format_number(value) for value in rank.quantiles)]
        yield from table_lines(head, [row])
        for name in ("today", "drawn"):
            place = record[name]
            if place is not None:
                yield t(
                    f"zone_sample.{name}",
                    objective=format_number(place["objective"]),
                    share=format_share(place["share_cheaper"]),
                )
                if place["violations"]:
                    yield t("zone_sample.broken", count=place["violations"])
        yield t("zone_sample.about", halves=format_number(sample.halves_apart, 2))

    return Answer(record, lines())


def rank_table(rank: "ZoneRank") -> pd.DataFrame:
    """Return the zonings that were drawn, one row each."""
    return pd.DataFrame({"objective": rank.sample.objective, "widest": rank.sample.widest})


def _place(rank: "ZoneRank", zoning: "Zoning") -> dict[str, Any]:
    return {
        "objective": round(zoning.objective, 4),
        "share_cheaper": rank.sample.share_below(zoning.objective),
        "violations": len(zoning.violations),
    }
