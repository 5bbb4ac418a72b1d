"""A list whose header is unclear is one question on the data page, and is read once answered."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import state

PAGE = "from geo.ui.components.data.upload import upload_list\nupload_list()"
LIST = "小区编号,小区名称,街道,户数,户数,经度,纬度\n1,东院,西街,10,100,114.005,30.0067\n"


def test_one_question_then_the_list(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is offered before the answer; after it the list can be planned with."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    app.file_uploader(key="rc_upload").set_value(("a.csv", LIST.encode(), "")).run()
    assert not app.exception
    (question,) = app.radio
    assert len(question.options) == 2
    assert not [one for one in app.button if one.key == "rc_upload_use"]
    assert not app.error
    question.set_value("户数 (2)").run()
    assert not app.exception
    assert [one for one in app.button if one.key == "rc_upload_use"]
