"""Marks stand out from the ground in both themes, and apart for eyes without green cones."""

import numpy as np
import pytest

from geo.cartography import (
    DARK_TONES,
    PAPER,
    ROAD_STYLES,
    STATION_MARKS,
    VERDICT_COLOURS,
    VERDICT_MARKS,
    ZONE_FILLS,
)
from tests.colours import ciede2000, contrast, linear, luminance, seen_apart

LEAST_APART = 25.0
LEAST_CONTRAST = 3.0


def in_theme(colour, theme):
    """Return a colour as a theme shows it."""
    return DARK_TONES.get(colour, colour) if theme == "dark" else colour


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(one, other, published):
    """Four of the pairs by which Sharma, Wu and Dalal let programs be checked."""
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("other", ["unreachable", "covered"])
def test_late_stands_apart_without_green_cones(theme, other):
    """Late differs from unreachable and from covered by at least 25 of CIEDE2000."""
    late, against = (in_theme(VERDICT_COLOURS[name], theme) for name in ("late", other))
    assert seen_apart(linear(late), linear(against)) >= LEAST_APART


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", [*VERDICT_MARKS.values(), *STATION_MARKS.values()])
def test_marks_have_an_edge_against_the_ground(theme, mark):
    """Some stroke of every mark has a contrast of at least 3 to the paper around it."""
    paper = in_theme(PAPER, theme)
    strokes = {colour for stroke in mark for colour in (stroke.fill, stroke.line) if colour}
    assert max(contrast(in_theme(one, theme), paper) for one in strokes) >= LEAST_CONTRAST


def test_a_dark_map_is_dark():
    """No ground of the dark table is light: paper, water, roads and zones stay below a tenth."""
    grounds = [PAPER, *(style.colour for style in ROAD_STYLES.values()), *ZONE_FILLS]
    for colour in grounds:
        assert luminance(linear(DARK_TONES[colour])) < 0.12
