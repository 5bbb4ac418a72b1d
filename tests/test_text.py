"""Text from users is data in every sink."""

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from geo.text import plain_text, safe_text, script_json

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`;alert(1);//",
    "</script><script>alert(1)</script>{{7*7}}{% raw %}\\` \"'",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_safe_text_shows_the_characters_and_opens_nothing(payload: str) -> None:
    """The escaped text reads as it was typed and holds no sign that starts code."""
    escaped = str(safe_text(payload))
    assert html.unescape(escaped) == payload
    assert not set("<>`${}\\\"'") & set(escaped.replace("&#", ""))


@given(st.text())
def test_safe_text_is_read_back_as_plain_text(text: str) -> None:
    """Whatever people type, markup shows just that, without what cannot be shown."""
    assert html.unescape(str(safe_text(text))) == plain_text(text)


def test_markup_passes_unchanged() -> None:
    """Escaping twice would show the escapes."""
    once = safe_text("a < b")
    assert safe_text(once) == once


def test_signs_that_turn_the_reading_direction_are_left_out() -> None:
    """A name cannot make the words after it read backwards."""
    assert plain_text("a\u202etxt.exe\x00\x1b") == "atxt.exe"


@given(
    st.recursive(
        st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_script_json_is_inert_and_exact(value: object) -> None:
    """The data come back as they went in, and no character ends a script or a template."""
    text = script_json(value)
    assert json.loads(text) == value
    assert not {"<", ">", "&", "`", "$"} & set(text)
    assert Template(text).render() == text


def test_script_json_refuses_what_json_cannot_hold() -> None:
    """NaN and infinity raise instead of making a page that does not load."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json([float("nan")])
