"""Who answers for which estates: one table per operator, street or zone."""

from typing import Any

import pandas as pd

from geo.errors import ZoningError

__all__ = ["assignment_tables"]


def assignment_tables(estates: pd.DataFrame, by: str) -> dict[Any, pd.DataFrame]:
    """Return the estates of each operator, street or zone, with the totals of their zones.

    Parameters
    ----------
    estates : DataFrame
        One row per estate; ``zone_id`` and ``households`` at least, and the column `by`.
    by : str
        Column to part the estates by, for example ``operator``, ``street`` or ``zone_id``.

    Returns
    -------
    dict of str to DataFrame
        By value in sorted order; the rows of each table sorted by zone, with ``zone_estates`` and
        ``zone_households`` beside each estate. Estates without a value are left out.

    Raises
    ------
    ZoningError
        A column is missing.
    """
    missing = [name for name in ("zone_id", "households", by) if name not in estates.columns]
    if missing:
        raise ZoningError("zoning.missing_column", found=", ".join(dict.fromkeys(missing)))
    zone = estates.groupby("zone_id")["households"]
    table = estates.assign(
        zone_estates=zone.transform("size"), zone_households=zone.transform("sum")
    ).sort_values("zone_id", kind="stable")
    return {
        value: part.reset_index(drop=True)
        for value, part in table.groupby(by, sort=True)
        if value != ""
    }
