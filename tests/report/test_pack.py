"""The pack is complete, repeatable, and says the same in every language where it should."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.errors import WorkspaceError
from geo.report import PACK_FILES, write_pack, write_tables


@pytest.fixture(scope="module")
def pack(plan: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack in Chinese."""
    out = tmp_path_factory.mktemp("pack") / "out"
    write_pack(plan, out, language="zh")
    return out


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_every_file_is_there(pack: Path) -> None:
    """No file more, no file less."""
    assert {path.name for path in pack.iterdir()} == set(PACK_FILES)


def test_a_second_run_gives_the_same_bytes(make_plan: Any, pack: Path, tmp_path: Path) -> None:
    """No clock, no random name in any file, pictures and databases included."""
    write_pack(make_plan(), tmp_path / "again", language="zh")
    assert digests(tmp_path / "again") == digests(pack)


def test_lists_and_figures_have_no_language(plan: Any, pack: Path, tmp_path: Path) -> None:
    """The csv and json files are the same on an English screen."""
    write_pack(plan, tmp_path / "english", language="en")
    chinese, english = digests(pack), digests(tmp_path / "english")
    for name in ("plan.json", "estates.csv", "stations.csv", "zones.csv"):
        assert chinese[name] == english[name]
    for name in ("plan.xlsx", "map.html", "report.html"):
        assert chinese[name] != english[name]


def test_csv_opens_in_excel(pack: Path) -> None:
    """A byte-order mark, one kind of line end, identifiers that keep their zeros."""
    data = (pack / "estates.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\r" not in data
    table = pd.read_csv(pack / "estates.csv", dtype={"estate_id": str})
    assert table["estate_id"].tolist()[0] == "001"
    assert table["drive_min"].isna().sum() == 1


def test_no_machine_path_in_any_text(pack: Path) -> None:
    """What is handed on tells nothing of the machine it was made on."""
    for name in (
        "plan.json",
        "estates.csv",
        "stations.csv",
        "zones.csv",
        "map.html",
        "report.html",
    ):
        text = (pack / name).read_text(encoding="utf-8")
        assert str(Path.home()) not in text
        assert str(pack.parent) not in text


def test_formulas_are_text_in_csv(make_plan: Any, tmp_path: Path) -> None:
    """A name that begins like a formula gets a leading apostrophe."""
    names = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", *"abcdef"]
    write_pack(make_plan(names=names), tmp_path / "out", language="zh")
    table = pd.read_csv(tmp_path / "out" / "estates.csv", dtype=str)
    assert table["name"].tolist()[:4] == ["'=HYPERLINK(1)", "'+1", "'-1", "'@x"]
    assert all(name.startswith("'") for name in table["name"][:6])


def test_tables_of_a_single_command_can_be_written_again(plan: Any, tmp_path: Path) -> None:
    """A folder that write_tables made is replaced, a pack's folder of other origin is not."""
    write_tables({"estates": plan.estates, "stations": plan.stations}, tmp_path / "out")
    write_tables({"zones": plan.zones}, tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"zones.csv", "tables.json"}
    assert json.loads((tmp_path / "out" / "tables.json").read_text())["files"].keys() == {
        "zones.csv"
    }
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "zones.csv").write_text("mine")
    with pytest.raises(WorkspaceError):
        write_tables({"zones": plan.zones}, tmp_path / "own")
