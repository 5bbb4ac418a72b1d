"""The lists to fill in, as one archive."""

import tempfile
from functools import cache
from pathlib import Path

from geo.ui.files.exporting import pack_zip
from geo.workspace import init_workspace

__all__ = ["template_zip"]


@cache
def template_zip(language: str) -> bytes:
    """Return a workspace to fill in: settings with comments and lists with their headers."""
    with tempfile.TemporaryDirectory() as folder:
        written = init_workspace(Path(folder) / "workspace", language=language)
        return pack_zip({path.name: path.read_bytes() for path in written})
