"""Tables of arrays, one after the other."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["joined"]

Table = TypeVar("Table", bound="DataclassInstance")


def joined(parts: Sequence[Table]) -> Table:
    """Return tables of one kind as one.

    Parameters
    ----------
    parts : sequence of dataclasses
        At least one; every field is an array that has a row for each thing of the table.

    Returns
    -------
    dataclass
        Of the same kind; the rows of the first part come first.
    """
    whole = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(parts[0])
    }
    return type(parts[0])(**whole)
