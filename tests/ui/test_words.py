"""Every word on screen comes from the catalogues."""

import ast
import re
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "geo" / "ui"
MODULES = sorted(UI.rglob("*.py"))
HAN = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def literals(tree: ast.AST) -> list[ast.Constant]:
    """Return all texts of a module that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    docstrings |= {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(UI)))
def test_no_sentence_bypasses_the_catalogue(path: Path) -> None:
    """No Chinese, and no English sentence outside of style sheets, font names and markup."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [one.value for one in literals(tree)]
    assert not [text for text in texts if HAN.search(text)]
    markup = re.compile(r"[<>;=/]|Noto Sans")
    assert not [text for text in texts if SENTENCE.search(text) and not markup.search(text)]


@pytest.mark.parametrize(
    "name", ["basemaps.js", "app_map.js", "layers.js", "map_filter.js", "find.js", "keys.js"]
)
def test_scripts_hold_no_sentences(name: str) -> None:
    """Texts of the map reach it as data."""
    script = (UI / "assets" / name).read_text(encoding="utf-8")
    assert not HAN.search(script)
    assert not re.search(r'"[A-Z][a-z]+ [a-z]+', script)


MARKDOWN = frozenset(
    {"caption", "markdown", "info", "warning", "error", "success", "toast", "metric", "write"}
    | {"header", "subheader", "title", "button", "checkbox", "toggle", "radio", "expander"}
    | {"popover", "tabs", "pills", "segmented_control"}
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(UI)))
def test_text_of_people_is_no_markdown(path: Path) -> None:
    """What names things, and texts of people, pass ``state.plain`` where Markdown is read."""
    shown = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in MARKDOWN and node.args
    ]
    for call in shown:
        made_by = {
            getattr(one.func, "attr", getattr(one.func, "id", ""))
            for one in ast.walk(call.args[0])
            if isinstance(one, ast.Call)
        }
        assert not made_by & {"sentence", "plain_text"} or "plain" in made_by, call.lineno
