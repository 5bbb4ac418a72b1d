"""``plan --formats``: files are chosen on the command line, of the workspace and of a scenario."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

Command = Callable[..., Any]


def test_plan_and_a_scenario_write_the_formats_that_are_named(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """The same names, the same files; what a drawing is in is said."""
    out = tmp_path / "out"
    run = command("plan", town, "--out", out, "--formats", "dxf,run_cards,utilisation", "--json")
    assert run.code == 0
    assert "EPSG:4547" in run.json["files"][0]
    assert {"plan.dxf", "run_cards.xlsx", "utilisation.csv", "estates.csv"} <= names(out)
    assert pd.read_csv(out / "utilisation.csv")["station_id"].tolist()[-1] == "all"
    command("scenario", town, "new", "Night")
    words = ("--formats", "dxf", "--only", "--zone", "Z01")
    assert command("scenario", town, "export", "s2", "--out", out, *words).code == 0
    assert names(out) == {
        "plan.json",
        "scenario.json",
        "plan.dxf",
        "zone_sheet_Z01.html",
        "tables.json",
    }


def test_wrong_formats_leave_with_one_and_nothing_written(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """One message that lists the valid names, in both languages."""
    for language, word in (("zh", "格式"), ("en", "format")):
        run = command("plan", town, "--out", tmp_path / "o", "--formats", "x", "--lang", language)
        assert run.code == 1
        assert word in run.err
        assert "geoparquet" in run.err
    assert not (tmp_path / "o").exists()


def names(folder: Path) -> set[str]:
    """Return what a folder holds, and that its list says the same."""
    held = {path.name for path in folder.iterdir()}
    listed = json.loads((folder / "tables.json").read_text(encoding="utf-8"))["files"]
    assert set(listed) == held - {"tables.json"}
    return held


def test_a_drawing_in_degrees_is_refused(
    command: Callable[..., Any], toy: Path, tmp_path: Path
) -> None:
    """DXF is in metres: a reference system in degrees is no grid, and nothing is written."""
    asked = ("--formats", "dxf", "--grid", "EPSG:4326", "--lang", "en")
    run = command("plan", toy, "--out", tmp_path / "out", *asked)
    assert (run.code, "degrees" in run.err) == (1, True)
    assert not (tmp_path / "out").exists()
