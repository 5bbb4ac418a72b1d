"""``report.pdf``: the printed report as one file, by the browser that is installed."""

from pathlib import Path

from geo.report.browser import run_browser

__all__ = ["write_pdf"]


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
    run_browser(page, path, ["--no-pdf-header-footer", f"--print-to-pdf={path.resolve()}"])
