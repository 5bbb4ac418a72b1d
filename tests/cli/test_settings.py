"""``repair-circle settings``: the table on the command line, and the writer of the app."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def answered(*words: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run a command."""
    command = [sys.executable, "-m", "geo", "settings", *map(str, words), "--lang", lang]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Copy the toy town to be changed."""
    return Path(shutil.copytree(toy, tmp_path / "town"))


def test_show_set_undo(town: Path) -> None:
    """A change is told with what it changes, kept with its comments, and taken back."""
    before = (town / "workspace.toml").read_bytes()
    tried = json.loads(answered(town, "set", "target.minutes", "12", "--try", "--json").stdout)
    assert (tried["saved"], tried["run_before"] == tried["run_after"]) == (False, False)
    assert (town / "workspace.toml").read_bytes() == before
    done = answered(town, "set", "target.minutes", "12", lang="zh")
    assert done.returncode == 0
    assert "target.minutes: 9 → 12" in done.stdout
    assert "覆盖" in done.stdout
    assert (town / "workspace.toml").read_bytes() == before.replace(b"= 9.0", b"= 12.0")
    shown = json.loads(answered(town, "show", "target", "--json").stdout)["settings"]
    assert [(one["key"], one["value"], one["is_default"]) for one in shown] == [
        ("target.minutes", 12.0, False),
        ("target.percentile", 0.5, False),
    ]
    assert answered(town, "undo").returncode == 0
    assert (town / "workspace.toml").read_bytes() == before
    assert answered(town, "redo").returncode == 0
    assert answered(town, "reset", "target.minutes").returncode == 0
    assert b"minutes = 15.0" in (town / "workspace.toml").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "target.percentile", "200%"], "target.percentile is 2"),
        (["set", "targt.minutes", "3"], "target.minutes"),
        (["set", "target", "3"], "target.percentile"),
        (["show", "nothing.at.all"], "There is no setting"),
        (["reset"], "Name the settings"),
        (["undo"], "no change to undo"),
    ],
)
def test_refusals_name_what_to_do(town: Path, words: list[str], said: str) -> None:
    """Wrong keys and values end in one sentence and exit code 1, and write nothing."""
    before = (town / "workspace.toml").read_bytes()
    refused = answered(town, *words)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (town / "workspace.toml").read_bytes() == before
