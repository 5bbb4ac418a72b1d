"""Whom no candidate reaches within a limit, and the smallest limit that reaches everybody."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, SitingError
from geo.siting.inputs import check_choice, check_limit, check_minutes

__all__ = ["OutOfReach", "out_of_reach", "out_of_reach_in_words", "smallest_relaxation"]


class OutOfReach(NamedTuple):
    """Estates beyond a limit, the hardest to reach first.

    Attributes
    ----------
    limit_min : float
        The limit that was asked for.
    estates : ndarray of int64, shape (n_beyond,)
        Estates without an allowed candidate within the limit.
    nearest : ndarray of int64, shape (n_beyond,)
        Their nearest candidate, -1 where there is no way from any.
    needed_min : ndarray of float64, shape (n_beyond,)
        Minutes from it: the least limit that reaches the estate, inf without a way.
    relaxed_min : float
        The least limit that reaches every estate; inf when one has no way at all.
    """

    limit_min: float
    estates: NDArray[np.int64]
    nearest: NDArray[np.int64]
    needed_min: NDArray[np.float64]
    relaxed_min: float

    @property
    def without_a_way(self) -> NDArray[np.int64]:
        """Estates that no limit helps."""
        return self.estates[np.isinf(self.needed_min)]

    @property
    def useful_limit_min(self) -> float:
        """The least limit that reaches every estate that can be reached at all."""
        within = self.needed_min[np.isfinite(self.needed_min)]
        return float(max(self.limit_min, within.max(initial=0.0)))


def out_of_reach(
    minutes: ArrayLike, limit_min: float, *, forbidden: Iterable[int] = ()
) -> OutOfReach:
    """Return the estates that no candidate reaches within a limit, and what would help.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    limit_min : float
        The limit.
    forbidden : iterable of int
        Candidates that must not be chosen.

    Returns
    -------
    OutOfReach
        Empty where everybody is within reach.

    Raises
    ------
    SitingError
        Malformed minutes, a limit that is not minutes of at least 0, or wrong candidates.
    """
    matrix, limit = check_minutes(minutes), check_limit(limit_min)
    allowed = check_choice((), forbidden, matrix.shape[0]).allowed
    least = matrix[allowed].min(axis=0, initial=np.inf)
    beyond = np.flatnonzero(least > limit)
    beyond = beyond[np.argsort(-least[beyond], kind="stable")]
    if allowed.size:
        nearest = allowed[matrix[np.ix_(allowed, beyond)].argmin(axis=0)]
    else:
        nearest = np.full(beyond.size, -1, dtype=np.int64)
    return OutOfReach(
        limit_min=limit,
        estates=beyond,
        nearest=np.where(np.isfinite(least[beyond]), nearest, -1),
        needed_min=least[beyond],
        relaxed_min=float(max(limit, least.max(initial=0.0))),
    )


def smallest_relaxation(minutes: ArrayLike, limit_min: float) -> float:
    """Return the least limit, no less than the given one, at which every estate has a candidate.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    limit_min : float
        The limit that was asked for.

    Returns
    -------
    float
        Minutes; inf when some estate has no way to any candidate, whatever the limit.

    Raises
    ------
    SitingError
        Malformed minutes, or a limit that is not minutes of at least 0.
    """
    return out_of_reach(minutes, limit_min).relaxed_min


def out_of_reach_in_words(
    found: OutOfReach,
    estate_names: Sequence[str],
    candidate_names: Sequence[str],
    language: str = "en",
    *,
    most_names: int = 10,
) -> list[str]:
    """Return sentences: each estate with its nearest candidate, then the limit that would help.

    Parameters
    ----------
    found : OutOfReach
        As :func:`out_of_reach` returns it.
    estate_names : sequence of str, length n_estates
        Names of the estates.
    candidate_names : sequence of str, length n_candidates
        Names of the candidates.
    language : {"zh", "en"}
        Language of the sentences.
    most_names : int
        Estates that get a sentence of their own; the others are counted.

    Returns
    -------
    list of str
        Empty where everybody is within reach.

    Raises
    ------
    SitingError
        Fewer names than estates or candidates that are to be named.
    """
    for name, names, indices in (
        ("estate_names", estate_names, found.estates),
        ("candidate_names", candidate_names, found.nearest),
    ):
        if indices.size and indices.max() >= len(names):
            raise SitingError(
                "siting.names_missing", name=name, found=len(names), wanted=int(indices.max()) + 1
            )
    notices = [
        Notice("siting.no_way_to_estate", estate=estate_names[estate])
        if candidate < 0
        else Notice(
            "siting.estate_beyond_limit",
            estate=estate_names[estate],
            limit=found.limit_min,
            candidate=candidate_names[candidate],
            needed=needed,
        )
        for estate, candidate, needed in zip(
            found.estates[:most_names].tolist(),
            found.nearest[:most_names].tolist(),
            found.needed_min[:most_names].tolist(),
            strict=True,
        )
    ]
    if found.estates.size > most_names:
        notices.append(Notice("siting.more_beyond_limit", count=found.estates.size - most_names))
    if found.useful_limit_min > found.limit_min:
        key = "siting.limit_for_all" if np.isfinite(found.relaxed_min) else "siting.limit_for_most"
        notices.append(Notice(key, limit=found.useful_limit_min))
    return [notice.sentence(language) for notice in notices]
