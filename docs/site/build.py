"""Build the site in both languages: ``python docs/site/build.py OUT``. A warning is an error."""

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from inspect import isclass, isfunction
from pathlib import Path

import geo

SITE = Path(__file__).parent
HIDDEN = {"cli", "ui", "examples", "__main__"}
"""Rooms that nobody imports."""


def main(out: Path) -> None:
    """Gather the pages into one folder and let Sphinx write them, one site per language."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        shutil.copytree(SITE.parent, source, ignore=shutil.ignore_patterns("site", "examples"))
        for page in SITE.glob("*.[rp][sy]*"):
            shutil.copy(page, source)
        write_rooms(source / "rooms")
        for language in ("zh_CN", "en"):
            environment = {**os.environ, "DOCS_LANGUAGE": language}
            words = ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
            run = subprocess.run(
                [sys.executable, *words, str(source), str(out / language[:2])],
                env=environment,
                check=False,
            )
            if run.returncode:
                sys.exit(run.returncode)
    print(f"docs: {out}/zh/index.html, {out}/en/index.html")


def write_rooms(folder: Path) -> None:
    """Write one page per room with its public names."""
    folder.mkdir()
    for room in pkgutil.iter_modules(geo.__path__):
        if room.name in HIDDEN:
            continue
        module = importlib.import_module(f"geo.{room.name}")
        title = f"geo.{room.name}"
        known = {name: getattr(module, name, None) for name in module.__all__}
        names = [name for name, it in known.items() if isclass(it) or isfunction(it)]
        lines = [title, "=" * len(title), "", f".. automodule:: {title}", "   :no-members:", ""]
        for name in names:
            kind = "autoclass" if isinstance(getattr(module, name), type) else "autofunction"
            lines += [f".. {kind}:: {title}.{name}", ""]
        (folder / f"{room.name}.rst").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
