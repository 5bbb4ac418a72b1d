"""Why no plan exists, first as indices, then in sentences with the names of a district."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.i18n import listed
from geo.siting.plan import SitingPlan

__all__ = ["estates_nobody_reaches", "explain"]


def estates_nobody_reaches(estates: NDArray[np.int64]) -> Notice:
    """Return the reason that no allowed candidate serves some estates.

    Parameters
    ----------
    estates : ndarray of int64
        Estate indices.

    Returns
    -------
    Notice
        With the estates as a tuple of int.
    """
    return Notice("siting.estates_nobody_reaches", estates=tuple(estates.tolist()))


def explain(
    plan: SitingPlan, estate_names: Sequence[str], language: str = "en", *, most_names: int = 10
) -> list[str]:
    """Return the notes of a plan as sentences with names instead of indices.

    Parameters
    ----------
    plan : SitingPlan
        The plan.
    estate_names : sequence of str, length n_estates
        Names of the estates.
    language : {"zh", "en"}
        Language of the sentences.
    most_names : int
        Name so many estates at most and count the others.

    Returns
    -------
    list of str
        One sentence per note.
    """
    return [
        _with_names(note, estate_names, language, most_names).sentence(language)
        for note in plan.notes
    ]


def _with_names(
    note: Notice, estate_names: Sequence[str], language: str, most_names: int
) -> Notice:
    if "estates" not in note.params:
        return note
    estates = note.params["estates"]
    named = listed((str(estate_names[i]) for i in estates[:most_names]), language)
    if len(estates) > most_names:
        named += f" … (+{len(estates) - most_names})"
    return Notice(note.key, **{**note.params, "estates": named})
