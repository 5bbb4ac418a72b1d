"""A schema that holds one plan: written whole in one transaction, or left as it was.

Tables of ours are known by their comment. A schema that holds anything else is refused. A table
whose columns stay is emptied and filled, so that rights and views of others stay too; one whose
columns change is made anew.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import WorkspaceError
from geo.postgis.connection import Database
from geo.postgis.table_names import LONGEST_NAME, short_name

__all__ = ["TargetColumn", "TargetLayer", "TargetSchema", "WrittenSchema", "write_schema"]

_MARK: Final = "repair-circle"
_SRID: Final = 4326
_KEY: Final = "fid"
_GEOMETRY: Final = "geom"
_MOST_NAMED: Final = 8
_ALREADY_THERE: Final = "('r', 'v', 'm', 'p', 'f')"
_STYLES: Final = "layer_styles"
_STYLE_COLUMNS: Final = (
    "f_table_catalog varchar, f_table_schema varchar, f_table_name varchar, "
    "f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault boolean, "
    "description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml, "
    "update_time timestamp DEFAULT CURRENT_TIMESTAMP, type varchar"
)
_USUAL_SCHEMA: Final = "public"


@dataclass(frozen=True)
class TargetColumn:
    """A column of a layer.

    Attributes
    ----------
    name : str
    comment : str
        What it means.
    """

    name: str
    comment: str = ""


@dataclass(frozen=True, eq=False)
class TargetLayer:
    """A layer that becomes a table.

    Attributes
    ----------
    name : str
    rows : GeoDataFrame
        In WGS-84.
    geometry_type : str
        ``Point``, ``MultiPolygon`` …
    comment : str
        What the table holds.
    columns : tuple of TargetColumn
        What its columns mean; a column without an entry has no comment.
    style : str
        For QGIS (QML); empty for none.
    """

    name: str
    rows: gpd.GeoDataFrame
    geometry_type: str
    comment: str = ""
    columns: tuple[TargetColumn, ...] = ()
    style: str = ""


@dataclass(frozen=True, eq=False)
class TargetSchema:
    """What a schema is to hold.

    Attributes
    ----------
    name : str
    layers : tuple of TargetLayer
    run : str
        Hash of the run, which comments of tables tell.
    """

    name: str
    layers: tuple[TargetLayer, ...]
    run: str


@dataclass(frozen=True)
class WrittenSchema:
    """What was written.

    Attributes
    ----------
    database, schema : str
    rows : dict of str to int
        By table.
    styles_in : str
        The schema of the table ``layer_styles``.
    shortened : dict of str to str
        Names of columns that the database would have cut, and what they are called there.
    """

    database: str
    schema: str
    rows: dict[str, int]
    styles_in: str
    shortened: dict[str, str] = field(default_factory=dict)


def write_schema(database: Database, target: TargetSchema) -> WrittenSchema:
    """Write the tables, comments, indexes and styles of a plan.

    Parameters
    ----------
    database : Database
        Open for writing; nothing is kept unless its block ends without an error.
    target : TargetSchema

    Returns
    -------
    WrittenSchema

    Raises
    ------
    WorkspaceError
        When PostGIS is missing, the schema may not be used, or it holds what is not ours.
    """
    database.wanted_postgis()
    _refuse_name(target.name)
    # Two plans for one schema wait for each other; other schemas are free.
    database.rows("SELECT pg_advisory_xact_lock(hashtext(%s))", f"{_MARK} {target.name}")
    _make_schema(database, target.name)
    _refuse_foreign(database, target)
    shortened: dict[str, str] = {}
    for layer in target.layers:
        shortened |= _write_layer(database, target, layer)
    styles_in = _write_styles(database, target)
    rows = {layer.name: len(layer.rows) for layer in target.layers}
    return WrittenSchema(database.name, target.name, rows, styles_in, shortened)


# ---------------------------------------------------------------- the schema


def _refuse_name(schema: str) -> None:
    usual = schema.strip() == schema and "\0" not in schema and schema
    if not usual or schema.startswith("pg_") or schema == "information_schema":
        raise WorkspaceError("postgis.no_schema_name", schema=schema)
    if len(schema.encode()) > LONGEST_NAME:
        raise WorkspaceError("postgis.long_name", found=schema, most=LONGEST_NAME)


def _make_schema(database: Database, schema: str) -> None:
    there = database.rows("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema)
    if there:
        return
    may = database.rows(
        "SELECT has_database_privilege(current_database(), 'CREATE')"
        " AND current_setting('transaction_read_only') = 'off'"
    )
    if not may[0][0]:
        raise WorkspaceError("postgis.no_new_schema", schema=schema, database=database.name)
    database.rows("CREATE SCHEMA {schema}", schema=schema)


def _refuse_foreign(database: Database, target: TargetSchema) -> None:
    """Refuse a schema that holds a table or view without our mark."""
    ours = {layer.name for layer in target.layers}
    found = database.rows(
        "SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE n.nspname = %s AND c.relkind IN {_ALREADY_THERE} ORDER BY 1",
        target.name,
    )
    foreign = [
        name
        for name, said in found
        if name != _STYLES and (name not in ours or _MARK not in (said or ""))
    ]
    if foreign:
        raise WorkspaceError(
            "postgis.foreign_schema",
            schema=target.name,
            count=len(foreign),
            names=", ".join(foreign[:_MOST_NAMED]),
        )


# ---------------------------------------------------------------- a table


@dataclass(frozen=True)
class _Field:
    """A column as the table has it: its name there, and in the layer."""

    name: str
    source: str
    kind: str
    comment: str


def _write_layer(database: Database, target: TargetSchema, layer: TargetLayer) -> dict[str, str]:
    where = {"schema": target.name, "table": layer.name}
    fields = _fields(layer)
    shape = f"{{postgis}}.geometry({layer.geometry_type}, {_SRID})"
    if _has_columns(database, where, fields, layer.geometry_type):
        database.rows("TRUNCATE {schema}.{table}", **where)
    else:
        _make_table(database, where, fields, shape)
    _fill(database, where, fields, layer)
    _comment(database, where, fields, f"{layer.comment} [{_MARK} run={target.run}]".strip())
    database.rows("ANALYZE {schema}.{table}", **where)
    return {one.source: one.name for one in fields if one.source != one.name}


def _fields(layer: TargetLayer) -> list[_Field]:
    taken = {_KEY, _GEOMETRY}
    meaning = {column.name: column.comment for column in layer.columns}
    fields = []
    for source in layer.rows.columns:
        if source == layer.rows.geometry.name:
            continue
        name = short_name(str(source), taken)
        taken.add(name)
        kind = _kind(layer.rows[source])
        fields.append(_Field(name, str(source), kind, meaning.get(str(source), "")))
    return fields


def _kind(column: "pd.Series[Any]") -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "bigint"
    return "double precision" if pd.api.types.is_float_dtype(column) else "text"


def _has_columns(
    database: Database, where: dict[str, str], fields: Sequence[_Field], geometry_type: str
) -> bool:
    """Tell whether a table is there with these very columns."""
    found = database.rows(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'r' "
        "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        *where.values(),
    )
    plain = [(name, kind.rpartition("geometry(")[2] or kind) for name, kind in found]
    wanted = [(one.name, one.kind) for one in fields]
    return plain == [(_KEY, "integer"), *wanted, (_GEOMETRY, f"{geometry_type},{_SRID})")]


def _make_table(
    database: Database, where: dict[str, str], fields: Sequence[_Field], shape: str
) -> None:
    """Make a table anew; whoever could read the one before can read this one."""
    granted = _readers(database, where)
    database.rows("DROP TABLE IF EXISTS {schema}.{table}", **where)
    names = {f"c{i}": one.name for i, one in enumerate(fields)}
    columns = [f"{{{key}}} {one.kind}" for key, one in zip(names, fields, strict=True)]
    database.rows(
        f"CREATE TABLE {{schema}}.{{table}} "
        f"({', '.join([f'{_KEY} integer PRIMARY KEY', *columns, f'{_GEOMETRY} {shape}'])})",
        postgis=database.wanted_postgis(),
        **where,
        **names,
    )
    database.rows(f"CREATE INDEX ON {{schema}}.{{table}} USING gist ({_GEOMETRY})", **where)
    for reader in granted:
        to = "PUBLIC" if reader is None else "{reader}"
        database.rows(f"GRANT SELECT ON {{schema}}.{{table}} TO {to}", **where, reader=reader or "")


def _readers(database: Database, where: dict[str, str]) -> list[str | None]:
    """Return who may read a table besides its owner; None stands for everybody."""
    found = database.rows(
        "SELECT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE n.nspname = %s AND c.relname = %s AND a.privilege_type = 'SELECT' "
        "AND a.grantee <> c.relowner ORDER BY 1",
        *where.values(),
    )
    return [name for (name,) in found]


def _fill(
    database: Database, where: dict[str, str], fields: Sequence[_Field], layer: TargetLayer
) -> None:
    names = {f"c{i}": one.name for i, one in enumerate(fields)}
    columns = ", ".join([_KEY, *(f"{{{key}}}" for key in names), _GEOMETRY])
    database.copy_in(
        f"COPY {{schema}}.{{table}} ({columns}) FROM STDIN",
        _table_rows(fields, layer),
        **where,
        **names,
    )


def _table_rows(fields: Sequence[_Field], layer: TargetLayer) -> Iterator[tuple[Any, ...]]:
    import shapely

    shapes = shapely.set_srid(layer.rows.geometry.to_numpy(), _SRID)
    if layer.geometry_type.startswith("Multi"):
        shapes = np.array([_as_multi(shape) for shape in shapes], dtype=object)
    wkb = shapely.to_wkb(shapes, hex=True, include_srid=True)
    columns = [map(_plain, layer.rows[one.source].astype(object)) for one in fields]
    for number, (shape, *cells) in enumerate(zip(wkb, *columns, strict=True), start=1):
        yield number, *cells, shape


def _as_multi(shape: Any) -> Any:
    import shapely

    if shape is None or shape.geom_type.startswith("Multi"):
        return shape
    multi = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString}
    return shapely.set_srid(multi[shape.geom_type]([shape]), _SRID)


def _plain(value: Any) -> Any:
    """Return a cell as the database takes it; texts there hold no sign 0."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (bool, int)) else str(value).replace("\0", "")


