"""A question too large for the machine is refused before it starts, with what would fit."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geo.errors import SitingError, WorkspaceError
from geo.memory import _of_container, free_bytes
from geo.workspace import District, open_district, open_workspace, site_places, site_stations
from geo.workspace.siting.places import listed_sites
from geo.workspace.too_large import (
    refuse_large_streets,
    refuse_many_places,
    refuse_many_stations,
)


@pytest.fixture(scope="module")
def town() -> District:
    return open_district(open_workspace("data/toy"))


def test_what_fits_is_not_refused() -> None:
    """As many places as the sentence says fit, and one more does not."""
    asked = {"spacing_m": 300.0, "near_models": "max_cover", "free": lambda: 8_000_000}
    with pytest.raises(SitingError) as refused:
        refuse_many_places(5_000, 1_000, **asked)
    assert refused.value.params["fit"] == 100
    # A fiftieth of the places: seven times as far apart.
    assert refused.value.params["spacing"] == 2_130
    refuse_many_places(100, 1_000, **asked)
    with pytest.raises(SitingError):
        refuse_many_places(101, 1_000, **asked)
    with pytest.raises(SitingError):
        refuse_many_places(51, 1_000, situations=2, **asked)


def test_stations_and_streets_likewise() -> None:
    """Each sentence names a size that is let through."""
    with pytest.raises(WorkspaceError) as refused:
        refuse_many_stations(50, 10_000, free=lambda: 4_000_000)
    refuse_many_stations(50, refused.value.params["fit"], free=lambda: 4_000_000)
    names = np.array(["North", "South", "South", "South"], dtype=object)
    with pytest.raises(WorkspaceError) as refused:
        refuse_large_streets(np.array([0, 1, 1, 1]), names, free=lambda: 500)
    assert refused.value.params["street"] == "South"
    n_each = refused.value.params["fit"]
    refuse_large_streets(np.repeat([0, 1], n_each), np.repeat(names[:2], n_each), free=lambda: 500)


def test_where_nobody_says_nothing_is_refused() -> None:
    """A system that does not tell its memory is not held back."""
    refuse_many_places(10**9, 10**9, spacing_m=1.0, near_models="", free=lambda: None)
    refuse_many_stations(10**9, 10**9, free=lambda: None)


def test_models_of_minutes_are_refused_and_others_answer(
    town: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is calculated for the one; whoever asks who is near alone needs no such memory."""
    pairs = len(listed_sites(town).points) * len(town.estates)
    monkeypatch.setattr("geo.memory._of_process", lambda: 80 * pairs - 1)  # all minutes, nearly

    def nothing(*_asked: object, **_more: object) -> None:
        raise AssertionError("a refused question was begun")

    assert site_stations(town, model="max_cover", stations=1).plan.status == "optimal"
    with pytest.raises(SitingError, match="What fits"):  # not even near pairs do
        site_stations(town, model="p_median", stations=1)
    monkeypatch.setattr("geo.workspace.siting.near_minutes._BYTES_OF_A_PAIR", 10)
    least = site_stations(town, model="p_median", stations=1)
    assert least.plan.has_plan
    assert "choice.near_minutes" in {notice.key for notice in least.notices}
    places = site_places(town)
    for hidden in ("geo.workspace.siting.places.near_cover", "geo.workspace.district.point_times"):
        monkeypatch.setattr(hidden, nothing)
    with pytest.raises(SitingError, match="What fits"):
        site_stations(town, model="p_center", stations=1)
    with pytest.raises(SitingError, match="max_cover"):
        site_stations(town, model="p_center", stations=1, places=places)


def test_a_limit_of_the_process_counts() -> None:
    """What the system lets this process have is the least that is free."""
    free = free_bytes()
    assert free is None or free > 0
    if sys.platform != "linux":
        return
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); "
        "from geo.memory import free_bytes; print(free_bytes())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert 0 < int(told.stdout) < 2**31


def test_a_container_counts_without_files_that_may_go(tmp_path: Path) -> None:
    """Newer and older kernels; no limit is none."""
    assert _of_container(tmp_path) is None
    (tmp_path / "memory").mkdir()
    for name, value in {"limit_in_bytes": "900", "usage_in_bytes": "800"}.items():
        (tmp_path / "memory" / f"memory.{name}").write_text(value)
    (tmp_path / "memory" / "memory.stat").write_text("cache 500\ntotal_inactive_file 300\n")
    assert _of_container(tmp_path) == 400
    for name, value in {"max": "700\n", "current": "600\n"}.items():
        (tmp_path / f"memory.{name}").write_text(value)
    (tmp_path / "memory.stat").write_text("anon 100\ninactive_file 50\n")
    assert _of_container(tmp_path) == 150
    (tmp_path / "memory.max").write_text("max\n")
    assert _of_container(tmp_path) == 400
