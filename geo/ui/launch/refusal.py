"""What somebody who is refused gets to see: one sentence in each language and no more."""

from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from geo.i18n import LANGUAGES, translator

__all__ = ["peer_of", "refuse"]

_POLICY_VIOLATION: Final = 1008


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Close a stream, or answer a request with 403.

    Parameters
    ----------
    scope, receive, send
        Of the ASGI request.
    """
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    sentences = [translator(language)("access.refused") for language in LANGUAGES]
    answer = PlainTextResponse("\n".join(sentences) + "\n", status_code=403)
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
