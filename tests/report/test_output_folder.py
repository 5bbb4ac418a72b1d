"""A result folder appears whole or not at all, and nothing foreign is ever removed."""

import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.report import new_folder, refuse_foreign_folder


def write(out: Path, text: str) -> None:
    """Write a result with one file."""
    with new_folder(out) as folder:
        (folder / "plan.json").write_text(text)


def names(folder: Path) -> list[str]:
    """Return what a folder holds."""
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_folder_appears_with_its_parents(tmp_path: Path) -> None:
    """Nothing else is left beside it."""
    write(tmp_path / "out" / "hanyang", "one")
    assert names(tmp_path / "out") == ["hanyang"]
    assert (tmp_path / "out" / "hanyang" / "plan.json").read_text() == "one"


def test_a_former_result_is_replaced(tmp_path: Path) -> None:
    """The old files are gone, and so is the backup."""
    write(tmp_path / "out", "one")
    (tmp_path / "out" / "zones.csv").write_text("old")
    write(tmp_path / "out", "two")
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["plan.json"]


def test_a_failure_leaves_the_former_result(tmp_path: Path) -> None:
    """Nothing half-written, nothing lost."""
    write(tmp_path / "out", "one")
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out") as folder:
        (folder / "plan.json").write_text(str(1 / 0))
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "plan.json").read_text() == "one"


def test_a_failure_of_the_first_run_leaves_nothing(tmp_path: Path) -> None:
    """No folder that looks like a result."""
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    """An error of the file system while writing names the folder and the reason."""
    with pytest.raises(WorkspaceError, match="No space left"), new_folder(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == []


def test_a_killed_run_leaves_the_former_result(tmp_path: Path) -> None:
    """Killed while it writes, a run leaves the old folder; the next run works."""
    write(tmp_path / "out", "one")
    code = (
        "import os, sys; from pathlib import Path; from geo.report import new_folder\n"
        "with new_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'plan.json').write_text('half')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=False)
    assert run.returncode != 0
    assert (tmp_path / "out" / "plan.json").read_text() == "one"
    write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "plan.json").read_text() == "two"


def test_a_run_killed_between_two_renames_is_made_good(tmp_path: Path) -> None:
    """Where only the backup is left, the next run puts it back before it begins."""
    write(tmp_path / "out", "one")
    (tmp_path / "out").rename(tmp_path / "out.0a1b2c3d.backup")
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "plan.json").read_text() == "one"


def test_a_folder_with_foreign_files_is_refused(tmp_path: Path) -> None:
    """It is named, its files too, and it stays as it was."""
    write(tmp_path / "out", "one")
    (tmp_path / "out" / "holiday.jpg").write_text("dear")
    with pytest.raises(WorkspaceError, match=r"holiday\.jpg"):
        write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "holiday.jpg").read_text() == "dear"


def test_lists_without_a_plan_are_not_taken_for_a_result(tmp_path: Path) -> None:
    """Someone's own estates.csv is not overwritten, though a pack has a file of that name."""
    (tmp_path / "estates.csv").write_text("mine")
    with pytest.raises(WorkspaceError, match=r"plan\.json"):
        refuse_foreign_folder(tmp_path)


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """--out names a folder."""
    (tmp_path / "out").write_text("")
    with pytest.raises(WorkspaceError, match="is a file"):
        refuse_foreign_folder(tmp_path / "out")


def test_what_viewers_leave_does_not_count(tmp_path: Path) -> None:
    """A lock file of Excel does not make a result foreign."""
    write(tmp_path / "out", "one")
    (tmp_path / "out" / "~$plan.xlsx").write_text("")
    refuse_foreign_folder(tmp_path / "out")
