"""Which known names a name may mean: those that share rare characters and sounds with it.

Characters, pairs of characters, syllables and pairs of syllables are weighted by how rare they are
in the gazetteer (inverse document frequency); the cosine of the weighted counts ranks the names.

References
----------
Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval".
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.geocode.names import NameParts
from geo.geocode.sound import blurred

__all__ = ["CandidateIndex"]

# A feature of more names than this share says nothing and would join every name with every other.
_COMMON_SHARE: Final = 0.08
_COMMON_LEAST: Final = 200
_ROWS_AT_A_TIME: Final = 256


class CandidateIndex:
    """An inverted index over known names.

    Parameters
    ----------
    parts : sequence of NameParts, length n
        The known names.
    """

    def __init__(self, parts: Sequence[NameParts]) -> None:
        self._vocabulary: dict[str, int] = {}
        counts = self._counted(parts, learn=True)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log((1 + len(parts)) / (1 + frequency)) + 1
        rarity[frequency > max(_COMMON_LEAST, _COMMON_SHARE * len(parts))] = 0
        self._rarity = rarity
        self._names = self._weighted(counts).T.tocsr()

    def nearest(
        self, parts: Sequence[NameParts], count: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Yield for each name the nearest known names and their cosine, the nearest first.

        Parameters
        ----------
        parts : sequence of NameParts
        count : int
            Most known names for one.
        """
        for begin in range(0, len(parts), _ROWS_AT_A_TIME):
            block = self._weighted(self._counted(parts[begin : begin + _ROWS_AT_A_TIME]))
            likeness = (block @ self._names).tocsr()
            for row in range(likeness.shape[0]):
                span = slice(likeness.indptr[row], likeness.indptr[row + 1])
                names, cosine = likeness.indices[span], likeness.data[span]
                if len(names) > count:
                    kept = np.argpartition(-cosine, count - 1)[:count]
                    tied = cosine >= cosine[kept].min() if len(names) < 4 * count else None
                    kept = kept if tied is None else np.flatnonzero(tied)
                    names, cosine = names[kept], cosine[kept]
                order = np.lexsort((names, -np.round(cosine, 9)))[:count]
                yield names[order].astype(np.int64), cosine[order]

    def _counted(self, parts: Sequence[NameParts], *, learn: bool = False) -> sparse.csr_array:
        indptr, indices = [0], []
        for part in parts:
            row = set()
            for feature in _features(part):
                number = self._vocabulary.get(feature)
                if number is None and learn:
                    number = self._vocabulary[feature] = len(self._vocabulary)
                if number is not None:
                    row.add(number)
            indices.extend(sorted(row))
            indptr.append(len(indices))
        shape = (len(parts), len(self._vocabulary))
        return sparse.csr_array(
            (np.ones(len(indices)), np.array(indices, np.int64), np.array(indptr, np.int64)), shape
        )

    def _weighted(self, counts: sparse.csr_array) -> sparse.csr_array:
        weights = counts.multiply(self._rarity).tocsr()
        length = np.sqrt(weights.multiply(weights).sum(axis=1))
        scaled: sparse.csr_array = sparse.diags_array(1 / np.maximum(length, 1e-12)) @ weights
        return sparse.csr_array(scaled)


def _features(part: NameParts) -> Iterator[str]:
    text = part.full
    sound = blurred(text)
    for char in text:
        yield f"c{char}"
    for syllable in sound:
        yield f"s{syllable}"
    for first, second in pairwise(text):
        yield f"cc{first}{second}"
    if part.written != text:
        for char in part.written:
            yield f"c{char}"
    for one, other in pairwise(sound):
        yield f"ss{one}{other}"
