"""What was changed in the folder of a workspace, step by step, each with a way back.

A step replaces one file, whole or not at all: ``workspace.toml``, or a list that it names. What
stood there before is kept beside the scenarios under the hash of its content, so that a step can be
undone and done again. A file that somebody changed by other means in between is never overwritten.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from geo.errors import WorkspaceError
from geo.presence import file_there
from geo.settings import RelativePath
from geo.tables import only_writer, set_aside, write_whole
from geo.workspace.reading.folder import is_example, kept_folder

__all__ = [
    "FolderChange",
    "FolderHistory",
    "change_file",
    "digest_of",
    "folder_history",
    "redo_change",
    "undo_change",
]

_FILE: Final = "changes.json"
_VERSIONS: Final = "versions"
_MOST: Final = 50
# A name of a file in the folder of versions: anything else might lead out of it.
_Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class FolderChange(BaseModel):
    """One step.

    Attributes
    ----------
    at : datetime
    who : str
        Whoever was logged in; empty on one's own machine.
    key : str
        Key of the sentence that says what was done.
    params : dict of str to str
        Its fields.
    path : str
        The file, relative to the workspace.
    before, after : str
        SHA-256 of its content.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    who: str = ""
    key: str
    params: dict[str, str] = {}
    path: RelativePath
    before: _Digest
    after: _Digest


class FolderHistory(BaseModel):
    """The steps, oldest first, and how many of them hold.

    Attributes
    ----------
    steps : tuple of FolderChange
    done : int
        Steps from here on were undone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: tuple[FolderChange, ...] = ()
    done: NonNegativeInt = 0

    @model_validator(mode="after")
    def _no_more_done_than_there_are(self) -> Self:
        if self.done > len(self.steps):
            raise PydanticCustomError("steps", "more steps done than there are")
        return self

    @property
    def last(self) -> FolderChange | None:
        """The step that undo takes back."""
        return self.steps[self.done - 1] if self.done else None

    @property
    def next(self) -> FolderChange | None:
        """The undone step that redo takes again."""
        return self.steps[self.done] if self.done < len(self.steps) else None


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none or it cannot be read.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def folder_history(folder: Path) -> FolderHistory:
    """Return what was changed in the folder of a workspace by this program.

    Parameters
    ----------
    folder : Path
        The workspace folder.

    Returns
    -------
    FolderHistory
        Empty where it cannot be read.
    """
    try:
        return FolderHistory.model_validate_json((kept_folder(folder) / _FILE).read_bytes())
    except (OSError, ValidationError):
        return FolderHistory()


def change_file(
    folder: Path,
    path: str,
    content: bytes,
    *,
    key: str,
    params: Mapping[str, Any] | None = None,
    known: str | None = None,
    who: str = "",
) -> FolderHistory:
    """Replace a file of a workspace and keep what stood there.

    Parameters
    ----------
    folder : Path
        The workspace folder.
    path : str
        The file, relative to it; it exists.
    content : bytes
    key : str
        Key of the sentence that says what is done.
    params : mapping, optional
        Its fields.
    known : str, optional
        What :func:`digest_of` said when the change was begun; another content is not overwritten.
    who : str
        Who changes it.

    Returns
    -------
    FolderHistory
        With the step as its last.

    Raises
    ------
    WorkspaceError
        When the workspace is an example, the file was changed meanwhile or cannot be written.
    """
    _refuse_example(folder)
    with only_writer(_kept(folder)):
        before = digest_of(folder / path)
        if known is not None and known != before:
            raise WorkspaceError("folder.changed_elsewhere", file=path)
        after = hashlib.sha256(content).hexdigest()
        history = folder_history(folder)
        if after == before:
            return history
        said = {name: str(value) for name, value in (params or {}).items()}
        step = FolderChange(
            at=datetime.now(UTC),
            who=who,
            key=key,
            params=said,
            path=path,
            before=before,
            after=after,
        )
        steps = (*history.steps[: history.done], step)[-_MOST:]
        _keep_version(folder, before, _content(folder / path))
        _keep_version(folder, after, content)
        _write(folder, path, content)
        return _keep(folder, FolderHistory(steps=steps, done=len(steps)))


def undo_change(folder: Path) -> FolderHistory:
    """Bring back what stood before the last step.

    Parameters
    ----------
    folder : Path
        The workspace folder.

    Returns
    -------
    FolderHistory

    Raises
    ------
    WorkspaceError
        When there is no step, or its file was changed by other means since.
    """
    return _moved(folder, -1)


def redo_change(folder: Path) -> FolderHistory:
    """Do again what was undone last.

    Parameters
    ----------
    folder : Path
        The workspace folder.

    Returns
    -------
    FolderHistory

    Raises
    ------
    WorkspaceError
        When there is no such step, or its file was changed by other means since.
    """
    return _moved(folder, 1)


def _moved(folder: Path, by: int) -> FolderHistory:
    with only_writer(_kept(folder)):
        history = folder_history(folder)
        step = history.last if by < 0 else history.next
        if step is None:
            raise WorkspaceError("folder.nothing_to_undo" if by < 0 else "folder.nothing_to_redo")
        stands, wanted = (step.after, step.before) if by < 0 else (step.before, step.after)
        if digest_of(folder / step.path) != stands:
            raise WorkspaceError("folder.changed_since", file=step.path)
        try:
            content = _version(folder, wanted).read_bytes()
        except OSError as error:
            raise WorkspaceError("folder.version_gone", file=step.path) from error
        _write(folder, step.path, content)
        return _keep(folder, history.model_copy(update={"done": history.done + by}))


def _refuse_example(folder: Path) -> None:
    if is_example(folder):
        raise WorkspaceError("folder.is_example", name=folder.resolve().name)


def _kept(folder: Path) -> Path:
    return kept_folder(folder) / _FILE


def _version(folder: Path, digest: str) -> Path:
    return kept_folder(folder) / _VERSIONS / digest


def _keep_version(folder: Path, digest: str, content: bytes) -> None:
    path = _version(folder, digest)
    if not file_there(path):
        _guarded(path, content)


def _write(folder: Path, path: str, content: bytes) -> None:
    _guarded(folder / path, content)


def _guarded(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise _cannot_replace(path, error) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _cannot_replace(path, error) from error


def _cannot_replace(path: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        "folder.cannot_write", file=path.name, folder=path.parent, reason=error.strerror
    )


def _keep(folder: Path, history: FolderHistory) -> FolderHistory:
    """Write the steps down, and let go of versions that no step needs any more."""
    path = _kept(folder)
    if file_there(path) and not folder_history(folder).steps:
        _set_aside_unreadable(path)
    _guarded(path, history.model_dump_json(indent=1).encode())
    needed = {digest for step in history.steps for digest in (step.before, step.after)}
    for version in (kept_folder(folder) / _VERSIONS).iterdir():
        if version.name not in needed:
            version.unlink(missing_ok=True)
    return history


def _set_aside_unreadable(path: Path) -> None:
    try:
        FolderHistory.model_validate_json(path.read_bytes())
    except ValidationError:
        set_aside(path)
