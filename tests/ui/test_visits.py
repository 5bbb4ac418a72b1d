"""The tab of visits on the toy town: nothing before it is asked for, a calendar, a chosen day."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import state

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("operations", PAGES["operations"][1])
"""
VISITORS = "走访人编号,单位,驻地,走访日\nV1,街道（示例）,S1,周一、周三\nV2,街道（示例）,S2,周二\n"


@pytest.fixture
def town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Open the toy town with two visitors."""
    folder = tmp_path / "town"
    shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "visitors.csv").write_text(VISITORS, encoding="utf-8")
    toml = (folder / "workspace.toml").read_text(encoding="utf-8")
    named = toml.replace("[inputs]\n", '[inputs]\nvisitors = "visitors.csv"\n')
    (folder / "workspace.toml").write_text(named, encoding="utf-8")
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return folder


def opened(**session: Any) -> str:
    """Return what the tab says with a session."""
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["lang"] = "zh"
    for key, value in {"rc_tab": "visits", **session}.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception[0].value
    assert not app.error, [error.value for error in app.error]
    parts = [*app.get("html"), *app.text, *app.caption]
    return "\n".join(str(part.value) for part in parts)


def test_a_calendar_is_planned_when_asked(town: Path) -> None:
    """Nothing is planned unasked; then the proof is said, and a day's route can be chosen."""
    assert "最优" not in opened()
    asked = (date(2026, 3, 2), 1)
    said = opened(rc_visits_asked=asked)
    assert "最优" in said
    assert "选一个人日" in said
    assert "选一个人日" not in opened(rc_visits_asked=asked, rc_visit_day=0)
