"""The face of a room gives its names when they are asked for.

An ``__init__`` names what a room offers by plain imports from the modules of the room. Loading all
of them costs two milliseconds a module, and a command needs a third of the house: so these imports
are noted, and each is done when its name is first asked for. Whoever writes
``from geo.coverage import cover`` loads the module of ``cover`` and no other.
"""

import builtins
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any, NamedTuple

__all__ = ["load_faces_by_name"]

_HOUSE = __name__.partition(".")[0] + "."


class _Later(NamedTuple):
    """A name that is imported when it is asked for."""

    module: str
    name: str


class _Names:
    """Stands for a module of which only names are noted."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> _Later:
        return _Later(self._module, name)


class _Face(ModuleType):
    """A package whose names load when they are asked for."""

    _later: dict[str, _Later]

    def __getattr__(self, name: str) -> Any:
        later = self.__dict__["_later"].get(name)
        if later is None:
            message = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        value = getattr(import_module(later.module), later.name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # The import of a module ``circles`` must not hide the function ``circles`` of the face.
        is_module = isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}"
        if not (is_module and name in self._later):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *self._later})


class _FaceLoader(SourceFileLoader):
    """Runs the ``__init__`` of a package, imports from its own modules only noted."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of the package.

        Parameters
        ----------
        module : ModuleType
        """
        within = f"{module.__name__}."

        def noting(
            name: str,
            globals: Mapping[str, object] | None = None,  # noqa: A002 (as ``__import__`` has it)
            locals: Mapping[str, object] | None = None,  # noqa: A002
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> Any:
            if fromlist and not level and name.startswith(within):
                return _Names(name)
            return builtins.__import__(name, globals, locals, fromlist or (), level)

        names = vars(module)
        names["__builtins__"] = {**vars(builtins), "__import__": noting}
        exec(_code(self, module.__name__), names)  # noqa: S102 (as every loader does)
        names["__builtins__"] = vars(builtins)
        noted = {name: value for name, value in names.items() if isinstance(value, _Later)}
        for name in noted:
            del names[name]
        names["_later"] = noted
        module.__class__ = _Face


def _code(loader: SourceFileLoader, name: str) -> CodeType:
    code = loader.get_code(name)
    if code is None:
        message = f"no code of {name}"
        raise ImportError(message, name=name)
    return code


class _Finder:
    """Finds the packages of the house and gives them the loader of faces."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of the house is, None for others.

        Parameters
        ----------
        name : str
        path : sequence of str or None
        target : ModuleType, optional

        Returns
        -------
        ModuleSpec or None
        """
        if not name.startswith(_HOUSE):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.submodule_search_locations is None:
            return spec
        if isinstance(spec.loader, SourceFileLoader):
            spec.loader = _FaceLoader(spec.loader.name, spec.loader.path)
        return spec


def load_faces_by_name() -> None:
    """Let every package of the house load its names when they are asked for."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
