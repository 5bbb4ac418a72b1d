"""Run cards of the toy town, which its README works out by hand."""

from pathlib import Path

import numpy as np

from geo.workspace import cover_stations, open_district, open_workspace
from geo.workspace.coverage.run_cards import run_cards_of
from geo.workspace.coverage.sensitivity import tornado


def test_first_due_is_the_ledgers_station(toy: Path) -> None:
    """The first of a card is who the ledger sends; the second is slower; nobody else is there."""
    district = open_district(open_workspace(toy))
    coverage = cover_stations(district).coverage
    cards = run_cards_of(district)
    assert cards.station[:, 0].tolist() == [0, 0, 1, 1, 0, -1]
    np.testing.assert_allclose(cards.response_min[:5, 0], coverage.response_min[:5], atol=1e-3)
    assert (cards.response_min[:5, 1] > cards.response_min[:5, 0]).all()
    assert (cards.station[:, 2] == -1).all()
    assert (cards.p_on_time[cards.station < 0] == 0).all()
    assert cards.p_on_time[:5, 0].tolist() == [1, 0, 1, 1, 1]


def test_the_tornado_counts_flips_against_today(toy: Path) -> None:
    """Flips at the low and high value are the estates whose verdict is not today's."""
    district = open_district(open_workspace(toy))
    table = tornado(district).set_index("assumption")
    speed = table.loc["speed"]
    # E2 takes 9.6 minutes, 3.0 of them driving: a fifth faster is 9.1, still late.
    assert speed["flips_high"] == []
    assert speed["flips_low"] == [3, 4]
    assert speed["households_low"] == 830 - 150 - 180
    # With 10.8 minutes E2 is in time too.
    assert table.loc["target_min"]["flips_high"] == [1]
