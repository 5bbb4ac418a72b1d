"""The forecast of a workspace: from a log, and by assumption where there is none."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.workspace import example_folder, open_workspace
from geo.workspace.operations import forecast_of


def _town(folder: Path, rows: list[str] | None) -> Path:
    shutil.copytree(example_folder("toy"), folder / "town")
    toml = folder / "town" / "workspace.toml"
    if rows is not None:
        lines = "\n".join(["call_id,reported_at,estate_id,kind", *rows])
        (folder / "town" / "calls.csv").write_text(lines, "utf-8")
        text = toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\ncalls = "calls.csv"\n')
        toml.write_text(text, "utf-8")
    return folder / "town"


def _log(calls: int) -> list[str]:
    rng = np.random.default_rng(5)
    first = datetime(2025, 3, 1)
    rows = []
    for number in range(calls):
        moment = first + timedelta(days=int(rng.integers(0, 60)), hours=int(rng.integers(6, 22)))
        estate = rng.choice(["E1", "E1", "E1", "E2", "E3", "E4"])
        rows.append(f"C{number},{moment:%Y-%m-%d %H:%M},{estate},{rng.choice(['水', '电'])}")
    return rows


def test_a_log_says_when_and_where(tmp_path: Path) -> None:
    """Half of the calls come from E1, none at night, two kinds share them."""
    made = forecast_of(open_workspace(_town(tmp_path, _log(600))))
    assert made.forecast is not None
    assert made.calls_a_year == pytest.approx(600 / 60 * 365.25, rel=0.05)
    by_estate = made.estates.set_index("estate_id")["calls"]
    assert by_estate["E1"] == pytest.approx(made.calls_a_year / 2, rel=0.15)
    assert by_estate.sum() == pytest.approx(made.calls_a_year, rel=0.05)
    night = made.hours[made.hours["hour"] < 6]["calls"]
    assert night.max() < 0.2
    assert set(made.kinds["kind"]) == {"水", "电"}
    by_kind = made.estate_kinds.groupby("estate_id")["calls"].sum()
    assert by_kind["E1"] == pytest.approx(by_estate["E1"], rel=1e-3)


def test_without_a_log_calls_are_assumed_and_it_says_so(tmp_path: Path) -> None:
    """By households, evenly."""
    made = forecast_of(open_workspace(_town(tmp_path, None)))
    assert made.forecast is None
    assert made.calls_a_year == pytest.approx(1200 * 0.2)
    assert [notice.key for notice in made.notices] == ["forecast.assumed"]


def test_a_short_log_is_refused(tmp_path: Path) -> None:
    """Fifty calls say nothing about an hour of the week."""
    with pytest.raises(OperationsError, match="200 calls"):
        forecast_of(open_workspace(_town(tmp_path, _log(50))))
