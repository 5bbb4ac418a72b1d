"""A provider on this machine: a real HTTP server that answers in the providers' own formats."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from geo.geocode.providers import AnswerCache, Client, Provider, TokenBucket

KEY = "0f3a-secret-key-9b71"


@dataclass
class Stub:
    """What the server says, and what it was asked.

    Attributes
    ----------
    answers : dict
        By path: a list of answers, given one after another, the last one again and again. An
        answer is JSON data, bytes, or a pair of HTTP status and one of these.
    delay_s : float
        Seconds before every answer.
    asked : list of (path, parameters)
    """

    url: str = ""
    answers: dict[str, list[object]] = field(default_factory=dict)
    delay_s: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def client(
        self, provider: Provider, *, cache: AnswerCache | None = None, timeout_s: float = 5.0
    ) -> Client:
        """Return a client of a provider that lives here; its waits are noted, not waited."""
        return Client(
            replace(provider, base_url=self.url),
            key=SecretStr(KEY),
            cache=cache,
            pace=TokenBucket(1000.0, reserve=1000, sleep=self.waits.append),
            timeout_s=timeout_s,
        )

    def answer(self, path: str, params: dict[str, str]) -> tuple[int, bytes]:
        """Return the next answer of a path."""
        self.asked.append((path, params))
        queue = self.answers.get(path, [(404, b"")])
        said = queue.pop(0) if len(queue) > 1 else queue[0]
        status, content = said if isinstance(said, tuple) else (200, said)
        if not isinstance(content, bytes):
            content = json.dumps(content, ensure_ascii=False).encode()
        return status, content


@pytest.fixture
def stub() -> Iterator[Stub]:
    """Run a server on the loopback for one test."""
    said = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, body = said.answer(parts.path, params)
            time.sleep(said.delay_s)
            try:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{said.url}/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                # The client did not wait.
                self.close_connection = True

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    said.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield said
    server.shutdown()
    thread.join()
    server.server_close()
