"""The house keeps its order: layers, light start-up, sorted public names."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import geo

FACES = {"roads.hierarchy", "geocode.providers", "workspace.operations"}
"""Rooms within rooms that have a face of their own."""

ROOMS = sorted(
    module.name for module in pkgutil.iter_modules(geo.__path__) if module.name != "__main__"
)


def test_layers_are_kept(repository: Path) -> None:
    """The import contracts hold: each room imports only what stands to its left."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_workspace_loads_nothing_heavy() -> None:
    """Importing the core loads no Streamlit, folium, osmnx, solver or compiler."""
    heavy = "streamlit folium osmnx highspy numba osmium"
    code = (
        "import sys, geo.workspace; "
        f"sys.exit(' '.join(m for m in '{heavy}'.split() if m in sys.modules) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_public_names_exist(room: str) -> None:
    """Every room lists its public names, each of them once, and each exists."""
    module = importlib.import_module(f"geo.{room}")
    assert len(module.__all__) == len(set(module.__all__)) > 0
    for name in module.__all__:
        assert hasattr(module, name) or importlib.import_module(f"geo.{room}.{name}")


def test_rooms_use_each_other_through_their_faces(repository: Path) -> None:
    """A room imports of another what its ``__init__`` names, never a module behind it."""
    behind = []
    for path in sorted((repository / "geo").rglob("*.py")):
        room = path.relative_to(repository / "geo").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("geo."):
                continue
            _, other, *inside = str(node.module).split(".")
            if other == room or ".".join([other, *inside]) in FACES:
                continue
            public = () if inside else importlib.import_module(f"geo.{other}").__all__
            behind += [
                f"{path}: {node.module}.{one.name}" for one in node.names if one.name not in public
            ]
    assert behind == []


def test_what_stands_in_a_public_signature_is_public() -> None:
    """Every class of ours that a public function takes or gives has a name in some face."""
    rooms = [room for room in ROOMS if room not in {"cli", "ui", "examples"}]
    faces = [importlib.import_module(f"geo.{room}") for room in [*rooms, *FACES]]
    named = {
        getattr(face, name)
        for face in faces
        for name in face.__all__
        if hasattr(face, name) and isinstance(getattr(face, name), type)
    }
    hidden = {
        f"{kind.__module__}.{kind.__name__}"
        for face in faces
        for name in face.__all__
        for kind in _kinds_in(getattr(face, name, None))
        if kind.__module__.startswith("geo.") and not kind.__name__.startswith("_")
    }
    assert hidden - {f"{kind.__module__}.{kind.__name__}" for kind in named} == set()


def _kinds_in(thing: Any) -> Iterator[type]:
    """Yield the classes that a function, or a class and its methods, name in their signatures."""
    functions = [thing] if inspect.isfunction(thing) else []
    if inspect.isclass(thing):
        functions = [thing, *filter(inspect.isfunction, vars(thing).values())]
    for function in functions:
        try:
            hints = typing.get_type_hints(function)
        except (NameError, TypeError):  # a name or an index for type checkers alone
            continue
        for hint in hints.values():
            yield from _classes(hint)


def _classes(hint: Any) -> Iterator[type]:
    if isinstance(hint, type):
        yield hint
    for part in typing.get_args(hint):
        yield from _classes(part)


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in {"cli", "ui"}])
def test_public_functions_say_what_they_take_and_give(room: str) -> None:
    """Every function of a face documents its parameters, and its result where it has one."""
    face = importlib.import_module(f"geo.{room}")
    silent = []
    for name in getattr(face, "__all__", ()):
        function = getattr(face, name, None)
        if not inspect.isfunction(function):
            continue
        signature, text = inspect.signature(function), inspect.getdoc(function) or ""
        gives = signature.return_annotation not in {None, "None", inspect.Signature.empty}
        said = "Returns\n" in text or "Yields\n" in text or text.startswith(("Return", "Yield"))
        if (signature.parameters and "Parameters\n" not in text) or (gives and not said):
            silent.append(name)
    assert silent == []
