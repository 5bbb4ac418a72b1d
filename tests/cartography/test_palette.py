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

DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
"""Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB."""

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
LEAST_APART = 25.0
LEAST_CONTRAST = 3.0


def linear(colour):
    """Return linear RGB of a hex colour."""
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast of WCAG 2 between two hex colours."""
    dark, light = sorted(
        float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """Return CIELAB of linear RGB under D65."""
    ratio = TO_XYZ @ rgb / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other):
    """Return the difference of two colours in CIELAB (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    if c1 * c2 == 0:
        h = h1 + h2
    else:
        h = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    lightness, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    bend = 30 * np.exp(-(((h - 275) / 25) ** 2))
    r = -np.sin(np.radians(2 * bend)) * 2 * np.sqrt(c**7 / (c**7 + 25**7))
    by_l, by_c, by_h = (l2 - l1) / s_l, (c2 - c1) / s_c, d_h / s_h
    return float(np.sqrt(by_l**2 + by_c**2 + by_h**2 + r * by_c * by_h))


def seen_apart(one, other):
    """Return the difference of two hex colours as eyes without green cones see them."""
    return ciede2000(*(lab(np.clip(DEUTERANOPIA @ linear(c), 0, 1)) for c in (one, other)))


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
    assert seen_apart(late, against) >= LEAST_APART


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
        assert float(linear(DARK_TONES[colour]) @ [0.2126, 0.7152, 0.0722]) < 0.12
