"""Only pages of the app itself talk to the server: other names and other origins are refused.

A page of another site, or of another program on this machine, may try to open the stream of the
app in somebody's browser. What it cannot change is the origin that the browser names, and a name
that was bent to this machine's address is in the Host header. Both are looked at before anything
else of a request is, in every way of serving.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.ui import security_log
from geo.ui.launch.refusal import peer_of, refuse

__all__ = ["HEALTH", "OwnPages", "is_own_host", "is_own_origin"]

HEALTH: Final = "/_stcore/health"
"""Says that the server runs and no more: whoever watches it may ask by any name."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class OwnPages:
    """ASGI middleware that refuses requests for other names and from pages of other origins.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        Names under which the app is reached, ``*.name`` for all below it; any where none are given.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = tuple(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        reason = self._reason(scope)
        if reason is None:
            await self._app(scope, receive, send)
            return
        security_log.note_often("refused", client=peer_of(scope), reason=reason)
        await refuse(scope, receive, send)

    def _reason(self, scope: Scope) -> str | None:
        if scope["type"] not in {"http", "websocket"} or scope["path"] == HEALTH:
            return None
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        if len(named) != 1 or not is_own_host(named[0], self._hosts):
            return "other_host"
        origins = headers.getlist("origin")
        if not all(is_own_origin(origin, named[0], self._hosts) for origin in origins):
            return "other_origin"
        return None


def is_own_host(host: str, allowed: Iterable[str]) -> bool:
    """Tell whether a Host header names the app.

    Parameters
    ----------
    host : str
        ``"plan.bureau.lan:8501"``.
    allowed : iterable of str
        Names of the app, ``*.name`` for all below it; any where none are given.

    Returns
    -------
    bool
    """
    parts = _split(f"//{host}")
    if parts is None or not parts.hostname or parts.path or "@" in parts.netloc:
        return False
    known = tuple(allowed)
    return not known or any(_is_named(parts.hostname, one) for one in known)


def is_own_origin(origin: str, host: str, allowed: Iterable[str] = ()) -> bool:
    """Tell whether an Origin header names the site that the request goes to.

    A proxy may leave the port out of the Host header; where it is there, it counts.

    Parameters
    ----------
    origin : str
        ``"https://plan.bureau.lan"``; ``"null"`` is nobody's.
    host : str
        The Host header of the request.
    allowed : iterable of str
        Further names of the app.

    Returns
    -------
    bool
    """
    there, here = _split(origin), _split(f"//{host}")
    if there is None or here is None or there.scheme not in _DEFAULT_PORTS or not there.hostname:
        return False
    if there.hostname == here.hostname:
        return here.port is None or here.port == (there.port or _DEFAULT_PORTS[there.scheme])
    return any(_is_named(there.hostname, one) for one in allowed if not _is_this_machine(one))


def _is_this_machine(name: str) -> bool:
    """Tell whether a name is loopback's: other programs of this machine have it, too."""
    return name in {"localhost", "127.0.0.1", "::1"}


def _is_named(hostname: str, allowed: str) -> bool:
    name, pattern = hostname.lower().rstrip("."), allowed.strip().lower().rstrip(".")
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address, None where its name or port is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts
