"""Errors speak without giving the folders of a server away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import Fault, WorkspaceError, tell_names_only


@pytest.fixture
def served() -> Iterator[None]:
    """Speak as a server does."""
    tell_names_only()
    yield
    tell_names_only(False)


def test_a_server_names_no_folders(served: None) -> None:
    """A folder has its name alone, in the sentence and in those within it."""
    fault = Fault("workspace.no_folder", folder=Path("/srv/plans/one"))
    error = WorkspaceError("workspace.no_folder", folder=Path("/srv/plans/east"), faults=[fault])
    for language in ("zh", "en"):
        said = error.sentence(language)
        assert "/srv" not in said
        assert "east" in said
        assert "one" in said


def test_on_ones_own_machine_the_whole_path_is_told() -> None:
    """Whoever sits there needs it."""
    assert "/srv/plans/east" in str(
        WorkspaceError("workspace.no_folder", folder=Path("/srv/plans/east"))
    )
