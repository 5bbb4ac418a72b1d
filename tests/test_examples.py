"""What the documents show runs: scripts of ten lines, notebooks, and the examples of docstrings."""

import ast
import doctest
import importlib
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = ("cover", "site", "zones", "what_if", "compare")
NOTEBOOKS = ("first_plan", "siting_with_proof", "zones_and_a_replan")
SHOWN_BY_EXAMPLE = (
    "geo.coverage.verdict",
    "geo.operations.intervals",
    "geo.siting.max_cover",
    "geo.siting.p_median",
    "geo.siting.set_cover",
    "geo.travel.times",
    "geo.workspace.coverage.verdicts",
    "geo.workspace.district",
    "geo.workspace.reading.folder",
    "geo.workspace.siting.answer",
    "geo.workspace.zones.zones",
)


@pytest.mark.parametrize("workspace", ["toy", "hanyang"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_of_ten_lines_answers(
    script: str,
    workspace: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each has at most ten lines of code and prints an answer for both districts."""
    path = repository / "docs" / "examples" / f"{script}.py"
    code = [line for line in path.read_text("utf-8").splitlines()[1:] if line.strip()]
    assert len(code) <= 10
    monkeypatch.chdir(repository)
    monkeypatch.setattr("sys.argv", [str(path), f"data/{workspace}"])
    runpy.run_path(str(path), run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_the_readme_runs(repository: Path) -> None:
    """The lines of Python in the readme answer as they stand."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    run = _python(["-c", code], repository)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs(notebook: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs in order, and what it ends with can be shown."""
    monkeypatch.chdir(repository)
    path = repository / "docs" / "examples" / f"{notebook}.ipynb"
    names: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            shown = _run_cell("".join(cell["source"]), names)
            assert shown is None or len(getattr(shown, "_repr_html_", shown.__repr__)()) > 0


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell and return what its last line gives, as a notebook does."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.mark.parametrize("module", SHOWN_BY_EXAMPLE)
def test_examples_of_docstrings_hold(
    module: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these modules shows at least one example, and all of them give what they say."""
    monkeypatch.chdir(repository)
    result = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


def test_a_map_of_places_needs_no_network(toy: Path) -> None:
    """``explore`` draws with the product's own Leaflet; names are text."""
    from geo.workspace import cover_stations, open_district, open_workspace

    places = cover_stations(open_district(open_workspace(toy))).places
    places.loc[0, "name"] = "<img src=x onerror=alert(1)>`${alert(1)}`"
    page = places.explore(column="verdict").get_root().render()
    assert not re.findall(r"(?:src|href)=[\"']?https?:(?!//leafletjs\.com)", page)
    assert "<img src=x" not in page
    assert places.plot() is not None


def _python(words: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
