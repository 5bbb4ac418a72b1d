"""Any district: nothing but a list and a road file goes through init, check, plan and export."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import tables
from geo.errors import TableError
from geo.report import PACK_FILES
from tests.any_size import bare_workspace

Command = Callable[..., Any]

LARGE = pytest.mark.skipif(not os.environ.get("LARGE_DISTRICTS"), reason="make large-districts")
SIZES = (1, 5, 30, 90, pytest.param(800, marks=LARGE), pytest.param(5_000, marks=LARGE))


@pytest.mark.parametrize("count", SIZES)
def test_a_list_and_roads_are_enough(
    command: Command, hanyang: Path, tmp_path: Path, count: int
) -> None:
    """There are zones and every file; that streets and stations are missing is said."""
    ws = bare_workspace(tmp_path / "ws", hanyang / "roads.npz", count)
    checked = command("check", ws, "--json", "--lang", "en")
    assert checked.code == 0, checked.err
    assert (checked.json["estates"], checked.json["stations"]) == (count, 0)
    said = " ".join(checked.json["notices"])
    assert "No column of streets" in said
    assert "No station is listed" in said
    made = command("plan", ws, "--out", tmp_path / "out", "--json")
    assert made.code == 0, made.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(PACK_FILES)
    zones = pd.read_csv(tmp_path / "out" / "zones.csv")
    assert zones["estates"].sum() == count
    assert made.json["coverage"]["households_covered"] == 0
    assert len(made.json["siting"]["proposed"]) >= 1
    exported = command("scenario", ws, "export", "s1", "--out", tmp_path / "pack", "--json")
    assert exported.code == 0, exported.err
    assert exported.json["zoning"]["zones"] == len(zones)


def test_what_needs_crews_says_that_there_are_none(
    command: Command, hanyang: Path, tmp_path: Path
) -> None:
    """A roster of nobody is refused in words; siting, zones and claims are answered."""
    ws = bare_workspace(tmp_path / "ws", hanyang / "roads.npz", 5)
    refused = command("roster", ws, "--lang", "en")
    assert refused.code == 1
    assert "No station answers calls" in refused.err
    for words in (("cover", ws), ("zone", ws), ("audit", ws, "--claim", "人人15分钟到达")):
        assert command(*words).code == 0
    for model in ("max_cover", "set_cover", "p_median", "p_center"):
        sited = command("site", ws, "--model", model, "--stations", "3", "--lang", "zh")
        assert sited.code == 0, sited.err
        assert "nan" not in sited.out


def test_a_workspace_may_name_no_stations(command: Command, hanyang: Path, tmp_path: Path) -> None:
    """Where the line of the stations is left out, there are none."""
    ws = bare_workspace(tmp_path / "ws", hanyang / "roads.npz", 5)
    settings = (ws / "workspace.toml").read_text(encoding="utf-8")
    kept = [line for line in settings.splitlines() if not line.startswith('stations = "')]
    (ws / "workspace.toml").write_text("\n".join(kept), encoding="utf-8")
    (ws / "stations.csv").unlink()
    assert command("check", ws, "--json").json["stations"] == 0


def test_a_blank_street_among_streets_stays_a_fault(tmp_path: Path) -> None:
    """A column of streets that is there must be filled: only a list without it is one street."""
    table = pd.DataFrame({"小区名称": list("甲乙"), "户数": [1, 2], "街道": ["", "西街"]})
    table.to_csv(tmp_path / "estates.csv", index=False)
    with pytest.raises(TableError) as refused:
        tables.read_estates(tmp_path / "estates.csv")
    assert [fault.key for fault in refused.value.faults] == ["tables.missing_value"]
    read = tables.read_estates(_without_street(table, tmp_path))
    assert read.table["street"].tolist() == ["", ""]
    assert json.dumps([notice.key for notice in read.notices]).count("tables.without_street") == 1


def _without_street(table: pd.DataFrame, folder: Path) -> Path:
    path = folder / "bare.csv"
    table.drop(columns="街道").to_csv(path, index=False)
    return path
