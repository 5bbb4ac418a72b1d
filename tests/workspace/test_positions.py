"""How the position of every estate is known: in the exports, and in verdicts that it may turn."""

from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.plan_tables import TABLES
from geo.report import write_pack
from geo.workspace import cover_stations, make_plan, open_district, open_workspace


def _with_column(town: Path, name: str, cells: dict[str, str]) -> None:
    path = town / "estates.csv"
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    table[name] = table["estate_id"].map(cells)
    table.to_csv(path, index=False, encoding="utf-8-sig")


def _verdict(town: Path) -> dict[str, str]:
    found = cover_stations(open_district(open_workspace(town))).estates
    return dict(zip(found["estate_id"], found["verdict"], strict=True))


@pytest.mark.parametrize(
    ("precision", "verdict"),
    [
        ("point", "late"),
        ("estate", "late"),
        ("address", "late"),  # 50 m are 0.22 min at 18 km/h with a detour of 1.33; 0.6 are missing
        ("street", "unsure"),  # 300 m are 1.33 min
        ("道路", "unsure"),
        ("区县", "unsure"),
        ("nonsense", "late"),
    ],
)
def test_a_precision_that_could_turn_the_answer_leaves_it_unsure(
    town: Path, precision: str, verdict: str
) -> None:
    """E2 takes 9.6 minutes of 9: an error of 0.6 minutes or more could bring it on time."""
    _with_column(town, "location_precision", {"E2": precision})
    assert _verdict(town)["E2"] == verdict


def test_the_stated_error_goes_before_the_precision(town: Path) -> None:
    """A street with a stated error of 10 m is as sure as that."""
    _with_column(town, "location_precision", {"E2": "street"})
    _with_column(town, "position_error_m", {"E2": "10"})
    assert _verdict(town)["E2"] == "late"


def test_the_settings_say_what_a_precision_is_worth(town: Path) -> None:
    """With [positions] street = 100 (0.44 min) the verdict of E2 is sure again."""
    _with_column(town, "location_precision", {"E2": "street"})
    path = town / "workspace.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + "\n[positions]\nstreet = 100\n", encoding="utf-8"
    )
    assert _verdict(town)["E2"] == "late"


def test_exports_say_how_every_position_is_known(town: Path, tmp_path: Path) -> None:
    """Csv (at its end), gpkg and xlsx carry distance, rule, score, precision, datum, error."""
    _with_column(town, "location_precision", {"E1": "address"})
    _with_column(town, "location_rule", {"E1": "name_and_street"})
    _with_column(town, "location_score", {"E1": "0.87"})
    _with_column(town, "datum", {"E1": "wgs84"})
    out = tmp_path / "out"
    write_pack(make_plan(open_workspace(town)), out, language="en")
    table = pd.read_csv(out / "estates.csv", encoding="utf-8-sig").set_index("estate_id")
    columns = TABLES["estate_position"]
    begin = table.columns.get_loc(columns[0])
    assert tuple(table.columns[begin : begin + len(columns)]) == columns
    assert begin > table.columns.get_loc("service_level")
    first = table.loc["E1", list(columns)]
    assert first["location_rule"] == "name_and_street"
    assert first["location_score"] == 0.87
    assert (first["location_precision"], first["position_error_m"]) == ("address", 50)
    assert first["location_datum"] == "wgs84"
    # E2's gate lies 50 m from its street (README of the toy town); E6 lies far from any road.
    assert table.loc["E2", "snap_m"] == pytest.approx(50, abs=1)
    assert pd.isna(table.loc["E6", "snap_m"])
    layer = pyogrio.read_dataframe(out / "plan.gpkg", layer="estates")
    assert set(columns) <= set(layer.columns)
    sheet = openpyxl.load_workbook(out / "plan.xlsx")["Estates"]
    heads = [cell.value for row in sheet.iter_rows(max_row=6) for cell in row]
    assert {"To the road (m)", "Location precision", "Position error (m)"} <= set(heads)
