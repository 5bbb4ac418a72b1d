"""Crews with skills: only those that can mend a fault count for it."""

import shutil
from pathlib import Path

import pytest

from geo.coverage import skill_of_kind, split_skills
from geo.errors import WorkspaceError
from geo.workspace import (
    District,
    cover_by_skill,
    cover_stations,
    district_for_fault,
    example_folder,
    open_district,
    open_workspace,
    run_of,
    skills_of,
)


def town(folder: Path, *, skills: tuple[str, str], shifts: str = "", extra: str = "") -> District:
    """Return the sample town with skills of its two stations."""
    copy = folder / "toy"
    shutil.copytree(example_folder("toy"), copy)
    path = copy / "stations.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    lines[:3] = [f"{line},{word}" for line, word in zip(lines, ["技能", *skills], strict=False)]
    lines[3:] = [f"{line}," for line in lines[3:]]
    path.write_text("\n".join(lines), "utf-8")
    toml = copy / "workspace.toml"
    text = toml.read_text("utf-8")
    if shifts:
        (copy / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text(text + extra, "utf-8")
    return open_district(open_workspace(copy))


def covered(district: District) -> list[str]:
    """Return the ids of the estates that are covered."""
    table = cover_stations(district).estates
    return table["estate_id"][table["verdict"] == "covered"].tolist()


def test_cells_of_skills() -> None:
    """Any separator and width; blank is everything; a kind needs the skill of its own name."""
    assert split_skills("水、电；气") == split_skills("水/电 气") == {"水", "电", "气"}
    assert split_skills(" ") == split_skills(None) == frozenset()
    needs = {"水": ("水管爆裂",)}
    assert skill_of_kind("水管爆裂", ("水", "电"), needs) == "水"
    assert skill_of_kind("电", ("水", "电"), needs) == "电"
    assert skill_of_kind("门禁", ("水", "电"), needs) is None


def test_by_hand(tmp_path: Path) -> None:
    """S1 mends water and power, S2 gas: E3 has S1 at 8.5 minutes, E4 only S2, E1 and E5 only S1."""
    district = town(tmp_path, skills=("水、电", "气"), extra='\n[skills]\n"水" = ["水管爆裂"]\n')
    assert skills_of(district) == ("气", "水", "电")
    assert covered(district) == ["E1", "E3", "E4", "E5"]
    assert covered(district_for_fault(district, "水管爆裂")) == ["E1", "E3", "E5"]
    assert covered(district_for_fault(district, "气")) == ["E3", "E4"]
    rows = {row["skill"]: row for row in cover_by_skill(district)}
    assert rows["水"]["kinds"] == ["水管爆裂"]
    assert rows["水"]["households_covered"] == 200 + 300 + 180
    assert rows["气"]["households_covered"] == 300 + 150
    assert rows["气"]["stations_on_duty"] == 1


def test_who_has_no_skills_mends_everything(tmp_path: Path) -> None:
    """A blank cell is no lack of skill; a skill of the settings that nobody lacks is covered."""
    district = town(tmp_path, skills=("水", ""))
    assert covered(district_for_fault(district, "水")) == covered(district)


def test_a_shift_may_have_skills_of_its_own(tmp_path: Path) -> None:
    """At night S1 has only a crew for power: nobody comes for water to E1 and E5."""
    shifts = "station_id,days,opens,closes,技能\nS1,every,8:00,20:00,\nS1,every,20:00,8:00,电\n"
    district = town(tmp_path, skills=("水、电", "气"), shifts=shifts)
    by_day, by_night = (district_for_fault(district.at_hour(hour), "水") for hour in (10, 3))
    assert covered(by_day) == ["E1", "E3", "E5"]
    assert not len(by_night.stations)
    assert covered(by_night) == []
    assert covered(district_for_fault(district.at_hour(3), "电")) == ["E1", "E3", "E5"]


def test_a_fault_that_nobody_knows(tmp_path: Path) -> None:
    """The message names what there is."""
    with pytest.raises(WorkspaceError, match=r"气, 水, 电"):
        district_for_fault(town(tmp_path, skills=("水、电", "气")), "门禁")


def test_without_skills_nothing_changes(tmp_path: Path) -> None:
    """No table, the same run hash as a workspace that never heard of skills."""
    plain = open_workspace(example_folder("toy"))
    district = open_district(plain)
    assert skills_of(district) == ()
    assert cover_by_skill(district) == []
    assert "skills" not in plain.settings.for_run()
    assert run_of(plain).hash
    assert "skills" not in district.stations
