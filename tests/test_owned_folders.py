"""Folders of killed programs are removed by the next one; those of a living one never."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from geo.owned_folders import clear_orphans, owned_folder, scratch_folder

HOLDER = """
import sys, time
from pathlib import Path
from geo.owned_folders import owned_folder
with owned_folder(Path(sys.argv[1])) as folder:
    (folder / "half.csv").write_text("1")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    """Return a program that holds a folder and is not done with it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / ".out.1.partial")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_folder_goes_with_its_block(tmp_path: Path) -> None:
    """Nothing is left, not even the word of the owner; a renamed folder stays."""
    with owned_folder(tmp_path / "a") as folder:
        (folder / "x").write_text("x")
    assert list(tmp_path.iterdir()) == []
    with owned_folder(tmp_path / "a") as folder:
        folder.rename(tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_living_owner_keeps_its_folder(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """However often others clear up; once it is killed, the next one removes all of it."""
    clear_orphans(tmp_path, ".out.*.partial")
    assert (tmp_path / ".out.1.partial" / "half.csv").exists()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(10)
    clear_orphans(tmp_path, ".other.*.partial")
    assert (tmp_path / ".out.1.partial").exists()
    clear_orphans(tmp_path, ".out.*.partial")
    assert list(tmp_path.iterdir()) == []


def test_scratch_of_killed_programs_is_removed_by_the_next(tmp_path: Path) -> None:
    """Whole programs, with a folder for temporary files of their own."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    code = (
        "import os, signal\nfrom geo.owned_folders import scratch_folder\n"
        "with scratch_folder() as folder:\n    (folder / 'a').write_text('a')\n    {end}\n"
    )

    def run(end: str) -> None:
        command = [sys.executable, "-c", code.format(end=end)]
        subprocess.run(command, env=environment, check=False, timeout=60)

    for _ in range(3):
        run("os.kill(os.getpid(), signal.SIGKILL)")
    (base,) = tmp_path.iterdir()
    assert len(list(base.iterdir())) == 2
    assert base.stat().st_mode & 0o077 == 0
    run("pass")
    assert list(base.iterdir()) == []


def test_a_scratch_base_of_others_is_not_trusted(tmp_path: Path) -> None:
    """A folder that others may write to is left alone, and another one is made."""
    (tmp_path / f"repair-circle-{os.getuid()}").mkdir(mode=0o777)
    (tmp_path / f"repair-circle-{os.getuid()}").chmod(0o777)
    code = (
        "from geo.owned_folders import scratch_folder\n"
        "with scratch_folder() as folder:\n    print(folder.parent)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert Path(told) != tmp_path / f"repair-circle-{os.getuid()}"
    assert list((tmp_path / f"repair-circle-{os.getuid()}").iterdir()) == []


def test_scratch_folders_are_apart() -> None:
    """Each block has one of its own, gone afterwards."""
    with scratch_folder() as one, scratch_folder() as other:
        assert one != other
        assert list(one.iterdir()) == []
    assert not one.exists()
    assert not other.exists()
