"""What a page lays over the map holds only what can be drawn."""

import json

import numpy as np

from geo.ui.components.map.overlay import Pin, Shade, discs, pins, view

SHADES = (Shade("#440154", "low"), Shade("#fde725", "high"))


def test_discs_leave_out_what_has_no_place_or_no_class() -> None:
    """A place without a position is counted in the legend and not drawn; -1 is neither."""
    drawn, legend = discs(
        [114.0, np.nan, 114.2], [30.5, 30.5, 30.6], [1, 1, -1], shades=SHADES, title="p"
    )
    data = json.loads(drawn.arguments[0])
    assert (data["lon"], data["lat"], data["colour"]) == ([114.0], [30.5], [1])
    rows = json.loads(legend.arguments[0])[0]["rows"]
    assert [row["number"] for row in rows] == ["0", "2"]


def test_pins_carry_text_as_data() -> None:
    """What a list says reaches the page as JSON that no script element can be closed with."""
    (script,) = pins([Pin("a", "1", 114.0, 30.5, ("</script><b>", "second"))])
    assert "</script>" not in script.arguments[0]
    assert json.loads(script.arguments[0])[0]["lines"] == ["</script><b>", "second"]


def test_a_view_needs_a_place() -> None:
    """Bounds are those of the finite places; without one the view stays."""
    (script,) = view([114.0, np.nan, 114.2], [30.6, 30.0, 30.5])
    assert json.loads(script.arguments[0]) == [[30.5, 114.0], [30.6, 114.2]]
    assert view([np.nan], [np.nan]) == []
