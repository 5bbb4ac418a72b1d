"""A login at a provider of OpenID Connect that runs on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from geo.i18n import translator
from tests.ui.conftest import Server, free_port

pytestmark = pytest.mark.browser

RULES = """
login = "oidc"
planners = ["wang@bureau.cn"]
[oidc]
server_metadata_url = "{provider}/.well-known/openid-configuration"
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
client_id = "repair-circle"
client_secret = "only for this test"
cookie_secret = "thirty-two characters for a test"
"""


@dataclass
class Provider:
    """Who the next login is, and the key that signs it."""

    user: str
    key: Any
    nonce: str = ""
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                if asked.path == "/authorize":
                    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
                    provider.nonce = query["nonce"]
                    back = urlencode({"code": "c", "state": query["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{query['redirect_uri']}?{back}")
                    self.end_headers()
                elif asked.path == "/keys":
                    self._say({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self._say(provider.metadata())

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._say(provider.token())

            def _say(self, answer: dict[str, Any]) -> None:
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def metadata(self) -> dict[str, Any]:
        """Return what it says of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def token(self) -> dict[str, Any]:
        """Return the signed word that its user logged in."""
        from joserfc import jwt

        claims = {
            "iss": self.address,
            "aud": "repair-circle",
            "sub": "1",
            "nonce": self.nonce,
            "iat": int(time.time()),
            "exp": 4_000_000_000,
            "email": self.user,
            "email_verified": True,
            "name": "Wang Gong",
        }
        header = {"alg": "RS256", "kid": self.key.kid}
        signed = jwt.encode(header, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Return a provider with a key of its own; skip where the extra is not installed."""
    pytest.importorskip("authlib", reason="pip install repair-circle[oidc]")
    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    running = Provider("wang@bureau.cn", key)
    yield running
    running.server.shutdown()
    running.server.server_close()


def test_a_planner_logs_in(provider: Provider, toy: Path, tmp_path: Path, chromium: Any) -> None:
    """Before the login there is no data; afterwards there are her name, her role and the map."""
    port = free_port()
    rules = tmp_path / "access.toml"
    rules.write_text(RULES.format(provider=provider.address, port=port), encoding="utf-8")
    server = Server(toy, tmp_path, "--access", str(rules), port=port)
    t = translator("zh")
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(server.address)
        page.get_by_text(t("access.log_in_first")).wait_for(timeout=180_000)
        assert page.locator(".rc-map").count() == 0
        page.get_by_role("button", name=t("access.log_in")).click()
        page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
        page.get_by_text("Wang Gong").wait_for()
        page.get_by_text(t("access.planner")).wait_for()
        cookies = context.cookies()
        assert all(one["httpOnly"] for one in cookies if one["name"].startswith("_streamlit_user"))
        second = context.new_page()
        second.goto(server.address)
        second.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
        page.get_by_role("button", name=t("access.log_out")).click()
        page.get_by_text(t("access.log_in_first")).wait_for(timeout=60_000)
        # The other window of the same login is at its end, and so is a copy of its cookie.
        second.get_by_role("link", name=t("ui.page_help")).click()
        second.get_by_text(t("access.log_in_first")).wait_for(timeout=60_000)
        copied = chromium.new_context()
        copied.add_cookies(cookies)
        third = copied.new_page()
        third.goto(server.address)
        third.get_by_text(t("access.log_in_first")).wait_for(timeout=60_000)
        copied.close()
    finally:
        context.close()
        assert server.stop() == 0
    log = tmp_path / "repair-circle" / "log" / "security.jsonl"
    said = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    events = [one["event"] for one in said]
    for event in ("login_begun", "login_succeeded", "session_opened", "logged_out"):
        assert event in events
    assert (events[0], events[-1]) == ("server_started", "server_stopped")
    assert {one["user"] for one in said if one["event"] == "login_succeeded"} == {"wang@bureau.cn"}
    for file in (log, tmp_path / "server.log"):
        told = file.read_text(encoding="utf-8")
        assert "only this test" not in told
        assert "thirty-two characters" not in told
