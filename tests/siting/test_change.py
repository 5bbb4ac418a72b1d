"""Winners and losers, estates out of reach, and the smallest relaxation."""

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import (
    fewest_stations,
    gains_in_words,
    out_of_reach,
    out_of_reach_in_words,
    p_median,
    set_cover,
    smallest_relaxation,
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
    assert len(gains_in_words(table, "zh")) == 2
    assert "100 households are nearer" in gains_in_words(table)[0]


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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("before", "after"),
    [(9, 4), (np.inf, 4), (9, np.inf), (np.inf, np.inf)],
    ids=["both", "reached", "lost", "neither"],
)
def test_no_sentence_speaks_of_infinite_minutes(before, after, language):
    """Where a household is not reached there is no mean, and none is told."""
    table = winners_and_losers([before, 9], [after, 4], [10, 20], ["A", "A"])
    sentence = gains_in_words(table, language)[0]
    assert "inf" not in sentence
    assert "A" in sentence


def test_those_out_of_reach_are_named_with_what_would_help():
    """The hardest come first, each with its nearest candidate; those without a way say so."""
    far = np.array([[4, 18, 30, np.inf], [9, 21, 16.5, np.inf]])
    found = out_of_reach(far, 15)
    assert found.estates.tolist() == [3, 1, 2]
    assert found.nearest.tolist() == [-1, 0, 1]
    assert found.needed_min.tolist() == [np.inf, 18, 16.5]
    assert found.without_a_way.tolist() == [3]
    assert (found.relaxed_min, found.useful_limit_min) == (np.inf, 18)
    names = ["Dong Li", "Nan Li", "Bei Li", "Island"]
    words = out_of_reach_in_words(found, names, ["Depot", "School"])
    assert len(words) == 4
    assert "Island" in words[0]
    assert "Nan Li" in words[1]
    assert "Depot, takes 18.0 min" in words[1]
    assert "18.00 min" in words[3]
    assert (
        "另有 2 个"
        in out_of_reach_in_words(found, names, ["Depot", "School"], "zh", most_names=1)[1]
    )
    assert out_of_reach(far, 15, forbidden=[0]).needed_min.tolist() == [np.inf, 21, 16.5]
    assert out_of_reach_in_words(out_of_reach(far[:, :1], 15), names, []) == []


@pytest.mark.parametrize("seed", range(30))
def test_smallest_relaxation_is_the_least_feasible_limit(seed):
    """At the limit returned the set cover is feasible, just below it is not."""
    t = tiny(seed)
    limit = smallest_relaxation(t.minutes, t.reach)
    assert limit >= t.reach
    if np.isinf(limit):
        assert set_cover(np.isfinite(t.minutes)).status == "infeasible"
        return
    assert set_cover(t.minutes <= limit).status == "optimal"
    if limit > t.reach:
        assert set_cover(t.minutes <= np.nextafter(limit, 0)).status == "infeasible"


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
        (lambda: smallest_relaxation([[1.0]], float("nan")), "siting.limit_not_minutes"),
        (lambda: smallest_relaxation([[1.0]], -1), "siting.limit_not_minutes"),
        (
            lambda: out_of_reach_in_words(out_of_reach([[9.0]], 1), ["A"], []),
            "siting.names_missing",
        ),
    ],
)
def test_wrong_input_is_named(call, key):
    """Each fault has a sentence of its own."""
    with pytest.raises(SitingError) as caught:
        call()
    assert caught.value.key == key
    assert caught.value.sentence("zh")
