"""A province that was written, opened again: its districts, and the estates of one of them.

The districts are a short list. Of the estates nothing is read but the part of the district that is
asked for, whatever the province holds.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import WorkspaceError
from geo.parsing import parsed_json
from geo.presence import file_there
from geo.report.province_files import ESTATES, PROVINCE_RECORD, PROVINCE_SHAPES, ProvinceRow

__all__ = ["ProvinceResults", "district_estates", "read_province"]

_TEXTS: Final = ("district", "status", "run")
_COLUMNS: Final = (
    "estate_id",
    "name",
    "street",
    "households",
    "station_id",
    "response_min",
    "verdict",
)


@dataclass(frozen=True)
class ProvinceResults:
    """The districts of a province, the worst first.

    Attributes
    ----------
    folder : Path
    rows : tuple of ProvinceRow
    """

    folder: Path
    rows: tuple[ProvinceRow, ...]


def read_province(folder: Path) -> ProvinceResults:
    """Return the districts of a province that ``province`` wrote.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    ProvinceResults

    Raises
    ------
    WorkspaceError
        When the folder holds no province, or a damaged one.
    """
    if not file_there(folder / PROVINCE_RECORD):
        raise WorkspaceError("cluster.no_province", folder=folder, file=PROVINCE_RECORD)
    try:
        record = parsed_json((folder / PROVINCE_RECORD).read_text(encoding="utf-8"))
        outlines = _outlines(folder / PROVINCE_SHAPES)
        rows = [_row(one, outlines) for one in record["by_district"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise WorkspaceError("cluster.province_damaged", folder=folder) from error
    return ProvinceResults(folder, tuple(sorted(rows, key=ProvinceRow.worst_first)))


def _outlines(path: Path) -> dict[str, tuple[tuple[float, float], ...]]:
    shapes = parsed_json(path.read_text(encoding="utf-8"))["features"]
    return {
        str(one["properties"]["district"]): tuple(
            (float(lon), float(lat)) for lon, lat in one["geometry"]["coordinates"][0]
        )
        for one in shapes
    }


def _row(told: dict[str, Any], outlines: dict[str, tuple[tuple[float, float], ...]]) -> ProvinceRow:
    names = {one.name for one in fields(ProvinceRow)} & told.keys()
    values = {name: told[name] for name in names}
    for name, value in values.items():
        wanted = str if name in _TEXTS else (int, float, type(None))
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise TypeError(name)
    share = values.get("share_households")
    if share is not None and not 0 <= share <= 1:
        raise ValueError("share")
    return ProvinceRow(**values, outline=outlines.get(values["district"], ()))


def district_estates(folder: Path, district: str, *, most: int) -> pd.DataFrame:
    """Return the estates of a district that are not covered, those with most households first.

    Parameters
    ----------
    folder : Path
        Of the province.
    district : str
    most : int
        How many.

    Returns
    -------
    DataFrame
        Columns of ``estates.csv``.

    Raises
    ------
    WorkspaceError
        When the part of the district is missing or damaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import dataset

    part = folder / ESTATES / f"district={district}" / "estates.parquet"
    if not file_there(part):
        raise WorkspaceError("cluster.province_damaged", folder=folder)
    try:
        found = dataset.dataset(part, format="parquet").to_table(
            columns=list(_COLUMNS), filter=pc.field("verdict") != "covered"
        )
        table: pd.DataFrame = found.to_pandas()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise WorkspaceError("cluster.province_damaged", folder=folder) from error
    return table.sort_values(["households", "estate_id"], ascending=[False, True]).head(most)
