"""Whatever a text says, asking whether something stands there raises nothing."""

from pathlib import Path

from geo.presence import file_there, folder_there


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
