"""A user's own folder elsewhere for a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

__all__ = ["home"]


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """Let a folder hold what the product keeps for its user."""
    with mock.patch.dict(os.environ, {"XDG_DATA_HOME": str(folder)}):
        yield
