"""The committed data are what their build scripts write, byte for byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES_VARIABLE = "REPAIR_CIRCLE_SOURCES"
TOY_FILES = ("estates.csv", "gates.csv", "stations.csv", "candidates.csv")
HANYANG_FILES = ("estates.csv", "gates.csv", "stations.csv", "streets.csv")


def run_build(workspace: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, str(workspace / "build.py"), *arguments], check=True, timeout=300
    )


def assert_same_files(built: Path, committed: Path, tables: tuple[str, ...]) -> None:
    expected = sorted([*tables, "roads.npz", "boundary.geojson"])
    assert sorted(path.name for path in built.iterdir()) == expected
    for name in expected:
        assert (built / name).read_bytes() == (committed / name).read_bytes(), name


def test_toy_is_rebuilt_byte_for_byte(toy: Path, tmp_path: Path) -> None:
    """The script of the toy town needs nothing but itself."""
    run_build(toy, "--out", str(tmp_path))
    assert_same_files(tmp_path, toy, TOY_FILES)


def test_hanyang_is_rebuilt_byte_for_byte(hanyang: Path, tmp_path: Path) -> None:
    """The three published packages give the committed district."""
    packages = os.environ.get(PACKAGES_VARIABLE)
    if not packages:
        pytest.skip(f"{PACKAGES_VARIABLE} does not name the folder of the three packages")
    run_build(hanyang, packages, "--out", str(tmp_path))
    assert_same_files(tmp_path, hanyang, HANYANG_FILES)


def test_a_missing_package_is_named(hanyang: Path, tmp_path: Path) -> None:
    """Without the packages the script says which is missing and how to fetch it."""
    run = subprocess.run(
        [sys.executable, str(hanyang / "build.py"), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert run.returncode == 1
    assert "Fetch it with: pip download" in run.stderr
    assert "Traceback" not in run.stderr
