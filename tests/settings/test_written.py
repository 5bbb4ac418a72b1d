"""What a person types for a setting, and the line it is shown as."""

from typing import Any

import pytest

from geo.settings import Settings, setting_item, setting_items, value_as_text, value_of_text


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("target.minutes", "12", 12),
        ("target.minutes", " １２．５ ", 12.5),
        ("target.percentile", "90 %", 0.9),
        ("target.minutes", "soon", "soon"),
        ("zoning.zones", "", None),
        ("speeds.turns", "yes", True),
        ("speeds.turns", "maybe", "maybe"),
        ("speeds.rush_hours", "7, 8、17；18", [7, 8, 17, 18]),
        ("zoning.band", "0.8, 1.2", [0.8, 1.2]),
        ("zoning.seeds", "HY-001, 114.2,30.5;HY-002", ["HY-001", "114.2,30.5", "HY-002"]),
        ("zoning.must_link", "A、B; C,D", [["A", "B"], ["C", "D"]]),
        ("skills", "水：水管爆裂、停水; 电 = 跳闸", {"水": ["水管爆裂", "停水"], "电": ["跳闸"]}),
        ("works.severity", "屋面 = 2", {"屋面": 2}),
        (
            "levels.service",
            '[{name = "a", least = {score = 45}}]',
            [{"name": "a", "least": {"score": 45}}],
        ),
    ],
)
def test_words_become_values(key: str, text: str, value: Any) -> None:
    """Each form of value is read as people write it; what cannot be read stays as it was typed."""
    item = setting_item(key)
    assert item is not None
    assert value_of_text(item, text) == value


def test_every_default_is_read_again() -> None:
    """The line that shows a value says the same value when it is typed."""
    for item in setting_items():
        default = item.value_in(Settings())
        for comma in ("、", ", "):
            said = value_as_text(item, default, comma)
            assert value_of_text(item, said) == default, item.key
