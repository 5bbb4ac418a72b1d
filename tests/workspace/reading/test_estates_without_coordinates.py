"""Estates that only their gates place, and positions of which the error is left blank."""

import shutil
from pathlib import Path

import pytest

from geo.workspace import (
    Workspace,
    audit_claim,
    check_workspace,
    cover_stations,
    open_district,
    open_workspace,
    read_inputs,
)


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Return a copy of the toy town."""
    return Path(shutil.copytree(toy, tmp_path / "toy"))


def edited(folder: Path, change: object) -> Workspace:
    """Return a workspace whose list of estates was rewritten by a function."""
    path = folder / "estates.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(change(text), encoding="utf-8-sig")  # type: ignore[operator]
    return open_workspace(folder)


def without_coordinates(text: str, estate: str) -> str:
    """Return a list in which an estate has no coordinates."""
    lines = text.splitlines()
    return "\n".join(
        ",".join([*line.split(",")[:6], "", ""]) if line.startswith(estate) else line
        for line in lines
    )


def test_an_estate_lies_in_the_middle_of_its_gates(town: Path) -> None:
    """Notice, list, verdict and figures agree: it is placed, and covered as with coordinates."""
    before = cover_stations(open_district(open_workspace(town))).coverage
    workspace = edited(town, lambda text: without_coordinates(text, "E3"))
    inputs = read_inputs(workspace)
    estate = inputs.estates.set_index("estate_id").loc["E3"]
    assert estate["located_by"] == "gates"
    assert estate.geometry.x == pytest.approx((114.0129552 + 114.0181373) / 2)
    assert inputs.review.empty
    assert [n.key for n in inputs.notices if "placed" in n.key] == ["workspace.placed_by_gates"]
    covered = cover_stations(open_district(workspace))
    assert covered.coverage.verdict.tolist() == before.verdict.tolist()
    assert covered.estates["lon"].notna().all()
    assert check_workspace(workspace).located == 6


def test_an_estate_without_gates_stays_unsure(town: Path) -> None:
    """Neither coordinates nor gates: told as unplaced, and unsure in the verdict."""
    workspace = edited(town, lambda text: without_coordinates(text, "E1"))
    inputs = read_inputs(workspace)
    assert inputs.review["estate_id"].tolist() == ["E1"]
    assert [n.key for n in inputs.notices if "placed" in n.key] == ["workspace.unplaced"]
    assert cover_stations(open_district(workspace)).coverage.verdict[0] == "unsure"


def test_a_blank_position_error_is_no_error(town: Path) -> None:
    """Blank cells of the column count as exact; the others keep their metres."""

    def with_errors(text: str) -> str:
        header, *lines = text.splitlines()
        cells = ["", "2000", "", "", "", ""]
        rows = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
        return "\n".join([f"{header},position_error_m", *rows])

    before = cover_stations(open_district(open_workspace(town))).coverage
    district = open_district(edited(town, with_errors))
    after = cover_stations(district).coverage
    assert after.verdict.tolist()[2:] == before.verdict.tolist()[2:]
    assert after.verdict[0] == before.verdict[0]
    assert audit_claim(district, "15 min")["stations"]["open"] == 2
    assert check_workspace(open_workspace(town)).estates == 6
