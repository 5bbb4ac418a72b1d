"""What long-lived processes ask of the memory allocator of the C library: give back what is free.

Every page is drawn by a thread of its own. glibc gives threads heaps of their own, up to eight for
each core, and keeps in each of them what pages have freed: a server that draws pages all day grows
with the number of heaps and not with what it holds. Each array that is freed also raises the size
from which arrays have a place of their own, up to 32 MB: below it they lie among small things, and
leave holes. A worker that plans one district after another would hold the half of a large one while
it plans the next. Elsewhere than on glibc nothing is done.
"""

import ctypes
import sys
from functools import cache
from typing import Final

__all__ = ["few_heaps", "give_back"]

_HEAPS: Final = 2
_OWN_PLACE_BYTES: Final = 512 * 1024
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""Numbers of parameters in ``malloc.h``."""


def few_heaps() -> None:
    """Let all threads share a few heaps, large arrays apart; heaps that are there already stay."""
    if (library := _glibc()) is not None:
        library.mallopt(_M_ARENA_MAX, _HEAPS)
        library.mallopt(_M_MMAP_THRESHOLD, _OWN_PLACE_BYTES)


def give_back() -> None:
    """Return to the system what was freed."""
    if (library := _glibc()) is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
