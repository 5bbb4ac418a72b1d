"""A dispatch log as a table: moments of any dress on one clock, hours as they were locally."""

import numpy as np
import pandas as pd
import pytest

from geo.coverage.calibration.dispatch_log import HOUR_UNKNOWN, read_dispatch_log
from geo.errors import CoverageError

STATIONS = pd.DataFrame({"station_id": ["S1"], "lon": [114.2], "lat": [30.5]})


def log(reported: object, arrived: object) -> pd.DataFrame:
    """Return one call."""
    return pd.DataFrame(
        {
            "station_id": ["S1"],
            "lon": [114.21],
            "lat": [30.51],
            "reported_at": [reported],
            "arrived_at": [arrived],
        }
    )


@pytest.mark.parametrize(
    ("reported", "arrived", "minutes", "hour"),
    [
        ("2026-03-04 08:10", "2026-03-04 08:22", 12, 8),
        ("2026-03-04 11:58 PM", "2026-03-05 12:10 AM", 12, 23),
        ("2026/3/4 下午11:58", "2026/3/5 上午12:10", 12, 23),
        ("2026-03-04 23:48", "2026-03-04 24:00", 12, 23),
        ("2026-03-29T01:55:00+01:00", "2026-03-29T03:07:00+02:00", 12, 1),
        ("2026-10-25T02:52:00+02:00", "2026-10-25T02:04:00+01:00", 12, 2),
        ("2026-03-04T08:10:00+08:00", "2026-03-04T00:22:00Z", 12, 8),
        ("20260304081000", "20260304082200", 12, 8),
        (pd.Timestamp("2026-03-04 08:10"), pd.Timestamp("2026-03-04 08:22"), 12, 8),
        (
            pd.Timestamp("2026-03-04 08:10", tz="Asia/Shanghai"),
            pd.Timestamp("2026-03-04 08:22", tz="Asia/Shanghai"),
            12,
            8,
        ),
    ],
)
def test_minutes_and_hours(reported: object, arrived: object, minutes: float, hour: int) -> None:
    """Across midnight, clock changes and offsets; the hour is the one on the caller's clock."""
    read = read_dispatch_log(log(reported, arrived), STATIONS)
    assert read.response_min.tolist() == [minutes]
    assert read.hour.tolist() == [hour]


def test_a_date_alone_has_no_minutes_and_no_hour() -> None:
    """It is left out where minutes follow from it, and has no hour where they are stated."""
    bare = log("2026-03-04", "2026-03-04")
    assert read_dispatch_log(bare, STATIONS).left_out["no_minutes"] == 1
    stated = read_dispatch_log(bare.assign(response_min=9.0), STATIONS)
    assert stated.response_min.tolist() == [9.0]
    assert stated.hour.tolist() == [HOUR_UNKNOWN]


@pytest.mark.parametrize("arrived", ["9999-12-31 23:59", "2027-03-04 08:22", "2026-04-04 08:22"])
def test_arrivals_that_cannot_be_are_counted(arrived: str) -> None:
    """Years beyond what nanoseconds hold included."""
    read = read_dispatch_log(log("2026-03-04 08:10", arrived), STATIONS)
    assert read.left_out == {
        "no_minutes": 0,
        "too_late": 1,
        "no_position": 0,
        "unknown_station": 0,
    }
    assert not len(read)


@pytest.mark.parametrize("moment", ["yesterday", "3/4/2026 8:10", "2026-03-04 25:00"])
def test_what_is_no_moment_is_named(moment: str) -> None:
    """Ambiguous and impossible moments are faults with their call."""
    with pytest.raises(CoverageError) as refusal:
        read_dispatch_log(log(moment, "2026-03-04 08:22"), STATIONS)
    assert moment in refusal.value.sentence("en")
    assert np.isscalar(len(refusal.value.faults))
