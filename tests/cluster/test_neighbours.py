"""Districts beside each other: a list that is split, stations that are lent across borders."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo.cluster import DistrictTask, find_districts, plan_district, split_districts
from geo.errors import GeoError
from geo.workspace import cover_stations, list_rows, open_district, open_workspace

EAST, WEST = "东街", "西街"


def verdicts(folder: Path) -> pd.DataFrame:
    """Return who covers each estate of a workspace, and how."""
    district = open_district(open_workspace(folder))
    found = cover_stations(district).coverage
    stations = [*district.stations["station_id"], ""]
    return pd.DataFrame(
        {
            "verdict": found.verdict,
            "p_on_time": found.p_on_time,
            "response_min": found.response_min,
            "station": [stations[one] for one in found.station],
        },
        index=district.estates["estate_id"],
    )


@pytest.fixture
def split(town: Path, tmp_path: Path) -> dict[str, DistrictTask]:
    """Return the districts of the toy town split by its streets."""
    tasks = split_districts(town, tmp_path / "out", "street", language="zh")
    return {task.name: task for task in tasks}


def test_a_split_list_gives_the_answers_of_the_whole(
    town: Path, split: dict[str, DistrictTask]
) -> None:
    """Every estate stands in one district, with verdict, minutes and station of the whole."""
    assert list(split) == sorted([EAST, WEST])
    parts = pd.concat([verdicts(Path(task.workspace)) for task in split.values()])
    pd.testing.assert_frame_equal(parts.sort_index(), verdicts(town).sort_index())


def test_a_station_across_the_border_covers_and_belongs_to_one_district(
    town: Path, tmp_path: Path, split: dict[str, DistrictTask]
) -> None:
    """E5 is moved to the district of the other station: it is covered all the same."""
    assert split[EAST].lent == ("S1",)
    assert split[WEST].lent == ("S2",)
    estates = (town / "estates.csv").read_text("utf-8-sig")
    row = next(line for line in estates.splitlines() if line.startswith("E5"))
    moved = row.replace(WEST, EAST)
    (town / "estates.csv").write_text(estates.replace(row, moved), "utf-8-sig")
    tasks = split_districts(town, tmp_path / "moved", "street", language="zh")
    east = next(task for task in tasks if task.name == EAST)
    found = verdicts(Path(east.workspace)).loc["E5"]
    assert (found["station"], found["verdict"]) == ("S1", "covered")
    stations = list_rows(open_workspace(east.workspace), "stations")
    assert stations is not None
    lent_by = dict(zip(stations["station_id"], stations["lent_by"].fillna(""), strict=True))
    assert lent_by == {"S1": WEST, "S2": ""}


def test_splitting_again_changes_no_byte(
    town: Path, tmp_path: Path, split: dict[str, DistrictTask]
) -> None:
    """Nor a moment of a file: districts that stay are found by their run hash."""
    files = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    moments = {path: path.stat().st_mtime_ns for path in files}
    again = split_districts(town, tmp_path / "out", "街道", language="zh")
    assert {task.name: task for task in again} == split
    assert {path: path.read_bytes() for path in files} == files
    assert {path: path.stat().st_mtime_ns for path in files} == moments


@pytest.mark.parametrize(
    ("column", "key"),
    [("区县", "cluster.no_column"), ("community", "cluster.without_district")],
)
def test_a_column_that_names_no_districts(
    town: Path, tmp_path: Path, column: str, key: str
) -> None:
    """No such column, or estates without a value: told with what there is, and nothing written."""
    estates = pd.read_csv(town / "estates.csv", encoding="utf-8-sig")
    estates["community"] = ["甲", None, "甲", "乙", "乙", None]
    estates.to_csv(town / "estates.csv", index=False)
    with pytest.raises(GeoError) as refused:
        split_districts(town, tmp_path / "out", column, language="en")
    assert refused.value.key == key
    assert ("street" in str(refused.value)) == (column == "区县")
    assert not (tmp_path / "out").exists()


def test_names_that_no_folder_may_have(town: Path, tmp_path: Path) -> None:
    """Slashes, dots and names that differ by case alone become folders of their own."""
    estates = pd.read_csv(town / "estates.csv", encoding="utf-8-sig")
    estates["区"] = ["../../up", "../../up", "Mid", "MID", "a:b", "a:b"]
    estates.to_csv(town / "estates.csv", index=False)
    tasks = split_districts(town, tmp_path / "out", "区", language="zh")
    names = [task.name for task in tasks]
    assert len({name.lower() for name in names}) == 4
    assert all(Path(task.workspace).parent == tmp_path / "out" / "workspaces" for task in tasks)


# ---------------------------------------------------------------- a folder of workspaces


@pytest.fixture
def neighbours(toy: Path, tmp_path: Path) -> Path:
    """Return two towns on the same roads, each with one of the stations."""
    for name, station in (("东镇", "S2"), ("西镇", "S1")):
        folder = tmp_path / "in" / name
        shutil.copytree(toy, folder)
        lines = (folder / "stations.csv").read_text("utf-8-sig").splitlines()
        kept = [lines[0], *(line for line in lines if line.startswith(station))]
        (folder / "stations.csv").write_text("\n".join(kept), "utf-8-sig")
    return tmp_path / "in"


def planned(task: DistrictTask) -> Path:
    """Lay out what a district borrows, without planning it, and return its workspace."""
    from geo.cluster.lending import borrow

    lent = borrow(open_workspace(task.workspace), Path(task.offered), Path(task.made))
    return Path(task.made if lent else task.workspace)


def test_neighbours_lend_their_open_stations(neighbours: Path, tmp_path: Path, toy: Path) -> None:
    """Both towns get the answers of one town with both stations; their own lists stay."""
    before = (neighbours / "东镇" / "stations.csv").read_bytes()
    tasks = find_districts(neighbours, tmp_path / "out", language="zh", neighbours=True)
    whole = verdicts(toy)
    for task, own, lent in zip(tasks, ("S2", "S1"), ("S1@西镇", "S2@东镇"), strict=True):
        found = verdicts(planned(task))
        assert set(found["station"]) <= {own, lent, ""}
        assert found["verdict"].equals(whole["verdict"])
        assert found["response_min"].equals(whole["response_min"])
    assert (neighbours / "东镇" / "stations.csv").read_bytes() == before


def test_who_lends_nothing(neighbours: Path, tmp_path: Path) -> None:
    """A station that is closed, far, the same as an own one, or of a broken list is not lent."""
    east = neighbours / "东镇" / "stations.csv"
    text = east.read_text("utf-8-sig")
    for changed in (
        text.replace(",open", ",planned"),
        text.replace("29.9999984", "33.0"),
        (neighbours / "西镇" / "stations.csv").read_text("utf-8-sig"),
        "what",
    ):
        east.write_text(changed, "utf-8-sig")
        tasks = find_districts(neighbours, tmp_path / "out", language="zh", neighbours=True)
        west = next(task for task in tasks if task.name == "西镇")
        if west.offered:
            assert planned(west) == Path(west.workspace)
        assert not Path(west.made).exists()


def test_a_lent_station_keeps_its_hours(neighbours: Path, tmp_path: Path) -> None:
    """Where a neighbour's station is on duty by night alone, it covers nobody by day."""
    east = neighbours / "东镇"
    (east / "shifts.csv").write_text(
        "station_id,days,opens,closes,crews\nS2,,20:00,06:00,1\n", encoding="utf-8"
    )
    toml = east / "workspace.toml"
    text = toml.read_text("utf-8").replace("[inputs]", '[inputs]\nshifts = "shifts.csv"')
    toml.write_text(text, "utf-8")
    tasks = find_districts(neighbours, tmp_path / "out", language="zh", neighbours=True)
    west = next(task for task in tasks if task.name == "西镇")
    made = planned(west)
    shifts = list_rows(open_workspace(made), "shifts")
    assert shifts is not None
    assert shifts["station_id"].tolist() == ["S2@东镇"]
    assert set(verdicts(made)["station"]) <= {"S1", ""}


def test_a_district_with_faults_names_them_all(neighbours: Path, tmp_path: Path) -> None:
    """What it might borrow hides none of its own faults."""
    west = neighbours / "西镇"
    for name, wrong in (("estates.csv", "households"), ("gates.csv", "estate_id")):
        path = west / name
        path.write_text(path.read_text("utf-8-sig").replace(wrong, "what", 1), "utf-8-sig")
    tasks = find_districts(neighbours, tmp_path / "out", language="en", neighbours=True)
    row = plan_district(next(task for task in tasks if task.name == "西镇"))
    assert row.status == "failed"
    assert "estates.csv" in row.message
    assert "gates.csv" in row.message


@pytest.mark.slow
def test_totals_count_each_station_once(neighbours: Path, tmp_path: Path) -> None:
    """What is lent is told apart in the row of a district, also when its plan is kept."""
    tasks = find_districts(neighbours, tmp_path / "out", language="zh", neighbours=True)
    row = plan_district(tasks[0])
    assert (row.stations, row.stations_lent) == (1, 1)
    assert row.estates_by_lent
    again = plan_district(tasks[0])
    assert again.status == "kept"
    assert again.estates_by_lent == row.estates_by_lent
