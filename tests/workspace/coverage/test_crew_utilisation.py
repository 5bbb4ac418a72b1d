"""How busy crews are, by hand arithmetic, on both sides of what they can serve."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import CoverageError
from geo.workspace import crew_load, crew_utilisation, open_district, open_workspace

HOURS = 365.25 * 24


def test_beyond_100_per_cent_the_queue_grows_by_what_is_left_over(toy: Path) -> None:
    """Calls less crews × 60 / minutes, at every station and in all; no steady state is claimed."""
    district = open_district(open_workspace(toy))
    table = crew_utilisation(district, calls_per_household_year=20_000, busy_min=30)
    estates = district.households
    reached = np.isfinite(sum(district.minutes_to_estates(district.station_points))).any(axis=0)
    assert table["calls_per_hour"].iloc[-1] == pytest.approx(
        estates[reached].sum() * 20_000 / HOURS
    )
    for row in table.itertuples():
        assert row.utilisation_alone == pytest.approx(row.calls_per_hour * 0.5 / row.crews)
        assert row.queue_growth_per_hour == pytest.approx(
            max(0.0, row.calls_per_hour - 2 * row.crews)
        )
    assert table["utilisation_alone"].iloc[-1] > 1
    assert table["utilisation_shared"].isna().all()
    assert table["calls_per_hour"].iloc[:-1].sum() == pytest.approx(
        table["calls_per_hour"].iloc[-1]
    )


def test_below_it_nothing_grows_and_the_shared_share_is_that_of_the_queueing_model(
    toy: Path,
) -> None:
    """The settings' own calls and minutes where none are given."""
    district = open_district(open_workspace(toy))
    table = crew_utilisation(district)
    crews = district.settings.crews
    load = crew_load(
        district,
        calls_per_household_year=crews.calls_per_household_year,
        busy_min=crews.busy_min,
    )
    assert (table["queue_growth_per_hour"] == 0).all()
    assert table["utilisation_shared"].iloc[:-1].to_numpy() == pytest.approx(
        load.station_workload(len(table) - 1)
    )
    assert table["utilisation_alone"].iloc[-1] == pytest.approx(load.utilisation)


def test_no_calls_are_refused(toy: Path) -> None:
    """As everywhere where crews are asked for."""
    with pytest.raises(CoverageError):
        crew_utilisation(open_district(open_workspace(toy)), busy_min=0)
