"""Periods of an assessment: a year, half of one, a quarter or a month."""

from datetime import date

from geo.errors import OperationsError
from geo.settings import PERIOD

__all__ = ["period_days"]

_MONTHS = 12


def period_days(period: str) -> tuple[date, date]:
    """Return the first day of a period and the first day after it.

    Parameters
    ----------
    period : str
        ``2025``, ``2025H2``, ``2025Q4`` or ``2025-10``.

    Returns
    -------
    begin, end : date
        ``end`` is no longer part of the period.

    Raises
    ------
    OperationsError
        When it is written in another way.
    """
    found = PERIOD.fullmatch(period.strip().upper())
    if found is None or not 1 <= int(found["year"]) < date.max.year:
        raise OperationsError("assessment.period", found=period)
    year, first, months = int(found["year"]), 1, _MONTHS
    for name, length in (("half", 6), ("quarter", 3), ("month", 1)):
        if found[name]:
            first, months = (int(found[name]) - 1) * length + 1, length
    after = first + months
    end = date(year + 1, 1, 1) if after > _MONTHS else date(year, after, 1)
    return date(year, first, 1), end
