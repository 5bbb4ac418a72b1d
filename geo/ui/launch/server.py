"""The server of the app: Streamlit on this machine's loopback, the district opened beforehand."""

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from geo.errors import GeoError

__all__ = ["OPTIONS", "main"]

OPTIONS: Final = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "global.maxCachedMessageAge": "1000",
    "theme.light.primaryColor": "#0b5cad",
    "theme.dark.primaryColor": "#6aa9ea",
    "theme.font": "'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', "
    "'Noto Sans CJK SC', sans-serif",
    "theme.baseFontSize": "14",
    "theme.baseRadius": "4px",
}
"""What Streamlit is told: loopback only, no usage statistics, no Deploy button, our theme."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the app on a port until the process is told to stop.

    Parameters
    ----------
    arguments : sequence of str, optional
        The port; the words of the process by default.
    """
    from streamlit.web import cli

    port = (sys.argv[1:] if arguments is None else list(arguments))[0]
    threading.Thread(target=_warm, daemon=True).start()
    entry = Path(__file__).with_name("entry.py")
    options = [f"--{name}={value}" for name, value in {**OPTIONS, "server.port": port}.items()]
    cli.main(["run", str(entry), *options])


def _warm() -> None:
    """Open the district and answer once, so that kernels are compiled before the first click."""
    from geo.ui.scenario import Scenario
    from geo.ui.services import open_desk
    from geo.ui.state import WORKSPACE_VARIABLE
    from geo.workspace import example_folder

    given = os.environ.get(WORKSPACE_VARIABLE)
    # What is wrong with the workspace is said on the page.
    with suppress(GeoError):
        open_desk(Path(given) if given else example_folder("hanyang")).answer(Scenario())


if __name__ == "__main__":
    main()
