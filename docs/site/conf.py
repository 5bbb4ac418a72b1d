"""The documentation site: guides from docs/, the reference from the docstrings (``make docs``)."""

import os
import re
import sys
from typing import Any

import geo

project = "Repair Circle 维修圈"
author = copyright = "Repair Circle maintainers"  # noqa: A001 (Sphinx's name)
release = version = geo.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
language = os.environ.get("DOCS_LANGUAGE", "en")
root_doc = "index"
exclude_patterns = ["guide.zh.md"] if language == "en" else ["guide.en.md"]
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
templates_path: list[str] = []

# The pages are read in a checkout as well, where a link to a file outside docs/ is right.
suppress_warnings = ["myst.xref_missing", "myst.header"]
myst_heading_anchors = 4

autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "alabaster"
html_title = project
html_theme_options = {"font_family": '"Noto Sans SC", "Microsoft YaHei", sans-serif'}
html_show_sourcelink = False


def with_references(
    _app: Any, _what: str, _name: str, thing: Any, _options: Any, lines: list[str]
) -> None:
    """Add the papers that a docstring cites and its module lists."""
    text = "\n".join(lines)
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    listed = (getattr(module, "__doc__", None) or "").partition("References\n----------\n")[2]
    if listed and re.search(r"\[\d+\]_", text) and "References" not in text:
        lines += ["", "References", "----------", *listed.splitlines(), ""]


def setup(app: Any) -> None:
    """Run before numpydoc turns sections into Sphinx's own."""
    app.connect("autodoc-process-docstring", with_references, priority=400)
