"""Packs that an earlier run of a province left: kept when whole, planned anew when damaged."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest

from geo.cluster import DistrictTask, plan_district
from geo.errors import WorkspaceError
from geo.report import ProvinceRow, write_province
from geo.workspace import open_workspace, run_of


@pytest.fixture
def record(toy: Path) -> dict[str, Any]:
    """Return what a pack of the toy town says of itself."""
    return {
        "run": {"hash": run_of(open_workspace(toy)).hash},
        "estates": {"count": 6, "households": 1200},
        "coverage": {
            "households_covered": 900,
            "share_households": 0.75,
            "estates_late": 1,
            "estates_unreachable": 0,
            "estates_unsure": 0,
        },
        "zoning": {"zones": 3},
    }


@pytest.fixture
def planned(toy: Path, tmp_path: Path) -> Callable[[str], str]:
    """Return the function that gives the status of a district whose pack holds such a record."""
    out = tmp_path / "out" / "districts" / "toy"
    out.mkdir(parents=True)
    shutil.copyfile(toy / "estates.csv", out / "estates.csv")

    def plan(text: str) -> str:
        (out / "plan.json").write_text(text, encoding="utf-8")
        anew = WorkspaceError("workspace.no_folder", folder="anew")
        with mock.patch("geo.workspace.make_plan", side_effect=anew):
            row = plan_district(DistrictTask("toy", str(toy), str(out), "zh"))
        return "anew" if "anew" in row.message else row.status

    return plan


def test_a_whole_pack_is_kept(planned: Callable[[str], str], record: dict[str, Any]) -> None:
    """Of the same plan, nothing is calculated again."""
    assert planned(json.dumps(record)) == "kept"


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("coverage", "share_households", float("inf")),
        ("coverage", "share_households", None),
        ("coverage", "estates_late", []),
        ("coverage", "households_covered", -1),
        ("estates", "count", 10**30),
        ("estates", "households", True),
        ("zoning", "zones", "3"),
        ("run", "hash", "0"),
    ],
)
def test_a_damaged_record_is_planned_anew(
    planned: Callable[[str], str], record: dict[str, Any], section: str, key: str, value: object
) -> None:
    """A figure that cannot be is no figure of the province."""
    record[section][key] = value
    assert planned(json.dumps(record)) == "anew"


@pytest.mark.parametrize("damaged", ["1.1400518e+300", "114000518240", "inf"])
def test_places_beyond_the_earth_are_planned_anew(
    planned: Callable[[str], str], record: dict[str, Any], tmp_path: Path, damaged: str
) -> None:
    """Round such a place no area would ever be finished."""
    (estates,) = tmp_path.rglob("estates.csv")
    text = estates.read_text("utf-8-sig").replace("114.0051824", damaged, 1)
    estates.write_text(text, "utf-8-sig")
    assert planned(json.dumps(record)) == "anew"


def test_what_is_no_record_is_planned_anew(planned: Callable[[str], str]) -> None:
    """Neither half a file nor brackets without end stop the district."""
    assert planned('{"run": ') == planned("[" * 20_000) == planned("[]") == "anew"


def test_a_damaged_layer_is_told_with_its_file(toy: Path, tmp_path: Path) -> None:
    """Its estates cannot be put among those of the province: the message says what to delete."""
    pack = tmp_path / "districts" / "toy"
    pack.mkdir(parents=True)
    (pack / "plan.gpkg").write_bytes(b"SQLite format 3\x00" + bytes(100))
    estates = pd.read_csv(toy / "estates.csv", encoding="utf-8-sig")
    row = ProvinceRow("toy", "kept", estates=len(estates), households=1200)
    with pytest.raises(WorkspaceError) as refused:
        write_province([row], tmp_path, language="en")
    assert "plan.gpkg" in refused.value.sentence("en")
    assert "plan.gpkg" in refused.value.sentence("zh")
