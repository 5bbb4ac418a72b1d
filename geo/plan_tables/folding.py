"""One table that folds: district, street, community, zone, estate, each with its totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

__all__ = ["FOLDS", "FoldingRow", "folding_rows"]

FOLDS: Final = ("district", "street", "community", "zone", "estate")
"""The levels, the outermost first."""

_BY: Final = {"street": "street", "community": "community", "zone": "zone_id"}


@dataclass(frozen=True)
class FoldingRow:
    """A row: a group with its totals, or an estate.

    Attributes
    ----------
    fold : str
        One of :data:`FOLDS`.
    name : str
        What the group or the estate is called; empty where the list does not say.
    estates, households : int
    residents : int or None
        None where no estate of the group says it.
    operator : str
        Of an estate or of a zone; empty for larger groups.
    duty_name, duty_phone : str
        As the list of estates says for an estate; nothing is made up for groups.
    """

    fold: str
    name: str
    estates: int
    households: int
    residents: int | None
    operator: str = ""
    duty_name: str = ""
    duty_phone: str = ""

    @property
    def level(self) -> int:
        """How deep the row lies: 0 for the district."""
        return FOLDS.index(self.fold)


def folding_rows(estates: pd.DataFrame, district: str) -> list[FoldingRow]:
    """Return the rows of a district, every group before what it holds.

    Parameters
    ----------
    estates : DataFrame
        ``name, street, community, zone_id, households`` and, where known, ``residents, operator,
        duty_name, duty_phone``.
    district : str
        What the district is called.

    Returns
    -------
    list of FoldingRow
        A zone that lies in several communities stands in each of them, with its part there.
    """
    words = ("name", "street", "community", "zone_id", "operator", "duty_name", "duty_phone")
    table = pd.DataFrame(estates).reindex(columns=[*words, "households", "residents"])
    table[list(words)] = table[list(words)].astype(object).fillna("").astype(str)
    table["residents"] = pd.to_numeric(table["residents"]).astype("Float64")
    return [_group("district", district, table), *_within(table, FOLDS[1:])]


def _within(table: pd.DataFrame, folds: tuple[str, ...]) -> Iterator[FoldingRow]:
    fold, *deeper = folds
    if fold == "estate":
        for row in table.to_dict(orient="records"):
            residents = None if pd.isna(row["residents"]) else int(row["residents"])
            said = (row["operator"], row["duty_name"], row["duty_phone"])
            yield FoldingRow("estate", row["name"], 1, int(row["households"]), residents, *said)
        return
    for name, members in table.groupby(_BY[fold], sort=True):
        yield _group(fold, str(name), members)
        yield from _within(members, tuple(deeper))


def _group(fold: str, name: str, members: pd.DataFrame) -> FoldingRow:
    residents = members["residents"].dropna()
    operators = members["operator"].unique()
    return FoldingRow(
        fold,
        name,
        len(members),
        int(members["households"].sum()),
        int(residents.sum()) if len(residents) else None,
        str(operators[0]) if fold == "zone" and len(operators) == 1 else "",
    )
