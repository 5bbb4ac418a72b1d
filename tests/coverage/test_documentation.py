"""The examples of the documentation work as printed."""

import doctest
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["response.md", "coverage.md"])
def test_examples(repository: Path, name: str) -> None:
    """Every prompt in the file gives what the file shows, and there are some."""
    failed, tried = doctest.testfile(str(repository / "docs" / name), module_relative=False)
    assert (failed, tried > 0) == (0, True)
