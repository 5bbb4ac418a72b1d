"""What the pages keep between two runs: nothing by Streamlit's own caches."""

import ast
from pathlib import Path

import pytest


@pytest.mark.behaviour
def test_no_page_asks_streamlit_to_cache(repository: Path) -> None:
    """Streamlit hashes long lists by a sample, so what is kept is kept under a digest of ours."""
    asked = [
        (path.name, node.lineno)
        for path in sorted((repository / "geo" / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource")
    ]
    assert not asked
