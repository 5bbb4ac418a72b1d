"""Everything that can go wrong, as one tree.

::

    GeoError                    anything this product raises on purpose
    ├── InputError              what was uploaded is wrong (also a ValueError)
    │   ├── SettingsError       workspace.toml: unknown key, impossible value
    │   ├── WorkspaceError      the folder: a file that is missing, an output that may not be used
    │   ├── TableError          a list: header, row or cell; carries every fault of the file
    │   ├── GeocodeError        a gazetteer or a query that cannot be matched at all
    │   ├── RoadsError          a road file, a network array
    │   ├── TravelError         origins, destinations, limits
    │   ├── ResponseError       the legs of the response time
    │   ├── CoverageError       verdicts, crews, claims, dispatch logs
    │   ├── SitingError         candidates, demand, number of stations
    │   ├── ZoningError         estates, neighbours, rules, number of zones
    │   └── OperationsError     problems, calls, shifts, visits, works
    ├── SourceError             something outside could not be reached (also an OSError)
    └── Cancelled               the user stopped a long run

An error carries a key of the sentence catalogues and the values for its fields, so that the same
error speaks Chinese on a Chinese screen and English in a log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol

from geo.locales import filled, sentences

__all__ = [
    "Cancelled",
    "CoverageError",
    "Fault",
    "GeoError",
    "GeocodeError",
    "InputError",
    "Notice",
    "OperationsError",
    "ResponseError",
    "RoadsError",
    "SettingsError",
    "SitingError",
    "SourceError",
    "Speaks",
    "TableError",
    "TravelError",
    "WorkspaceError",
    "ZonesRefusedError",
    "ZoningError",
    "tell_names_only",
]


class _Telling:
    """How places on the disk are told in this process."""

    names_only = False


def tell_names_only(wanted: bool = True) -> None:
    """Name files and folders without the way to them, in every sentence of this process.

    Where colleagues are served, the folders of the server are nobody's business.

    Parameters
    ----------
    wanted : bool
    """
    _Telling.names_only = wanted


def _told(value: Any, language: str) -> Any:
    """Return a value as a sentence names it."""
    if isinstance(value, _Remark):  # words of the same language themselves: a kind of day
        return value.sentence(language)
    if isinstance(value, PurePath) and _Telling.names_only:
        return value.name
    return value


def _sentence(key: str, params: Mapping[str, Any], language: str) -> str:
    template = sentences(language).get(key)
    if template is None:
        return key + "".join(f" {name}={_told(one, language)}" for name, one in params.items())
    told = {name: _told(value, language) for name, value in params.items()}
    return filled(template, told, language)


@dataclass(frozen=True, init=False)
class _Remark:
    """A sentence about one place of one file.

    Attributes
    ----------
    key : str
        Key of the sentence in the catalogues, ``"room.key"``.
    file : str or None
        Name of the file as the user gave it.
    row : int or None
        Row as a spreadsheet shows it: the header of a plain table is row 1.
    column : str or None
        Column as it is named in the file.
    params : mapping
        Values for the fields of the sentence.
    """

    key: str
    file: str | None
    row: int | None
    column: str | None
    params: Mapping[str, Any]

    def __init__(
        self,
        key: str,
        /,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        **params: Any,
    ) -> None:
        for name, value in {
            "key": key,
            "file": file,
            "row": row,
            "column": column,
            "params": params,
        }.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return hash((self.key, self.file, self.row, self.column))

    def sentence(self, language: str = "en") -> str:
        """Return the remark as one sentence that begins with its place."""
        said = _sentence(
            self.key,
            {"file": self.file, "row": self.row, "column": self.column, **self.params},
            language,
        )
        place = self._place(language)
        whole = {"place": place, "said": said}
        return _sentence("language.after_place", whole, language) if place else said

    def _place(self, language: str) -> str:
        parts = [
            self.file or "",
            _sentence("language.row", {"row": self.row}, language) if self.row is not None else "",
            _sentence("language.column", {"column": self.column}, language)
            if self.column is not None
            else "",
        ]
        place = ""
        for part in filter(None, parts):
            joined = {"first": place, "second": part}
            place = _sentence("language.places", joined, language) if place else part
        return place

    def __str__(self) -> str:
        return self.sentence()


class Speaks(Protocol):
    """Anything that can say itself in a language: a fault, a notice, a broken rule."""

    def sentence(self, language: str = "en") -> str:
        """Return what there is to say as one sentence."""
        ...


class Fault(_Remark):
    """Something in a file that stops the work: what was found, where, and what to do."""


class Notice(_Remark):
    """Something that was changed, assumed or is doubtful, and that the user should know."""


class GeoError(Exception):
    """Anything that Repair Circle raises on purpose.

    Parameters
    ----------
    key : str
        Key of the sentence in the catalogues.
    faults : iterable of Fault
        The single faults behind the error, all of them together, or other reasons that speak.
    **params
        Values for the fields of the sentence.
    """

    def __init__(self, key: str, /, *, faults: Iterable[Speaks] = (), **params: Any) -> None:
        self.key = key
        self.params = params
        self.faults = tuple(faults)
        super().__init__(key, params)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.key, self.faults, self.params)

    def sentence(self, language: str = "en") -> str:
        """Return the error in a language, one line for it and one for each fault."""
        lines = [_sentence(self.key, self.params, language)]
        lines += [f"  {fault.sentence(language)}" for fault in self.faults]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.sentence()


def _rebuild(
    kind: type[GeoError], key: str, faults: tuple[Speaks, ...], params: dict[str, Any]
) -> GeoError:
    return kind(key, faults=faults, **params)


class InputError(GeoError, ValueError):
    """What was uploaded is wrong; the message says what, where and what to do."""


class SettingsError(InputError):
    """``workspace.toml`` cannot be used: an unknown key or an impossible value."""


class WorkspaceError(InputError):
    """The workspace folder or the output folder cannot be used."""


class TableError(InputError):
    """A list cannot be used; every fault of the file is carried."""


class GeocodeError(InputError):
    """A gazetteer, a query table or a provider's settings cannot be used."""


class RoadsError(InputError):
    """A road file or a network's arrays cannot be used."""


class TravelError(InputError):
    """Origins, destinations or limits of a travel-time question cannot be used."""


class ResponseError(InputError):
    """The legs of a response time or their spread cannot be used."""


class CoverageError(InputError):
    """Verdicts, crews, a claim or a dispatch log cannot be calculated with."""


class SitingError(InputError):
    """Candidates, demand or the number of stations cannot be used."""


class ZoningError(InputError):
    """Estates, neighbours, rules or the number of zones cannot be used."""


class ZonesRefusedError(ZoningError):
    """No such zones exist, or none were found in time: all else can be calculated without them."""


class OperationsError(InputError):
    """Problems, calls to assess, shifts, visits or works cannot be used."""


class SourceError(GeoError, OSError):
    """Something outside, such as an online provider, could not be reached or answered wrongly."""


class Cancelled(GeoError):  # noqa: N818 (nothing went wrong)
    """The user stopped a long run; nothing was written."""
