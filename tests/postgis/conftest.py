"""A real PostgreSQL with PostGIS on a unix socket in a folder of its own, for one file of tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
EXTENSION = Path("/usr/share/postgresql/15/extension/postgis.control")
PASSWORD = "kept-out-of-every-file-7431"
"""Of the users ``planner`` and ``reader``: no output and no file may ever hold it."""

_SETTINGS = """
listen_addresses = ''
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
max_connections = 12
shared_buffers = 8MB
wal_level = minimal
max_wal_senders = 0
"""
_ACCESS = """
local all postgres trust
local all all scram-sha-256
"""
_DATABASES = f"""
CREATE ROLE planner LOGIN PASSWORD '{PASSWORD}';
CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}';
CREATE DATABASE bureau TEMPLATE template0;
CREATE DATABASE plain TEMPLATE template0;
GRANT CREATE ON DATABASE bureau TO planner;
"""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes
    ----------
    socket : Path
        The folder of its socket.
    """

    socket: Path

    def run(self, statements: str, *, database: str = "bureau") -> list[tuple[Any, ...]]:
        """Run statements as the administrator and return what the last of them gives."""
        import psycopg

        with psycopg.connect(host=str(self.socket), user="postgres", dbname=database) as asked:
            cursor = asked.execute(statements)
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []


def _why_not() -> str:
    """Return why no server can be started here, empty where one can."""
    if os.name != "posix" or not (PROGRAMS / "initdb").exists():
        return "PostgreSQL 15 is not installed (apt-get install postgresql-15-postgis-3)"
    if not EXTENSION.exists():
        return "PostGIS is not installed (apt-get install postgresql-15-postgis-3)"
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or _owner() is None):
        return "PostgreSQL does not run as root, and there is no user postgres to run it as"
    return ""


def _owner() -> tuple[int, int] | None:
    import pwd

    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        return None
    return found.pw_uid, found.pw_gid


def _as_owner(words: Sequence[str | Path]) -> list[str]:
    before: list[str] = []
    if os.geteuid() == 0:
        uid, gid = _owner() or (0, 0)
        before = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    return [*before, *map(str, words)]


def _call(*words: str | Path) -> None:
    done = subprocess.run(
        _as_owner(words), check=False, capture_output=True, text=True, cwd="/", timeout=120
    )
    assert done.returncode == 0, done.stderr or done.stdout


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server, and stop it with the last test."""
    pytest.importorskip("psycopg")
    if reason := _why_not():
        pytest.skip(reason)
    # A socket may have a path of 107 signs, and the owner must be able to walk to it.
    home = Path(tempfile.mkdtemp(prefix="rc-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(home, *(_owner() or (0, 0)))
    data = home / "data"
    try:
        _call(
            PROGRAMS / "initdb",
            *("--pgdata", data, "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"),
        )
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"{_SETTINGS}unix_socket_directories = '{home}'\n")
        (data / "pg_hba.conf").write_text(_ACCESS)
        control = (PROGRAMS / "pg_ctl", "--pgdata", data, "--wait", "--silent")
        _call(*control, "--log", home / "log", "start")
        try:
            yield _filled(Server(home))
        finally:
            _call(*control, "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _filled(running: Server) -> Server:
    import psycopg

    with psycopg.connect(
        host=str(running.socket), user="postgres", dbname="postgres", autocommit=True
    ) as asked:
        for statement in filter(str.strip, _DATABASES.split(";")):
            asked.execute(statement)
    running.run("CREATE EXTENSION postgis")
    return running


@pytest.fixture
def services(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Let libpq find the server by the names planner, reader, admin, plain and three wrong ones."""
    sections = {
        "planner": {"user": "planner", "password": PASSWORD},
        "reader": {"user": "reader", "password": PASSWORD},
        "admin": {"user": "postgres"},
        "plain": {"user": "postgres", "dbname": "plain"},
        "wrong": {"user": "planner", "password": f"not-{PASSWORD}"},
        "silent": {"user": "planner"},
        "no_base": {"user": "postgres", "dbname": "nowhere"},
        "away": {"user": "postgres", "host": str(server.socket / "away")},
    }
    usual = {"host": str(server.socket), "dbname": "bureau"}
    file = tmp_path / "pg_service.conf"
    file.write_text(
        "\n".join(
            f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in (usual | own).items())
            for name, own in sections.items()
        )
    )
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "no_pgpass"))
    for name in ("PGSERVICE", "PGPASSWORD", "PGHOST", "PGUSER", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    yield server
    for (schema,) in server.run(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' "
        "AND nspname NOT IN ('public', 'information_schema')"
    ):
        from psycopg import sql

        server.run(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))  # type: ignore[arg-type]
    server.run(
        "DROP TABLE IF EXISTS public.layer_styles; REVOKE CREATE ON SCHEMA public FROM planner"
    )
