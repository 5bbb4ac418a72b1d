"""A running app on a free port of this machine, and a browser that reports what it asks for."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import state
from tests.ui.small_town import small_town

LOCAL = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|file:|about:")


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: the browser's driver runs a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def app_of(workspace: Path, home: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> AppTest:
    """Return a page without a browser, in Chinese, not run yet.

    Parameters
    ----------
    workspace : Path
    home : Path
        Where scenarios of examples are kept.
    monkeypatch : MonkeyPatch
    script : str
        What the page runs.
    """
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(workspace))
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    app = AppTest.from_string(script, default_timeout=60)
    app.query_params["lang"] = "zh"
    return app


def sound(app: AppTest) -> AppTest:
    """Return the page after a run without an error."""
    assert not app.exception, app.exception[0].value
    return app


def key_of(app: AppTest, name: str) -> str:
    """Return the key that a field has now: another one after its value was changed elsewhere."""
    changed = app.session_state["rc_field_rounds"].get(name, 0)
    return f"{name}.{changed}" if changed else name


class Server:
    """The app as the command starts it.

    Parameters
    ----------
    workspace : Path or None
        None to start without one.
    home : Path
        Where scenarios of examples are kept.
    options : str
        Further options of the command.
    port : int
        A free one unless it is given.
    """

    def __init__(self, workspace: Path | None, home: Path, *options: str, port: int = 0) -> None:
        self._options = options
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.home = home
        self._workspace = workspace
        self.start()

    def start(self) -> None:
        """Start on the same port, and wait until it answers."""
        self._log = (self.home / "server.log").open("ab")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "geo", "app"),
                *([] if self._workspace is None else [str(self._workspace)]),
                *("--port", str(self.port), "--no-browser", "--lang", "zh", *self._options),
            ],
            env={**os.environ, "XDG_DATA_HOME": str(self.home)},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        while not self._answers():
            if self.process.poll() is not None:
                pytest.fail((self.home / "server.log").read_text(encoding="utf-8"))
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}_stcore/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return self.process.poll() is not None

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=12)
        self._log.close()
        return code

    def kill(self) -> None:
        """End it and its child at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=12)
        self._log.close()


Serve = Callable[[Path], Server]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Return what serves a workspace whose lists no test changes, its scenarios as at first.

    One server answers to all modules that a process runs: a start costs more than most tests.
    """
    running: dict[Path, tuple[Server, Path]] = {}

    def serve_at(workspace: Path) -> Server:
        if workspace not in running:
            home = tmp_path_factory.mktemp("home")
            running[workspace] = Server(workspace, home), home
        server, home = running[workspace]
        for kept in [*workspace.glob(".repair-circle"), *home.glob("repair-circle")]:
            shutil.rmtree(kept)
        return server

    yield serve_at
    assert [server.stop() for server, _ in running.values()] == [0] * len(running)


@pytest.fixture(scope="session")
def small_district(hanyang: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small district with all lists."""
    return small_town(hanyang, tmp_path_factory.mktemp("small") / "town")


@dataclass
class Visit:
    """A page of the app, what it asked for beyond this machine and what it complained about."""

    page: Any
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def drawn(self, stations: int) -> None:
        """Wait until the map shows so many tried stations."""
        self.page.wait_for_selector(f".rc-map[data-drawn^='{stations}-']", timeout=180_000)

    def covered(self) -> str:
        """Return the share of households covered, as the first figure says it."""
        return str(self.page.locator(".rc-figure b").first.inner_text())

    def choose_first(self, label: str) -> None:
        """Choose the first entry of a list in the panel."""
        box = self.page.get_by_role("combobox", name=label)
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)  # a list that opens while its panel scrolls is closed again
        box.click()
        self.page.get_by_role("option").first.click()

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place lies on the screen."""
        x, y = self.page.evaluate(
            "([lon, lat]) => { const map = window.RepairCircleHub.mapView.map;"
            " const box = map.getContainer().getBoundingClientRect();"
            " const p = map.latLngToContainerPoint([lat, lon]);"
            " return [box.x + p.x, box.y + p.y]; }",
            [lon, lat],
        )
        return x, y

    def first_estate(self) -> tuple[float, float]:
        """Return where the largest estate of the map lies."""
        lon, lat = self.page.evaluate(
            "(() => {"
            " const marks = window.RepairCircleHub.mapView.handles.estates.layer.getLayers();"
            " const at = marks[0].getLatLng(); return [at.lng, at.lat]; })()"
        )
        return lon, lat


Open = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Any) -> Iterator[Open]:
    """Return a function that opens an address; afterwards nothing may have left this machine."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
    )
    visits: list[Visit] = []

    def open_page(address: str) -> Visit:
        opened = Visit(context.new_page())
        visits.append(opened)
        page = opened.page
        page.on(
            "request",
            lambda asked: None if LOCAL.match(asked.url) else opened.strangers.append(asked.url),
        )
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(address)
        return opened

    yield open_page
    context.close()
    assert [url for one in visits for url in one.strangers] == []
    assert [said for one in visits for said in one.complaints] == []
