"""The files of a scenario say what the pages show, whatever the planner changed."""

import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from geo.scenarios.planner import Planner, open_planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import zones_of
from geo.ui.export_pack import pack_files, scenario_plan
from geo.workspace import make_plan

LEGS = ["call_min", "turnout_min", "drive_min", "access_min", "response_min", "p_on_time"]


@pytest.fixture(scope="module")
def planner(toy: Path) -> Planner:
    """Return the toy district."""
    return open_planner(toy)


@pytest.fixture(scope="module")
def changed(planner: Planner) -> Scenario:
    """Return a scenario with another hour, a tried station, a closed road and zones of its own."""
    far = planner.district.estates.geometry.iloc[-1]
    station = planner.district.stations.geometry.iloc[0]
    d = 0.0015
    corners = ((station.x + d, station.y - d), (station.x + 2 * d, station.y - d))
    area = (*corners, *((x, y + 2 * d) for x, y in reversed(corners)))
    scenario = Scenario().at_hour(18).with_station(far.x, far.y).with_closure(area)
    ids = planner.district.estates["estate_id"]
    return scenario.with_zones(tuple((one, row) for row, one in enumerate(ids)), len(ids), None)


def table(files: dict[str, bytes], name: str) -> pd.DataFrame:
    """Return a csv of the pack."""
    return pd.read_csv(io.BytesIO(files[name]), encoding="utf-8-sig", dtype={"zone_id": str})


def test_the_files_of_a_changed_scenario(planner: Planner, changed: Scenario) -> None:
    """Closed roads, hour, tried station and zones are in the pack, estate by estate."""
    assert planner.answer(changed).figures != planner.answer(changed.without_closures()).figures
    files = pack_files(planner, changed, language="en", tried_mark=" (tried)")
    answer, zones = planner.answer(changed), zones_of(planner, changed)
    assert zones is not None
    estates = table(files, "estates.csv").set_index("estate_id")
    shown = answer.estates.set_index("estate_id")
    assert estates["verdict"].equals(shown["verdict"].astype(estates["verdict"].dtype))
    assert estates[LEGS].to_numpy() == pytest.approx(shown[LEGS].to_numpy(), abs=1e-9, nan_ok=True)
    assert estates["station_id"].fillna("").tolist() == shown["station_id"].fillna("").tolist()
    assert estates["zone_id"].tolist() == zones.estates["zone_id"].tolist()

    record = json.loads(files["plan.json"])
    figures, coverage = answer.figures, record["coverage"]
    for name in ("households_covered", "estates_covered", "estates_late", "share_households"):
        assert coverage[name] == pytest.approx(getattr(figures, name)), name
    assert record["run"]["settings"]["response"]["hour"] == 18
    assert record["zoning"]["zones"] == len(zones.zones)
    served = table(files, "stations.csv").set_index("station_id")
    wanted = answer.stations.set_index("station_id")["households_served"]
    assert served.loc[wanted.index, "households_served"].tolist() == wanted.tolist()
    assert not served.index.duplicated().any()
    assert served.loc["NEW-1", "name"].endswith(" (tried)")
    workbook = io.BytesIO(files["plan.xlsx"])
    sheets = pd.read_excel(workbook, sheet_name=None, header=None, engine="openpyxl")
    everything = {value for sheet in sheets.values() for value in sheet.to_numpy().ravel()}
    assert figures.households_covered in everything
    assert "closes the roads within 1 area;" in files["report.html"].decode()


def test_without_changes_the_pack_is_that_of_the_command_line(planner: Planner) -> None:
    """The same run hash, the same rows."""
    own = scenario_plan(planner, Scenario(), tried_mark="", propose=True)
    plan = make_plan(planner.workspace)
    assert own.run == plan.run
    pd.testing.assert_frame_equal(
        pd.DataFrame(own.estates.drop(columns="geometry")),
        pd.DataFrame(plan.estates.drop(columns="geometry")),
    )
    assert own.zones.drop(columns="geometry").equals(plan.zones.drop(columns="geometry"))
    assert math.isclose(own.siting.objective, plan.siting.objective)


def test_every_change_has_a_hash_of_its_own(planner: Planner, changed: Scenario) -> None:
    """Two scenarios never share the hash that stands on every page."""
    plans = [
        scenario_plan(planner, one, tried_mark="")
        for one in (Scenario(), Scenario().at_hour(3), changed, changed.without_closures())
    ]
    assert len({plan.run.hash for plan in plans}) == len(plans)
