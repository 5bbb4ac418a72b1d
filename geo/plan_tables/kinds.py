"""How the values of a column are written."""

from enum import Enum

__all__ = ["Kind"]


class Kind(Enum):
    """How the values of a column are written."""

    TEXT = "text"
    WHOLE = "whole"
    YEAR = "year"
    MINUTES = "minutes"
    SHARE = "share"
    DEGREES = "degrees"
    NUMBER = "number"