def _comment(
    database: Database, where: dict[str, str], fields: Sequence[_Field], table: str
) -> None:
    from psycopg import sql

    said = sql.SQL("COMMENT ON TABLE {schema}.{table} IS {said}")
    place = {name: sql.Identifier(one) for name, one in where.items()}
    database.connection.execute(said.format(**place, said=sql.Literal(table)))
    for one in fields:
        database.connection.execute(
            sql.SQL("COMMENT ON COLUMN {schema}.{table}.{column} IS {said}").format(
                **place, column=sql.Identifier(one.name), said=sql.Literal(one.comment or None)
            )
        )


# ---------------------------------------------------------------- styles for QGIS


def _write_styles(database: Database, target: TargetSchema) -> str:
    """Put the styles where QGIS looks for them; return that schema."""
    schema = _schema_of_styles(database, target.name)
    where = {"schema": schema, "table": _STYLES}
    names = [layer.name for layer in target.layers]
    database.rows(
        "DELETE FROM {schema}.{table} WHERE f_table_catalog = %s AND f_table_schema = %s "
        "AND f_table_name = ANY(%s)",
        database.name,
        target.name,
        names,
        **where,
    )
    for layer in target.layers:
        if layer.style:
            database.rows(
                "INSERT INTO {schema}.{table} (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, stylename, styleqml, useasdefault, description) "
                f"VALUES (%s, %s, %s, '{_GEOMETRY}', %s, XMLPARSE(DOCUMENT %s::text), true, %s)",
                database.name,
                target.name,
                layer.name,
                layer.name,
                _without_doctype(layer.style),
                _MARK,
                **where,
            )
    return schema


