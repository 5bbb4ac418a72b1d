"""Lists of a workspace replaced in place: checked with the others, kept for undo."""

import shutil
from pathlib import Path

import pytest

from geo.errors import Cancelled, GeoError, WorkspaceError
from geo.stop import Stop
from geo.workspace import (
    LIST_READERS,
    begin_project,
    cells_of,
    copy_project,
    current_list,
    folder_history,
    list_of_cells,
    open_district,
    open_workspace,
    read_list,
    read_road_upload,
    save_file,
    save_list,
    undo_change,
)

STATIONS = "station_id,name,lon,lat,crews\nS1,西站,114.0,30.0045101,2\nS9,新站,114.01,30.005,1\n"


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Copy the toy town to be changed."""
    return Path(shutil.copytree(toy, tmp_path / "town"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a workspace but what is kept about its changes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_list_replaces_the_old_one_and_comes_back(town: Path) -> None:
    """The same name, other content, in use at once; undo brings back the same bytes."""
    before = contents(town)
    uploaded = read_list("my stations.csv", STATIONS.encode(), kind="stations")
    save_list(open_workspace(town), uploaded, who="王工")
    assert list(open_district(open_workspace(town)).stations["station_id"]) == ["S1", "S9"]
    assert (town / "stations.csv").read_bytes() == STATIONS.encode()
    undo_change(town)
    assert contents(town) == before


def test_another_format_or_datum_gets_a_name_of_its_own(town: Path) -> None:
    """The old file stays beside the new one, the settings change, and undo points back."""
    settings = (town / "workspace.toml").read_bytes()
    uploaded = read_list("a.csv", STATIONS.encode(), kind="stations", datum="gcj02")
    save_list(open_workspace(town), uploaded)
    now = open_workspace(town).settings
    assert (now.inputs.stations, now.datums.stations) == ("stations-2.csv", "gcj02")
    assert (town / "stations.csv").is_file()
    undo_change(town)
    assert (town / "workspace.toml").read_bytes() == settings


def test_a_step_of_a_file_that_no_disk_can_hold_is_not_taken_back(town: Path) -> None:
    """A damaged history names a file with a name of any length: it was changed since, and stays."""
    save_file(open_workspace(town), "stations", STATIONS.encode(), ".csv")
    steps = next(town.rglob("changes.json"))
    named = str(folder_history(town).steps[0].path)
    steps.write_text(steps.read_text("utf-8").replace(f'"{named}"', f'"{"a" * 5_000}"'), "utf-8")
    with pytest.raises(WorkspaceError, match="changed"):
        undo_change(town)


def test_a_shared_file_is_not_overwritten(town: Path) -> None:
    """A workbook that two inputs name stays for the other."""
    text = (town / "workspace.toml").read_text("utf-8")
    (town / "workspace.toml").write_text(
        text.replace('candidates = "candidates.csv"', 'candidates = "stations.csv"'), "utf-8"
    )
    workspace = open_workspace(town)
    save_file(workspace, "stations", STATIONS.encode(), ".csv")
    assert open_workspace(town).settings.inputs.stations == "stations-2.csv"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gates", "estate_id,lon,lat\nnobody,114.0,30.0\n"),
        ("shifts", "station_id,days,opens,closes\nS77,每天,08:00,17:00\n"),
        ("stations", "station_id,name,lon,lat\nS1,A,114.0,30.0\nS1,B,114.0,30.0\n"),
        ("candidates", "candidate_id,name,lon,lat\nC1,A,94.0,30.0\n"),
    ],
)
def test_what_does_not_fit_is_refused(town: Path, kind: str, text: str) -> None:
    """A list that is wrong by itself or with the others changes nothing."""
    before = contents(town)
    with pytest.raises(GeoError) as refused:
        save_list(open_workspace(town), read_list(f"{kind}.csv", text.encode(), kind=kind))
    assert refused.value.sentence("zh")
    assert contents(town) == before
    assert not (town / ".repair-circle" / "trial").exists()
    assert folder_history(town).last is None


def test_cells_are_edited_as_text(town: Path) -> None:
    """Any list of the town comes back from its cells; an edit is checked as an upload is."""
    for kind in ("estates", "stations", "gates"):
        uploaded = current_list(open_workspace(town), kind)
        assert uploaded is not None
        cells = cells_of(uploaded)
        again = list_of_cells(uploaded, cells)
        assert cells_of(again).equals(cells)
    cells.loc[0, "estate_id"] = ""
    assert list_of_cells(uploaded, cells).read is None
    estates = current_list(open_workspace(town), "estates")
    assert estates is not None
    cells = cells_of(estates)
    cells.loc[0, "households"] = "二百五十"
    edited = list_of_cells(estates, cells)
    assert edited.read is not None
    save_list(open_workspace(town), edited)
    assert open_district(open_workspace(town)).estates["households"].iloc[0] == 250


def test_days_of_shifts_come_back_from_their_cells() -> None:
    """Days are written as words that are read again."""
    text = "station_id,days,opens,closes\nS1,工作日,08:00,17:00\nS1,周末、节假日,9:00,12:00\n"
    uploaded = read_list("s.csv", text.encode(), kind="shifts")
    cells = cells_of(uploaded)
    again = list_of_cells(uploaded, cells)
    assert again.read is not None
    assert uploaded.read is not None
    assert list(again.read.table["days"]) == list(uploaded.read.table["days"])


def test_swapped_and_split_columns_are_repaired() -> None:
    """Exchanged coordinates, and two things in one cell, are read after one word each."""
    swapped = read_list(
        "a.csv",
        b"station_id,name,lon,lat\nS1,A,30.0045,114.0\n",
        kind="stations",
        swapped=True,
    )
    assert swapped.read is not None
    assert swapped.read.table.geometry.x.round(4).tolist() == [114.0]
    text = "小区编号,小区名称,户数,在哪里,经度,纬度\n1,东院,90,西街 杨树社区,114.0,30.0\n"
    split = {"在哪里": (" ", "street", "community")}
    uploaded = read_list("a.csv", text.encode(), splits=split)
    assert uploaded.read is not None
    row = uploaded.read.table.iloc[0]
    assert (row["street"], row["community"], row["在哪里 *"]) == (
        "西街",
        "杨树社区",
        "西街 杨树社区",
    )
    assert uploaded.is_explained
    again = uploaded.again(splits={})
    assert again.splits == {}


def test_a_late_save_of_a_file_that_changed_is_refused(town: Path) -> None:
    """What was read before somebody else's change is not written over it."""
    from geo.workspace import digest_of

    uploaded = read_list("s.csv", STATIONS.encode(), kind="stations")
    known = digest_of(town / "stations.csv")
    (town / "stations.csv").write_text(STATIONS + "S8,甲,114.01,30.004,1\n", "utf-8")
    with pytest.raises(WorkspaceError, match="elsewhere"):
        save_list(open_workspace(town), uploaded, known=known)


