"""A list that was uploaded: read, judged, explained by a person, made a workspace of its own.

Nothing that is already there is changed: the open workspace is copied, with the new list in it.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
import tomlkit
from platformdirs import user_data_path

from geo import tables
from geo.errors import Fault, GeoError, Notice, Speaks, WorkspaceError
from geo.locales import sentences
from geo.owned_folders import scratch_folder
from geo.parsing import parsed_json
from geo.presence import something_there
from geo.settings import AFTER_THE_PLAN
from geo.summary import Summarized
from geo.tables import (
    QUESTIONS_OF_HEADERS,
    Cell,
    Limits,
    Split,
    TableRead,
    known_headers,
    only_writer,
    read_headers,
    upload_endings,
    write_csv,
)
from geo.workspace.reading.folder import Workspace, free_folder

__all__ = [
    "FORMATS",
    "LARGEST_MB",
    "LIST_READERS",
    "PAGE_LIMITS",
    "Finding",
    "HeaderQuestion",
    "UploadedList",
    "as_understood",
    "findings_of",
    "header_questions",
    "headers_of",
    "lacks_headers",
    "lacks_streets",
    "new_workspace",
    "read_list",
    "remember_headers",
    "remembered_headers",
]

FORMATS: Final = upload_endings()
LARGEST_MB: Final = 100

PAGE_LIMITS: Final = Limits(
    file_bytes=LARGEST_MB * 1_000_000, unpacked_bytes=1_000_000_000, rows=200_000
)
"""What a page waits for: larger lists are for the command line."""

LIST_READERS: Final[Mapping[str, Callable[..., TableRead]]] = {
    "estates": tables.read_estates,
    "stations": tables.read_stations,
    "gates": tables.read_gates,
    "shifts": tables.read_shifts,
    "candidates": tables.read_candidates,
    "calls": tables.read_calls,
    "gazetteer": tables.read_gazetteer,
    "problems": tables.read_problems,
    "problem_steps": tables.read_problem_steps,
    "inspections": tables.read_inspections,
    "visitors": tables.read_visitors,
    "matters": tables.read_matters,
    "visits": tables.read_visits,
    "works": tables.read_works,
    "crew_weeks": tables.read_crew_weeks,
    "budgets": tables.read_budgets,
}
"""The lists that can be uploaded, in the order in which they are offered, and how each is read."""

_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST_STEM: Final = 60
_LONGEST_ENDING: Final = 10
_UNKNOWN_HEADERS: Final = frozenset({"tables.no_header", "tables.missing_columns"})
_OF_THE_OLD_LIST: Final = frozenset(
    {"estates", "gates", "zones", "calls", "proposals", *AFTER_THE_PLAN}
)
_ZONING_OF_THE_OLD_LIST: Final = ("zones", "operators", "must_link", "cannot_link", "fixed")
_REMEMBERED: Final = "headers.json"
_MOST_REMEMBERED: Final = 20


@dataclass(frozen=True, eq=False, repr=False)
class UploadedList(Summarized):
    """A list of estates as it was uploaded, and what came of reading it.

    Attributes
    ----------
    file : str
        Its name, safe as the name of a file.
    content : bytes
    read : TableRead or None
        None when it cannot be used.
    error : GeoError or None
        Why it cannot be used: every fault with its row and column.
    datum : str or None
        What a person said that its positions are in.
    header_of : dict of str to str
        What a person said that its headers mean: canonical column name to header.
    corrections : dict of Cell to str
        What a person wrote into faulty cells.
    kind : str
        Which list it is, as the settings call it.
    swapped : bool
        Whether longitude and latitude were exchanged.
    splits : dict of str to Split
        Columns that a person split in two.
    """

    file: str
    content: bytes
    read: TableRead | None
    error: GeoError | None
    datum: str | None
    header_of: dict[str, str]
    corrections: dict[Cell, str]
    kind: str = "estates"
    swapped: bool = False
    splits: dict[str, Split] = field(default_factory=dict)

    @property
    def is_explained(self) -> bool:
        """Whether the file alone no longer says what the list holds."""
        return bool(self.header_of or self.corrections or self.swapped or self.splits)

    def again(self, **said: Any) -> "UploadedList":
        """Return the list read anew with more that a person said of it.

        Parameters
        ----------
        **said
            As :func:`read_list` takes it.

        Returns
        -------
        UploadedList
        """
        known: dict[str, Any] = {
            "kind": self.kind,
            "datum": self.datum,
            "header_of": self.header_of,
            "corrections": self.corrections,
            "swapped": self.swapped,
            "splits": self.splits,
        }
        return read_list(self.file, self.content, **{**known, **said})


@dataclass(frozen=True)
class Finding:
    """One thing to know about one place of a list.

    Attributes
    ----------
    fault : bool
        Whether it stops the list from being used; else it was changed or is doubtful.
    row : int or None
        As a spreadsheet shows it.
    column : str
        As the file heads it, empty for the whole row or file.
    words : str
        What was found and what to do.
    file : str
        The file, or the sheet of it.
    """

    fault: bool
    row: int | None
    column: str
    words: str
    file: str

    @property
    def cell(self) -> Cell | None:
        """The one cell that this is about, if it is about one."""
        return None if self.row is None or not self.column else (self.file, self.row, self.column)


def read_list(
    name: str,
    content: bytes,
    *,
    datum: str | None = None,
    header_of: Mapping[str, str] | None = None,
    corrections: Mapping[Cell, str] | None = None,
    kind: str = "estates",
    swapped: bool = False,
    splits: Mapping[str, Split] | None = None,
    **options: Any,
) -> UploadedList:
    """Read a list that was uploaded.

    Parameters
    ----------
    name : str
        What the file is called where it came from; only its last part counts.
    content : bytes
    datum : str, optional
        What its positions are in.
    header_of : mapping of str to str, optional
        Canonical column name to the header of the file that stands for it.
    corrections : mapping of Cell to str, optional
        What faulty cells shall hold.
    kind : str
        Which list it is: a key of :data:`LIST_READERS`.
    swapped : bool
        Exchange longitude and latitude.
    splits : mapping of str to Split, optional
        Columns to split in two, by their header.
    **options
        As :func:`geo.tables.read_estates` takes them: ``boundary``.

    Returns
    -------
    UploadedList
    """
    file = _safe_name(name)
    said, corrected, split = dict(header_of or {}), dict(corrections or {}), dict(splits or {})
    explained: dict[str, Any] = {"kind": kind, "swapped": swapped, "splits": split}
    with _on_disk(file, content) as path:
        try:
            read = LIST_READERS[kind](
                path,
                file=file,
                datum=datum,
                headers=said,
                corrections=corrected,
                splits=split,
                axis_order="lat_lon" if swapped else "lon_lat",
                limits=PAGE_LIMITS,
                **options,
            )
        except GeoError as error:
            return UploadedList(file, content, None, error, datum, said, corrected, **explained)
    return UploadedList(file, content, read, None, datum, said, corrected, **explained)


def headers_of(uploaded: UploadedList) -> list[str]:
    """Return the headers as they stand in the file, for a planner to say what they mean.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was uploaded.

    Returns
    -------
    list of str
    """
    with _on_disk(uploaded.file, uploaded.content) as path:
        try:
            return read_headers(path, uploaded.kind, file=uploaded.file, limits=PAGE_LIMITS)
        except GeoError:
            return []


def lacks_headers(uploaded: UploadedList) -> bool:
    """Return whether a list cannot be used because its headers are not understood.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was uploaded.

    Returns
    -------
    bool
    """
    error = uploaded.error
    return error is not None and any(
        isinstance(one, Fault) and one.key in _UNKNOWN_HEADERS for one in error.faults
    )


def lacks_streets(uploaded: UploadedList) -> bool:
    """Return whether a list can be used though no column of it is known to hold streets.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was uploaded.

    Returns
    -------
    bool
    """
    read = uploaded.read
    return read is not None and any(one.key == "tables.without_street" for one in read.notices)


@dataclass(frozen=True)
class HeaderQuestion:
    """Which of several headers is meant: what only a person can say.

    Attributes
    ----------
    column : str
        Canonical name of the column.
    headers : tuple of str
        The headers to choose from, as they stand in the file.
    choices : tuple of str
        The headers with what tells their columns apart, in words.
    """

    column: str
    headers: tuple[str, ...]
    choices: tuple[str, ...]


def header_questions(uploaded: UploadedList) -> list[HeaderQuestion]:
    """Return the questions that must be answered before a list can be read, one per column.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was uploaded.

    Returns
    -------
    list of HeaderQuestion
    """
    if uploaded.error is None:
        return []
    return [
        HeaderQuestion(
            str(one.params["canonical"]),
            tuple(one.params["headers"]),
            tuple(one.params["choices"]),
        )
        for one in uploaded.error.faults
        if isinstance(one, Fault) and one.key in QUESTIONS_OF_HEADERS
    ]


def findings_of(uploaded: UploadedList, language: str) -> list[Finding]:
    """Return every fault and notice of a list with its place, the faults first.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was uploaded.
    language : str
        The language that is spoken.

    Returns
    -------
    list of Finding
    """
    remarks: Sequence[Speaks] = ()
    if uploaded.error is not None:
        error = uploaded.error
        remarks = error.faults or (Fault(error.key, **error.params),)
    elif uploaded.read is not None:
        remarks = uploaded.read.notices
    return [_finding(one, language) for one in remarks if isinstance(one, Fault | Notice)]


def _finding(remark: Fault | Notice, language: str) -> Finding:
    template = sentences(language).get(remark.key, "")
    words = remark.sentence(language)
    if not any(f"{{{name}" in template for name in ("file", "row", "column")):
        words = type(remark)(remark.key, **remark.params).sentence(language)
    return Finding(
        isinstance(remark, Fault), remark.row, remark.column or "", words, remark.file or ""
    )


# ---------------------------------------------------------------- headers that people explained


def remembered_headers(headers: Sequence[str], kind: str = "estates") -> dict[str, str]:
    """Return what headers mean, by themselves or as was said earlier: column to header.

    Parameters
    ----------
    headers : sequence of str
        As they stand in the file.
    kind : str
        Which list it is.

    Returns
    -------
    mapping of str to str
    """
    return known_headers(headers, kind) | {
        column: next(one for one in known if one in headers)
        for column, known in _read_memory().items()
        if any(one in headers for one in known)
    }


def remember_headers(header_of: Mapping[str, str]) -> None:
    """Keep what was said about headers, for the next list of the same kind.

    Parameters
    ----------
    header_of : mapping of str to str
        The header that was chosen for each column.
    """
    path = _memory_path()
    with only_writer(path):
        memory = _read_memory()
        for column, header in header_of.items():
            others = [one for one in memory.get(column, []) if one != header]
            memory[column] = [header, *others][:_MOST_REMEMBERED]
        draft = path.with_name(f"{path.name}.partial")
        draft.write_text(json.dumps(memory, indent=1), encoding="utf-8")
        draft.replace(path)


def _memory_path() -> Path:
    return user_data_path("repair-circle", appauthor=False) / _REMEMBERED


def _read_memory() -> dict[str, list[str]]:
    try:
        memory = parsed_json(_memory_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(memory, dict):
        return {}
    return {
        str(column): [one for one in known if isinstance(one, str)]
        for column, known in memory.items()
        if isinstance(known, list)
    }


# ---------------------------------------------------------------- files


def new_workspace(workspace: Workspace, uploaded: UploadedList) -> Path:
    """Copy a workspace with another list of estates and return the folder of the copy.

    What belongs to the estates of the old list is left out: gates, zones, calls, stated totals,
    the number of zones, the quotas of operators and what was said of single estates.
    A list that a person explained or corrected is kept as it was understood, any other as it came.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    uploaded : UploadedList
        The list as it was uploaded.

    Returns
    -------
    Path

    Raises
    ------
    WorkspaceError
        When the folder cannot be written.
    """
    stem = Path(uploaded.file).stem
    folder = free_folder(user_data_path("repair-circle", appauthor=False) / "workspaces", stem)
    toml = tomlkit.parse((workspace.folder / "workspace.toml").read_text(encoding="utf-8-sig"))
    inputs, datums = (toml.setdefault(name, tomlkit.table()) for name in ("inputs", "datums"))
    try:
        folder.mkdir(parents=True)
        for name, path in workspace.settings.inputs.named():
            if name in _OF_THE_OLD_LIST:
                inputs.pop(name, None)
                datums.pop(name, None)
                continue
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(workspace.folder / path, folder / path)
        inputs["estates"] = _put(uploaded, folder)
        if uploaded.datum is not None and not uploaded.is_explained:
            datums["estates"] = uploaded.datum
        toml["name"] = stem
        toml.pop("totals", None)
        for name in _ZONING_OF_THE_OLD_LIST:
            toml.get("zoning", {}).pop(name, None)
        if not datums:
            toml.pop("datums")
        text = tomlkit.dumps(toml)
        (folder / "workspace.toml").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise WorkspaceError(
            "workspace.cannot_make", folder=folder, reason=error.strerror
        ) from error
    return folder


def _put(uploaded: UploadedList, folder: Path) -> str:
    """Write the list under a name that no other input of the workspace has."""
    suffix = ".csv" if uploaded.is_explained else Path(uploaded.file).suffix
    name = f"estates{suffix}"
    while something_there(folder / name):
        name = f"new-{name}"
    if uploaded.is_explained and uploaded.read is not None:
        write_csv(as_understood(uploaded.read.table), folder / name)
    else:
        (folder / name).write_bytes(uploaded.content)
    return name


def as_understood(table: pd.DataFrame, kind: str = "estates") -> pd.DataFrame:
    """Return a list without the headers that were decided against: they would be asked again."""
    decided = [
        name
        for name in map(str, table.columns)
        if (known := known_headers([name], kind)) and known.get(name) != name
    ]
    return pd.DataFrame(table.drop(columns=["geometry", *decided]))


def _safe_name(name: str) -> str:
    """Return the last part of a name without signs that mean something, and not too long."""
    last = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = last, ""
    stem = stem.strip(".")[:_LONGEST_STEM] or "estates"
    return f"{stem}.{ending}" if ending else stem


@contextmanager
def _on_disk(file: str, content: bytes) -> Iterator[Path]:
    with scratch_folder() as folder:
        path = folder / f"list{Path(file).suffix}"
        path.write_bytes(content)
        yield path
