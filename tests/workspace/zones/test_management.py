"""Ladders of service level and management mode as a workspace asks for them."""

import shutil
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from geo.errors import SettingsError
from geo.report.workbook import plan_sheets
from geo.settings import LadderStep, read_settings
from geo.workspace import ladders_of, level_needs, make_plan, open_district, open_workspace
from geo.zoning import CRITERIA, MODE_LADDER, SERVICE_LADDER

OWN_LADDER = """
[levels.weights]
party_base = 0
environment = 0
infrastructure = 0
closure = 0

[[levels.service]]
name = "扫地"
[[levels.service]]
name = "全包"
least = { score = 60, closure = 20 }
"""


def scored(toy: Path, folder: Path, settings: str) -> Path:
    """Return a copy of the toy workspace with scores from 0 to 100 and further settings."""
    shutil.copytree(toy, folder)
    estates = pd.read_csv(folder / "estates.csv", dtype=str, encoding="utf-8-sig")
    for criterion in CRITERIA:
        estates[criterion] = [str(20 * row) for row in range(len(estates))]
    estates.to_csv(folder / "estates.csv", index=False, encoding="utf-8-sig")
    with (folder / "workspace.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    return folder


def test_the_names_of_criteria_are_those_of_the_ladders() -> None:
    """A setting may ask for exactly the criteria that the kernel knows, and for the score."""
    requirement = get_args(LadderStep.model_fields["least"].annotation)[0]
    assert set(get_args(requirement)) == {*CRITERIA, "score"}


def test_without_settings_the_ladders_are_those_of_the_product(toy: Path) -> None:
    """Nothing has to be written into workspace.toml."""
    service, modes = ladders_of(open_workspace(toy).settings)
    assert service.steps == SERVICE_LADDER.steps
    assert modes.steps == MODE_LADDER.steps
    assert dict(service.weights) == dict.fromkeys(CRITERIA, 1.0)


def test_own_ladders_decide_levels_and_needs(toy: Path, tmp_path: Path) -> None:
    """Willingness alone makes the score; who falls short is told by how much."""
    district = open_district(open_workspace(scored(toy, tmp_path / "town", OWN_LADDER)))
    plan = make_plan(open_workspace(tmp_path / "town"))
    assert plan.estates["service_level"].tolist() == ["扫地"] * 3 + ["全包"] * 3
    assert set(plan.zones["service_level"]) <= {"扫地", "全包"}
    needs = level_needs(district)["level_needs"]
    assert needs[0].sentence("en") == (
        "for 全包: the overall score from 0 to 60 (+60); closed management from 0 to 20 (+20)"
    )
    assert needs[3:].isna().all()
    sheet = next(s for s in plan_sheets(plan, language="zh") if s.title == "等级与模式")
    place = [column.header for column in sheet.columns].index("提升服务等级")
    assert sheet.rows[2][place] == "升到全包：综合得分由 40 提高到 60（+20）"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[levels.service]]\nname = "a"\nleast = { score = 1 }', "asks for nothing"),
        ('[[levels.modes]]\nname = "a"\n[[levels.modes]]\nname = "a"', "two steps of one name"),
        ("[[levels.modes]]\nleest = {}", "did you mean least"),
        ("[levels.weights]\nwilling = 1", "levels.weights.willing .*valid: .*willingness"),
        ('[[levels.service]]\nname = ""', "levels.service.0.name is missing"),
        ("[levels.weights]\n" + "\n".join(f"{name} = 0" for name in CRITERIA), "no weight above"),
    ],
    ids=["first", "twice", "key", "criterion", "name", "weights"],
)
def test_a_wrong_ladder_is_named(tmp_path: Path, text: str, said: str) -> None:
    """Each fault says where it is and what was wanted."""
    path = tmp_path / "workspace.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_settings(path)
