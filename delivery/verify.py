"""Compare every file of the unpacked bundle with SHA256SUMS before anything is installed.

``start`` runs this with the Python it found, so it needs nothing but the standard library.
"""

import hashlib
import sys
from pathlib import Path

MANIFEST = "SHA256SUMS"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def faults(top: Path) -> list[str]:
    """Return a line for each file that is missing, changed or not of the bundle.

    Parameters
    ----------
    top : Path
        The folder of the bundle. Beside the files listed only wheels are looked at: pip would
        install a wheel that somebody had laid there.
    """
    manifest, signature = top / MANIFEST, top / f"{MANIFEST}.sha256"
    try:
        if signature.read_text(encoding="utf-8").split()[:1] != [digest(manifest)]:
            return [f"{MANIFEST}: 内容已改变 changed"]
        rows = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return [f"{MANIFEST}: 无法读取 unreadable ({type(error).__name__})"]
    listed = {name: wanted for wanted, name in (row.split("  ", 1) for row in rows)}
    found = []
    for name, wanted in listed.items():
        path = top / name
        if not path.is_file():
            found.append(f"{name}: 缺失 missing")
        elif name.startswith("hanyang/"):
            continue  # the example may be worked on before the first start
        elif digest(path) != wanted:
            found.append(f"{name}: 内容已改变 changed")
    strangers = {f"wheels/{path.name}" for path in (top / "wheels").glob("*")} - listed.keys()
    return found + [f"{name}: 不属于安装包 not of this bundle" for name in sorted(strangers)]


def main() -> None:
    """Say which files are damaged; leave with 1 if any is."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    found = faults(Path(__file__).resolve().parent)
    if found:
        sys.stderr.write("安装包不完整或被改动，没有安装。请重新拷贝压缩包并解压：\n")
        sys.stderr.write("The bundle is damaged or was changed; nothing was installed. ")
        sys.stderr.write("Copy the zip again and unpack it:\n")
        sys.stderr.write("".join(f"  {line}\n" for line in found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
