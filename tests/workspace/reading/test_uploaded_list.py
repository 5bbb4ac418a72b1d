"""A list that is uploaded: read, judged, and planned with, without touching what is there."""

from pathlib import Path

import pytest

from geo.locales import sentences
from geo.settings import Inputs
from geo.workspace import open_district, open_workspace
from geo.workspace.reading.uploaded_list import (
    findings_of,
    header_questions,
    headers_of,
    lacks_headers,
    new_workspace,
    read_list,
    remember_headers,
    remembered_headers,
)

LIST = (
    "编号,小区,住户,街道,经度,纬度\n"
    "1,东院,100,晴川街,114.20,30.55\n"
    "2,西院,约300,晴川街,114.21,30.55\n"
)


def test_a_list_is_read_with_its_notices() -> None:
    """About 300 is read as 300, and said."""
    text = LIST.replace("编号", "小区编号").replace("住户", "户数").replace("小区,", "小区名称,", 1)
    uploaded = read_list("名单.csv", text.encode("gb18030"))
    assert uploaded.error is None
    assert uploaded.read is not None
    assert uploaded.read.table["households"].tolist() == [100, 300]
    assert any("300" in str(notice) for notice in uploaded.read.notices)


def test_headers_can_be_mapped_by_hand() -> None:
    """Unknown headers are an error that lists them; once said, the list is read."""
    text = LIST.replace("编号", "A").replace("小区", "B").replace("住户", "C")
    # A title above, in GBK: rows keep their numbers whoever names the headers.
    content = ("2026 年名单,,,,,\n" + text).encode("gb18030")
    uploaded = read_list("a.csv", content)
    assert lacks_headers(uploaded)
    assert headers_of(uploaded) == ["A", "B", "C", "街道", "经度", "纬度"]
    header_of = {"estate_id": "A", "name": "B", "households": "C"}
    uploaded = read_list("a.csv", content, header_of=header_of)
    assert uploaded.error is None
    assert uploaded.read is not None
    assert uploaded.read.table["households"].tolist() == [100, 300]
    assert (4, "C") in {(one.row, one.column) for one in findings_of(uploaded, "en")}


def test_explained_headers_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last word about a column comes first, earlier ones stay; a spoilt memory is none."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert remembered_headers(["B"]) == {}
    remember_headers({"name": "B", "street": "街"})
    remember_headers({"name": "小区"})
    assert remembered_headers(["B", "街"]) == {"name": "B", "street": "街"}
    assert remembered_headers(["B", "小区", "户数"]) == {"name": "小区", "households": "户数"}
    memory = next(tmp_path.rglob("headers.json"))
    memory.write_text("[", encoding="utf-8")
    assert remembered_headers(["B"]) == {}


def test_a_list_with_explained_headers_becomes_a_workspace(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was understood is kept, in WGS-84, also when the list came in another datum."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    text = "A,B,C,街道,经度,纬度\n1,=东院,1,西街,114.0051824,30.0067656\n"
    header_of = {"estate_id": "A", "name": "B", "households": "C"}
    uploaded = read_list("stations.csv", text.encode(), datum="gcj02", header_of=header_of)
    assert uploaded.read is not None
    workspace = open_workspace(new_workspace(open_workspace(toy), uploaded))
    assert workspace.settings.datums.estates is None
    estates = open_district(workspace).estates
    point = uploaded.read.table.geometry.iloc[0]
    assert estates.geometry.iloc[0].distance(point) < 1e-9
    # The same list as it is, with the datum said: the settings keep it.
    plain = read_list(
        "stations.csv", text.replace("A,B,C", "编号,小区名称,户数").encode(), datum="bd09"
    )
    workspace = open_workspace(new_workspace(open_workspace(toy), plain))
    assert workspace.settings.datums.estates == "bd09"
    assert len(open_district(workspace).inputs.stations) == 2


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "..\\x.csv", ".csv", "<img>.csv", "长" * 300 + ".csv", "a\0b.csv"],
    ids=["up", "windows", "hidden", "markup", "long", "nul"],
)
def test_names_of_files_stay_in_their_folder(name: str) -> None:
    """Only the last part of a name counts, without signs that mean something."""
    file = read_list(name, b"x").file
    assert "/" not in file
    assert "\\" not in file
    assert not file.startswith(".")
    assert file.endswith(".csv")
    assert len(file) < 70


