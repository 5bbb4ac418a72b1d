"""Cover by hour in the files of a plan, and files that do not change where no crew has hours."""

import csv
import json
import shutil
from pathlib import Path

from openpyxl import load_workbook

from geo.report import write_pack
from geo.workspace import example_folder, make_plan, open_workspace


def _pack(folder: Path, shifts: str | None) -> Path:
    workspace = folder / "workspace"
    shutil.copytree(example_folder("toy"), workspace)
    if shifts is not None:
        (workspace / "shifts.csv").write_text(shifts, "utf-8")
        toml = workspace / "workspace.toml"
        text = toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
        toml.write_text(text, "utf-8")
    write_pack(make_plan(open_workspace(workspace)), folder / "out", language="zh")
    return folder / "out"


def test_hours_are_written_where_crews_have_hours(tmp_path: Path) -> None:
    """Two columns behind the ledger in estates.csv, keys in plan.json, a sheet and a page."""
    out = _pack(tmp_path, "station_id,days,opens,closes\nS1,every,8:00,20:00\n")
    with (out / "estates.csv").open(encoding="utf-8-sig", newline="") as file:
        header, first, *_ = csv.reader(file)
    told = dict(zip(header, first, strict=True))
    assert (told["hours_covered"], told["worst_hour"]) == ("12", "0")
    coverage = json.loads((out / "plan.json").read_text("utf-8"))["coverage"]
    assert [(row["day"], row["hour"]) for row in coverage["by_hour"][23:25]] == [
        ("weekday", 23),
        ("weekend", 0),
    ]
    assert coverage["round_the_clock"]["estates"] >= 0
    sheet = load_workbook(out / "plan.xlsx")["逐时达标"]
    assert sheet.max_row == 73
    assert "各时段达标户占比" in (out / "report.html").read_text("utf-8")


def test_one_shift_all_day_changes_no_file_but_the_run(tmp_path: Path) -> None:
    """Known answer: every list and every figure is that of a workspace without shifts."""
    plain = _pack(tmp_path / "a", None)
    every = _pack(tmp_path / "b", "station_id,days,opens,closes\nS1,every,0:00,24:00\nS2,,,\n")
    for file in ("estates.csv", "stations.csv", "zones.csv"):
        assert (plain / file).read_bytes() == (every / file).read_bytes()
    figures = [json.loads((out / "plan.json").read_text("utf-8")) for out in (plain, every)]
    for figure in figures:
        figure.pop("run")
    assert figures[0] == figures[1]
