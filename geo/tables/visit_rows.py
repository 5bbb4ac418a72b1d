"""What matters raised at visits must keep: moments in order, a place to speak of."""

from typing import Final

import pandas as pd

from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.plausibility import refuse_backwards, refuse_nameless

__all__ = ["question_matters"]

_ORDER_OF_MOMENTS: Final = (
    ("raised_at", "due_at"),
    ("raised_at", "answered_at"),
    ("raised_at", "closed_at"),
)


def question_matters(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note moments out of order, and matters that name no estate."""
    refuse_backwards(values, _ORDER_OF_MOMENTS, origin, journal)
    refuse_nameless(values, "visits.no_estate", origin, journal)