def test_faults_name_row_and_column() -> None:
    """The planner reads where to look."""
    text = "小区编号,小区名称,户数,街道\n1,东院,-5,晴川街\n1,西院,many,晴川街\n"
    error = read_list("a.csv", text.encode()).error
    assert error is not None
    said = error.sentence("zh")
    assert "第 2 行" in said
    assert "“户数”列" in said


def test_a_new_workspace_has_the_new_list(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roads and stations are copied; the old workspace is as it was."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    before = (toy / "workspace.toml").read_bytes()
    workspace = open_workspace(toy)
    estates = (toy / "estates.csv").read_bytes()
    folder = new_workspace(workspace, read_list("mine.csv", estates))
    assert folder != new_workspace(workspace, read_list("mine.csv", estates))
    assert len(open_district(open_workspace(folder)).estates) == 6
    assert (toy / "workspace.toml").read_bytes() == before


def test_a_workspace_without_inputs_gets_the_list(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the settings name nothing yet, the list is the first that they name."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (town / "workspace.toml").write_text('name = "镇"\n', encoding="utf-8")
    uploaded = read_list("mine.csv", (town / "estates.csv").read_bytes())
    folder = new_workspace(open_workspace(town), uploaded)
    assert open_workspace(folder).settings.inputs.estates == "estates.csv"


def test_a_new_workspace_inherits_no_zone_count_and_no_quotas(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said of the old estates is not said of the new ones; the rules of zones stay."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    workspace = open_workspace(toy)
    assert workspace.settings.zoning.zones
    assert workspace.settings.zoning.operators
    estates = (toy / "estates.csv").read_bytes()
    made = open_workspace(new_workspace(workspace, read_list("mine.csv", estates)))
    zoning = made.settings.zoning
    assert zoning.zones is None
    assert not zoning.operators
    assert zoning.max_estates == workspace.settings.zoning.max_estates


def test_every_input_has_a_name_on_screen() -> None:
    """Whatever file the settings can name, the data page can say what it is."""
    assert {f"ui.input_{name}" for name in Inputs.model_fields} <= set(sentences("zh"))


def test_a_corrected_list_becomes_a_workspace(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A faulty cell is named, takes what a person writes, and the workspace holds that."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    text = "小区编号,小区名称,户数,街道,经度,纬度\n1,东院,很多,西街,114.0,30.0\n"
    faulty = read_list("名单.csv", text.encode())
    (finding,) = [one for one in findings_of(faulty, "zh") if one.fault]
    assert finding.cell is not None
    uploaded = read_list("名单.csv", text.encode(), corrections={finding.cell: "90"})
    assert uploaded.read is not None
    workspace = open_workspace(new_workspace(open_workspace(toy), uploaded))
    assert open_district(workspace).estates["households"].tolist() == [90]


@pytest.mark.parametrize(
    ("header", "row", "column", "choice", "households"),
    [
        ("户数,户数", "10,100", "households", "户数 (2)", 100),
        ("户数（空置）,人数", "10,25", "households", "户数（空置）", 10),
        ("户数,居民户数", "90,100", "households", "居民户数", 100),
    ],
)
def test_an_unclear_header_is_one_question(
    toy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    header: str,
    row: str,
    column: str,
    choice: str,
    households: int,
) -> None:
    """The question names its choices; the answer reads the list, and is not asked again."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    text = f"小区编号,小区名称,街道,{header},经度,纬度\n1,东院,西街,{row},114.005,30.0067\n"
    uploaded = read_list("a.csv", text.encode())
    assert not lacks_headers(uploaded)
    (question,) = header_questions(uploaded)
    assert question.column == column
    assert choice in question.headers
    answered = read_list("a.csv", text.encode(), header_of={question.column: choice})
    assert header_questions(answered) == []
    assert answered.read is not None
    assert answered.read.table["households"].tolist() == [households]
    workspace = open_workspace(new_workspace(open_workspace(toy), answered))
    assert open_district(workspace).households.tolist() == [households]