def test_roads_are_converted_with_progress_and_can_be_stopped(town: Path) -> None:
    """A road file is read, told, used; a stop leaves everything as it was."""
    content = (town / "roads.npz").read_bytes()
    heard: list[int] = []
    stop = Stop(on_progress=lambda now: heard.append(now.done))
    written, converted = read_road_upload("x.npz", content, stop=stop)
    assert heard[-1] == 100
    assert converted.road_map.n_nodes > 0
    save_file(open_workspace(town), "roads", written, ".npz")
    open_district(open_workspace(town))
    with pytest.raises(Cancelled):
        read_road_upload("x.npz", content, stop=Stop(cancelled=lambda: True))
    with pytest.raises(GeoError):
        read_road_upload("x.osm.pbf", b"<html>no roads</html>")


def test_projects_stay_in_their_home(town: Path, tmp_path: Path) -> None:
    """Whatever a project is called, its folder lies directly below the home."""
    home = tmp_path / "home"
    for name in ("../../etc", "/root", "C:\\Windows", "CON", "", "汉阳 二期", "a" * 500, ".."):
        folder = copy_project(town, home, name or "x")
        assert folder.parent == home
        assert open_workspace(folder).settings.inputs.estates == "estates.csv"
    begun = begin_project(home, "新项目", language="zh")
    assert [path.name for path in begun.iterdir()] == ["workspace.toml"]


def test_a_new_project_is_filled_list_by_list(town: Path, tmp_path: Path) -> None:
    """An empty project takes roads, estates and stations one by one and then opens."""
    from geo.settings import read_settings
    from geo.workspace import Workspace

    begun = begin_project(tmp_path / "home", "新项目", language="zh")
    for kind in ("roads", "estates", "stations"):
        workspace = Workspace(begun, read_settings(begun / "workspace.toml"))
        source = town / f"{kind}.{'npz' if kind == 'roads' else 'csv'}"
        save_file(workspace, kind, source.read_bytes(), source.suffix)
    assert len(open_district(open_workspace(begun)).estates) == 6


def test_every_list_of_the_settings_that_has_rows_can_be_uploaded(toy: Path) -> None:
    """The table of readers leaves out no list; what else there is has a door of its own."""
    from geo.settings import Inputs

    others = {"roads", "boundary", "barriers", "zones", "speed_profile", "proposals"}
    assert set(LIST_READERS) == set(Inputs.model_fields) - others
