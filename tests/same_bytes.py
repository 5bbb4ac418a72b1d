"""One plan in twelve surroundings: the bytes of every file must not know where they were made.

``make same-bytes`` runs all twelve for the toy district; another workspace is named by hand:
``python -m tests.same_bytes data/hanyang``. Four of them are a test. Further interpreters, of
another Python or with other versions of the libraries, are named by ``--python``;
``make same-everywhere`` makes two of them: Python 3.12, and the oldest versions allowed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

__all__ = [
    "EVERYWHERE",
    "IN_TESTS",
    "Surroundings",
    "differences",
    "elsewhere",
    "figures_digest",
    "in_figures",
    "planned",
]

FORMATS = (
    "shp,kml,kmz,geojson,geoparquet,dxf,docx,"
    "run_cards,utilisation,folding,dictionary,glossary"
)  # fmt: skip
"""All that needs no browser."""

NO_WORDS = ("plan.json", "estates.csv", "stations.csv", "zones.csv", "utilisation.csv")
"""Files of numbers and names alone: they are the same in each language too."""

_PROVER: Final = re.compile(rb'"prover": "[^"]*"')
"""Where plan.json names the version of the solver that proved an optimum."""

EARLIEST_DAY, LATEST_DAY = "Etc/GMT+12", "Pacific/Kiritimati"
"""26 hours apart: whenever a plan is made, these two write a different date."""


@dataclass(frozen=True)
class Surroundings:
    """What is around a plan and must not be seen in it.

    Attributes
    ----------
    name : str
    variables : mapping
        Environment variables set for the run.
    folder : str
        Name of the folder that workspace and results lie in.
    umask : int
    cold : bool
        Whether every cache is empty: compiled kernels and kept elimination orders.
    language : {"zh", "en"}
        The language asked for: the one thing that may change words.
    python : str
        The interpreter that plans.
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    folder: str = "plain"
    umask: int = 0o022
    cold: bool = False
    language: str = "zh"
    python: str = sys.executable

    @property
    def has_same_versions(self) -> bool:
        """Whether the libraries of its interpreter have the versions of those here."""
        return not _other_versions(self.python)


def _threads(count: int) -> dict[str, str]:
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GDAL_NUM_THREADS")
    return dict.fromkeys(names, str(count))


_ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
_GBK_CONSOLE = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", "LANG": "C.UTF-8"}

