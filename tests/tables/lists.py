"""Three small estates, and how the tests speak about what reading says."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from geo.errors import Fault, Notice, TableError

__all__ = ["HEADER", "ROWS", "Write", "faults_of", "keys", "only_fault", "rows"]

Write = Callable[..., Path]

HEADER = ["小区编号", "小区名称", "街道", "社区", "户数", "人数", "经度", "纬度"]
ROWS: list[list[Any]] = [
    ["A-1", "柳巷小区", "西街", "柳巷社区", 200, 420, 114.201, 30.551],
    ["A-2", "梧桐里", "西街", "柳巷社区", 120, 250, 114.205, 30.552],
    ["A-3", "河沿宿舍", "东街", "河沿社区", 300, 640, 114.211, 30.549],
]


def rows(**changes: Sequence[Any]) -> list[list[Any]]:
    """Return the three estates, with the values of some columns changed."""
    changed = [list(row) for row in ROWS]
    for header, values in changes.items():
        for row, value in zip(changed, values, strict=True):
            row[HEADER.index(header)] = value
    return changed


def keys(remarks: Sequence[Fault | Notice]) -> list[str]:
    """Return the keys of remarks without the room."""
    return [remark.key.removeprefix("tables.") for remark in remarks]


def faults_of(read: Callable[..., Any], path: Path, **options: Any) -> list[Fault]:
    """Return the faults that reading a file raises, checking that both languages can say them."""
    with pytest.raises(TableError) as caught:
        read(path, **options)
    error = caught.value
    for language in ("en", "zh"):
        said = error.sentence(language)
        assert path.name in said
        assert "{" not in said
        assert str(path.parent) not in said
    return list(error.faults)


def only_fault(read: Callable[..., Any], path: Path, **options: Any) -> Fault:
    """Return the one fault that reading a file raises."""
    (fault,) = faults_of(read, path, **options)
    return fault
