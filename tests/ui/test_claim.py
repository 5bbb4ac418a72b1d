"""The form of claims on the Coverage page: read aloud, deniable, and never stale."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.scenarios import Planner
from geo.ui import state

from .test_pages import page, shown


@pytest.fixture(autouse=True)
def toy_town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the toy town, with scenarios in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def checked(app: AppTest, claim: str) -> AppTest:
    """Type a claim and press the button."""
    app.text_input(key="rc_claim").set_value(claim)
    app.button(key="rc_claim_check").click().run()
    assert not app.exception
    return app


def verdict(app: AppTest) -> str | None:
    """Return the verdict that stands on the screen."""
    said = shown(app)
    marks = {"covered": "true", "unreachable": "false", "unsure": "unproven"}
    return next((word for mark, word in marks.items() if f"rc-verdict rc-{mark}" in said), None)


def test_an_unread_claim_leaves_no_verdict() -> None:
    """A question about the claim takes the place of the answer to the last one."""
    app = checked(page("coverage"), "9分钟")
    assert verdict(app) == "false"
    for unread in ("10-15分钟", "很快", "15分钟覆盖率90%", ""):
        assert verdict(checked(app, unread)) is None
        assert verdict(checked(app, "9分钟，60%的住户")) == "true"


def test_enter_checks_the_text_that_stands_there_now() -> None:
    """What was found of one text says nothing of the next; no button is needed for that."""
    app = checked(page("coverage"), "9分钟")
    assert verdict(app) == "false"
    app.text_input(key="rc_claim").set_value("9分钟，60%的住户").run()
    assert verdict(app) == "true"
    app.text_input(key="rc_claim").set_value("很快").run()
    assert verdict(app) is None


def test_a_claim_is_audited_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving the field asks, and so does the button behind it: the answer is there already."""
    asked = []
    audited = Planner.audited
    monkeypatch.setattr(Planner, "audited", lambda *args: asked.append(args[2]) or audited(*args))
    app = page("coverage")
    app.text_input(key="rc_claim").set_value("9分钟").run()
    app.button(key="rc_claim_check").click().run()
    assert asked == ["9分钟"]


def test_each_part_can_be_denied_and_taken_back() -> None:
    """Unticked, the share is gone and everybody must be reached; ticked, it counts again."""
    app = checked(page("coverage"), "24小时热线，9分钟到场，60%的住户")
    assert verdict(app) == "true"
    assert "24小时热线" in shown(app)
    share = app.checkbox(key="rc_claim_keep_share")
    assert "60" in share.label
    share.uncheck().run()
    assert verdict(app) == "false"
    app.checkbox(key="rc_claim_keep_share").check().run()
    assert verdict(app) == "true"
    assert verdict(checked(app, "9分钟，60%的住户")) == "true"


def test_means_and_areas_are_shown_as_such() -> None:
    """A mean has its figure; the parts of an area that is too large are named."""
    assert "平均" in shown(checked(page("coverage"), "平均9分钟"))
    app = checked(page("coverage"), "30分钟，500平方公里")
    assert "边界之外" in shown(app)
    assert verdict(app) != "true"
