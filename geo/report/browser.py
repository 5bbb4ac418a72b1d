"""What only a browser makes: a page on paper as PDF, and a drawing as a picture.

The browser that is installed is started without a window; it asks nothing of a server.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geo.errors import SourceError
from geo.owned_folders import scratch_folder
from geo.presence import file_there

__all__ = ["find_browser", "require_browser", "run_browser"]

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
# Where Windows keeps the browsers that are not on the path.
_WINDOWS_PLACES: Final = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
)
_LONGEST_S: Final = 120


def find_browser() -> str | None:
    """Return the path of an installed Chromium, Chrome or Edge, or None."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        for place in _WINDOWS_PLACES:
            path = Path(os.environ.get(variable, "")) / place
            if file_there(path):
                return str(path)
    return None


def require_browser(page: str) -> str:
    """Return the path of the installed browser.

    Parameters
    ----------
    page : str
        The page that can be opened by hand instead.

    Raises
    ------
    SourceError
        When none is installed; the message says what to do by hand.
    """
    browser = find_browser()
    if browser is None:
        raise SourceError("report.no_browser", page=page)
    return browser


def run_browser(page: Path, made: Path, options: Sequence[str]) -> None:
    """Let the browser make a file of a page.

    Parameters
    ----------
    page : Path
        An HTML file.
    made : Path
        The file that the options ask for.
    options : sequence of str
        What is asked of the browser.

    Raises
    ------
    SourceError
        When no browser is installed, or it fails.
    """
    browser = require_browser(page.name)
    with scratch_folder() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={profile}",
            *options,
            page.resolve().as_uri(),
        ]
        # Chromium refuses its sandbox to the superuser, as in a container.
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=_LONGEST_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError("report.browser_failed", page=page.name) from error
    if run.returncode != 0 or not file_there(made):
        raise SourceError("report.browser_failed", page=page.name)
