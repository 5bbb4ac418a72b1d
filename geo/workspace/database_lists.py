"""Lists of a workspace taken from tables of a database, as files that no plan changes.

``database.toml`` says which table each list comes from. Taking them writes every list to a file
whose name holds the hash of its content, checks all of them together with the rest, and then names
them in ``workspace.toml`` in one step, which can be undone. So a plan has files with hashes as
ever, needs no database, and is the same again; the files of former plans stay.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from geo.errors import GeoError, SettingsError, WorkspaceError
from geo.parsing import parsed_json, parsed_toml
from geo.postgis import Database, DatabaseTable, connected, read_table, table_name
from geo.presence import file_there
from geo.settings import Inputs, edited_settings, settings_in
from geo.tables import LIMITS, marked_csv_text, read_barriers, read_boundary
from geo.workspace.checking import check_workspace
from geo.workspace.folder_history import change_file
from geo.workspace.list_file import write_new
from geo.workspace.reading.folder import SETTINGS_FILE, is_example, workspace_with
from geo.workspace.reading.uploaded_list import LIST_READERS

__all__ = ["TakenList", "take_lists"]

DATABASE_FILE: Final = "database.toml"
_FOLDER: Final = "database"
_RECORD: Final = "lists.json"
_DIGITS: Final = 12
_KINDS: Final = tuple(
    name
    for name in Inputs.model_fields
    if name not in {"roads", "speed_profile", "proposals"}  # no lists of rows
)


def _kind_of_list(name: str) -> str:
    if name not in _KINDS:
        raise ValueError(name)
    return name


class _Shaped(BaseModel):
    """A table with several columns of shapes, and which of them counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    geometry: str


