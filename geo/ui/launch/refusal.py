"""What somebody who is refused gets to see: one sentence in each language and no more."""

from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from geo.i18n import LANGUAGES, translator

__all__ = ["peer_of", "refuse"]

_POLICY_VIOLATION: Final = 1008
_FORBIDDEN: Final = 403


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    key: str = "access.refused",
    status: int = _FORBIDDEN,
) -> None:
    """Close a stream, or answer a request with a sentence.

    Parameters
    ----------
    scope, receive, send
        Of the ASGI request.
    key : str
        Of the sentence.
    status : int
        Of the answer.
    """
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    sentences = [translator(language)(key) for language in LANGUAGES]
    answer = PlainTextResponse("\n".join(sentences) + "\n", status_code=status)
    await answer(scope, receive, send)


def peer_of(scope: Scope) -> str:
    """Return the address that a connection comes from, empty where it has none.

    Parameters
    ----------
    scope : ASGI scope

    Returns
    -------
    str
    """
    client = scope.get("client")
    return str(client[0]) if client else ""
