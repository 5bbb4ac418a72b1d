"""Barriers, seeds, further quotas and community totals of a workspace, by settings and by call."""

from pathlib import Path

import pandas as pd
import pytest

from geo.errors import WorkspaceError
from geo.settings import read_settings
from geo.workspace import (
    community_totals,
    decide_management,
    draw_zones,
    make_plan,
    open_district,
    open_workspace,
    seed_estates,
)

WALL = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},
"geometry": {"type": "LineString", "coordinates": [[114.008, 29.9], [114.008, 30.1]]}}]}"""


def ask(town: Path, section: str, line: str) -> None:
    """Add a line to a section of the settings."""
    path = town / "workspace.toml"
    text = path.read_text(encoding="utf-8")
    assert f"[{section}]" in text
    path.write_text(text.replace(f"[{section}]", f"[{section}]\n{line}"), encoding="utf-8")


def test_a_barrier_of_the_workspace_parts_the_zones(town: Path) -> None:
    """Two estates of one street that shared a zone do so no more; the file is an input."""
    before = draw_zones(open_district(open_workspace(town)), zones=3).estates["zone_id"]
    assert before[0] == before[1]
    (town / "wall.geojson").write_text(WALL, encoding="utf-8")
    ask(town, "inputs", 'barriers = "wall.geojson"')
    plan = make_plan(open_workspace(town))
    assert "wall.geojson" in plan.run.inputs
    after = draw_zones(open_district(open_workspace(town)), zones=4).estates["zone_id"]
    assert after[0] != after[1]


def test_seeds_have_a_zone_each(town: Path) -> None:
    """By id, or by the place that lies nearest; strangers and doubles are told together."""
    district = open_district(open_workspace(town))
    ids = district.estates["estate_id"].tolist()
    place = district.estates.geometry.iloc[1]
    marked = district.with_zone_marks(seeds=[ids[0], f"{place.x},{place.y}"])
    assert seed_estates(marked) == [0, 1]
    zones = draw_zones(marked, zones=4).estates["zone_id"]
    assert zones[0] != zones[1]
    with pytest.raises(WorkspaceError) as refused:
        seed_estates(district.with_zone_marks(seeds=["nobody", ids[1], f"{place.x},{place.y}"]))
    assert len(refused.value.faults) == 2
    ask(town, "zoning", f'seeds = ["{ids[0]}", "{ids[1]}"]')
    settings = read_settings(town / "workspace.toml")
    assert settings.for_run()["zoning"]["seeds"] == ids[:2]


def test_a_run_without_marks_keeps_its_settings(toy: Path) -> None:
    """No new key in what the run hash is made from."""
    asked = read_settings(toy / "workspace.toml").for_run()
    assert "seeds" not in asked["zoning"]
    assert "barriers" not in asked["inputs"]
    for quota in asked["zoning"]["operators"].values():
        assert set(quota) == {"estates", "households"}


def test_quotas_of_residents_fill_blank_operators(town: Path) -> None:
    """The estates go where the residents are wanted; a column that is missing is named."""
    path = town / "estates.csv"
    table = pd.read_csv(path, encoding="utf-8-sig", dtype={"estate_id": str})
    table["operator"] = ""
    table["residents"] = [100, 200, 300, 400, 500, 600]
    table.to_csv(path, index=False, encoding="utf-8-sig")
    text = (town / "workspace.toml").read_text(encoding="utf-8")
    head, _, tail = text.partition("[zoning.operators")
    rest = tail[tail.index("[totals]") :]
    quotas = "[zoning.operators]\nA = {residents = 1000}\nB = {residents = 1100}\n"
    (town / "workspace.toml").write_text(f"{head}{quotas}\n{rest}", encoding="utf-8")
    decided = decide_management(open_district(open_workspace(town)))
    sums = table["residents"].groupby(decided["operator"].to_numpy()).sum()
    assert sums.to_dict() == {"A": 1000, "B": 1100}
    table.drop(columns="residents").to_csv(path, index=False, encoding="utf-8-sig")
    with pytest.raises(WorkspaceError, match="residents"):
        decide_management(open_district(open_workspace(town)))


def test_community_totals_add_up(toy: Path) -> None:
    """Estates, households and residents of all communities are those of the list."""
    district = open_district(open_workspace(toy))
    totals = community_totals(district, draw_zones(district, zones=3).estates)
    estates = district.estates
    assert totals["estates"].sum() == len(estates)
    assert totals["households"].sum() == estates["households"].sum()
    assert totals["residents"].sum() == estates["residents"].sum()
