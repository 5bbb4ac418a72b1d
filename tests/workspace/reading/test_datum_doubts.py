"""The datum of a file: said once for the workspace, and held against the map with figures."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo.coords import distance_m, from_wgs84
from geo.errors import SettingsError
from geo.workspace import open_workspace, read_inputs
from geo.workspace.reading.datum_doubts import check_datum, datum_notices


@pytest.fixture
def shifted(hanyang: Path, tmp_path: Path) -> Path:
    """Return Hanyang with its estates in GCJ-02 and no word about it."""
    folder = tmp_path / "hanyang"
    shutil.copytree(hanyang, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    estates = pd.read_csv(hanyang / "estates.csv", encoding="utf-8-sig", dtype=str)
    lon, lat = from_wgs84(estates["lon"].astype(float), estates["lat"].astype(float), "gcj02")
    moved = estates.drop(columns="datum").assign(lon=lon, lat=lat)
    moved.to_csv(folder / "estates.csv", index=False, encoding="utf-8-sig")
    return folder


def name_datum(folder: Path, datum: str) -> None:
    """Write the datum of the estates into the settings."""
    toml = folder / "workspace.toml"
    said = f'[datums]\nestates = "{datum}"\n\n[target]'
    toml.write_text(toml.read_text("utf-8").replace("[target]", said), encoding="utf-8")


def test_a_wrong_datum_is_told_with_figures_and_set_right(shifted: Path, hanyang: Path) -> None:
    """Unsaid, the check names GCJ-02; said in the settings, positions are where they were."""
    inputs = read_inputs(open_workspace(shifted))
    found = check_datum(inputs.estates, boundary=inputs.boundary, road_map=inputs.road_map)
    assert found is not None
    assert found.suspect == "gcj02"
    said = [notice.sentence("en") for notice in datum_notices(found, "estates.csv")]
    assert len(said) == 2
    for reading in found.readings:
        assert f"{reading.datum.upper()} {100 * reading.outside_share:.1f} % / " in said[0]
    assert 'estates = "gcj02"' in said[1]

    name_datum(shifted, "gcj02")
    inputs = read_inputs(open_workspace(shifted))
    there = read_inputs(open_workspace(hanyang)).estates
    off_m = distance_m(inputs.estates["lon"], inputs.estates["lat"], there["lon"], there["lat"])
    assert off_m.max() < 0.01
    assert inputs.estates["given_datum"].eq("gcj02").all()
    found = check_datum(inputs.estates, boundary=inputs.boundary, road_map=inputs.road_map)
    assert found is not None
    assert (found.stated, found.suspect) == ("gcj02", None)


def test_an_unknown_datum_is_refused_with_the_valid_ones(shifted: Path) -> None:
    """The sentence names the key, what was found and what may stand there."""
    name_datum(shifted, "mars")
    with pytest.raises(SettingsError, match=r"datums\.estates is mars.*gcj02"):
        open_workspace(shifted)


def test_few_points_are_not_judged(toy: Path) -> None:
    """Six estates say nothing about a datum."""
    inputs = read_inputs(open_workspace(toy))
    found = check_datum(inputs.estates, boundary=inputs.boundary, road_map=inputs.road_map)
    assert found is None
    assert datum_notices(found) == []
