"""What the command line prints: sentences and tables for people, one JSON object for programs."""

import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.i18n import Translate, format_number, translator
from geo.stop import Progress, Stop

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "Console", "OutputError", "plain_rows", "table_lines", "telling"]

Advance = Callable[[float, str], None]

_PATIENCE_S: Final = 3.0


class OutputError(Exception):
    """The reader of standard output went away."""


@dataclass(frozen=True)
class Answer:
    """One answer, for programs and for people.

    Attributes
    ----------
    result : dict
        What ``--json`` prints.
    lines : iterable of str
        What is printed otherwise.
    """

    result: dict[str, Any]
    lines: Iterable[str]


@dataclass(frozen=True)
class Console:
    """Where a command speaks, and in which language.

    Attributes
    ----------
    language : {"zh", "en"}
    as_json : bool
        Whether standard output carries one JSON object instead of text.
    """

    language: str
    as_json: bool

    @property
    def t(self) -> Translate:
        """The translator of the console's language."""
        return translator(self.language)

    def say(self, answer: Answer) -> None:
        """Print an answer to standard output."""
        if self.as_json:
            _write(json.dumps(answer.result, ensure_ascii=False, indent=2, allow_nan=False))
        else:
            for line in answer.lines:
                _write(line)

    def complain(self, sentence: str) -> None:
        """Print a sentence to standard error."""
        print(sentence, file=sys.stderr)  # noqa: T201

    @contextmanager
    def progress(self) -> Iterator[Advance]:
        """Yield ``advance(share, stage)``: a bar on a terminal, plain lines elsewhere.

        A stage is the key of the sentence that says what is being done. In JSON mode nothing is
        shown.
        """
        if self.as_json:
            yield lambda _share, _stage: None
        elif sys.stderr.isatty():
            yield from self._bar()
        else:
            yield _Lines(self)

    @contextmanager
    def watching(self) -> Iterator[Stop]:
        """Yield a stop object whose search tells the best value so far, the bound and the gap.

        A line that changes on a terminal, a line now and then elsewhere; nothing in JSON mode.
        """
        if self.as_json:
            yield Stop()
        elif sys.stderr.isatty():
            yield from self._line()
        else:
            said = _NowAndThen(self)
            yield Stop(on_progress=lambda now: said(self._so_far(now)))

    def _so_far(self, now: Progress) -> str:
        """Return what a search knows: nothing, a bound, or value, bound and gap."""
        from geo.solver import relative_gap

        if math.isnan(now.bound) or math.isinf(now.bound):
            return self.t("condition.search_begins")
        if math.isnan(now.incumbent) or math.isinf(now.incumbent):
            return self.t("condition.search_bound", bound=format_number(now.bound, 1))

        gap = relative_gap(now.incumbent, now.bound)
        return self.t(
            "condition.search_so_far",
            incumbent=format_number(now.incumbent, 1),
            bound=format_number(now.bound, 1),
            gap=f"{format_number(100 * gap, 2)} %",
        )

    def _line(self) -> Iterator[Stop]:
        from rich.console import Console as Terminal

        with Terminal(stderr=True).status(self.t("condition.search_begins")) as line:
            yield Stop(on_progress=lambda now: line.update(self._so_far(now)))

    def _bar(self) -> Iterator[Advance]:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Terminal(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda share, stage: bar.update(task, completed=share, description=self.t(stage))


def telling(advance: Advance) -> Stop:
    """Return a stop object that tells its stages to a bar or to plain lines.

    Parameters
    ----------
    advance : callable
        Takes the share done and the key of the stage.
    """
    return Stop(on_progress=lambda now: advance(now.share, now.stage))


class _NowAndThen:
    """Says a sentence that has changed, at most every few seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said, self._at = "", time.monotonic()

    def __call__(self, sentence: str) -> None:
        if sentence != self._said and time.monotonic() - self._at >= _PATIENCE_S:
            self._said, self._at = sentence, time.monotonic()
            self._console.complain(sentence)


class _Lines:
    """Says each stage once, on a line of its own."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = ""

    def __call__(self, _share: float, stage: str) -> None:
        if stage != self._said:
            self._said = stage
            self._console.complain(self._console.t(stage))


def _write(line: str) -> None:
    try:
        print(line, flush=True)  # noqa: T201
    except BrokenPipeError as error:
        raise OutputError from error


def plain_rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return a table as records of plain values, None where there is nothing."""
    return [
        {str(name): _bare(value) for name, value in row.items()}
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]


def _bare(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table whose first column is text and whose others are numbers."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = []
        for position, (cell, width) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (width - cell_len(cell))
            cells.append(blanks + cell if position else cell + blanks)
        yield "  ".join(cells).rstrip()
