"""A table or view of the database, as texts and shapes."""

import datetime
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import WorkspaceError
from geo.postgis.connection import Database
from geo.postgis.table_names import TableName

__all__ = ["DatabaseTable", "read_table"]

_SHAPES: Final = ("geometry", "geography")
_NO_TEXT: Final = ("bytea", "raster")
_MOST_NAMED: Final = 12
_OF_TABLES: Final = "('r', 'v', 'm', 'p', 'f')"


@dataclass(frozen=True, eq=False)
class DatabaseTable:
    """What a table or view held.

    Attributes
    ----------
    cells : DataFrame
        Of texts under the names of the columns, None where there is nothing; in an order that
        depends on the texts alone.
    geometry : str or None
        The column that the shapes come from.
    shapes : ndarray of shapely geometries or None
        None in a table without shapes.
    crs : str or None
        Reference system of the shapes (``EPSG:4547``, or its definition); None where the database
        states none.
    left_out : tuple of str
        Columns that hold no text: pictures, rasters, further shapes.
    """

    cells: pd.DataFrame
    geometry: str | None
    shapes: npt.NDArray[Any] | None
    crs: str | None
    left_out: tuple[str, ...]


def read_table(
    database: Database, name: TableName, *, geometry: str | None = None, most_rows: int
) -> DatabaseTable:
    """Read a table or view.

    Parameters
    ----------
    database : Database
    name : TableName
    geometry : str, optional
        The column with the shapes, where there are several.
    most_rows : int
        A table with more is refused.

    Returns
    -------
    DatabaseTable

    Raises
    ------
    WorkspaceError
        When there is no such table or column, its rows are too many, or its shapes are of several
        reference systems.
    """
    columns = _columns(database, name)
    shaped = [column for column, kind in columns if kind in _SHAPES]
    taken = _geometry_column(shaped, geometry, name)
    texts = [column for column, kind in columns if kind not in (*_SHAPES, *_NO_TEXT)]
    rows = _rows(database, name, texts, taken, most_rows)
    if len(rows) > most_rows:
        raise WorkspaceError("postgis.too_many_rows", table=str(name), most=most_rows)
    rows.sort(
        key=lambda row: [(cell is not None, cell or "") for cell in row[:-2]] + [str(row[-2])]
    )
    cells = pd.DataFrame([row[:-2] for row in rows], columns=texts, dtype=object)
    used = {*texts, taken}
    left_out = tuple(column for column, _ in columns if column not in used)
    if taken is None:
        return DatabaseTable(cells, None, None, None, left_out)
    shapes = _shapes([row[-2] for row in rows], name, taken)
    crs = _crs(database, {row[-1] for row in rows} - {None}, name, taken)
    return DatabaseTable(cells, taken, shapes, crs, left_out)


def _columns(database: Database, name: TableName) -> list[tuple[str, str]]:
    found = database.rows(
        "SELECT a.attname, t.typname FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_type t ON t.oid = a.atttypid "
        f"WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN {_OF_TABLES} "
        "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        name.schema,
        name.table,
    )
    if not found:
        raise WorkspaceError("postgis.no_table", table=str(name), valid=_valid(database, name))
    return [(column, kind) for column, kind in found]


def _valid(database: Database, name: TableName) -> str:
    """Return tables that may be meant: those of the schema, or else of all schemas of people."""
    found = database.rows(
        "SELECT n.nspname || '.' || c.relname, n.nspname = %s FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE c.relkind IN {_OF_TABLES} AND n.nspname <> 'information_schema' "
        "AND n.nspname NOT LIKE 'pg\\_%%' ORDER BY 2 DESC, 1",
        name.schema,
    )
    own = [table for table, is_own in found if is_own]
    named = (own or [table for table, _ in found])[:_MOST_NAMED]
    return ", ".join(named) or "–"


def _geometry_column(shaped: list[str], wanted: str | None, name: TableName) -> str | None:
    valid = ", ".join(shaped) or "–"
    if wanted is not None:
        if wanted not in shaped:
            raise WorkspaceError("postgis.no_column", table=str(name), column=wanted, valid=valid)
        return wanted
    if len(shaped) > 1:
        raise WorkspaceError("postgis.several_shapes", table=str(name), valid=valid)
    return shaped[0] if shaped else None


def _rows(
    database: Database, name: TableName, texts: list[str], geometry: str | None, most: int
) -> list[tuple[Any, ...]]:
    """Return the rows as texts, with the shape and its reference system behind them."""
    names = {f"c{i}": column for i, column in enumerate(texts)}
    asked = [f"{{{key}}}" for key in names]
    if geometry is None:
        asked += ["NULL", "NULL"]
    else:
        names |= {"shape": geometry, "postgis": database.wanted_postgis()}
        shape = "{shape}::{postgis}.geometry"
        flat = f"{{postgis}}.ST_CurveToLine({{postgis}}.ST_Force2D({shape}))"
        asked += [f"{{postgis}}.ST_AsBinary({flat})", f"{{postgis}}.ST_SRID({shape})"]
    found = database.rows(
        f"SELECT {', '.join(asked)} FROM {{schema}}.{{table}} LIMIT {most + 1}",
        schema=name.schema,
        table=name.table,
        **names,
    )
    return [(*map(_text, row[:-2]), *row[-2:]) for row in found]


def _text(value: Any) -> str | None:
    """Return a cell as a csv file would hold it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value.normalize():f}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "、".join(text for one in value if (text := _text(one)) is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _shapes(found: list[Any], name: TableName, column: str) -> npt.NDArray[Any]:
    import shapely

    try:
        shapes: npt.NDArray[Any] = np.asarray(
            shapely.from_wkb(np.array(found, dtype=object)), dtype=object
        )
    except shapely.errors.ShapelyError as error:
        raise WorkspaceError(
            "postgis.strange_shapes", table=str(name), column=column, reason=str(error)[:100]
        ) from error
    return shapes


def _crs(database: Database, srids: set[int], name: TableName, column: str) -> str | None:
    """Return the reference system that all shapes state."""
    if len(srids) > 1:
        found = ", ".join(map(str, sorted(srids)))
        raise WorkspaceError("postgis.several_systems", table=str(name), column=column, found=found)
    srid = srids.pop() if srids else 0
    rows = database.rows(
        "SELECT auth_name, auth_srid, srtext FROM {postgis}.spatial_ref_sys WHERE srid = %s",
        srid,
        postgis=database.wanted_postgis(),
    )
    if not rows:
        return None
    authority, code, definition = rows[0]
    return f"{authority}:{code}" if authority and code else definition
