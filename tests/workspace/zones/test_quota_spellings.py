"""Quotas count for a company however the settings and the list spell it."""

import shutil
from pathlib import Path

import pytest

from geo.workspace import open_district, open_workspace
from geo.workspace.zones.management import quota_doubts


@pytest.mark.parametrize("name", ["甲物业", "甲物业有限公司", "甲物业公司", "甲 物业有限责任公司"])
def test_a_quota_is_that_of_the_list(toy: Path, tmp_path: Path, name: str) -> None:
    """The estates of 甲物业 keep its quota under any of its spellings."""
    folder = Path(shutil.copytree(toy, tmp_path / "toy"))
    path = folder / "workspace.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"甲物业"', f'"{name}"'), encoding="utf-8")
    district = open_district(open_workspace(folder))
    assert quota_doubts(district, district.estates["operator"]) == []
