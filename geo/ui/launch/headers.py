"""What every answer of the server tells the browser: load nothing from elsewhere, guess nothing."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.ui.launch.addresses import DOWNLOADS, UPLOADS

__all__ = ["SafeHeaders", "policy"]

_KEEPS_DATA: Final = (DOWNLOADS, UPLOADS)
_SIGNING_OUT: Final = "/auth/logout"
_ONE_YEAR_S: Final = 365 * 24 * 3600

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def policy(image_hosts: Iterable[str] = ()) -> str:
    """Return the content security policy of the app.

    Parameters
    ----------
    image_hosts : iterable of str
        Origins of the basemaps that the server allows.

    Returns
    -------
    str
        Nothing from elsewhere but the tiles of allowed basemaps. Streamlit starts components from
        text that it sends along, so its own scripts may be inline and evaluated; no other origin
        may give any.
    """
    images = " ".join(["'self'", "data:", "blob:", *image_hosts])
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {images}",
            "font-src 'self' data:",
            "connect-src 'self' blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class SafeHeaders:
    """ASGI middleware that adds the headers to every answer.

    Parameters
    ----------
    app : ASGI application
    image_hosts : iterable of str
        Addresses of tiles whose origins are allowed.
    https : bool
        Whether every browser comes by https: it is told to for a year, and cookies travel by it
        alone.
    """

    def __init__(
        self, app: ASGIApp, image_hosts: Iterable[str] = (), *, https: bool = False
    ) -> None:
        self._app = app
        self._always = dict(_ALWAYS)
        self._https = https
        self._always["Content-Security-Policy"] = policy(
            sorted({_origin(address) for address in image_hosts})
        )
        if https:
            lasting = f"max-age={_ONE_YEAR_S}; includeSubDomains"
            self._always["Strict-Transport-Security"] = lasting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), str(scope["path"]))
            await send(message)

        await self._app(scope, receive, sent)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in self._always.items():
            headers[name] = value
        if path.startswith(_KEEPS_DATA):
            headers["Cache-Control"] = "no-store"
        elif headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "no-cache")
        if path == _SIGNING_OUT:
            headers["Clear-Site-Data"] = '"cache", "storage"'
        if self._https:
            headers.raw[:] = [(name, _by_https_alone(name, value)) for name, value in headers.raw]


def _by_https_alone(name: bytes, value: bytes) -> bytes:
    """Return a header; a cookie is told to travel by https alone."""
    is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if is_open else value


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
