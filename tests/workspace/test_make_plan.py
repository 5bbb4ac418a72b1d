"""The plan of a workspace: complete, repeatable, and in agreement with itself."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.report import PACK_FILES, write_pack
from geo.workspace import Plan, make_plan, open_workspace


@pytest.fixture(scope="module")
def plan(hanyang: Path) -> Plan:
    """Return the plan of the embedded district."""
    return make_plan(open_workspace(hanyang))


@pytest.fixture(scope="module")
def pack(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with all files of that plan."""
    out = tmp_path_factory.mktemp("pack") / "hanyang"
    write_pack(plan, out, language="zh")
    return out


def test_hanyang_is_planned_in_full(plan: Plan) -> None:
    """161 estates on their roads, 57,000 households, 51 proven zones, a proven siting."""
    assert len(plan.estates) == 161
    assert plan.estates["located_by"].ne("").all()
    assert plan.estates["households"].sum() == 57_000
    assert plan.zoning is not None
    assert len(plan.zones) == 51
    assert plan.zoning.gap <= 0.005
    assert plan.zoning.violations == ()
    assert plan.siting.status == "optimal"


def test_zones_keep_street_operator_and_totals(plan: Plan) -> None:
    """A zone has one street and one operator; zones and estates add up to the same."""
    members = plan.estates.groupby("zone_id").agg(
        street=("street", "nunique"),
        operator=("operator", "nunique"),
        households=("households", "sum"),
        estates=("estate_id", "size"),
    )
    assert members["street"].eq(1).all()
    assert members["operator"].eq(1).all()
    zones = plan.zones.set_index("zone_id").reindex(members.index)
    assert zones["households"].tolist() == members["households"].tolist()
    assert zones["estates"].tolist() == members["estates"].tolist()
    by_operator = plan.estates.groupby("operator")["households"].sum()
    assert by_operator.to_dict() == {"正阳": 41_000, "安居兴业": 16_000}


def test_verdicts_can_be_calculated_again_from_the_csv(plan: Plan, pack: Path) -> None:
    """The four legs add up to the response; covered is exactly p_on_time at the percentile."""
    table = pd.read_csv(pack / "estates.csv", encoding="utf-8-sig")
    legs = table[["call_min", "turnout_min", "drive_min", "access_min"]].sum(axis=1)
    assert (legs - table["response_min"]).abs().max() < 0.002
    on_time = table["p_on_time"] >= plan.settings.target.percentile
    assert (table["verdict"].eq("covered") == on_time).all()
    summary = json.loads((pack / "plan.json").read_text(encoding="utf-8"))["coverage"]
    assert summary["households_covered"] == table.loc[on_time, "households"].sum()


def test_the_pack_is_complete_and_clockless(plan: Plan, pack: Path, tmp_path: Path) -> None:
    """All files are there; a second run writes the same bytes of csv and json."""
    assert set(PACK_FILES) <= {path.name for path in pack.iterdir()}
    again = tmp_path / "again"
    write_pack(plan, again, language="en")
    for path in sorted(pack.iterdir()):
        if path.suffix in {".csv", ".json"}:
            assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_the_same_inputs_make_the_same_plan(hanyang: Path, toy: Path) -> None:
    """Two runs have the same hash, zones and sites; other inputs have another hash."""
    first, second = (make_plan(open_workspace(toy)) for _ in range(2))
    assert first.run == second.run
    assert first.zoning is not None
    assert second.zoning is not None
    assert first.zoning.zone_of.tolist() == second.zoning.zone_of.tolist()
    assert first.siting.chosen.tolist() == second.siting.chosen.tolist()
    assert first.run.hash != make_plan(open_workspace(hanyang)).run.hash


def test_a_workspace_that_names_no_number_of_zones_gets_one(toy: Path, tmp_path: Path) -> None:
    """Where nothing says how many zones, the list does, and the plan says how."""
    folder = tmp_path / "town"
    folder.mkdir()
    for path in toy.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    settings = folder / "workspace.toml"
    text = settings.read_text(encoding="utf-8").replace("zones = 3", "")
    settings.write_text(text, encoding="utf-8")
    plan = make_plan(open_workspace(folder))
    assert plan.zoning is not None
    assert not plan.zoning.violations
    told = [notice for notice in plan.notices if notice.key == "workspace.zone_count_proposed"]
    assert [notice.params["zones"] for notice in told] == [len(plan.zones)]
    assert plan.estates["operator"].ne("").all()
    write_pack(plan, tmp_path / "out", language="zh")
