"""Who is served how well, held against the ledger by plain sums."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import CoverageError, WorkspaceError
from geo.workspace import (
    District,
    cover_stations,
    equity_of,
    open_district,
    open_workspace,
    run_cards_of,
)


@pytest.fixture(scope="module")
def district(hanyang: Path) -> District:
    """Return the embedded district."""
    return open_district(open_workspace(hanyang))


def test_shares_and_groups_are_those_of_the_ledger(district: District) -> None:
    """Covered households and residents, in all, by street and by operator."""
    found = equity_of(district, weights=("residents", "households"), by=("built_year",))
    ledger = cover_stations(district).estates
    covered = ledger["verdict"] == "covered"
    assert found.weight == "residents"
    for row in found.shares.to_dict("records"):
        assert row["covered"] == ledger.loc[covered, row["weight"]].sum()
        assert row["total"] == ledger[row["weight"]].sum()
    assert set(found.groups["by"]) == {"street", "operator", "built_year"}
    streets = found.groups[found.groups["by"] == "street"].set_index("group")
    wanted = ledger["residents"].where(covered, 0).groupby(ledger["street"]).sum()
    assert streets["covered"].to_dict() == wanted.to_dict()
    for _, table in found.groups.groupby("by"):
        assert table["total"].sum() == ledger["residents"].sum()


def test_the_worst_tenth_waits_longest(district: District) -> None:
    """Its mean, over the slowest tenth of households one by one."""
    found = equity_of(district)
    ledger = cover_stations(district).estates.sort_values("response_min", ascending=False)
    one_by_one = np.repeat(ledger["response_min"].to_numpy(), ledger["households"].to_numpy())
    worst = one_by_one[: round(0.1 * one_by_one.size)]
    first = found.shares.iloc[0]
    assert first["worst_mean_min"] == pytest.approx(worst.mean(), abs=1e-3)
    assert first["worst_from_min"] == pytest.approx(worst[-1], abs=1e-3)


def test_further_stations_are_those_of_the_run_cards(district: District) -> None:
    """Minutes of the second station, and who would be on time by it."""
    found, due = equity_of(district), run_cards_of(district)
    second = due.response_min[:, 1]
    assert found.estates["second_min"].to_numpy() == pytest.approx(second, abs=1e-3)
    kept = due.p_on_time[:, 1] >= district.settings.target.percentile
    assert found.stations["covered"].iloc[1] == district.households[kept].sum()


def test_crews_in_reach_add_up_to_the_crews(district: District) -> None:
    """Summed over the people, E2SFCA gives back the crews in reach of anyone."""
    found = equity_of(district)
    crews = district.stations["crews"].fillna(1).sum()
    total = (found.estates["crews_in_reach"] * found.estates["weight"]).sum() / 10_000
    assert total == pytest.approx(crews, rel=1e-3)


def test_hot_estates_have_the_highest_scores(district: District) -> None:
    """No estate that is neither hot nor cold has a higher one; each has its p-value."""
    estates = equity_of(district).estates
    hot = estates[estates["spot"] == "hot"]
    assert len(hot) > 0
    assert hot["gi_z"].min() > estates.loc[estates["spot"] == "", "gi_z"].max() - 1e-9
    assert pd.notna(hot["gi_p"]).all()


def test_an_estate_without_a_way_is_never_nearest_nor_hot(toy: Path) -> None:
    """山脚小区 of the toy town has no minutes, no score, no cover and no crew."""
    estates = equity_of(open_district(open_workspace(toy))).estates.set_index("estate_id")
    away = estates.loc["E6"]
    assert away[["response_min", "second_min", "gi_z"]].isna().all()
    assert (away["spot"], away["gradual"], away["crews_in_reach"]) == ("", 0.0, 0.0)


def test_what_cannot_be_is_refused(district: District) -> None:
    """A column that is not there, and cover that ends before it begins."""
    with pytest.raises(WorkspaceError):
        equity_of(district, by=("nothing",))
    with pytest.raises(WorkspaceError):
        equity_of(district, weights=("nothing",))
    with pytest.raises(CoverageError):
        equity_of(district, none_min=1.0)
