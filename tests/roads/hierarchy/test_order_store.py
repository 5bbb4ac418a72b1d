"""Orders on disk: found again, written whole, and never trusted blindly."""

import numpy as np
import pytest

from geo.roads import RoadNetwork
from geo.roads.hierarchy import order_store, preparation, readiness


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Point the cache at an empty folder and keep orders of small networks too."""
    monkeypatch.setenv(order_store.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(preparation, "KEPT_FROM_NODES", 1)
    return tmp_path / "cache"


def ladder(n_rungs, shift=0.0):
    """Return a ladder of two-way streets."""
    left, right = np.arange(n_rungs), n_rungs + np.arange(n_rungs)
    tail = np.concatenate([left, left[:-1], right[:-1]])
    head = np.concatenate([right, left[1:], right[1:]])
    return RoadNetwork.from_arrays(
        lon=114 + shift + np.concatenate([left, left]) * 0.001,
        lat=np.repeat([30.0, 30.001], n_rungs),
        tail=np.concatenate([tail, head]),
        head=np.concatenate([head, tail]),
        length_m=np.ones(2 * len(tail)),
        drive_min=np.ones(2 * len(tail)),
    )


def test_an_order_is_found_again(store):
    """A second process-like preparation reads the file instead of dissecting."""
    first = ladder(40)
    first.prepare()
    (file,) = store.iterdir()
    assert file.name.startswith(first.topology_hash)
    position = first.preparation.position.copy()
    topology_hash = first.topology_hash
    del first
    assert readiness(topology_hash) == "ordered"
    # An order that no dissection would make shows that the file is what counts.
    kept = order_store.read_order(topology_hash, 80)
    order_store.keep_order(topology_hash, np.sort(kept))
    again = ladder(40)
    assert not np.array_equal(again.preparation.position, position)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-7]),
        lambda file: file.write_bytes(b"\x00" * 300),
        lambda file: np.save(file, np.zeros(80, dtype=np.int32)),
        lambda file: np.save(file, np.arange(79, dtype=np.int32)),
        lambda file: np.save(file, np.arange(80, dtype=np.float64)),
        lambda file: np.save(file, np.array([{}] * 80), allow_pickle=True),
        lambda file: file.write_bytes(file.read_bytes().replace(b"(80,)", b"(80, ")),
        lambda file: file.write_bytes(file.read_bytes().replace(b"80", b"9" * 14)),
        lambda file: np.savez(file.open("wb"), np.arange(80)),
    ],
    ids=[
        "empty",
        "truncated",
        "zeros",
        "repeats",
        "too short",
        "floats",
        "pickle",
        "cut header",
        "huge",
        "npz",
    ],
)
def test_damaged_files_cost_time_only(store, damage):
    """Whatever the file holds, the hierarchy is the one made from scratch."""
    first = ladder(40)
    position = first.preparation.position.copy()
    (file,) = store.iterdir()
    damage(file)
    del first
    assert np.array_equal(ladder(40).preparation.position, position)


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path, monkeypatch):
    """Without a place to keep orders the work is done every time."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv(order_store.CACHE_VARIABLE, str(blocked))
    monkeypatch.setattr(preparation, "KEPT_FROM_NODES", 1)
    network = ladder(30, shift=0.5)
    assert network.preparation.n_nodes == 60
    assert readiness(network.topology_hash) == "prepared"


def test_small_networks_leave_no_files(tmp_path, monkeypatch):
    """What is dissected in a moment is not kept."""
    monkeypatch.setenv(order_store.CACHE_VARIABLE, str(tmp_path))
    ladder(30, shift=0.7).prepare()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_the_users_unless_named():
    """The environment names the folder; otherwise it is the user's cache."""
    assert order_store.cache_folder({"REPAIR_CIRCLE_CACHE": "/named"}).as_posix() == "/named"
    assert "repair-circle" in order_store.cache_folder({}).as_posix()
