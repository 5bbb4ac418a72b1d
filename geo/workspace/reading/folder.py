"""A workspace: a folder with ``workspace.toml`` and the inputs that it names."""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from geo.errors import Fault, SettingsError, WorkspaceError
from geo.i18n import LANGUAGES
from geo.presence import file_there, folder_there, something_there
from geo.settings import AFTER_THE_PLAN, Settings, read_settings
from geo.summary import Summarized
from geo.workspace.reading.list_files import write_list_templates
from geo.workspace.siting.models import MODELS

__all__ = [
    "DECISIONS_FILE",
    "SETTINGS_FILE",
    "Workspace",
    "example_folder",
    "free_folder",
    "init_workspace",
    "is_example",
    "kept_folder",
    "open_workspace",
    "workspace_with",
]

SETTINGS_FILE: Final = "workspace.toml"
_EXAMPLES: Final = ("hanyang", "toy")
_UNSAFE: Final = re.compile(r"[^\w-]+")
_LONGEST: Final = 60
# Windows opens devices by these names, whatever ends them.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_KEPT_FOLDER: Final = ".repair-circle"
DECISIONS_FILE: Final = f"{_KEPT_FOLDER}/decisions.csv"


@dataclass(frozen=True, eq=False, repr=False)
class Workspace(Summarized):
    """A folder and what its settings ask for.

    Attributes
    ----------
    folder : Path
        Where the workspace lies.
    settings : Settings
        The content of its ``workspace.toml``.
    """

    folder: Path
    settings: Settings

    def path(self, name: str) -> Path | None:
        """Return the path of an input, or None where the settings name none."""
        relative = getattr(self.settings.inputs, name)
        return None if relative is None else self.folder / relative

    def required_path(self, name: str) -> Path:
        """Return the path of an input that the work cannot do without.

        Raises
        ------
        WorkspaceError
            When the settings name no such input.
        """
        path = self.path(name)
        if path is None:
            raise WorkspaceError("workspace.input_unnamed", name=name, file=SETTINGS_FILE)
        return path

    def input_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every input of a plan by its name relative to the workspace.

        Decisions about single rows count as an input as soon as there are any.
        """
        named = self.settings.inputs.named()
        paths = sorted(path for name, path in named if name not in AFTER_THE_PLAN)
        if file_there(self.folder / DECISIONS_FILE):
            paths.append(DECISIONS_FILE)
        return {
            path: hashlib.sha256((self.folder / path).read_bytes()).hexdigest() for path in paths
        }


def open_workspace(folder: str | Path) -> Workspace:
    """Open a workspace and make sure that the inputs it names are there.

    Parameters
    ----------
    folder : str or Path
        The workspace folder, or its ``workspace.toml``.

    Returns
    -------
    Workspace
        The folder with its settings.

    Raises
    ------
    WorkspaceError
        When the folder does not exist or inputs that it names are missing; all of them are named.
    SettingsError
        When ``workspace.toml`` cannot be used.

    Examples
    --------
    >>> open_workspace("data/toy").settings.target.minutes
    9.0
    """
    folder = Path(folder)
    if folder.name == SETTINGS_FILE and file_there(folder):
        folder = folder.parent
    if not folder_there(folder):
        raise WorkspaceError("workspace.no_folder", folder=folder)
    return workspace_with(folder, read_settings(folder / SETTINGS_FILE))


def workspace_with(folder: Path, settings: Settings) -> Workspace:
    """Return a folder with settings, as :func:`open_workspace` does with those of its file."""
    _refuse_unknown_model(settings)
    missing = [
        Fault("workspace.input_missing", file=SETTINGS_FILE, name=name, path=path)
        for name, path in settings.inputs.named()
        if not file_there(folder / path)
    ]
    if missing:
        raise WorkspaceError("workspace.inputs_missing", faults=missing, folder=folder)
    return Workspace(folder, settings)


def _refuse_unknown_model(settings: Settings) -> None:
    if settings.siting.model not in MODELS:
        fault = Fault(
            "settings.choice",
            file=SETTINGS_FILE,
            name="siting.model",
            found=settings.siting.model,
            wanted=", ".join(MODELS),
        )
        raise SettingsError("settings.faults", faults=[fault], file=SETTINGS_FILE)


def init_workspace(folder: Path, *, language: str) -> list[Path]:
    """Make a workspace to fill in: settings with comments, and lists with an example each.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet or is empty.
    language : {"zh", "en"}
        The language of comments and headers.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    WorkspaceError
        When the folder holds anything already, or cannot be made.
    """
    if something_there(folder) and (not folder_there(folder) or any(folder.iterdir())):
        raise WorkspaceError("workspace.not_empty", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            "workspace.cannot_make", folder=folder, reason=error.strerror
        ) from error
    written = []
    for template in sorted(_templates(language), key=lambda entry: entry.name):
        path = folder / template.name
        path.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        written.append(path)
    return [*write_list_templates(folder, language=language), *written]


def free_folder(home: Path, name: str) -> Path:
    """Return a folder below another that does not exist yet, called after a name.

    Parameters
    ----------
    home : Path
        Where projects are kept.
    name : str
        What a person calls it: signs that mean something in paths are left out.

    Returns
    -------
    Path
        Always directly below ``home``.
    """
    stem = _UNSAFE.sub("_", name).strip("_-")[:_LONGEST]
    if not stem or stem.lower() in _DEVICES:
        stem = f"project-{stem}".strip("-")
    number = 1
    while something_there(folder := home / f"{stem}-{number}"):
        number += 1
    return folder


def example_folder(name: str) -> Path:
    """Return the folder of a district that comes with the product.

    Parameters
    ----------
    name : {"hanyang", "toy"}

    Raises
    ------
    WorkspaceError
        When there is no such example.
    """
    package = Path(str(files("geo")))
    for folder in (package / "examples" / name, package.parent / "data" / name):
        if file_there(folder / SETTINGS_FILE):
            return folder
    raise WorkspaceError("workspace.no_example", name=name)


def kept_folder(workspace_folder: Path) -> Path:
    """Return where what people do in the app is kept: scenarios, the life of problems.

    In the workspace itself; for the examples that come with the product, which are read only, in
    the user's own data folder.

    Parameters
    ----------
    workspace_folder : Path
        The workspace folder.

    Returns
    -------
    Path
    """
    folder = workspace_folder.resolve()
    if is_example(folder):
        return user_data_path("repair-circle", appauthor=False) / folder.name
    return folder / _KEPT_FOLDER


def is_example(workspace_folder: Path) -> bool:
    """Tell whether a folder is an example that comes with the product: it is never changed.

    Parameters
    ----------
    workspace_folder : Path

    Returns
    -------
    bool
    """
    folder = workspace_folder.resolve()
    return folder in [example_folder(name).resolve() for name in _EXAMPLES]


def _templates(language: str) -> list[Path]:
    if language not in LANGUAGES:
        raise WorkspaceError("workspace.language", language=language, valid=", ".join(LANGUAGES))
    folder = files("geo.workspace").joinpath("templates", language)
    if not folder.is_dir():  # a language of the office: the comments are English
        folder = files("geo.workspace").joinpath("templates", "en")
    return [Path(str(entry)) for entry in folder.iterdir()]
