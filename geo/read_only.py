"""Arrays that nobody may change stay so when their owner goes to another process and back."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

__all__ = ["ReadOnlyArrays"]

_OF_SPARSE: Final = ("data", "indices", "indptr", "row", "col")


class ReadOnlyArrays:
    """A class whose arrays are copied and pickled with what they allow.

    NumPy forgets that an array is read-only when it is pickled; here the owner remembers it, for
    its arrays, those of its sparse matrices, and those in its tuples, lists and mappings.
    """

    def __getstate__(self) -> tuple[dict[str, Any], list[bool]]:
        """Return what is kept, and of each array in it whether it may be changed."""
        state = dict(vars(self))
        return state, [array.flags.writeable for array in _arrays(state)]

    def __setstate__(self, kept: tuple[dict[str, Any], list[bool]]) -> None:
        """Take back what was kept; arrays that could not be changed cannot be changed again."""
        state, writeable = kept
        vars(self).update(state)
        for array, may_change in zip(_arrays(state), writeable, strict=True):
            if not may_change:
                array.setflags(write=False)


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the arrays that a value is made of, in an order that depends on it alone."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _arrays(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _arrays(item)
    elif hasattr(value, "tocsr"):
        for name in _OF_SPARSE:
            if isinstance(array := getattr(value, name, None), np.ndarray):
                yield array
