"""A server of the app for a benchmark: started, watched, ended or killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

__all__ = ["Server"]


class Server:
    """The app on a free port of this machine, with scenarios in a folder of its own.

    Parameters
    ----------
    workspace : Path
        What it serves.
    home : Path
        Where it keeps its scenarios and its log.
    checkout : Path, optional
        The build that is served: a checkout of the project; this one unless it is given.
    """

    def __init__(self, workspace: Path, home: Path, *, checkout: Path | None = None) -> None:
        self._workspace = workspace
        self._build = {} if checkout is None else {"PYTHONPATH": str(checkout)}
        self._folder = checkout
        self._home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "geo.ui.launch.server", str(self.port)],
            env={
                **os.environ,
                **self._build,
                "XDG_DATA_HOME": str(self._home),
                "REPAIR_CIRCLE_WORKSPACE": str(self._workspace),
                "REPAIR_CIRCLE_LANG": "zh",
            },
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=(self._home / "server.log").open("ab"),
        )
        while not self._answers():
            if self._process.poll() is not None:
                sys.exit((self._home / "server.log").read_text(encoding="utf-8"))
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server as a user would."""
        self._process.terminate()
        self._process.wait(timeout=15)

    def kill(self) -> None:
        """End the server at once, whatever it is doing."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def require_running(self) -> None:
        """End the benchmark where the server has ended by itself, with what it said at last."""
        if (code := self._process.poll()) is not None:
            said = (self._home / "server.log").read_text(encoding="utf-8", errors="replace")
            os.write(2, f"the server ended with {code}: {said[-4000:]}\n".encode())
            os._exit(1)  # planners of other threads would wait for it until the day is over

    def memory_mb(self) -> float:
        """Return the memory that the server holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def open_files(self) -> int:
        """Return how many files, sockets and pipes the server holds open."""
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def threads(self) -> int:
        """Return how many threads the server has."""
        return len(list(Path(f"/proc/{self._process.pid}/task").iterdir()))

    def cpu_s(self) -> float:
        """Return the processor seconds that the server has used."""
        ticks = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").split()[13:15]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}_stcore/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False
