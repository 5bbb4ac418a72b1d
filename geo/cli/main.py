"""The entry: choose the language, run the command, turn errors into sentences and exit codes.

Exit codes: 0 done; 1 the user's input is wrong or the problem cannot be solved; 2 the command
line is wrong; 130 interrupted.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geo.cli.commands import application
from geo.cli.console import Console, OutputError
from geo.cli.localized_help import is_usage_error, usage_sentence
from geo.errors import GeoError
from geo.i18n import choose_language, translator
from geo.parsing import parsed_toml

__all__ = ["main"]

_OBJECTS_BETWEEN_COLLECTIONS: Final = 200_000
"""A command makes few circles of objects and soon ends: Python's 700 cost a tenth of its time."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the command's name; those of the process by default.
    """
    if arguments is None and sys.getfilesystemencoding() != "utf-8":
        _start_again_in_utf8()
    if arguments is None:
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    _speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    words, asked_language = _without_option(words, "--lang")
    language = choose_language(asked_language, _workspace_language(words))
    console = Console(language, as_json="--json" in words)
    if name := _name_that_is_not_utf8(words):
        console.complain(translator(language)("cli.not_utf8", name=name))
        sys.exit(1)
    code = _run([word for word in words if word != "--json"], console)
    if arguments is None:
        # The process ends: nobody needs what Python would look through on its way out.
        gc.freeze()
    sys.exit(code)


def _run(words: list[str], console: Console) -> int:
    try:
        code = application(words, prog_name="repair-circle", standalone_mode=False, obj=console)
    except GeoError as error:
        console.complain(error.sentence(console.language))
        return 1
    except OutputError:
        # The reader (head, less) has what it wanted; keep the interpreter from flushing into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        console.complain(translator(console.language)("cli.interrupted"))
        return 130
    except Exception as error:
        if is_usage_error(error):
            console.complain(usage_sentence(error, console.language))
            return 2
        if os.environ.get("REPAIR_CIRCLE_DEBUG"):
            raise
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        console.complain(translator(console.language)("cli.internal", reason=reason))
        return 1
    return int(code or 0)


def _without_option(words: list[str], option: str) -> tuple[list[str], str | None]:
    """Return the words without an option that is known to every command, and its value."""
    rest, value = [], None
    following = iter(words)
    for word in following:
        if word == option:
            value = next(following, None)
        elif word.startswith(f"{option}="):
            value = word.partition("=")[2]
        else:
            rest.append(word)
    return rest, value


def _workspace_language(words: Sequence[str]) -> str | None:
    """Return the language of the workspace that the command line names, if any."""
    for word in words:
        try:
            settings = parsed_toml((Path(word) / "workspace.toml").read_text("utf-8-sig"))
        except (OSError, ValueError):
            continue
        return str(settings.get("language", "zh"))
    return None


def _name_that_is_not_utf8(words: list[str]) -> str | None:
    """Return the first word, or the folder we stand in, whose bytes are not UTF-8."""
    names = list(words)
    with contextlib.suppress(OSError):  # a folder that is gone
        names.append(str(Path.cwd()))
    for name in names:
        if any("\ud800" <= letter <= "\udfff" for letter in name):
            return name.encode("utf-8", "backslashreplace").decode("utf-8")
    return None


def _start_again_in_utf8() -> None:
    """Become the same process with file names in UTF-8, whatever the locale.

    GDAL takes UTF-8 alone: under an ASCII or GBK locale a Chinese folder would be unknown to it.
    """
    os.environ["PYTHONUTF8"] = "1"  # for the processes that this one starts
    again = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
    os.execv(sys.executable, again)  # noqa: S606 (this very command)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
