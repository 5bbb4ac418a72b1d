"""How colours are seen: contrast of WCAG 2, differences by CIEDE2000, eyes without green cones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ciede2000",
    "contrast",
    "lab",
    "linear",
    "linear_of",
    "luminance",
    "seen_apart",
]

Array = NDArray[np.float64]

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


def linear_of(srgb: Any) -> Array:
    """Return linear RGB of sRGB from 0 to 255, for one colour or a picture."""
    share = np.asarray(srgb, dtype=np.float64)[..., :3] / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def linear(colour: str) -> Array:
    """Return linear RGB of a hex colour."""
    return linear_of([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


def luminance(rgb: Array) -> Any:
    """Return the relative luminance of WCAG 2 of linear RGB."""
    return rgb @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: Any, other: Any) -> Any:
    """Return the contrast of WCAG 2 between hex colours or luminances, also element by element."""
    one, other = (
        luminance(linear(colour)) if isinstance(colour, str) else colour for colour in (one, other)
    )
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def lab(rgb: Array) -> Array:
    """Return CIELAB of linear RGB under D65."""
    ratio = TO_XYZ @ rgb / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: Any, other: Any) -> float:
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


def seen_apart(one: Array, other: Array) -> float:
    """Return the CIEDE2000 of two linear colours as eyes without green cones see them."""
    return ciede2000(*(lab(np.clip(DEUTERANOPIA @ colour, 0, 1)) for colour in (one, other)))
