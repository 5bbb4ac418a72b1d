"""Approvals hold for what was approved, frozen scenarios stay, and comments are nobody's edits."""

from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.scenarios import (
    FIRST_SCENARIO,
    Comment,
    FrozenScenarioError,
    SavedScenario,
    Scenario,
    Store,
    apply_change,
)
from geo.scenarios.changes import Change


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store of its own."""
    return Store(tmp_path)


def edited(saved: SavedScenario, hour: int) -> SavedScenario:
    """Return a scenario one step further."""
    change = Change(saved.timeline.present.at_hour(hour), "ui.edit_hour", str(hour))
    return saved.model_copy(update={"timeline": apply_change(saved.timeline, change)})


def test_an_approval_says_who_and_when_and_lapses_with_an_edit() -> None:
    """Changed since; taken back, it holds again; the history names every step."""
    saved = edited(SavedScenario(name="Night"), 8).proposed("Li").approved("Wang")
    notice = saved.approval.notice(saved.content)
    assert notice is not None
    assert notice.key == "approval.approved"
    assert "Wang" in notice.sentence("en")
    assert [edit.key for _, edit in saved.history] == [
        "ui.edit_hour",
        "approval.edit_proposed",
        "approval.edit_approved",
    ]
    later = edited(saved, 9)
    said = later.approval.notice(later.content)
    assert said is not None
    assert "changed since" in said.sentence("en")
    back = later.model_copy(update={"timeline": later.timeline.undone()})
    assert back.approval.holds(back.content)


def test_nobody_approves_without_a_name() -> None:
    """A blank name is none."""
    with pytest.raises(WorkspaceError, match="name"):
        SavedScenario().approved("  ")


def test_a_frozen_scenario_refuses_every_edit(store: Store) -> None:
    """Steps, undo, words, the present plan, removal: one message; reopened, edits go on."""
    known = edited(SavedScenario(name="Night"), 8)
    scenario_id, _ = store.add(known)
    icy = known.approved("Wang").frozen("Wang")
    store.keep(scenario_id, icy, known=known)
    for changed in (
        edited(icy, 9),
        icy.model_copy(update={"timeline": icy.timeline.undone()}),
        icy.model_copy(update={"name": "Day"}),
        icy.model_copy(update={"notes": "…"}),
        icy.model_copy(update={"present_plan": (("1", "A"),)}),
        edited(icy, 9).reopened("Li"),
    ):
        with pytest.raises(FrozenScenarioError, match="frozen"):
            store.keep(scenario_id, changed, known=icy)
        with pytest.raises(FrozenScenarioError):
            store.keep(scenario_id, changed)
    with pytest.raises(FrozenScenarioError):
        store.remove(scenario_id)
    assert store.read().scenarios[scenario_id] == icy
    opened = icy.reopened("Li")
    store.keep(scenario_id, opened, known=icy)
    store.keep(scenario_id, edited(opened, 9), known=opened)


def test_comments_stand_in_nobodys_way(store: Store) -> None:
    """A window that has not seen a comment edits on, and loses none; frozen ones take comments."""
    known = SavedScenario(name="Night")
    scenario_id, _ = store.add(known)
    store.comment(scenario_id, Comment.now("too far", "Zhao"))
    after = store.keep(scenario_id, edited(known, 8), known=known).scenarios[scenario_id]
    assert [one.text for one in after.comments] == ["too far"]
    icy = after.frozen("")
    store.keep(scenario_id, icy, known=after)
    last = store.comment(scenario_id, Comment.now("agreed", "Qian")).scenarios[scenario_id]
    assert [edit.detail for _, edit in last.history if edit.key == "approval.commented"] == [
        "too far",
        "agreed",
    ]
    for text in ("", " \n", "x" * 2001):
        with pytest.raises(WorkspaceError, match="2000"):
            store.comment(scenario_id, Comment.now(text))
    with pytest.raises(WorkspaceError, match="s9"):
        store.comment("s9", Comment.now("lost"))


def test_what_was_never_approved_is_written_as_before(store: Store, tmp_path: Path) -> None:
    """A file of scenarios has no new key until somebody uses one."""
    store.keep(FIRST_SCENARIO, edited(SavedScenario(), 8))
    text = (tmp_path / "scenarios.json").read_text(encoding="utf-8")
    assert "approval" not in text
    assert "comments" not in text
    assert store.read().scenarios[FIRST_SCENARIO].timeline.present == Scenario().at_hour(8)