class _Source(BaseModel):
    """What ``database.toml`` says.

    Attributes
    ----------
    service : str or None
        A name in the service file of libpq; without it the environment says where the database is.
    lists : dict
        The table or view of each list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str | None = None
    lists: dict[Annotated[str, AfterValidator(_kind_of_list)], str | _Shaped]


@dataclass(frozen=True)
class TakenList:
    """A list that was taken, as the record beside the files has it.

    Attributes
    ----------
    list : str
        As the settings call it.
    file : str
        Relative to the workspace.
    sha256 : str
    table : str
    geometry : str or None
        The column of shapes.
    rows : int
    columns : tuple of str
    left_out : tuple of str
        Columns that hold no text.
    database : str
    service : str or None
    at : str
        When it was read, UTC.
    is_new : bool
        Whether it differs from the list that the workspace had.
    """

    list: str
    file: str
    sha256: str
    table: str
    geometry: str | None
    rows: int
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    database: str
    service: str | None
    at: str
    is_new: bool


def take_lists(folder: Path, *, service: str | None = None, who: str = "") -> tuple[TakenList, ...]:
    """Take every list that ``database.toml`` names, as they are at one moment: all or none.

    Parameters
    ----------
    folder : Path
        The workspace folder.
    service : str, optional
        In place of the one that the file names.
    who : str
        Who changes the workspace.

    Returns
    -------
    tuple of TakenList

    Raises
    ------
    SourceError
        When the database cannot be reached.
    GeoError
        When the file, a table or a list has faults, or the lists do not fit together: the workspace
        stays as it was.
    """
    if is_example(folder):
        raise WorkspaceError("folder.is_example", name=folder.resolve().name)
    source = _read_source(folder / DATABASE_FILE)
    toml = folder / SETTINGS_FILE
    if not file_there(toml):
        raise WorkspaceError("workspace.no_folder", folder=folder)
    before = toml.read_bytes()
    settings_in(before, file=SETTINGS_FILE)
    asked = service or source.service
    with connected(asked, read_only=True) as database:
        held = {kind: _held(database, one) for kind, one in source.lists.items()}
        name = database.name
    at = datetime.now(UTC).isoformat(timespec="seconds")
    lists, contents = [], {}
    for kind, (table, read) in held.items():
        file, content = _as_file(kind, read)
        contents[file] = content
        lists.append(_taken(kind, file, content, table, read, before, name, asked, at))
    _use(folder, before, lists, contents, who)
    return tuple(lists)


def _read_source(path: Path) -> _Source:
    if not file_there(path):
        raise WorkspaceError("postgis.no_file", file=DATABASE_FILE, folder=path.parent)
    try:
        given = parsed_toml(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise SettingsError("settings.not_toml", file=DATABASE_FILE, reason=str(error)) from error
    try:
        return _Source.model_validate(given)
    except ValidationError as error:
        # What people write here may be a password: keys are named, values never.
        wrong = {".".join(map(str, one["loc"][:2])) for one in error.errors()}
        raise SettingsError(
            "postgis.wrong_keys",
            file=DATABASE_FILE,
            names=", ".join(sorted(wrong)),
            lists=", ".join(_KINDS),
        ) from error


def _held(database: Database, asked: str | _Shaped) -> tuple[str, DatabaseTable]:
    text, geometry = (asked, None) if isinstance(asked, str) else (asked.table, asked.geometry)
    name = table_name(text)
    return str(name), read_table(database, name, geometry=geometry, most_rows=LIMITS.rows)


def _as_file(kind: str, held: DatabaseTable) -> tuple[str, bytes]:
    """Return the name and content of a list: GeoParquet where it has shapes, else csv."""
    if held.shapes is None:
        content, ending = marked_csv_text(held.cells).encode(), "csv"
    else:
        content, ending = _parquet(held), "parquet"
    digest = hashlib.sha256(content).hexdigest()
    return f"{_FOLDER}/{kind}-{digest[:_DIGITS]}.{ending}", content


def _parquet(held: DatabaseTable) -> bytes:
    import geopandas as gpd

    column = "geometry"
    while column in held.cells:
        column += "_"
    frame = gpd.GeoDataFrame(
        held.cells.astype("string").assign(**{column: held.shapes}), geometry=column, crs=held.crs
    )
    content = io.BytesIO()
    frame.to_parquet(content, index=False)
    return content.getvalue()


def _taken(
    kind: str,
    file: str,
    content: bytes,
    table: str,
    read: DatabaseTable,
    settings: bytes,
    database: str,
    service: str | None,
    at: str,
) -> TakenList:
    named = settings_in(settings, file=SETTINGS_FILE).inputs
    return TakenList(
        list=kind,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        table=table,
        geometry=read.geometry,
        rows=len(read.cells),
        columns=tuple(map(str, read.cells.columns)),
        left_out=read.left_out,
        database=database,
        service=service,
        at=at,
        is_new=getattr(named, kind) != file,
    )


# ---------------------------------------------------------------- into the workspace


def _use(
    folder: Path,
    before: bytes,
    lists: list[TakenList],
    contents: Mapping[str, bytes],
    who: str,
) -> None:
    content = edited_settings(before, {f"inputs.{one.list}": one.file for one in lists})
    with _written(folder, contents):
        _check(folder, content, lists)
        _record(folder, lists)
        change_file(
            folder,
            SETTINGS_FILE,
            content,
            key="postgis.taken_step",
            params={"lists": ", ".join(one.list for one in lists)},
            known=hashlib.sha256(before).hexdigest(),
            who=who,
        )


@contextmanager
def _written(folder: Path, contents: Mapping[str, bytes]) -> Iterator[None]:
    """Write files that are not there yet; remove them again where the block fails."""
    new = [folder / file for file in contents if not file_there(folder / file)]
    try:
        for path in new:
            write_new(path, contents[path.relative_to(folder).as_posix()])
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def _check(folder: Path, content: bytes, lists: list[TakenList]) -> None:
    """Read each list as a plan would; where the workspace is complete, check all together."""
    settings = settings_in(content, file=SETTINGS_FILE)
    try:
        workspace = workspace_with(folder, settings)
    except GeoError:
        workspace = None  # a project that is being filled: its lists are checked by themselves
    inputs = settings.inputs
    if workspace is not None and inputs.estates and inputs.roads:
        check_workspace(workspace)
        return
    areas: dict[str, Any] = {"boundary": read_boundary, "barriers": read_barriers}
    for one in lists:
        reader = LIST_READERS.get(one.list) or areas.get(one.list)
        if reader is not None:
            reader(folder / one.file, datum=getattr(settings.datums, one.list, None))


def _record(folder: Path, lists: list[TakenList]) -> None:
    """Add where the files come from to the record beside them; a former file keeps its entry."""
    import json

    path = folder / _FOLDER / _RECORD
    try:
        known = parsed_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    entries = known if isinstance(known, dict) else {}
    for one in lists:
        told = asdict(one)
        del told["is_new"]
        entries.setdefault(told.pop("file"), told)
    text = json.dumps(entries, ensure_ascii=False, indent=2, sort_keys=True)
    write_new(path, f"{text}\n".encode(errors="replace"))
