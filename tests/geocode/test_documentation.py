"""The examples of the documentation work as printed."""

import doctest
from pathlib import Path


def test_examples(repository: Path) -> None:
    """Every prompt in the file gives what the file shows, and there are some."""
    path = repository / "docs" / "geocoding.md"
    failed, tried = doctest.testfile(str(path), module_relative=False)
    assert (failed, tried > 0) == (0, True)
