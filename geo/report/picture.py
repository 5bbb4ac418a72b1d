"""A map of the report as a PNG picture, for slides and documents."""

import re
from math import ceil
from pathlib import Path
from typing import Final

from geo.owned_folders import scratch_folder
from geo.report.browser import run_browser

__all__ = ["write_picture"]

_PX_PER_MM: Final = 96 / 25.4
_SCALE: Final = 3
"""Of a screen's pixels: a map 180 mm wide is printed with 288 dots to the inch."""

_SIZE: Final = re.compile(r'<svg[^>]*? width="([\d.]+)mm" height="([\d.]+)mm"')


def write_picture(figure: str, path: Path) -> None:
    """Write a drawing as PNG, as the report shows it.

    Parameters
    ----------
    figure : str
        An SVG element whose size is in millimetres.
    path : Path
        The new file.

    Raises
    ------
    SourceError
        When no browser is installed, or it fails.
    """
    size = _SIZE.search(figure)
    if size is None:
        raise ValueError("the drawing does not say its size")
    width, height = (ceil(float(length_mm) * _PX_PER_MM) for length_mm in size.groups())
    with scratch_folder() as scratch:
        page = scratch / "map.html"
        page.write_text(
            '<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0;background:#fff}'
            f"svg{{display:block}}</style>{figure}",
            encoding="utf-8",
        )
        run_browser(
            page,
            path,
            [
                "--hide-scrollbars",
                f"--window-size={width},{height}",
                f"--force-device-scale-factor={_SCALE}",
                f"--screenshot={path.resolve()}",
            ],
        )
