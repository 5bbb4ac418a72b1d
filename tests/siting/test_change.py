"""Winners and losers, and the fewest stations that reach everybody."""

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import (
    fewest_stations,
    p_median,
    winners_and_losers,
)

from .instances import tiny


def test_winners_and_losers_by_street():
    """Means are weighted by households; nearer, farther and unchanged are told apart."""
    table = winners_and_losers(
        [10, 20, 5, 8], [4, 20, 9, 8], [100, 300, 50, 10], ["A", "A", "B", "C"]
    )
    assert table["street"].tolist() == ["A", "C", "B"]
    assert table["winners"].tolist() == [100, 0, 0]
    assert table["losers"].tolist() == [0, 0, 50]
    assert table["before_min"].tolist() == [17.5, 8.0, 5.0]
    assert table["change_min"].tolist() == [-1.5, 0.0, 4.0]


def test_unreached_and_empty_estates_are_counted_right():
    """Inf to reached is a gain, inf to inf no change, and nobody lives in an empty estate."""
    table = winners_and_losers(
        [np.inf, np.inf, 3], [5, np.inf, np.inf], [10, 20, 0], ["A", "B", "C"]
    )
    table = table.set_index("street")
    assert table.loc["A", "winners"] == 10
    assert table.loc["A", "change_min"] == -np.inf
    assert table.loc["B", "change_min"] == 0.0
    assert table.loc["C", "losers"] == 0


@pytest.mark.parametrize("seed", range(30))
def test_fewest_stations_is_the_least_p(seed):
    """With so many stations the p-median has an answer, with one fewer it has none."""
    t = tiny(seed)
    least = fewest_stations(t.minutes)
    if not least.has_plan:
        return
    everyone, p = np.ones(t.demand.size), int(least.objective)
    assert p_median(t.minutes, everyone, p).has_plan
    if p > 1:
        assert p_median(t.minutes, everyone, p - 1).status == "infeasible"


@pytest.mark.parametrize(
    ("call", "key"),
    [
        (lambda: winners_and_losers([1], [1, 2], [1, 1], ["A", "B"]), "siting.change_length"),
        (lambda: winners_and_losers([np.nan], [1], [1], ["A"]), "siting.minutes_nan"),
    ],
)
def test_wrong_input_is_named(call, key):
    """Each fault has a sentence of its own."""
    with pytest.raises(SitingError) as caught:
        call()
    assert caught.value.key == key
    assert caught.value.sentence("zh")
