"""The gate before a served app: nothing is answered to somebody who is not let in.

It stands before every address of the server, so pages, uploads, downloads and the stream of the
app are all behind the login, however a file is named.
"""

from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.i18n import LANGUAGES, translator
from geo.parsing import parsed_json
from geo.ui.access import AccessRules

__all__ = ["Gate"]

_HEALTH: Final = "/_stcore/health"
_POLICY_VIOLATION: Final = 1008
_HOLDS_DATA: Final = ("/media/", "/_stcore/upload_file/", "/_stcore/metrics")
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
        if scope["type"] not in {"http", "websocket"} or self._is_open(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            sentences = [translator(language)("access.refused") for language in LANGUAGES]
            refused = PlainTextResponse("\n".join(sentences) + "\n", status_code=403)
            await refused(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        path = str(scope["path"])
        if path == _HEALTH:
            return True
        headers = Headers(scope=scope)
        if self._rules.login == "proxy":
            client = scope.get("client")
            return (
                self._rules.person_by_headers(client[0] if client else None, headers.items())
                is not None
            )
        if not path.startswith(_HOLDS_DATA):
            return True
        return self._rules.person_by_claims(_claims(headers)) is not None


def _claims(headers: Headers) -> dict[str, Any]:
    """Return the claims in the signed cookie that Streamlit's login sets, none if it is not its."""
    from streamlit.auth_util import get_cookie_with_chunks, get_signing_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    cookies = cookie_parser(headers.get("cookie", ""))
    secret = get_signing_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None or not secret:
            return None
        return decode_signed_value(secret, name, value.encode("latin-1", "replace"))

    known = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    return {} if known is None else dict(parsed_json(known))
