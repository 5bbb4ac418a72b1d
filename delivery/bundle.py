"""Make the offline bundle: one zip that installs and starts Repair Circle without a network.

``make bundle`` runs this. Wheels are asked for by pip, from wherever pip is set up to take them;
what the other system needs beyond this one (markers such as ``sys_platform == "win32"``) is found
by reading the wheels themselves.
"""

import calendar
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from delivery.bill_of_materials import bill_of_materials
from delivery.licences import UNSTATED, licence, metadata
from geo.report import document_page

ROOT = Path(__file__).resolve().parent.parent
PARTS = Path(__file__).resolve().parent

SOURCE_ONLY = ("XStatic-Leaflet", "XStatic-Leaflet-MarkerCluster")
"""Pure Python packages that may come as sources: their wheels are built here."""

EXTRAS = ("oidc", "postgis")
DOS_FILES = ("start.bat", "README.txt")
WORKSPACE_SUFFIXES = {".toml", ".csv", ".geojson", ".npz"}
EPOCH = (2026, 1, 1, 0, 0, 0)
"""The time of every entry of the zip and, as SOURCE_DATE_EPOCH, of the wheels built here."""


@dataclass(frozen=True)
class Target:
    """A system and a Python that the bundle installs on.

    Attributes
    ----------
    system : {"windows", "linux"}
    python : str
        ``"3.11"``.
    """

    system: str
    python: str

    @property
    def tags(self) -> list[str]:
        """The platform tags of its wheels, as pip is told them."""
        if self.system == "windows":
            return ["win_amd64"]
        glibc = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
        return [*glibc, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]

    @property
    def markers(self) -> dict[str, str]:
        """What requirements with a marker see on it."""
        windows = self.system == "windows"
        return {
            "sys_platform": "win32" if windows else "linux",
            "platform_system": "Windows" if windows else "Linux",
            "os_name": "nt" if windows else "posix",
            "platform_machine": "AMD64" if windows else "x86_64",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": "",
        }


def runtime_requirements() -> list[Requirement]:
    """Return what the product needs to run, with the extras that the bundle carries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = list(project["dependencies"])
    for extra in EXTRAS:
        texts += project["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def missing(
    wanted: Iterable[Requirement], wheels: Iterable[Path], target: Target
) -> list[Requirement]:
    """Return the requirements that no wheel meets, those of the wheels themselves included.

    Parameters
    ----------
    wanted : iterable of Requirement
    wheels : iterable of Path
    target : Target
        Where they are to be installed; requirements for other systems do not count.
    """
    have = {}
    for wheel in wheels:
        said = metadata(wheel)
        have[canonicalize_name(said["Name"])] = said
    absent: dict[str, Requirement] = {}
    seen: set[tuple[str, str]] = set()
    open_ones = [(one, "") for one in wanted]
    while open_ones:
        requirement, extra = open_ones.pop()
        if requirement.marker and not requirement.marker.evaluate(
            {**target.markers, "extra": extra}
        ):
            continue
        name = canonicalize_name(requirement.name)
        if name not in have:
            absent[name] = requirement
            continue
        needs = [Requirement(text) for text in have[name].get_all("Requires-Dist") or []]
        for inner in {"", *requirement.extras}:
            if (name, inner) not in seen:
                seen.add((name, inner))
                open_ones += [(need, inner) for need in needs]
    return [absent[name] for name in sorted(absent)]


def download(target: Target, folder: Path) -> list[Path]:
    """Fill a folder with the wheels of one target and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = runtime_requirements()
    source_only = {canonicalize_name(name) for name in SOURCE_ONLY}
    binary = [str(one) for one in wanted if canonicalize_name(one.name) not in source_only]
    rest = [str(one) for one in wanted if canonicalize_name(one.name) in source_only]
    constraints = ["-c", str(ROOT / "constraints.txt")]
    _pip("wheel", "--no-cache-dir", "--no-deps", "-w", str(folder), *constraints, *rest)
    choice = ["--python-version", target.python, "--only-binary=:all:"]
    choice += [part for tag in target.tags for part in ("--platform", tag)]
    _pip("download", "-d", str(folder), *choice, *constraints, *binary)
    while absent := missing(wanted, folder.glob("*.whl"), target):
        names = [one.name for one in absent]
        _pip("download", "--no-deps", "-d", str(folder), *choice, *constraints, *names)
    return sorted(folder.glob("*.whl"))


