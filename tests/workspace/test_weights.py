"""Residents, elderly people or any column of numbers counts instead of households."""

from pathlib import Path
from shutil import copytree

import numpy as np
import pandas as pd
import pytest

from geo.errors import WorkspaceError
from geo.workspace import (
    District,
    cover_stations,
    draw_zones,
    open_district,
    open_workspace,
    site_stations,
    weight_columns,
)

ELDERLY = ["约 80", "1,000", "３0", "60", "", "0"]


@pytest.fixture
def town(tmp_path: Path, toy: Path) -> District:
    """Return the toy town whose list counts elderly people as offices write numbers."""
    copytree(toy, tmp_path / "town")
    path = tmp_path / "town" / "estates.csv"
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str).assign(老年人口=ELDERLY)
    table.to_csv(path, index=False, encoding="utf-8-sig")
    return open_district(open_workspace(tmp_path / "town"))


def test_a_column_is_found_by_our_name_or_the_header(town: District) -> None:
    """人口数 means ``residents``; a further column goes by its header; both are offered."""
    assert town.with_weight("人口数").settings.demand.weight == "residents"
    assert town.with_weight("老年人口").demand.tolist() == [80, 1000, 30, 60, 0, 0]
    assert weight_columns(town.estates)[:2] == ["households", "residents"]
    assert "老年人口" in weight_columns(town.estates)
    assert not {"lon", "lat", "name"} & set(weight_columns(town.estates))


def test_shares_follow_the_weight(town: District) -> None:
    """E2 alone is late: of 1,170 elderly people 1,000 live there."""
    summary = cover_stations(town.with_weight("老年人口")).summary
    assert summary["households_covered"] == 830
    assert (summary["weight_total"], summary["weight_covered"]) == (1170.0, 170)
    assert summary["share_weight"] == pytest.approx(170 / 1170, abs=1e-6)
    assert "weight" not in cover_stations(town).summary


def test_siting_counts_the_weight(town: District) -> None:
    """Whoever brings E2 on time brings a thousand; the objective says so."""
    plan = site_stations(town.with_weight("老年人口"), model="max_cover", stations=1).plan
    assert (plan.objective, plan.status) == (1170.0, "optimal")


def test_zones_count_the_weight_and_still_name_households(town: District) -> None:
    """Minutes × elderly is what is minimised; the table of zones keeps its households."""
    drawn = draw_zones(town.with_weight("residents"), zones=3)
    usual = draw_zones(town, zones=3)
    assert drawn.zoning.objective > usual.zoning.objective
    assert drawn.zones["households"].sum() == usual.zones["households"].sum() == 1200
    assert drawn.zones["weight"].sum() == 2500


@pytest.mark.parametrize("column", ["name", "nothing", "zeros"])
def test_what_cannot_be_counted_is_refused(town: District, column: str) -> None:
    """Text, a column that is not there, a column of zeros: one message each."""
    town.estates["zeros"] = np.zeros(len(town.estates))
    with pytest.raises(WorkspaceError):
        town.with_weight(column)


def test_every_wrong_cell_is_named(town: District) -> None:
    """Faults of a column come together, by estate, with what stands there."""
    town.estates["odd"] = ["1", "-2", "many", "4", "5", "6"]
    with pytest.raises(WorkspaceError) as refused:
        town.with_weight("odd")
    told = [fault.sentence("en") for fault in refused.value.faults]
    assert len(told) == 2
    assert "-2" in told[0]
    assert "many" in told[1]
