"""A cache of orders that is empty at first and gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from geo.roads.hierarchy.order_store import CACHE_VARIABLE

__all__ = ["fresh_orders"]


@contextmanager
def fresh_orders() -> Iterator[None]:
    """Keep orders in a folder of this block's own, for this process and those it starts."""
    before = os.environ.get(CACHE_VARIABLE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[CACHE_VARIABLE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[CACHE_VARIABLE]
            else:
                os.environ[CACHE_VARIABLE] = before
