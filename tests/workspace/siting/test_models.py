"""Every siting model of the table works wherever a model can be asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.cli.main import main
from geo.errors import SettingsError
from geo.i18n import translator
from geo.report.report_html import report_page
from geo.text import sentence_case
from geo.ui import state
from geo.workspace import MODELS, Workspace, make_plan, open_district, open_workspace, site_stations

MakeTown = Callable[[str], Path]

TERMS = {"double_standard": "near_share = 0.3"}
"""The toy town keeps no double standard of nine in ten."""

SITING_PAGE = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("siting", PAGES["siting"][1])
"""


@pytest.fixture
def town_with(toy: Path, tmp_path: Path) -> MakeTown:
    """Return a function that copies the toy town and lets its settings ask for a model."""

    def make(model: str) -> Path:
        folder = tmp_path / model
        folder.mkdir()
        for path in toy.iterdir():
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
        settings = (folder / "workspace.toml").read_text(encoding="utf-8")
        asked = settings.replace(
            'model = "max_cover"', f'model = "{model}"\n{TERMS.get(model, "")}'
        )
        assert asked != settings or model == "max_cover"
        (folder / "workspace.toml").write_text(asked, encoding="utf-8")
        return folder

    return make


@pytest.mark.parametrize("name", MODELS)
def test_a_model_works_through_every_door(
    name: str, town_with: MakeTown, capsys: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Settings, Python, command line, screen and report give one proven answer by its name."""
    workspace = open_workspace(town_with(name))
    plan = make_plan(workspace)
    assert plan.siting.model == name
    assert plan.siting.status == "optimal"
    again = site_stations(open_district(workspace), model=name, stations=1)
    assert again.plan.objective == plan.siting.objective
    with pytest.raises(SystemExit, match="0"):
        main(["site", str(workspace.folder), "--json"])
    assert json.loads(capsys.readouterr().out)["objective"] == plan.siting.objective
    label = translator("en")(MODELS[name].label_key)
    if len(plan.proposed):
        assert label in report_page(plan, language="en")
    page = _siting_page(workspace, tmp_path, monkeypatch)
    choice = page.selectbox(key="rc_siting_model")
    assert sentence_case(label) in choice.options
    choice.set_value(name).run()
    page.button(key="rc_solve").click().run()
    while "rc_siting_job" in page.session_state:
        page.session_state["rc_siting_job"][2].wait(60)
        page.run()
    assert not page.exception


def _siting_page(workspace: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(workspace.folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, "en")
    app = AppTest.from_string(SITING_PAGE, default_timeout=60)
    app.query_params["lang"] = "en"
    return app.run()


@pytest.mark.parametrize("found", ["max_cov", "", "MEXCLP"])
def test_an_unknown_model_is_refused_with_those_that_exist(town_with: MakeTown, found: str) -> None:
    """The settings name the file, the key, what was found and every model there is."""
    folder = town_with("mexclp")
    settings = folder / "workspace.toml"
    written = settings.read_text(encoding="utf-8").replace('"mexclp"', f'"{found}"')
    settings.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"siting\.model") as refused:
        open_workspace(folder)
    assert all(name in str(refused.value) for name in MODELS)


def test_each_model_says_what_it_takes() -> None:
    """Limits stand in the table: a model without one refuses it by name elsewhere."""
    assert [name for name, one in MODELS.items() if one.within_budget] == ["max_cover"]
    assert [name for name, one in MODELS.items() if one.with_capacity] == ["max_cover", "p_median"]
    assert [name for name, one in MODELS.items() if one.finds_number] == ["set_cover"]
