"""XML that may come from anywhere: entities are refused, nothing expands, nothing is fetched."""

from typing import IO, Any
from xml.parsers import expat

from geo.tables.journal import refusal

__all__ = ["new_parser", "require_no_entities"]

_CHUNK_BYTES = 1 << 16


class _RootReached(Exception):  # noqa: N818 (the sign to stop, not an error)
    """The document's root element has begun: no declaration can follow."""


def new_parser(file: str, *, separator: str | None = None) -> Any:
    """Return an expat parser that refuses entity declarations.

    Parameters
    ----------
    file : str
        What to call the file in the message.
    separator : str, optional
        What stands between namespace and name; without it names are left as written.
    """
    parser = expat.ParserCreate(namespace_separator=separator)

    def refuse(*_: Any) -> int:
        raise refusal("tables.entities", file=file)

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.buffer_text = True
    return parser


def require_no_entities(stream: IO[bytes], file: str) -> None:
    """Refuse a document that declares entities; reads no further than its root element.

    Raises
    ------
    TableError
    """
    parser = new_parser(file)

    def stop(*_: Any) -> None:
        raise _RootReached

    parser.StartElementHandler = stop
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error