def _pip(*words: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    clock = {"SOURCE_DATE_EPOCH": str(calendar.timegm((*EPOCH, 0, 0, 0)))}
    subprocess.run(
        [sys.executable, "-m", "pip", *words, *quiet], check=True, env={**os.environ, **clock}
    )


def pins(by_target: dict[Target, list[Path]]) -> str:
    """Return the exact versions and the hashes of their wheels, by which pip refuses any other.

    One a line; what a system alone needs carries its marker.
    """
    systems: dict[str, set[str]] = {}
    digests: dict[str, set[str]] = {}
    for target, wheels in by_target.items():
        for wheel in wheels:
            said = metadata(wheel)
            pin = f"{canonicalize_name(said['Name'])}=={said['Version']}"
            systems.setdefault(pin, set()).add(target.markers["sys_platform"])
            digests.setdefault(pin, set()).add(sha256(wheel.read_bytes()))
    everywhere = {target.markers["sys_platform"] for target in by_target}
    lines = []
    for pin, found in sorted(systems.items()):
        where = "" if found == everywhere else f' ; sys_platform == "{min(found)}"'
        lines.append(f"{pin}{where} {with_hashes(digests[pin])}")
    return "\n".join(lines) + "\n"


def sha256(data: bytes) -> str:
    """Return the digest that the bundle writes of each file."""
    return hashlib.sha256(data).hexdigest()


def with_hashes(digests: Iterable[str]) -> str:
    """Return digests as pip's requirements take them."""
    return " ".join(f"--hash=sha256:{digest}" for digest in sorted(digests))


def third_parties(wheels: Iterable[Path]) -> str:
    """Return the list of packages with their licences."""
    found: dict[tuple[str, str], str] = {}
    for wheel in wheels:
        said = metadata(wheel)
        key = (said["Name"], said["Version"])
        if found.get(key, UNSTATED) == UNSTATED:
            found[key] = licence(wheel)
    rows = sorted(found.items(), key=lambda row: row[0][0].lower())
    lines = [
        "随附的第三方软件包及其许可证（全文在各 wheel 文件内）",
        "Third-party packages and their licences (the texts are inside the wheels)",
        "",
        *(f"{name} {version}: {text}" for (name, version), text in rows),
        "",
        "道路数据 Road data: © OpenStreetMap contributors, ODbL 1.0",
    ]
    return "\n".join(lines) + "\n"


def example_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the Hanyang workspace, without the scripts that made it."""
    for path in sorted((ROOT / "data" / "hanyang").iterdir()):
        if path.suffix in WORKSPACE_SUFFIXES or path.name == "SOURCE.md":
            yield f"hanyang/{path.name}", path.read_bytes()


def guide_files() -> Iterator[tuple[str, bytes]]:
    """Yield the documents as pages that any browser opens, and their pictures."""
    for path in sorted((ROOT / "docs").rglob("*")):
        name = path.relative_to(ROOT)
        if path.suffix in {".png", ".svg"}:
            yield name.as_posix(), path.read_bytes()
        elif path.suffix == ".md":
            language = "en" if path.stem.endswith(".en") else "zh"
            page = document_page(path.read_text(encoding="utf-8"), language)
            yield name.with_suffix(".html").as_posix(), page.encode()


def dos(text: str) -> bytes:
    """Return a text with the line ends that Windows wants."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")