EVERYWHERE = (
    Surroundings("plain"),
    Surroundings("hash seed 0", {"PYTHONHASHSEED": "0"}),
    Surroundings("hash seed 4294967295", {"PYTHONHASHSEED": "4294967295"}),
    Surroundings("the earliest date on Earth", {"TZ": EARLIEST_DAY}),
    Surroundings("the latest date on Earth", {"TZ": LATEST_DAY}),
    Surroundings("one thread, nothing for others", _threads(1), umask=0o077),
    Surroundings("four threads, open to all", _threads(4), umask=0o000),
    Surroundings("ASCII locale", _ASCII),
    Surroundings("GBK console in a Chinese folder", _GBK_CONSOLE, folder="汉阳 老旧小区（一）"),
    Surroundings("cold caches", {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, cold=True),
    Surroundings("English", {"PYTHONHASHSEED": "2", "LANG": "zh_CN.UTF-8"}, language="en"),
    Surroundings(
        "English and all else at once",
        {"PYTHONHASHSEED": "3", "TZ": LATEST_DAY, **_threads(3), **_ASCII},
        folder="a b 小区",
        umask=0o077,
        cold=True,
        language="en",
    ),
)

IN_TESTS = (
    Surroundings("plain", {"PYTHONHASHSEED": "0", "TZ": EARLIEST_DAY, **_threads(1)}),
    Surroundings(
        "all else at once",
        {"PYTHONHASHSEED": "1", "TZ": LATEST_DAY, **_threads(4), **_GBK_CONSOLE},
        folder="汉阳 老旧小区（一）",
        umask=0o077,
    ),
    Surroundings("English", {"PYTHONHASHSEED": "2", "TZ": LATEST_DAY}, language="en"),
    Surroundings(
        "English, ASCII locale",
        {"PYTHONHASHSEED": "3", "TZ": EARLIEST_DAY, **_threads(2), **_ASCII},
        folder="a b 小区",
        umask=0o000,
        language="en",
    ),
)


def planned(workspace: Path, around: Surroundings, root: Path) -> dict[str, str]:
    """Plan a copy of a workspace in some surroundings and return the digest of each file.

    Parameters
    ----------
    workspace : Path
        The folder to copy; the times of the copies are those of now.
    around : Surroundings
    root : Path
        Scratch folder; warm caches are shared by all that are planned in it.
    """
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        here = Path(scratch) / around.folder
        shutil.copytree(workspace, here / "workspace", copy_function=shutil.copyfile)
        caches = {"REPAIR_CIRCLE_CACHE": str((here if around.cold else root) / "cache")}
        if around.cold or around.python != sys.executable:
            caches["NUMBA_CACHE_DIR"] = str(here / "kernels")
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "PYTHONPATH") if key in os.environ}
        words = ["-m", "geo", "plan", "workspace", "--out", "out", "--lang", around.language]
        answer = subprocess.run(
            [around.python, *words, "--formats", FORMATS],
            cwd=here,
            env={**kept, **caches, **around.variables},
            umask=around.umask,
            capture_output=True,
            check=False,
        )
        if answer.returncode != 0:
            raise AssertionError(f"{around.name}: {answer.stderr.decode('utf-8', 'replace')}")
        out = here / "out"
        made = {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
        return digests | {in_figures(name): figures_digest(made[name]) for name in NO_WORDS}


def in_figures(name: str) -> str:
    """Return under which name the digest of a file's figures alone is kept."""
    return f"figures of {name}"


def figures_digest(content: bytes) -> str:
    """Return the digest of a file without the version of the solver."""
    return hashlib.sha256(_PROVER.sub(b"", content)).hexdigest()


@cache
def _other_versions(python: str) -> tuple[str, ...]:
    """Return the libraries that an interpreter has in another version than this one."""
    if python == sys.executable:
        return ()
    listing = (
        "import json; from importlib.metadata import distributions;"
        "print(json.dumps({one.metadata['Name'].lower(): one.version for one in distributions()}))"
    )
    answer = subprocess.run([python, "-c", listing], capture_output=True, check=True)
    there = json.loads(answer.stdout)
    here = {one.metadata["Name"].lower(): one.version for one in distributions()}
    tools = {"pip", "setuptools", "wheel"}
    return tuple(
        sorted(
            f"{name} {there[name]}"
            for name in here.keys() & there.keys() - tools
            if here[name] != there[name]
        )
    )


def elsewhere(pythons: Sequence[str]) -> list[Surroundings]:
    """Return one surrounding for each further interpreter, in a Chinese folder with cold caches."""
    return [
        Surroundings(f"interpreter {number}", folder="汉阳 老旧小区", cold=True, python=python)
        for number, python in enumerate(pythons, start=1)
    ]


def differences(workspace: Path, among: Sequence[Surroundings], root: Path) -> list[str]:
    """Return a line for each file whose bytes depend on the surroundings; none is right.

    Parameters
    ----------
    workspace : Path
    among : sequence of Surroundings
        Each is compared with the first of its language, and all with the first in the files
        that have no words. Libraries of other versions write files of their own kinds otherwise
        (GeoPackage, Parquet, workbooks): there the figures must be the same.
    root : Path
        Scratch folder.
    """
    first_of: dict[str, dict[str, str]] = {}
    found = []
    for around in among:
        made = planned(workspace, around, root)
        wanted = first_of.setdefault(around.language, made)
        first = first_of[among[0].language]
        numbers = NO_WORDS if around.has_same_versions else tuple(map(in_figures, NO_WORDS))
        every = numbers
        if around.has_same_versions:
            every = tuple(sorted((made.keys() | wanted.keys()) - set(map(in_figures, NO_WORDS))))
        found += [f"{around.name}: {name}" for name in every if made.get(name) != wanted.get(name)]
        found += [
            f"{around.name}: {name} depends on the language"
            for name in numbers
            if made.get(name) != first.get(name)
        ]
    return found


def main() -> None:
    """Plan one workspace in all surroundings; a difference is an error."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--python", nargs="+", default=[], help="further interpreters")
    parser.add_argument("--only", action="store_true", help="compare these with this one alone")
    asked = parser.parse_args()
    among = [*(EVERYWHERE[:1] if asked.only else EVERYWHERE), *elsewhere(asked.python)]
    with tempfile.TemporaryDirectory() as scratch:
        found = differences(asked.workspace, among, Path(scratch))
    for around in among:
        if others := _other_versions(around.python):
            found_there = f"{around.name} has other versions: {', '.join(others)}"
            sys.stdout.write(f"{found_there}; its figures were compared\n")
    sys.stdout.write("\n".join([*found, f"{len(found)} files differ in {len(among)}"]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
