"""The automatic choice: the engine that is done first, preparation included."""

import numpy as np
import pytest

from geo.roads import RoadNetwork
from geo.travel import engines, travel_times


@pytest.fixture
def chain():
    """Return a two-way chain of 50 nodes, a topology that no other test uses."""
    node = np.arange(49)
    return RoadNetwork.from_arrays(
        lon=100 + 0.001 * np.arange(50),
        lat=np.full(50, 20.0),
        tail=np.concatenate([node, node + 1]),
        head=np.concatenate([node + 1, node]),
        length_m=np.ones(98),
        drive_min=np.ones(98),
    )


def chosen(network, n_origins):
    """Return the engine that answers a question from so many origins."""
    origins = np.zeros(n_origins, dtype=int)
    return travel_times(network, origins=origins, destinations=[3], limit_min=9).engine


def test_a_small_question_is_never_worth_preparing(chain):
    """A thousand origins in a village are searched one by one."""
    assert chosen(chain, 5_000) == "dijkstra"


def test_a_prepared_network_is_swept_from_twenty_origins(chain):
    """Once prepared, the hierarchy answers all but the smallest questions."""
    chain.prepare()
    assert chosen(chain, 19) == "dijkstra"
    assert chosen(chain, 20) == "cch"


def test_an_unprepared_metro_is_prepared_for_a_thousand_origins(chain, monkeypatch):
    """Where searching is long, it is the number of origins that decides."""
    monkeypatch.setattr(engines, "MIN_SEARCH_FOR_CCH", 0)
    assert chosen(chain, 999) == "dijkstra"
    assert chosen(chain, 1_000) == "cch"
