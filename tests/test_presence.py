"""Whatever a text says, asking whether something stands there raises nothing."""

import ast
from pathlib import Path

from geo.presence import file_there, folder_there, something_there

ASKED = {"is_file", "is_dir", "exists"}
OF_OUR_OWN_NAMES = {
    "cluster/made_workspaces.py",  # entries of a folder just read
    "locales/__init__.py",  # folders of languages
    "owned_folders.py",  # scratch folders, named by the program
    "presence.py",
    "report/archive.py",  # entries of a folder just read
    "report/output_folder.py",  # the same
    "ui/launch/upload_room.py",  # no path: whether a server runs
    "ui/sessions.py",  # the same
    "workspace/reading/folder.py",  # templates of the package
}


def test_files_and_folders_are_told_apart(tmp_path: Path) -> None:
    """What is there is there."""
    file = tmp_path / "a.csv"
    file.write_text("a", encoding="utf-8")
    assert file_there(file)
    assert folder_there(tmp_path)
    assert not file_there(tmp_path)
    assert not folder_there(file)


def test_no_disk_holds_such_a_name(tmp_path: Path) -> None:
    """A name that is too long, or holds what none may, is not there."""
    for name in ("a" * 5_000, "a\0b", "\ud800"):
        assert not file_there(tmp_path / name)
        assert not folder_there(tmp_path / name)
        assert not something_there(tmp_path / name)


def test_names_of_people_and_files_are_asked_for_here(repository: Path) -> None:
    """No other module asks the disk itself: a long name would end in an exception there."""
    geo = repository / "geo"
    asking = {
        path.relative_to(geo).as_posix()
        for path in geo.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ASKED
    }
    assert asking == OF_OUR_OWN_NAMES