def _schema_of_styles(database: Database, own: str) -> str:
    """Return the schema of ``layer_styles``: the one there is on the search path, else a new one.

    QGIS asks for the table without a schema. Where nobody may make it in ``public``, it stands
    beside the layers, and who opens them puts their schema on the search path.
    """
    found = database.rows(
        "SELECT n.nspname, has_table_privilege(c.oid, 'INSERT') "
        "AND has_table_privilege(c.oid, 'DELETE') FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(%s)",
        _STYLES,
    )
    if found and found[0][1]:
        return str(found[0][0])
    may = database.rows(
        "SELECT has_schema_privilege(%s, 'CREATE') FROM pg_namespace WHERE nspname = %s",
        _USUAL_SCHEMA,
        _USUAL_SCHEMA,
    )
    schema = _USUAL_SCHEMA if not found and may and may[0][0] else own
    there = database.rows(
        "SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = %s", schema, _STYLES
    )
    if not there:
        where = {"schema": schema, "table": _STYLES}
        database.rows(
            f"CREATE TABLE {{schema}}.{{table}} (id serial PRIMARY KEY, {_STYLE_COLUMNS})", **where
        )
        _comment(database, where, (), f"QGIS [{_MARK}]")
    return schema


def _without_doctype(style: str) -> str:
    """Return a style without the line that names a schema on the network."""
    begin = style.find("<qgis")
    return style[begin:] if begin > 0 else style
