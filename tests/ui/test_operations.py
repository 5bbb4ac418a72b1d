"""The page of operations on the demo district: list, life of a problem, signing off."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.scenarios import listed_problems, next_states, open_planner
from geo.ui import state
from geo.workspace.operations import STATES, Record, record_store

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("operations", PAGES["operations"][1])
"""


@pytest.fixture
def home(hanyang: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Open Hanyang with all that is kept in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(hanyang))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def opened(**session: Any) -> AppTest:
    """Return the page after its first run."""
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["lang"] = "zh"
    for key, value in session.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def test_the_list_and_a_chosen_problem(home: Path, hanyang: Path) -> None:
    """The published case shows its slack, its consent and the step that comes next."""
    app = opened(rc_problem="P002")
    said = "\n".join(str(html.value) for html in app.get("html"))
    assert "34 个未办结" in said
    assert "-10" in said
    assert "135 / 4 / 2 / 0" in said
    assert "127 米人行道" in "\n".join(str(text.value) for text in app.text)


def test_a_long_list_shows_its_first_problems(
    home: Path, hanyang: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most urgent ones are listed, and how many more there are is said."""
    monkeypatch.setattr("geo.ui.components.operations.problem_view._MOST_LISTED", 10)
    app = opened()
    assert len(app.dataframe[0].value) == 10
    assert any("另有 24 个" in str(one.value) for one in app.caption)


def test_a_step_is_kept_at_once(home: Path, hanyang: Path) -> None:
    """A saved step is on disk, with the state it leads to, and stands in the history."""
    app = opened(rc_problem="P002")
    app.button(key="rc_step_take").click().run()
    assert not app.exception
    (event,) = record_store(hanyang).read().events
    assert (event.problem_id, event.state) == ("P002", "in_work")
    assert any("整改中" in str(text.value) for text in app.text)


def take_back(app: AppTest) -> None:
    """Press the button of what the page has just told."""
    next(one for one in app.button if str(one.key).startswith("rc_toast_back")).click().run()
    assert not app.exception


def test_a_step_is_told_and_taken_back(home: Path, hanyang: Path) -> None:
    """The page says the step; its button takes it out of the record, and the next puts it back."""
    app = opened(rc_problem="P002")
    app.button(key="rc_step_take").click().run()
    assert any("问题 P002：整改中" in str(html.value) for html in app.get("html"))
    take_back(app)
    assert record_store(hanyang).read().events == ()
    assert any("已撤销：问题 P002" in str(html.value) for html in app.get("html"))
    take_back(app)
    assert [event.state for event in record_store(hanyang).read().events] == ["in_work"]


def test_closing_without_proof_is_refused_in_words(home: Path, hanyang: Path) -> None:
    """The page says what is missing, and nothing is written."""
    store = record_store(hanyang)
    planner = open_planner(hanyang)
    problems = listed_problems(planner, Record())
    app = opened(rc_problem="P002")
    for _ in range(2):
        app.button(key="rc_step_take").click().run()
    assert [event.state for event in store.read().events] == ["in_work", "accepted"]
    app.button(key="rc_step_take").click().run()
    assert "尚未验收" in app.warning[0].value
    assert len(store.read().events) == 2
    assert len(problems.table) == 56


def test_an_assessment_is_signed_off(home: Path, hanyang: Path) -> None:
    """Operators stand in the funnel's unit page, and a signature names these figures."""
    app = opened(rc_tab="assessment", rc_unit=("operator", "安居兴业"))
    assert any("安居兴业" in str(head.value) for head in app.subheader)
    app.button(key="rc_sign").click().run()
    assert not app.exception
    (signed,) = record_store(hanyang).read().sign_offs
    assert signed.period == "2025Q4"
    assert any("签认" in str(text.value) for text in app.text)


def test_every_state_leads_on() -> None:
    """No state is a dead end, and none leads to itself."""
    for one in STATES:
        assert next_states(one)
        assert one not in next_states(one)


def test_works_before_the_rains(home: Path, hanyang: Path) -> None:
    """The risk first; the plan once it is asked for, with a price for every changed week."""
    app = opened(rc_tab="works")
    assert "预计汛期报修" not in "\n".join(str(text.value) for text in app.text)
    assert len(app.dataframe[0].value) == 161
    app.button(key="rc_works_plan").click().run()
    assert not app.exception, app.exception[0].value
    said = "\n".join(str(html.value) for html in app.get("html"))
    assert "户日" in said
    assert "卡在" in said
