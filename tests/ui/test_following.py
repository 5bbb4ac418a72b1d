"""What a browser says of a field whose value was changed elsewhere is not taken for a wish."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import key_of, sound

_SCRIPT = """
import streamlit as st
from geo.ui.components.frame.following import follow, forget_fields

st.session_state.setdefault("hour", 10)
st.session_state.setdefault("heard", [])

def choose(hour):
    st.session_state["heard"].append(hour)
    st.session_state["hour"] = min(hour, 20)

forget_fields()
if st.session_state.get("is_shown", True):
    field = follow("rc_hour", st.session_state["hour"])
    st.slider("Hour", 0, 23, key=field.key, on_change=field.takes(choose))
"""


def _app() -> AppTest:
    return sound(AppTest.from_string(_SCRIPT, default_timeout=60).run())


def _said_before(app: AppTest) -> WidgetStates:
    """Return what a browser says of the fields that it shows."""
    return app._tree.get_widget_states()


@pytest.mark.behaviour
def test_streamlit_takes_a_late_value_for_a_wish() -> None:
    """A slider that the page sets is set back by what the browser held before."""
    plain = """
import streamlit as st
st.session_state.setdefault("heard", [])
st.session_state["hour"] = st.session_state.get("chosen", 10)
heard = lambda: st.session_state["heard"].append(st.session_state["hour"])
st.slider("Hour", 0, 23, key="hour", on_change=heard)
"""
    app = sound(AppTest.from_string(plain, default_timeout=60).run())
    before = _said_before(app)
    app.session_state["chosen"] = 8
    sound(app.run())
    assert app.session_state["heard"] == []
    sound(app._run(before))
    assert app.session_state["heard"] == [10]


def test_what_a_person_chooses_is_taken_by_one_field() -> None:
    """Her field stays the same one, so that the keyboard stays in it."""
    app = _app()
    for hour in (8, 12):
        sound(app.slider(key="rc_hour").set_value(hour).run())
    assert app.session_state["heard"] == [8, 12]
    assert app.slider(key="rc_hour").value == 12


@pytest.mark.behaviour
def test_a_value_changed_elsewhere_is_shown_and_the_old_one_not_heard() -> None:
    """The hour of the strip is not set back by what the slider held before."""
    app = _app()
    before = _said_before(app)
    app.session_state["hour"] = 8
    sound(app.run())
    sound(app._run(before))
    assert app.session_state["heard"] == []
    field = app.slider(key=key_of(app, "rc_hour"))
    assert (field.key, field.value) == ("rc_hour.1", 8)
    sound(field.set_value(9).run())
    assert app.session_state["heard"] == [9]


def test_a_value_that_was_not_taken_as_it_was_is_shown_as_it_is() -> None:
    """The field shows what holds."""
    app = _app()
    sound(app.slider(key="rc_hour").set_value(23).run())
    assert app.slider(key=key_of(app, "rc_hour")).value == 20


def test_a_field_that_left_the_page_is_not_heard() -> None:
    """Its last words may come after the page was turned."""
    app = _app()
    app.slider(key="rc_hour").set_value(12)
    late = _said_before(app)
    app.session_state["is_shown"] = False
    sound(app.run())
    app.session_state["hour"] = 8
    sound(app._run(late))
    assert app.session_state["heard"] == [12]
