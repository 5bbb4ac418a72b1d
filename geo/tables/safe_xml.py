"""XML that may come from anywhere: entities are refused, nothing expands, nothing is fetched."""

from typing import IO, Any
from xml.parsers import expat

from geo.tables.journal import refusal

__all__ = ["attributes_of_root", "new_parser"]

_CHUNK_BYTES = 1 << 16


class _RootReached(Exception):  # noqa: N818 (the sign to stop, not an error)
    """The document's root element has begun: no declaration can follow."""

    def __init__(self, attributes: dict[str, str]) -> None:
        super().__init__()
        self.attributes = attributes


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


def attributes_of_root(stream: IO[bytes], file: str) -> dict[str, str]:
    """Return what a document's root element states; reads no further.

    Raises
    ------
    TableError
        When the document declares entities.
    """
    parser = new_parser(file)

    def stop(_name: str, attributes: dict[str, str]) -> None:
        raise _RootReached(attributes)

    parser.StartElementHandler = stop
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)
    except _RootReached as reached:
        return reached.attributes
    except expat.ExpatError as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error
    return {}