def start_files(pythons: Iterable[str], version: str) -> Iterator[tuple[str, bytes]]:
    """Yield the start scripts and the leaflet, with the Pythons they look for written in."""
    known = list(pythons)
    fields = {
        "@VERSION@": version,
        "@PYTHONS@": " / ".join(known),
        "@TUPLES@": ",".join(f"({one.replace('.', ',')})" for one in known) + ",",
        "@LAUNCHERS@": " ".join(f'"py -{one}"' for one in reversed(known)),
        "@NAMES@": " ".join(f"python{one}" for one in reversed(known)),
    }
    for name in ("start.sh", "start.bat", "README.txt", "verify.py"):
        text = (PARTS / name).read_text(encoding="utf-8")
        for field, value in fields.items():
            text = text.replace(field, value)
        yield name, dos(text) if name in DOS_FILES else text.encode("utf-8")


def write_zip(path: Path, top: str, files: Iterable[tuple[str, bytes | Path]]) -> None:
    """Write a zip whose bytes depend on its files alone.

    Parameters
    ----------
    path : Path
    top : str
        The folder that everything lies in.
    files : iterable of (name, content or path of the content)
    """
    sums = []
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files, key=lambda one: one[0]):
            data = content.read_bytes() if isinstance(content, Path) else content
            _store(archive, f"{top}/{name}", data)
            sums.append(f"{sha256(data)}  {name}\n")
        manifest = "".join(sums).encode()
        _store(archive, f"{top}/SHA256SUMS", manifest)
        _store(archive, f"{top}/SHA256SUMS.sha256", f"{sha256(manifest)}  SHA256SUMS\n".encode())


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = 3  # Unix, so that the start script may be run
    entry.external_attr = (0o100755 if name.endswith(".sh") else 0o100644) << 16
    packed = name.endswith((".whl", ".png", ".npz"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def make(pythons: list[str], work: Path, out: Path) -> Path:
    """Make the bundle and return its path."""
    own = work / "own"
    shutil.rmtree(own, ignore_errors=True)
    _pip("wheel", "--no-deps", "-w", str(own), str(ROOT))
    (own_wheel,) = own.glob("*.whl")
    version = metadata(own_wheel)["Version"]
    by_target = {}
    for python in pythons:
        for system in ("windows", "linux"):
            target = Target(system, python)
            sys.stdout.write(f"wheels for {system}, Python {python}\n")
            folder = work / f"{system}-{python}"
            shutil.rmtree(folder, ignore_errors=True)
            by_target[target] = download(target, folder)
    wheels = {wheel.name: wheel for found in by_target.values() for wheel in found}
    top = f"repair-circle-{version}-offline"
    own_pin = f"repair-circle=={version} {with_hashes([sha256(own_wheel.read_bytes())])}"
    files: list[tuple[str, bytes | Path]] = [
        *((f"wheels/{name}", wheel) for name, wheel in wheels.items()),
        (f"wheels/{own_wheel.name}", own_wheel),
        ("requirements.txt", f"{own_pin}\n{pins(by_target)}".encode()),
        ("sbom.cdx.json", bill_of_materials([own_wheel, *wheels.values()]).encode()),
        ("THIRD_PARTY.txt", dos(third_parties(wheels.values()))),
        ("LICENSE", (ROOT / "LICENSE").read_bytes()),
        *example_files(),
        *guide_files(),
        *start_files(pythons, version),
    ]
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{top}.zip"
    write_zip(path, top, files)
    path.with_name(f"{path.name}.sha256").write_text(
        f"{sha256(path.read_bytes())}  {path.name}\n", encoding="utf-8"
    )
    return path


def main() -> None:
    """Make the bundle that the command line asks for and say how large it is."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--python", nargs="+", default=["3.11", "3.12"], metavar="3.11")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bundle")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    path = make(asked.python, asked.work, asked.out)
    sys.stdout.write(f"{path} ({path.stat().st_size / 1e6:.0f} MB)\n")


if __name__ == "__main__":
    main()
