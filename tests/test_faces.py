"""Faces load by name: a name of a face brings its own module, keeps its meaning, and no other."""

import importlib
import subprocess
import sys

import pytest

import geo.travel


def _loaded_by(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_a_name_loads_its_module_and_no_other() -> None:
    """Who asks a face for one name does not load the rest of the room."""
    loaded = _loaded_by("from geo.zoning import ZoningRules")
    assert "geo.zoning.rules" in loaded
    assert "geo.zoning.polygons" not in loaded


def test_a_function_is_not_hidden_by_the_module_of_its_name() -> None:
    """``circles`` is the function of the face, also after its module was imported by itself."""
    module = importlib.import_module("geo.travel.circles")
    assert geo.travel.circles is module.circles


def test_names_that_are_not_there_are_refused() -> None:
    """A face has the names that it names; all of them are listed before they load."""
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = geo.travel.nothing_like_this  # type: ignore[attr-defined]
    assert set(geo.travel.__all__) <= set(dir(geo.travel))


def test_lists_without_faults_are_checked_without_pandera() -> None:
    """Pandera loads to name faults; a list that has none does not wait for it."""
    code = (
        "from pathlib import Path; from geo.tables import read_stations; import tempfile; "
        "file = Path(tempfile.mkdtemp()) / 'stations.csv'; "
        "file.write_text('station_id,name,lon,lat\\nS1,A,114.26,30.55\\n', 'utf-8'); "
        "read_stations(file)"
    )
    assert "pandera" not in _loaded_by(code)
