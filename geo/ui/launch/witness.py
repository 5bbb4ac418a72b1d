"""What is done by somebody who was let in, as the security log keeps it.

Streams, uploads, downloads, logins: all of them are addresses of the server, so one place sees
them, whatever page they belong to.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.ui import security_log
from geo.ui.access import AccessRules, Person
from geo.ui.ended_logins import end_login
from geo.ui.launch.addresses import DOWNLOADS, UPLOADS
from geo.ui.launch.login_cookie import login_claims

__all__ = ["Witness", "file_name"]

_LOGIN: Final = "/auth/login"
_CALLBACK: Final = "/oauth2callback"
_LOGOUT: Final = "/auth/logout"
_NAMED: Final = re.compile(r"filename\*=utf-8''(?P<quoted>[^;]+)|filename=\"(?P<plain>[^\"]*)\"")
_BEGINS: Final = re.compile(r"bytes 0-")


class Witness:
    """Follows one request of somebody and notes what became of it.

    Parameters
    ----------
    rules : AccessRules
    client : str
        The address of the user's machine.
    person : Person or None
        None before a login at a provider.
    claims : mapping
        Of the login that the request came with.
    """

    def __init__(
        self, rules: AccessRules, client: str, person: Person | None, claims: Mapping[str, Any]
    ) -> None:
        self._rules = rules
        self._client = client
        self._person = person
        self._claims = claims

    async def follow(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer and note what it answered.

        Parameters
        ----------
        app, scope, receive, send
            Of the ASGI request.
        """
        if scope["type"] == "websocket":
            await self._follow_stream(app, scope, receive, send)
            return
        request = Headers(scope=scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                self._note_answer(scope, request, int(message["status"]), headers)
            await send(message)

        await app(scope, receive, sent)

    async def _follow_stream(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        accepted = False

        async def sent(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept" and self._person is not None:
                accepted = True
                self._note("session_opened", role=_role(self._person))
            await send(message)

        try:
            await app(scope, receive, sent)
        finally:
            if accepted:
                self._note("session_closed")

    def _note_answer(self, scope: Scope, request: Headers, status: int, headers: Headers) -> None:
        path, method = str(scope["path"]), str(scope["method"])
        if path.startswith(DOWNLOADS) and method == "GET":
            self._note_download(status, headers)
        elif path.startswith(UPLOADS) and method == "PUT":
            size = int(request.get("content-length") or 0)
            self._note("file_uploaded", bytes=size, status=status)
        elif self._rules.login == "oidc":
            self._note_login(path, headers)

    def _note_download(self, status: int, headers: Headers) -> None:
        disposition = headers.get("content-disposition", "")
        begins = status == 200 or _BEGINS.match(headers.get("content-range", "")) is not None
        if status in {200, 206} and begins and disposition.startswith("attachment"):
            size = int(headers.get("content-length") or 0)
            self._note("file_taken", file=file_name(disposition), bytes=size)

    def _note_login(self, path: str, headers: Headers) -> None:
        if path == _LOGIN:
            security_log.note_often("login_begun", client=self._client)
        elif path == _CALLBACK:
            self._note_callback(headers.getlist("set-cookie"))
        elif path == _LOGOUT and self._claims:
            end_login(self._claims)
            self._note("logged_out")

    def _note_callback(self, set_cookies: Iterable[str]) -> None:
        pairs = (one.partition(";")[0].partition("=") for one in set_cookies)
        claims = login_claims({name.strip(): value.strip('"') for name, _, value in pairs})
        claim = self._rules.claim_by_claims(claims)
        if not claim.user:
            security_log.note_often("login_failed", client=self._client)
            return
        role = _role(self._rules.person_of(claim))
        security_log.note("login_succeeded", user=claim.user, role=role, client=self._client)

    def _note(self, event: str, **fields: Any) -> None:
        user = "" if self._person is None else self._person.user
        security_log.note(event, user=user, client=self._client, **fields)


def _role(person: Person | None) -> str:
    if person is None:
        return "none"
    return "planner" if person.is_planner else "viewer"


def file_name(disposition: str) -> str:
    """Return the name that a download has, as its header says it.

    Parameters
    ----------
    disposition : str
        ``"attachment; filename*=utf-8''%E5..."``.

    Returns
    -------
    str
        Empty where it has none.
    """
    found = _NAMED.search(disposition)
    if found is None:
        return ""
    return unquote(found["quoted"]) if found["quoted"] else str(found["plain"])
