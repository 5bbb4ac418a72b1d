"""A kind of file, and what everybody who reads files asks of the answers."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

__all__ = ["AREA", "DATA", "Target", "packed", "sound_table"]

DATA: Final = Path(__file__).parents[2] / "data"
AREA: Final = ((114.0, 30.0), (114.02, 30.0), (114.01, 30.02))


@dataclass(frozen=True)
class Target:
    """A kind of file and its reader.

    Attributes
    ----------
    name : str
    path : Path
        A sound file of this kind; what is damaged is read under the same name.
    read : callable
        Reads the file at a path to the end of what can be asked of it.
    says_file : bool
        Whether a refusal has to name the file.
    around : Path or None
        A folder that holds the file and all that is read with it; None for a file alone.
    rare : int
        In one of so many rounds through the kinds it has its turn: above 1 for what takes long.
    """

    name: str
    path: Path
    read: Callable[[Path], object]
    says_file: bool = True
    around: Path | None = None
    rare: int = 1


def packed(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write an archive whose bytes do not depend on the clock."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def sound_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table after making sure that no number and no place of it is impossible."""
    for name in table.columns:
        values: Any = table[name]
        if values.dtype.kind == "f":
            assert not np.isinf(values).any(), f"{name} without end"
        elif values.dtype.kind == "O" or values.dtype == "str":
            "".join(one for one in values if isinstance(one, str)).encode()
    for name, most in (("lon", 180), ("lat", 90)):
        if name in table and table[name].dtype.kind == "f":
            assert not (table[name].abs() > most).any(), f"{name} off the globe"
    if {"lon", "lat"} <= set(table.columns):
        assert (table["lon"].isna() == table["lat"].isna()).all(), "half a position"
    if "geometry" in table:
        shapes = table["geometry"].to_numpy()
        corners = shapely.get_coordinates(shapes[~shapely.is_empty(shapes)])
        assert np.isfinite(corners).all(), "corners that are nowhere"
    return table
