"""A list with half its positions: one call places rows, and the review finishes the rest."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from geo.coords import distance_m
from geo.errors import GeocodeError, WorkspaceError
from geo.workspace import (
    Workspace,
    decide,
    decisions_of,
    geocode_list,
    online_finder,
    open_workspace,
    read_inputs,
    take_back,
)
from geo.workspace.make_plan import run_of

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
UNKNOWN = 20


@pytest.fixture(scope="module")
def full(hanyang: Path) -> pd.DataFrame:
    """Return the 161 estates as they come with the product."""
    return pd.read_csv(hanyang / "estates.csv", encoding="utf-8-sig", dtype=str)


@pytest.fixture
def halved(hanyang: Path, full: pd.DataFrame, tmp_path: Path) -> Workspace:
    """Return Hanyang with every second position gone and a gazetteer that lacks twenty of them."""
    folder = tmp_path / "hanyang"
    shutil.copytree(hanyang, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    settings = (hanyang / "workspace.toml").read_text(encoding="utf-8")
    # Without the gates: they would place some of the estates that are to wait.
    settings = settings.replace('gates = "gates.csv"\n', "")
    (folder / "workspace.toml").write_text(
        settings.replace("[inputs]", '[inputs]\ngazetteer = "gazetteer.csv"'), encoding="utf-8"
    )
    half = full.copy()
    half.loc[::2, ["lon", "lat", "datum"]] = None
    half.to_csv(folder / "estates.csv", index=False, encoding="utf-8-sig")
    known = full.drop(full.index[::2][:UNKNOWN])
    gazetteer = known[["estate_id", "name", "street", "lon", "lat"]]
    gazetteer = gazetteer.rename(columns={"estate_id": "id"})
    gazetteer.to_csv(folder / "gazetteer.csv", index=False, encoding="utf-8-sig")
    return open_workspace(folder)


def test_one_call_places_rows_and_lists_the_rest(halved: Workspace, full: pd.DataFrame) -> None:
    """What is placed is within a metre of where it was; the review holds exactly the others."""
    located, _ = geocode_list(halved.folder / "estates.csv", halved.folder / "gazetteer.csv")
    placed = located.placed
    assert len(placed) == len(full) == 161
    done = placed["located_by"] != ""
    assert sorted(located.review["estate_id"]) == sorted(placed.loc[~done, "estate_id"])
    assert UNKNOWN <= len(located.review) <= UNKNOWN + 5
    there = full[["lon", "lat"]].astype(float)[done.to_numpy()]
    off_m = distance_m(placed.loc[done, "lon"], placed.loc[done, "lat"], there["lon"], there["lat"])
    assert off_m.max() < 1
    evidence = [f"location_{name}" for name in ("source", "rule", "score", "margin", "datum")]
    assert placed.loc[done, [*evidence, "location_precision"]].notna().all(axis=None)


def test_finishing_the_review_places_all(halved: Workspace, full: pd.DataFrame) -> None:
    """Every row left is decided, by a place or a point; the next reading places all 161."""
    there = full.set_index("estate_id")[["lon", "lat"]].astype(float)
    inputs = read_inputs(halved)
    left = inputs.estates.loc[inputs.estates["located_by"] == "", "estate_id"].tolist()
    assert len(left) >= UNKNOWN
    before = run_of(halved)
    decide(halved, left[0], decided_at=MOMENT, place_id=full["estate_id"][1])
    for estate in left[1:]:
        lon, lat = there.loc[estate]
        decide(halved, estate, decided_at=MOMENT, lon=lon, lat=lat)
    estates = read_inputs(halved).estates.set_index("estate_id")
    assert estates.geometry.notna().all()
    assert estates.loc[left, "located_by"].eq("decision").all()
    off_m = distance_m(estates["lon"], estates["lat"], there["lon"], there["lat"])
    assert (off_m[~estates.index.isin(left[:1])] < 1).all()
    assert run_of(halved).hash != before.hash
    assert len(decisions_of(halved).history) == len(left)
    take_back(halved, left[1], decided_at=MOMENT)
    estates = read_inputs(halved).estates.set_index("estate_id")
    assert estates.index[estates["located_by"] == ""].tolist() == [left[1]]


def test_decisions_are_used_by_the_next_list(halved: Workspace) -> None:
    """A name decided once is known when another list has it under another id."""
    decide(halved, "HY-001", decided_at=MOMENT, lon=114.25, lat=30.55)
    path = halved.folder / "next.csv"
    path.write_text("编号,小区名称\nX-9,钟家村小区\n", encoding="utf-8")
    located, _ = geocode_list(
        path,
        halved.folder / "gazetteer.csv",
        decisions=halved.folder / ".repair-circle" / "decisions.csv",
    )
    row = located.placed.iloc[0]
    assert row["located_by"].startswith("gazetteer:")
    assert (row["lon"], row["lat"]) == (114.25, 30.55)


def test_impossible_decisions_name_what_is_wrong(halved: Workspace) -> None:
    """Unknown estate, unknown place, neither or both, a latitude of 114: each its own sentence."""
    with pytest.raises(WorkspaceError, match="no id HY-999"):
        decide(halved, "HY-999", decided_at=MOMENT, lon=114.2, lat=30.5)
    with pytest.raises(WorkspaceError, match="gazetteer has no id nowhere"):
        decide(halved, "HY-001", decided_at=MOMENT, place_id="nowhere")
    with pytest.raises(WorkspaceError, match="either an id"):
        decide(halved, "HY-001", decided_at=MOMENT)
    with pytest.raises(WorkspaceError, match="either an id"):
        decide(halved, "HY-001", decided_at=MOMENT, place_id="HY-002", lon=114.2, lat=30.5)
    with pytest.raises(GeocodeError, match=r"114\.0"):
        decide(halved, "HY-001", decided_at=MOMENT, lon=30.5, lat=114.0)
    assert decisions_of(halved).history == ()


def test_nothing_goes_online_unasked() -> None:
    """No provider named: no finder; one without its key: a sentence with the variable."""
    assert online_finder([], city="武汉", environment={}) is None
    with pytest.raises(GeocodeError, match="REPAIR_CIRCLE_AMAP_KEY"):
        online_finder(["amap"], city="武汉", environment={})
