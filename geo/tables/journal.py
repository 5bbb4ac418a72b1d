"""What reading has to say about a list: faults that stop it, notices that do not."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from geo.errors import Fault, Notice, TableError

__all__ = ["Journal", "damaged", "refusal"]

_LISTED: Final = 200
_LONGEST_REASON: Final = 200


class Journal:
    """Collects remarks; of one kind about one column it lists the first 200 and counts the rest.

    A million rows with the same flaw are told in 200 sentences and a figure, not in a million.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._notices: list[Notice] = []
        self._counts: Counter[tuple[type, str, str | None, str | None]] = Counter()
        self._faulty_cells: set[tuple[str, int | None, str | None]] = set()

    def fault(
        self,
        key: str,
        *,
        file: str,
        row: int | None = None,
        column: str | None = None,
        **params: Any,
    ) -> None:
        """Note something that stops the list from being used."""
        self._faulty_cells.add((file, row, column))
        if self._to_be_listed(Fault, key, file, column):
            self._faults.append(Fault(key, file=file, row=row, column=column, **params))

    def notice(
        self,
        key: str,
        *,
        file: str,
        row: int | None = None,
        column: str | None = None,
        **params: Any,
    ) -> None:
        """Note something that was changed, assumed or is doubtful."""
        if self._to_be_listed(Notice, key, file, column):
            self._notices.append(Notice(key, file=file, row=row, column=column, **params))

    def _to_be_listed(self, kind: type, key: str, file: str, column: str | None) -> bool:
        place = (kind, key, file, column)
        self._counts[place] += 1
        return self._counts[place] <= _LISTED

    def has_fault(self, *, file: str, row: int | None, column: str | None) -> bool:
        """Return whether a cell has a fault already, so that one cause is told once."""
        return (file, row, column) in self._faulty_cells

    @property
    def fault_count(self) -> int:
        """Number of faults, the unlisted ones too."""
        return sum(count for (kind, *_), count in self._counts.items() if kind is Fault)

    @property
    def faults(self) -> list[Fault]:
        """The faults in the order of the rows, with a line for those that are not listed."""
        more = [
            Fault("tables.more", file=file, column=column, count=count - _LISTED)
            for (kind, _, file, column), count in self._counts.items()
            if kind is Fault and count > _LISTED
        ]
        return sorted(self._faults, key=lambda fault: (fault.file or "", fault.row or 0)) + more

    @property
    def notices(self) -> list[Notice]:
        """The notices as they came, with a line for those that are not listed."""
        more = [
            Notice("tables.more", file=file, column=column, count=count - _LISTED)
            for (kind, _, file, column), count in self._counts.items()
            if kind is Notice and count > _LISTED
        ]
        return self._notices + more

    def error(self, file: str) -> TableError:
        """Return the error that carries all faults."""
        return TableError("tables.faults", file=file, count=self.fault_count, faults=self.faults)


def refusal(
    key: str, *, file: str, row: int | None = None, column: str | None = None, **params: Any
) -> TableError:
    """Return the error for a file that one fault makes unusable as a whole."""
    fault = Fault(key, file=file, row=row, column=column, **params)
    return TableError("tables.faults", file=file, count=1, faults=[fault])


def damaged(file: str, error: Exception, path: Path) -> TableError:
    """Return the error for a file that a library could not read, in the library's words.

    They are cut short and speak of the file as the user does, not of where it lies on this machine.
    """
    reason = str(error).replace(str(path), file)[:_LONGEST_REASON]
    return refusal("tables.truncated", file=file, reason=reason)
