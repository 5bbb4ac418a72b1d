"""``report.pdf``: the printed report as one file, by the browser that is installed."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.errors import SourceError

__all__ = ["find_browser", "write_pdf"]

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
            if path.is_file():
                return str(path)
    return None


def write_pdf(page: Path, path: Path) -> None:
    """Print a page to PDF, on A4 as its own style sheet says; the browser asks nothing of a server.

    Parameters
    ----------
    page : Path
        The report as HTML.
    path : Path
        The new file.

    Raises
    ------
    SourceError
        When no browser is installed, or it fails; the message says to print from a browser.
    """
    browser = find_browser()
    if browser is None:
        raise SourceError("report.no_browser", page=page.name)
    with TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={path.resolve()}",
            page.resolve().as_uri(),
        ]
        # Chromium refuses its sandbox to the superuser, as in a container.
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=_LONGEST_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError("report.browser_failed", page=page.name) from error
    if run.returncode != 0 or not path.is_file():
        raise SourceError("report.browser_failed", page=page.name)
