"""Which gate of an estate a crew takes, by what is open at the hour."""

from pathlib import Path

import numpy as np
import pytest

from geo.workspace import open_district, open_workspace


@pytest.mark.parametrize("hour", [0, 10, 17, 18, 20, 21])
def test_the_best_gate_open_at_the_hour_is_taken(toy: Path, hour: int) -> None:
    """The second gate of 河沿宿舍 opens from 17 to 21; of the open ones the quickest is taken."""
    district = open_district(open_workspace(toy)).at_hour(hour)
    estate = district.estates["estate_id"].tolist().index("E3")
    gates = np.flatnonzero(district.gates.estate == estate)
    assert gates.size == 2
    is_open = [True, 17 <= hour < 21]
    assert district.gates.is_open[gates].tolist() == is_open
    drive = district.minutes_to_gates(district.station_points)
    access = district.gates.access_minutes(district.model)
    sums = (drive + access)[:, gates[is_open]]
    best_drive, best_access = district.minutes_to_estates(district.station_points)
    assert best_drive[:, estate] + best_access[:, estate] == pytest.approx(sums.min(axis=1))


def test_a_second_gate_brings_a_crew_there_sooner(toy: Path) -> None:
    """When it is open, 河沿宿舍 is reached a minute sooner than when it is shut."""
    district = open_district(open_workspace(toy))
    estate = district.estates["estate_id"].tolist().index("E3")
    quickest = {
        hour: sum(part[:, estate] for part in now.minutes_to_estates(now.station_points)).min()
        for hour in (10, 19)
        if (now := district.at_hour(hour))
    }
    assert quickest[19] == pytest.approx(quickest[10] - 1.0, abs=1e-3)
