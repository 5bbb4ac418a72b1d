"""Barriers and seeds on the command line, of ``zone`` and of a scenario, and community totals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

Command = Callable[..., Any]


def wall(folder: Path) -> Path:
    """Return a file with a line between the first two estates of the sample town."""
    path = folder / "wall.geojson"
    line = {"type": "LineString", "coordinates": [[114.008, 29.9], [114.008, 30.1]]}
    shape = {"type": "Feature", "properties": {}, "geometry": line}
    features = {"type": "FeatureCollection", "features": [shape]}
    path.write_text(json.dumps(features), encoding="utf-8")
    return path


def test_zone_keeps_to_barriers_and_seeds(command: Command, town: Path, tmp_path: Path) -> None:
    """E1 and E2 share a zone until a barrier parts them, or both are seeds."""
    free = command("zone", town, "--json").json["zone_of"]
    assert free["E1"] == free["E2"]
    out = tmp_path / "out"
    words = ("--zones", "4", "--out", out, "--json")
    parted = command("zone", town, "--barriers", wall(tmp_path), *words).json
    assert parted["zone_of"]["E1"] != parted["zone_of"]["E2"]
    assert len(parted["communities"]) == len(pd.read_csv(out / "communities.csv"))
    assert sum(one["households"] for one in parted["communities"]) == 1200
    seeds = ("--seed-point", "E1", "--seed-point", "E2", "--zones", "4", "--json")
    seeded = command("zone", town, *seeds).json["zone_of"]
    assert seeded["E1"] != seeded["E2"]
    refused = command("zone", town, "--seed-point", "nobody", "--lang", "en")
    assert refused.code == 1
    assert "nobody" in refused.err
    empty = tmp_path / "empty.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    refused = command("zone", town, "--barriers", empty, "--lang", "en")
    assert refused.code == 1
    assert "empty.geojson" in refused.err


def test_a_scenario_keeps_barriers_and_seeds(command: Command, town: Path, tmp_path: Path) -> None:
    """Its zones are drawn with them, its export has these zones and says so."""
    command("scenario", town, "new", "River")
    words = ("--barriers", wall(tmp_path), "--seed-point", "E3", "--zones", "4")
    assert command("scenario", town, "set", "s2", *words).code == 0
    out = tmp_path / "pack"
    run = command(
        "scenario", town, "export", "s2", "--out", out, "--formats", "folding", "--lang", "en"
    )
    assert run.code == 0
    zones = pd.read_csv(out / "estates.csv").set_index("estate_id")["zone_id"]
    assert zones["E1"] != zones["E2"]
    redrawn = command("zone", town, "--scenario", "s2", "--zones", "4", "--json").json["zone_of"]
    assert redrawn["E1"] != redrawn["E2"]
    assert "no zone crosses" in (out / "report.html").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(out / "folding_table.xlsx").worksheets[0]
    levels = [sheet.row_dimensions[row].outlineLevel for row in range(2, sheet.max_row + 1)]
    assert levels[:3] == [0, 1, 2]
    assert max(levels) == 4
    assert levels.count(4) == 6


def test_duty_of_the_list_stands_in_the_workbook(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """Under Chinese headers, as text; without them the workbook has no such sheet."""
    path = town / "estates.csv"
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    table["值班人"] = ["示例值班员", *[""] * (len(table) - 1)]
    table["值班电话"] = ["02700000000", *[""] * (len(table) - 1)]
    out = tmp_path / "out"
    assert command("plan", town, "--out", out, "--lang", "zh").code == 0
    assert "分级名册" not in openpyxl.load_workbook(out / "plan.xlsx").sheetnames
    table.to_csv(path, index=False, encoding="utf-8-sig")
    assert command("plan", town, "--out", out, "--lang", "zh").code == 0
    sheet = openpyxl.load_workbook(out / "plan.xlsx")["分级名册"]
    said = [row[6:8] for row in sheet.iter_rows(values_only=True)]
    assert ("示例值班员", "02700000000") in said
