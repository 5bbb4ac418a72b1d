"""What is said to change before saving is what a run's hash says."""

import pytest

from geo.settings import (
    RESULTS,
    edited_settings,
    results_of,
    setting_items,
    settings_change,
    settings_in,
)
from tests.settings.test_editing import other_value

OF_A_PLAN = {"coverage", "siting", "zones", "fixes", "crews", "roster", "check", "words"}
"""Results that stand in a plan, or whose settings do."""


@pytest.mark.parametrize(
    "key",
    [
        one.key
        for one in setting_items()
        if other_value(one) is not None and one.section not in {"inputs", "datums"}
    ],
)
def test_a_change_is_told_as_it_is(key: str) -> None:
    """A setting whose results are no plan's keeps the run hash; its change is told alone."""
    item = next(one for one in setting_items() if one.key == key)
    before = settings_in(b"", file="w")
    after = settings_in(edited_settings(b"", {key: other_value(item)}), file="w")
    told = settings_change(before, after)
    assert [(one.item.key, one.before, one.after) for one in told.changes] == [
        (key, item.default, other_value(item))
    ]
    assert set(told.results) == set(results_of(key)) <= set(RESULTS)
    if not OF_A_PLAN & set(told.results):
        assert not told.is_other_run
    if {"coverage", "siting", "zones"} & set(told.results):
        assert told.is_other_run


def test_nothing_changed_is_nothing_told() -> None:
    """The same settings written otherwise change no result and no hash."""
    told = settings_change(
        settings_in(b"", file="w"), settings_in(b"[target]\nminutes = 15\n", file="w")
    )
    assert (told.changes, told.results, told.is_other_run) == ((), (), False)


def test_the_language_is_of_no_run() -> None:
    """Reports speak another language; the hash stays."""
    english = settings_in(b'language = "en"\n', file="w")
    told = settings_change(settings_in(b"", file="w"), english)
    assert (told.results, told.is_other_run) == (("words",), False)
