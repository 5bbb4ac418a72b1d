"""How a question reaches a provider: one function from an address to an answer."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

__all__ = ["Answer", "Transport", "http_get"]

_LARGEST_ANSWER: Final = 2_000_000
_PIECE: Final = 65_536
_HEADERS: Final = {"User-Agent": "repair-circle (housing repair planning)"}


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status and the bytes."""

    status: int
    body: bytes


Transport = Callable[[str, Mapping[str, str], float], Answer]
"""From an address, its parameters and a time limit in seconds to an answer; OSError when none."""


class _NoRedirects(HTTPRedirectHandler):
    """Lets no redirect carry a key to another host."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


def http_get(url: str, params: Mapping[str, str], timeout_s: float) -> Answer:
    """Ask over HTTP, within a time limit and for an answer of at most 2 MB.

    Parameters
    ----------
    url : str
        Address with ``http`` or ``https``.
    params : mapping of str to str
        What stands behind the question mark.
    timeout_s : float
        Seconds for the connection, each piece, and the body as a whole.

    Raises
    ------
    OSError
        When there is no whole answer in time; the message names neither address nor parameters.

    Notes
    -----
    The standard library's opener is used because it writes no log: an address holds the key.
    """
    failure = "the connection failed"
    try:
        return _answer(f"{url}?{urlencode(params)}", timeout_s)
    except TimeoutError:
        failure = "no answer in time"
    except (OSError, HTTPException, ValueError):
        pass
    # Raised outside of the handler: the first error holds the address, and with it the key.
    raise OSError(failure)


def _answer(address: str, timeout_s: float) -> Answer:
    if not address.startswith(("http://", "https://")):
        raise ValueError
    deadline = time.monotonic() + timeout_s
    request = Request(address, headers=_HEADERS)  # noqa: S310 (the scheme was looked at)
    try:
        with build_opener(_NoRedirects).open(request, timeout=timeout_s) as response:
            return Answer(response.status, _body(response, deadline))
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.read(_PIECE))


def _body(response: HTTPResponse, deadline: float) -> bytes:
    """Read piece by piece: a body that only trickles must not outlast the deadline."""
    pieces, length = [], 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        length += len(piece)
        if time.monotonic() > deadline:
            raise TimeoutError
        if length > _LARGEST_ANSWER:
            raise ValueError
    return b"".join(pieces)
