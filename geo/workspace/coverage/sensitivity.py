"""Which assumption carries a district's verdicts."""

import pandas as pd

from geo.coverage import sensitivity
from geo.workspace.district import District

__all__ = ["tornado"]


def tornado(district: District, *, change: float = 0.2) -> pd.DataFrame:
    """Return what happens to a district's verdicts when each assumption alone is lower or higher.

    Parameters
    ----------
    district : District
    change : float
        Share by which every assumption is changed.

    Returns
    -------
    DataFrame
        As :func:`geo.coverage.sensitivity` gives it.
    """
    drive, access = district.minutes_from_stations()
    target = district.settings.target
    return sensitivity(
        drive_min=drive,
        access_min=access,
        model=district.model,
        target_min=target.minutes,
        percentile=target.percentile,
        households=district.households,
        located=district.gates.has_gate,
        position_error_m=district.position_error_m,
        turnout_min=district.turnout_min,
        change=change,
    )
