"""Elimination orders on disk, so that a metro is dissected once per machine and not per run.

One file per topology, in the user's cache folder or the one that ``REPAIR_CIRCLE_CACHE`` names. A
file appears whole or not at all, and anything that cannot be read as an order of the right length
counts as absent: a damaged cache costs time, never a wrong answer.
"""

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from platformdirs import user_cache_path

from geo.presence import file_there

__all__ = ["CACHE_VARIABLE", "cache_folder", "has_order", "keep_order", "read_order"]

CACHE_VARIABLE: Final = "REPAIR_CIRCLE_CACHE"
FORMAT: Final = "order-1"
"""Changes whenever the way of ordering does."""


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of kept orders; it need not exist."""
    named = environment.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_path("repair-circle", appauthor=False)


def has_order(topology_hash: str) -> bool:
    """Return whether a file for this topology exists."""
    return file_there(_file(topology_hash))


def read_order(topology_hash: str, n_nodes: int) -> NDArray[np.int32] | None:
    """Return the kept order of a topology, None when there is none that can be used."""
    try:
        content = _file(topology_hash).read_bytes()
    except OSError:
        return None
    # The file is taken byte for byte as it would be written: nothing of it is interpreted, so
    # that no header, however damaged, asks for memory or names another type.
    head = _head(n_nodes)
    if not content.startswith(head) or len(content) != len(head) + 4 * n_nodes:
        return None
    order = np.frombuffer(content, np.int32, n_nodes, len(head)).copy()
    is_order = np.array_equal(np.sort(order), np.arange(n_nodes, dtype=np.int32))
    return order if is_order else None


def keep_order(topology_hash: str, order: NDArray[np.int32]) -> None:
    """Write an order for later runs; where the folder cannot be written to, do nothing."""
    file = _file(topology_hash)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            np.save(part, order)
        Path(part.name).replace(file)
    except OSError:
        return


def _head(n_nodes: int) -> bytes:
    """Return what a file of so many nodes begins with."""
    head = io.BytesIO()
    described = npy.header_data_from_array_1_0(np.empty(0, np.int32)) | {"shape": (n_nodes,)}
    npy.write_array_header_1_0(head, described)
    return head.getvalue()


def _file(topology_hash: str) -> Path:
    return cache_folder() / f"{topology_hash}.{FORMAT}.npy"
