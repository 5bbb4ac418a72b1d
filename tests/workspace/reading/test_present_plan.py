"""The present plan: read from any file of an earlier run, kept close to, compared with."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import WorkspaceError
from geo.report import write_pack
from geo.workspace import (
    compare_zonings,
    draw_zones,
    make_plan,
    open_district,
    open_workspace,
    read_inputs,
    read_present_plan,
)


@pytest.fixture(scope="module")
def earlier(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the pack of an earlier run of the toy district."""
    out = tmp_path_factory.mktemp("earlier") / "pack"
    write_pack(make_plan(open_workspace(toy)), out, language="zh")
    return out


def copied(toy: Path, folder: Path, zones: str, *, extra: str = "") -> Path:
    """Return a copy of the toy workspace that names a present plan."""
    shutil.copytree(toy, folder)
    settings = folder / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[inputs]", f'[inputs]\nzones = "{zones}"').replace("[zoning]", extra)
    settings.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["estates.csv", "plan.gpkg", "plan.xlsx"])
def test_every_form_of_an_earlier_run_is_read_back(earlier: Path, toy: Path, name: str) -> None:
    """Each estate has the zone that the earlier run gave it."""
    estates = read_inputs(open_workspace(toy)).estates
    present = read_present_plan(earlier / name, estates)
    wanted = pd.read_csv(earlier / "estates.csv", dtype=str)["zone_id"].tolist()
    assert present.zone_id.tolist() == wanted
    assert [present.names[place] for place in present.zone_of] == wanted


def test_zones_without_their_estates_are_refused(earlier: Path, toy: Path) -> None:
    """zones.csv does not say which estates a zone holds; the message names what does."""
    estates = read_inputs(open_workspace(toy)).estates
    with pytest.raises(WorkspaceError, match=r"estates\.csv"):
        read_present_plan(earlier / "zones.csv", estates)


def test_estates_of_another_district_are_refused(toy: Path, tmp_path: Path) -> None:
    """A present plan none of whose estates is known is no plan of this district."""
    other = tmp_path / "zones.csv"
    other.write_text("estate_id,zone_id\nX1,Z1\nX2,Z1\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="X1"):
        read_present_plan(other, read_inputs(open_workspace(toy)).estates)


def test_an_estate_that_is_gone_is_left_out_and_told(toy: Path, tmp_path: Path) -> None:
    """Estates vanish from year to year; those that stay keep their zones, a new one has none."""
    former = tmp_path / "zones.csv"
    former.write_text("estate_id,zone_id\nE1,北片\nE2,北片\nX9,南片\n", encoding="utf-8")
    present = read_present_plan(former, read_inputs(open_workspace(toy)).estates)
    assert present.names == ("北片",)
    assert present.zone_of.tolist() == [0, 0, -1, -1, -1, -1]
    assert any("X9" in notice.sentence("en") for notice in present.notices)


def test_a_zone_that_lives_on_keeps_its_name(toy: Path, tmp_path: Path) -> None:
    """The plan is drawn close to the present one, and says what it changes."""
    free = draw_zones(open_district(open_workspace(toy)))
    ids = free.estates["estate_id"]
    former = dict(zip(ids, "旧" + free.estates["zone_id"], strict=True))
    workspace = copied(toy, tmp_path / "town", "now.csv", extra="[zoning]\nmove_price = 1e6")
    rows = [f"{estate},{zone}" for estate, zone in former.items()]
    (workspace / "now.csv").write_text("\n".join(["estate_id,zone_id", *rows]), encoding="utf-8")
    plan = make_plan(open_workspace(workspace))
    assert plan.zone_changes is not None
    assert plan.zone_changes.moved.empty
    assert plan.estates["zone_id"].tolist() == list(former.values())
    write_pack(plan, tmp_path / "out", language="zh")
    record = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))["zoning"]
    assert record["changes"]["zones_matched"] == record["zones"]
    assert record["changes"]["estates_moved"] == 0


def test_moving_is_charged_for_as_a_term_of_the_objective(toy: Path, tmp_path: Path) -> None:
    """A present plan that must be left costs its price for each moved estate, and no more."""
    district = open_district(open_workspace(toy))
    free = draw_zones(district)
    ids = free.estates["estate_id"].tolist()
    workspace = copied(toy, tmp_path / "town", "now.csv", extra="[zoning]\nmove_price = 0.001")
    # Everything in one zone is no plan of three: all but the heir's estates have to leave.
    rows = [f"{estate},alle" for estate in ids]
    (workspace / "now.csv").write_text("\n".join(["estate_id,zone_id", *rows]), encoding="utf-8")
    drawn = draw_zones(open_district(open_workspace(workspace)))
    assert drawn.changes is not None
    moved = len(drawn.changes.moved)
    assert moved > 0
    assert drawn.zoning.terms["further"] == pytest.approx(0.001 * moved)
    assert drawn.zoning.objective == pytest.approx(free.zoning.objective + 0.001 * moved)
    assert drawn.zoning.status == "optimal"


def test_changes_count_what_was_kept_left_and_joined(toy: Path) -> None:
    """Zones are matched by the estates they share, whatever they are called."""
    estates = read_inputs(open_workspace(toy)).estates
    before = ["a", "a", "a", "b", "b", None]
    after = ["x", "x", "y", "y", "y", "y"]
    changes = compare_zonings(estates, before, after)
    assert changes.moved["estate_id"].tolist() == ["E3"]
    assert (changes.n_before, changes.n_after, changes.n_matched) == (2, 2, 2)
    assert changes.new_estates == 1
    assert changes.share_estates == pytest.approx(1 / 5)
    by_zone = changes.zones.set_index("from_zone")
    assert by_zone.loc["a", ["to_zone", "estates_kept", "estates_left"]].tolist() == ["x", 2, 1]
    assert by_zone.loc["b", "estates_joined"] == 2
