"""A PostgreSQL database with PostGIS: tables that are read, a schema that is written whole.

How to reach the database, the password included, is said where libpq looks for it (a service file,
``.pgpass``, the environment) and nowhere in this product: nothing here takes or tells a password.
"""

from geo.postgis.connection import Database, connected
from geo.postgis.source import DatabaseTable, read_table
from geo.postgis.table_names import TableName, table_name
from geo.postgis.target import (
    TargetColumn,
    TargetLayer,
    TargetSchema,
    WrittenSchema,
    write_schema,
)

__all__ = [
    "Database",
    "DatabaseTable",
    "TableName",
    "TargetColumn",
    "TargetLayer",
    "TargetSchema",
    "WrittenSchema",
    "connected",
    "read_table",
    "table_name",
    "write_schema",
]
