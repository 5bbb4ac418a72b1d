"""JSON, TOML and values of Python from anywhere: a value, or a ``ValueError``."""

from collections.abc import Callable

import pytest

from geo.parsing import parsed_json, parsed_literal, parsed_toml

DEEP = 20_000


def test_sound_texts_are_read() -> None:
    """What is right is read as the parsers of Python read it."""
    assert parsed_json('{"a": [1, 2.5]}') == {"a": [1, 2.5]}
    assert parsed_toml("a = [1, 2.5]") == {"a": [1, 2.5]}
    assert parsed_literal("['a', 2.5, None]") == ["a", 2.5, None]


@pytest.mark.parametrize(
    ("parsed", "text"),
    [
        (parsed_json, "[" * DEEP),
        (parsed_json, '{"a":' * DEEP),
        (parsed_json, "1" * 5_000),
        (parsed_literal, "[" * DEEP),
        (parsed_literal, "[" + "-" * DEEP + "1]"),
        (parsed_literal, "[" + "1+" * DEEP + "1j]"),
        (parsed_literal, "{[]: 1}"),
        (parsed_literal, "[a]"),
        (parsed_toml, "a = " + "[" * DEEP),
        (parsed_toml, "a = " + "1" * 5_000),
        (parsed_toml, "a = 2026-13-45"),
    ],
)
def test_everything_else_is_a_value_error(parsed: Callable[[str], object], text: str) -> None:
    """Deep brackets, numbers without end and impossible days are refused alike."""
    with pytest.raises(ValueError, match=r"."):
        parsed(text)
