"""The gate before a served app: nothing is answered to somebody who is not let in.

It stands before every address of the server, so pages, uploads, downloads and the stream of the
app are all behind the login, however a file is named. What it decides is in the security log.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.ui import security_log
from geo.ui.access import AccessRules, Claim
from geo.ui.launch.addresses import DOWNLOADS, UPLOADS
from geo.ui.launch.login_cookie import login_claims
from geo.ui.launch.own_pages import HEALTH
from geo.ui.launch.refusal import peer_of, refuse
from geo.ui.launch.witness import Witness

__all__ = ["Gate"]

_HOLDS_DATA: Final = (DOWNLOADS, UPLOADS, "/_stcore/metrics")
"""Where a login at a provider is asked for: the rest is the program, and the page to log in on."""


class Gate:
    """ASGI middleware that lets through whom the rules of access know.

    Parameters
    ----------
    app : ASGI application
    rules : AccessRules
    """

    def __init__(self, app: ASGIApp, rules: AccessRules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        peer = peer_of(scope)
        claims = self._claims(headers)
        claim = self._claim(peer, headers, claims)
        person = self._rules.person_of(claim)
        client = self._rules.client_by_headers(peer, headers.items())
        if person is None and self._asks(str(scope["path"])):
            security_log.note_often(
                "refused",
                user=claim.user,
                client=client,
                reason=claim.reason or "in_no_list",
                path=str(scope["path"]),
            )
            await refuse(scope, receive, send)
            return
        seen = Witness(self._rules, client, person, claims)
        await seen.follow(self._app, scope, receive, send)

    def _claim(self, peer: str, headers: Headers, claims: Mapping[str, Any]) -> Claim:
        if self._rules.login == "proxy":
            return self._rules.claim_by_headers(peer or None, headers.items())
        return self._rules.claim_by_claims(claims)

    def _claims(self, headers: Headers) -> dict[str, Any]:
        if self._rules.login == "proxy":
            return {}
        return login_claims(cookie_parser(headers.get("cookie", "")))

    def _asks(self, path: str) -> bool:
        return self._rules.login == "proxy" or path.startswith(_HOLDS_DATA)
