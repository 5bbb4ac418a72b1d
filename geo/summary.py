"""What public objects say of themselves: one line at a prompt, a small table in a notebook."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields
from html import escape
from typing import Any, Final

from geo.read_only import ReadOnlyArrays

__all__ = ["Record", "Summarized"]

_LONGEST_LINE: Final = 160
_LONGEST_TEXT: Final = 40


class Summarized(ReadOnlyArrays):
    """A frozen dataclass whose ``repr`` is short, however large what it holds.

    Numbers and short texts are shown as they are; arrays, tables and collections by their size.
    """

    def __repr__(self) -> str:
        """Return the class and its facts, as many as fit on a line."""
        line = type(self).__name__
        for number, (name, value) in enumerate(self._facts()):
            further = f"{', ' if number else ': '}{name} {value}"
            if len(line) + len(further) > _LONGEST_LINE - 2:
                return f"<{line}, …>"
            line += further
        return f"<{line}>"

    def _repr_html_(self) -> str:
        """Return a small table of the facts, for a notebook."""
        rows = "".join(
            f"<tr><th style='text-align:left'>{escape(name)}</th><td>{escape(value)}</td></tr>"
            for name, value in self._facts()
        )
        return f"<table><caption>{escape(type(self).__name__)}</caption>{rows}</table>"

    def _facts(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):  # type: ignore[arg-type]
            value = _shown(getattr(self, field.name))
            if value and not field.name.startswith("_"):
                yield field.name, value


class Record(Summarized, Mapping[str, Any]):
    """A frozen dataclass of figures: by attribute, by key, or as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that may be changed, in their order.

        Returns
        -------
        dict
        """
        return {name: deepcopy(self[name]) for name in self}

    def __getitem__(self, name: str) -> Any:
        """Return a figure by its name."""
        if name not in set(self):
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the figures."""
        return (field.name for field in fields(self))  # type: ignore[arg-type]

    def __len__(self) -> int:
        """Return how many figures there are."""
        return len(fields(self))  # type: ignore[arg-type]


def _shown(value: Any) -> str:
    """Return a value in a few words, nothing where it has none worth showing."""
    if isinstance(value, Summarized):
        return type(value).__name__
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return _of_shape(value, shape)
    if isinstance(value, bool | int | float):
        return f"{value:,.6g}" if isinstance(value, float) else f"{value:,}"
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[: _LONGEST_TEXT - 1]}…"
    if isinstance(value, tuple | list | dict | set | frozenset):
        return f"{len(value)} of them" if value else ""
    return "" if value is None else type(value).__name__


def _of_shape(value: Any, shape: tuple[int, ...]) -> str:
    if hasattr(value, "columns"):
        return f"{shape[0]:,} rows × {shape[1]} columns"
    return f"({', '.join(f'{size:,}' for size in shape)})" if shape else f"{value}"
