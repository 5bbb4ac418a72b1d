"""Names of tables as people write them: ``schema.table``, with quotes where a name holds a dot."""

import re
from dataclasses import dataclass
from typing import Final

from geo.errors import WorkspaceError

__all__ = ["LONGEST_NAME", "TableName", "short_name", "table_name"]

LONGEST_NAME: Final = 63
"""Bytes of a name in PostgreSQL: longer ones are cut without a word."""

_PART: Final = r'(?:"((?:[^"]|"")+)"|([^".]+))'
_NAME: Final = re.compile(rf"{_PART}(?:\.{_PART})?")
_USUAL_SCHEMA: Final = "public"


@dataclass(frozen=True)
class TableName:
    """A table or view, its schema said.

    Attributes
    ----------
    schema, table : str
        As the database has them: upper and lower case count.
    """

    schema: str
    table: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"


def table_name(text: str) -> TableName:
    """Return the table that a text names.

    Parameters
    ----------
    text : str
        ``schema.table``, or ``table`` in the schema ``public``. A name that holds a dot stands in
        double quotes.

    Returns
    -------
    TableName

    Raises
    ------
    WorkspaceError
        When it is no such name.

    Examples
    --------
    >>> table_name('planning."old.estates"')
    TableName(schema='planning', table='old.estates')
    """
    found = _NAME.fullmatch(text.strip())
    if found is None or "\0" in text:
        raise WorkspaceError("postgis.no_name", found=text)
    parts = [_unquoted(*pair) for pair in (found.group(1, 2), found.group(3, 4)) if any(pair)]
    if any(len(part.encode()) > LONGEST_NAME for part in parts):
        raise WorkspaceError("postgis.long_name", found=text, most=LONGEST_NAME)
    return TableName(*parts) if len(parts) > 1 else TableName(_USUAL_SCHEMA, parts[0])


def _unquoted(quoted: str | None, bare: str | None) -> str:
    return quoted.replace('""', '"') if quoted else str(bare)


def short_name(name: str, taken: set[str]) -> str:
    """Return a name that the database does not cut, different from those taken.

    Parameters
    ----------
    name : str
    taken : set of str

    Returns
    -------
    str
    """
    short, number = _cut(name.replace("\0", ""), LONGEST_NAME) or "_", 2
    while short in taken:
        end = f"_{number}"
        short, number = _cut(name, LONGEST_NAME - len(end)) + end, number + 1
    return short


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
