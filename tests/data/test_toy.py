"""The toy town gives the answers that its README works out by hand."""

from pathlib import Path

import pandas as pd
import pytest

from geo.workspace import District, Plan, make_plan, open_district, open_workspace

# Worked out in data/toy/README.md. Lengths on the map are true to a few centimetres, which is
# far less than a thousandth of a minute.
STATION = {"E1": "S1", "E2": "S1", "E3": "S2", "E4": "S2", "E5": "S1"}
DRIVE_MIN = {"E1": 1.0, "E2": 3.0, "E3": 1.5, "E4": 2.5, "E5": 2.5}
ACCESS_MIN = {"E1": 1.0, "E2": 1.6, "E3": 1.0, "E4": 1.0, "E5": 1.0}
RESPONSE_MIN = {"E1": 7.0, "E2": 9.6, "E3": 7.5, "E4": 8.5, "E5": 8.5}
VERDICT = {
    "E1": "covered",
    "E2": "late",
    "E3": "covered",
    "E4": "covered",
    "E5": "covered",
    "E6": "unreachable",
}
HOUSEHOLDS_COVERED = 830
CANDIDATE_DRIVE_TO_E2_MIN = [1.5, 3.0, 2.5]
CHOSEN_SITE = "C1"
HOUSEHOLDS_COVERED_WITH_C1 = 950
ZONES = {("E1", "E2", "E5"): "E1", ("E3", "E4"): "E3", ("E6",): "E6"}
HOUSEHOLD_MINUTES = 1200.0
TOLERANCE_MIN = 0.001


@pytest.fixture(scope="module")
def district(toy: Path) -> District:
    return open_district(open_workspace(toy))


@pytest.fixture(scope="module")
def plan(toy: Path) -> Plan:
    return make_plan(open_workspace(toy))


@pytest.fixture(scope="module")
def estates(plan: Plan) -> pd.DataFrame:
    return plan.estates.set_index("estate_id")


@pytest.mark.parametrize(
    ("leg", "by_hand"),
    [("drive_min", DRIVE_MIN), ("access_min", ACCESS_MIN), ("response_min", RESPONSE_MIN)],
)
def test_minutes(estates: pd.DataFrame, leg: str, by_hand: dict[str, float]) -> None:
    """One-way street, main street, walk and closed gate all show in the minutes."""
    found = estates[leg].dropna().to_dict()
    assert {name: found[name] for name in by_hand} == pytest.approx(by_hand, abs=TOLERANCE_MIN)


def test_stations_and_verdicts(estates: pd.DataFrame, plan: Plan) -> None:
    """Four estates are covered, one is late, one lies 900 m from any road."""
    assert {name: estates.loc[name, "station_id"] for name in STATION} == STATION
    assert estates["verdict"].to_dict() == VERDICT
    assert plan.coverage_summary["households_covered"] == HOUSEHOLDS_COVERED


def test_candidates_reach_the_one_way_street_from_its_north_end(district: District) -> None:
    """C2 is the nearest to E2 as the crow flies, and the slowest."""
    candidates = district.inputs.candidates
    origins = district.snap(candidates.geometry.x, candidates.geometry.y)
    drive_min, _ = district.minutes_to_estates(origins)
    assert drive_min[:, 1] == pytest.approx(CANDIDATE_DRIVE_TO_E2_MIN, abs=TOLERANCE_MIN)


def test_best_new_site(plan: Plan) -> None:
    """Only C1 brings the late estate under nine minutes."""
    assert list(plan.proposed["candidate_id"]) == [CHOSEN_SITE]
    assert plan.siting.status == "optimal"
    assert plan.siting.objective == HOUSEHOLDS_COVERED_WITH_C1


def test_three_zones(estates: pd.DataFrame, plan: Plan) -> None:
    """Two streets and the estate without a road, with their centres and household-minutes."""
    members = estates.groupby("zone_id").groups
    centre = plan.zones.set_index("zone_id")["centre_estate_id"]
    assert {tuple(sorted(names)): centre[zone] for zone, names in members.items()} == ZONES
    assert plan.zoning is not None
    assert plan.zoning.status == "optimal"
    assert plan.zoning.objective == pytest.approx(HOUSEHOLD_MINUTES, abs=0.5)
