"""How maps of differences mark an estate: by colour and by shape, like the verdicts."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from geo.cartography import Stroke, mark_svg, symbol
from geo.i18n import Translate, format_number
from geo.scenarios import KINDS

__all__ = ["KIND_MARKS", "kind_legend"]

_DISC: Final = "M-1.05,0A1.05,1.05 0 1,0 1.05,0A1.05,1.05 0 1,0 -1.05,0Z"
_DOT: Final = "M-.7,0A.7,.7 0 1,0 .7,0A.7,.7 0 1,0 -.7,0Z"
_UP: Final = "M0,-1.15L1.1,.85H-1.1Z"
_DOWN: Final = "M0,1.15L1.1,-.85H-1.1Z"
_SQUARE: Final = "M-1,-1H1V1H-1Z"
_PLUS: Final = "M0,-.55V.55M-.55,0H.55"
_CROSS: Final = "M-.42,-.42L.42,.42M-.42,.42L.42,-.42"

KIND_MARKS: Final = {
    "gained": (
        Stroke(_DISC, fill="#009e73", line="#ffffff", width=0.16),
        Stroke(_PLUS, line="#ffffff", width=0.3),
    ),
    "lost": (
        Stroke(_DISC, fill="#d55e00", line="#ffffff", width=0.16),
        Stroke(_CROSS, line="#ffffff", width=0.34),
    ),
    "quicker": (Stroke(_UP, fill="#56b4e9", line="#ffffff", width=0.16),),
    "slower": (Stroke(_DOWN, fill="#e69f00", line="#ffffff", width=0.16),),
    "cut_off": (
        Stroke(_SQUARE, fill="#8b1a1a", line="#ffffff", width=0.16),
        Stroke(_CROSS, line="#ffffff", width=0.34),
    ),
    "same": (Stroke(_DOT, fill="#b4bac1", line="#ffffff", width=0.16),),
}
"""Strokes around a unit circle, by kind of change."""


def kind_legend(kinds: Sequence[str], households: "pd.Series[int]", t: Translate) -> dict[str, Any]:
    """Return the section of a legend that counts estates and households by kind.

    Parameters
    ----------
    kinds : sequence of str, length n_estates
    households : Series of int, length n_estates
    t : callable
        The translator.
    """
    of_kind = {kind: households[[one == kind for one in kinds]] for kind in KINDS}
    return {
        "title": t("report.legend_verdicts"),
        "rows": [
            {
                "symbol": symbol(mark_svg(KIND_MARKS[kind], x=0, y=0, radius=6)),
                "text": t(f"zone_compare.kind_{kind}"),
                "number": t(
                    "report.estates_and_households",
                    estates=format_number(len(of_kind[kind])),
                    households=format_number(int(of_kind[kind].sum())),
                ),
            }
            for kind in KINDS
        ],
    }
