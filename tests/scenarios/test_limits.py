"""What is beyond a limit is refused with a sentence, and nothing is written."""

from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.i18n import LANGUAGES, translator
from geo.scenarios import (
    LIMITS,
    Comment,
    NewStation,
    SavedScenario,
    Scenario,
    Store,
    Timeline,
    close_area,
    open_planner,
    slow_area,
)
from geo.scenarios.limits import refuse_beyond, refuse_too_much
from geo.scenarios.zone_marks import add_barrier

AREA = ((114.0, 30.0), (114.1, 30.0), (114.1, 30.1))
LONG_LINE = tuple((114.0 + number / 1e6, 30.0) for number in range(LIMITS.corners + 1))


def saved(**changes: object) -> SavedScenario:
    """Return a scenario as it is kept, with something changed."""
    return SavedScenario(timeline=Timeline(present=Scenario(**changes)))


def stations(count: int) -> tuple[NewStation, ...]:
    """Return so many tried stations."""
    return tuple(
        NewStation(station_id=f"NEW-{number}", lon=114.0, lat=30.0) for number in range(count)
    )


TOO_MUCH = {
    "name": SavedScenario(name="名" * (LIMITS.name + 1)),
    "notes": SavedScenario(notes="x" * (LIMITS.notes + 1)),
    "stations": saved(stations=stations(LIMITS.stations + 1)),
    "areas": saved(closures=(AREA,) * (LIMITS.areas + 1)),
    "corners": saved(closures=((*LONG_LINE, (114.0, 30.9)),)),
}


@pytest.mark.parametrize("limit", TOO_MUCH)
def test_too_much_is_not_stored(limit: str, tmp_path: Path) -> None:
    """The sentence names the limit; the file is as it was."""
    store = Store(tmp_path)
    store.keep("s1", SavedScenario(notes="before"))
    before = store.read()
    with pytest.raises(WorkspaceError) as refused:
        store.keep("s1", TOO_MUCH[limit])
    assert refused.value.key == f"limit.{limit}"
    with pytest.raises(WorkspaceError):
        store.add(TOO_MUCH[limit])
    assert store.read() == before
    for language in LANGUAGES:
        most = f"{getattr(LIMITS, limit):,}"
        assert most in translator(language)(refused.value.key, **refused.value.params)


def test_exactly_the_limit_is_stored(tmp_path: Path) -> None:
    """A limit is the most that there may be."""
    store = Store(tmp_path)
    store.keep("s1", saved(stations=stations(LIMITS.stations)))
    assert len(store.read().scenarios["s1"].timeline.present.stations) == LIMITS.stations


def test_what_was_beyond_before_may_become_less() -> None:
    """A file of an earlier version with more is not locked by the limit."""
    former = saved(stations=stations(LIMITS.stations + 5))
    refuse_too_much(saved(stations=stations(LIMITS.stations + 4)), former)
    with pytest.raises(WorkspaceError):
        refuse_too_much(saved(stations=stations(LIMITS.stations + 6)), former)


def test_comments_and_scenarios_end_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One comment or scenario too many is refused; all others stay."""
    few = LIMITS._replace(comments=2, scenarios=2)
    monkeypatch.setattr("geo.scenarios.limits.LIMITS", few)
    store = Store(tmp_path)
    store.keep("s1", SavedScenario())
    for _ in range(2):
        store.comment("s1", Comment.now("x", "y"))
    with pytest.raises(WorkspaceError, match="comments"):
        store.comment("s1", Comment.now("x", "y"))
    store.add(SavedScenario(name="second"))
    with pytest.raises(WorkspaceError, match="scenarios"):
        store.add(SavedScenario(name="third"))
    assert len(store.read().scenarios) == len(store.read().scenarios["s1"].comments) == 2


def test_a_line_of_too_many_corners_is_refused_before_roads_are_looked_at(toy: Path) -> None:
    """Closing, slowing and dividing all refuse it, however it came."""
    planner = open_planner(toy)
    for change in (
        lambda: close_area(planner, Scenario(), LONG_LINE),
        lambda: slow_area(planner, Scenario(), LONG_LINE, 2.0),
        lambda: add_barrier(Scenario(), LONG_LINE),
    ):
        with pytest.raises(WorkspaceError, match="corners"):
            change()


def test_every_limit_that_is_refused_has_its_sentences() -> None:
    """Both languages have the sentence of each row that reaches a scenario."""
    for name in (*TOO_MUCH, "comments", "scenarios"):
        with pytest.raises(WorkspaceError) as refused:
            refuse_beyond(name, getattr(LIMITS, name) + 1)
        for language in LANGUAGES:
            assert translator(language)(refused.value.key, **refused.value.params)
