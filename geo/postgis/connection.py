"""One connection and one transaction, and what the database says in sentences of ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from geo.errors import GeoError, SourceError, WorkspaceError

__all__ = ["Database", "connected"]

_CONNECT_S: Final = 10
_SERVICE: Final = re.compile(r"[\w.-]{1,63}")
_LOCK_WAIT: Final = "30s"
_SENTENCES: Final = {
    "25006": "postgis.read_only",
    "2BP01": "postgis.depended_on",
    "42501": "postgis.no_rights",
    "53100": "postgis.disk_full",
    "55P03": "postgis.locked",
}


@dataclass(frozen=True, eq=False)
class Database:
    """An open connection, inside one transaction.

    Attributes
    ----------
    connection : psycopg.Connection
    name : str
        Of the database.
    postgis : str or None
        The schema that the extension PostGIS lies in; None where the database has none.
    """

    connection: Any
    name: str
    postgis: str | None

    def rows(self, query: str, *values: Any, **names: str) -> list[tuple[Any, ...]]:
        """Return what a query gives.

        Parameters
        ----------
        query : str
            With ``%s`` for values and ``{name}`` for names.
        *values
            Sent beside the query, never in it.
        **names : str
            Of schemas, tables and columns: quoted, whatever they hold.

        Returns
        -------
        list of tuple
        """
        cursor = self.connection.execute(self._said(query, names), values or None)
        return list(cursor.fetchall()) if cursor.description else []

    def copy_in(self, query: str, rows: Iterator[tuple[Any, ...]], **names: str) -> None:
        """Send rows to ``COPY … FROM STDIN``.

        Parameters
        ----------
        query : str
        rows : iterator of tuple
        **names : str
            As :meth:`rows` takes them.
        """
        with self.connection.cursor().copy(self._said(query, names)) as copying:
            for row in rows:
                copying.write_row(row)

    @staticmethod
    def _said(query: str, names: dict[str, str]) -> Any:
        from psycopg import sql

        quoted = {key: sql.Identifier(name) for key, name in names.items()}
        return sql.SQL(query).format(**quoted)

    def wanted_postgis(self) -> str:
        """Return the schema of PostGIS.

        Returns
        -------
        str

        Raises
        ------
        WorkspaceError
            When the database has no such extension.
        """
        if self.postgis is None:
            raise WorkspaceError("postgis.no_extension", database=self.name)
        return self.postgis


@contextmanager
def connected(service: str | None, *, read_only: bool) -> Iterator[Database]:
    """Give a connection; what was done is kept when the block ends without an error, else nothing.

    Parameters
    ----------
    service : str or None
        A name in the service file of libpq. Without it libpq's variables of the environment count.
    read_only : bool
        Whether only to read: everything as it is at one moment.

    Yields
    ------
    Database

    Raises
    ------
    SourceError
        When the server cannot be reached or lets nobody in.
    WorkspaceError
        When psycopg is not installed, or the database refuses what is done in the block.
    """
    psycopg = _psycopg()
    connection = _opened(psycopg, service)
    try:
        with connection, _told(psycopg):
            if read_only:
                connection.read_only = True
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
            yield _database(connection)
    except psycopg.Error as error:  # what commits can still refuse
        raise _sentence(error) from error


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise WorkspaceError("postgis.no_psycopg") from error
    return psycopg


def _opened(psycopg: Any, service: str | None) -> Any:
    if service is not None and not _SERVICE.fullmatch(service):
        # Whole connection strings are typed here too: what they hold is not told.
        raise WorkspaceError("postgis.no_service_name")
    said = {"service": service} if service else {}
    try:
        return psycopg.connect(connect_timeout=_CONNECT_S, application_name="repair-circle", **said)
    except psycopg.Error as error:
        raise _refusal(error) from error


def _refusal(error: Any) -> SourceError:
    """Return why nobody was let in; the server's words never hold a password."""
    reason = str(error).strip().splitlines()[-1].strip() if str(error).strip() else ""
    asked = getattr(error, "pgconn", None)
    if asked is not None and asked.needs_password:
        return SourceError("postgis.no_password", reason=reason)
    if asked is not None and asked.used_password and "password" in reason.lower():
        return SourceError("postgis.wrong_password", reason=reason)
    if "FATAL" in reason or "致命错误" in reason:
        return SourceError("postgis.refused", reason=reason)
    return SourceError("postgis.not_there", reason=reason)


def _database(connection: Any) -> Database:
    name = connection.execute("SELECT current_database()").fetchone()[0]
    found = connection.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    ).fetchone()
    return Database(connection, name, found[0] if found else None)


@contextmanager
def _told(psycopg: Any) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _sentence(error) from error


def _sentence(error: Any) -> GeoError:
    reason = (error.diag.message_primary or str(error) or type(error).__name__).splitlines()[0]
    if error.sqlstate is None or error.sqlstate.startswith(("08", "57")):
        return SourceError("postgis.lost", reason=reason)
    return WorkspaceError(_SENTENCES.get(error.sqlstate, "postgis.failed"), reason=reason)
