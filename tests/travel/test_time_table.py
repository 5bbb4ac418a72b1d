"""The file of close pairs holds the matrix without its empty cells."""

import numpy as np
import pandas as pd
import pytest

from geo.errors import Cancelled, TravelError
from geo.roads import RoadNetwork
from geo.travel import time_table, travel_times, write_times


@pytest.fixture
def ring():
    """Return a two-way ring of 30 nodes, one minute a step."""
    node = np.arange(30)
    after = (node + 1) % 30
    return RoadNetwork.from_arrays(
        lon=114 + 0.01 * np.cos(node),
        lat=30.5 + 0.01 * np.sin(node),
        tail=np.concatenate([node, after]),
        head=np.concatenate([after, node]),
        length_m=np.ones(60),
        drive_min=np.ones(60),
    )


@pytest.fixture
def small_blocks(monkeypatch):
    """Make blocks of a few rows, as a metro would have."""
    monkeypatch.setattr(time_table, "BLOCK_CELLS", 70)
    monkeypatch.setattr(time_table, "GROUP_CELLS", 30)


@pytest.mark.parametrize("engine", ["dijkstra", "cch"])
def test_the_file_is_the_matrix_without_empty_cells(ring, tmp_path, small_blocks, engine):
    """Rows are the finite cells in order, whatever the block size, with the given ids."""
    origins, destinations = [3, 9, 3, 20], np.arange(10)
    n_pairs = write_times(
        ring,
        tmp_path / "times.parquet",
        origins=origins,
        destinations=destinations,
        origin_ids=["S1", "S2", "S3", "S4"],
        destination_ids=[f"E{number:03}" for number in destinations],
        limit_min=4,
        engine=engine,
    )
    minutes = travel_times(
        ring, origins=origins, destinations=destinations, limit_min=4, engine="dijkstra"
    ).minutes
    origin, destination = np.nonzero(np.isfinite(minutes))
    found = pd.read_parquet(tmp_path / "times.parquet")
    assert n_pairs == len(found) == len(origin)
    assert found["origin_id"].tolist() == [f"S{number + 1}" for number in origin]
    assert found["destination_id"].tolist() == [f"E{number:03}" for number in destination]
    np.testing.assert_array_equal(found["travel_min"], minutes[origin, destination])
    assert found["travel_min"].dtype == np.float32


def test_progress_runs_to_the_end(ring, tmp_path, small_blocks):
    """The share that is done rises to 1, once per block."""
    shares = []
    write_times(
        ring,
        tmp_path / "times.parquet",
        origins=np.arange(30),
        destinations=np.arange(30),
        origin_ids=range(30),
        destination_ids=range(30),
        limit_min=2,
        progress=shares.append,
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) == 15


def test_a_cancelled_run_leaves_nothing_behind(ring, tmp_path, small_blocks):
    """Stopping midway raises Cancelled; neither a file nor a part of one stays."""
    asked = []

    def is_cancelled():
        asked.append(True)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        write_times(
            ring,
            tmp_path / "times.parquet",
            origins=np.arange(30),
            destinations=np.arange(30),
            origin_ids=range(30),
            destination_ids=range(30),
            limit_min=2,
            is_cancelled=is_cancelled,
        )
    assert list(tmp_path.iterdir()) == []


def test_nothing_within_the_limit_is_an_empty_table(ring, tmp_path):
    """No close pair, and no points at all, give a readable file without rows."""
    for origins in ([0], []):
        n_pairs = write_times(
            ring,
            tmp_path / "times.parquet",
            origins=origins,
            destinations=[15],
            origin_ids=["S"] * len(origins),
            destination_ids=["E"],
            limit_min=1,
        )
        assert n_pairs == 0
        assert list(pd.read_parquet(tmp_path / "times.parquet").columns) == [
            "origin_id",
            "destination_id",
            "travel_min",
        ]


def test_missing_ids_are_named(ring, tmp_path):
    """One id too few is an error before any work."""
    with pytest.raises(TravelError, match="1 ids were given for 2 origins"):
        write_times(
            ring,
            tmp_path / "times.parquet",
            origins=[0, 1],
            destinations=[2],
            origin_ids=["S"],
            destination_ids=["E"],
            limit_min=1,
        )
