"""The pieces of the offline bundle; ``make bundle-check`` installs the whole."""

import importlib.util
import os
import posixpath
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement


@pytest.fixture(scope="module")
def bundle(repository: Path) -> ModuleType:
    """Return the maker of the bundle as a module."""
    path = repository / "delivery" / "bundle.py"
    spec = importlib.util.spec_from_file_location("delivery_bundle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def wheel(
    folder: Path,
    name: str,
    *requires: str,
    said: str = "License-Expression: MIT",
    text: str = "",
) -> Path:
    """Write a wheel that holds nothing but its metadata, and its licence where there is a text."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", said]
    lines += [f"Requires-Dist: {one}" for one in requires]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines) + "\n")
        if text:
            archive.writestr(f"{name}-1.0.dist-info/licenses/LICENSE.txt", text)
    return path


def test_what_the_other_system_needs_is_found(bundle: ModuleType, tmp_path: Path) -> None:
    """Markers count for the target, extras for who asks for them, cycles end."""
    wheels = [
        wheel(tmp_path, "a", 'w; sys_platform == "win32"', "b[x]", 'old; python_version < "3.9"'),
        wheel(tmp_path, "b", 'c; extra == "x"', 'd; extra == "y"', "a"),
    ]
    wanted = [Requirement("A>=0.5")]
    names = {
        system: [one.name for one in bundle.missing(wanted, wheels, bundle.Target(system, "3.11"))]
        for system in ("windows", "linux")
    }
    assert names == {"windows": ["c", "w"], "linux": ["c"]}


def test_pins_carry_the_system_that_needs_them(bundle: ModuleType, tmp_path: Path) -> None:
    """A version for both systems stands alone, one for a single system with its marker."""
    both, one = wheel(tmp_path, "Both"), wheel(tmp_path, "One_Only")
    made = bundle.pins(
        {bundle.Target("windows", "3.11"): [both, one], bundle.Target("linux", "3.11"): [both]}
    )
    lines = [line.split(" --hash=sha256:") for line in made.splitlines()]
    assert lines == [
        ["both==1.0", bundle.sha256(both.read_bytes())],
        ['one-only==1.0 ; sys_platform == "win32"', bundle.sha256(one.read_bytes())],
    ]


def test_pip_refuses_a_wheel_that_is_not_the_one_of_the_bundle(
    bundle: ModuleType, tmp_path: Path
) -> None:
    """The pins with their hashes are enough for pip, and a changed wheel is an error."""
    one = wheel(tmp_path, "one")
    with zipfile.ZipFile(one, "a") as archive:
        archive.writestr("one-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    pinned = tmp_path / "requirements.txt"
    pinned.write_text(bundle.pins({bundle.Target("linux", "3.11"): [one]}), encoding="utf-8")
    words = ["install", "--dry-run", "--quiet", "--no-index", "--find-links", str(tmp_path)]
    words += ["--target", str(tmp_path / "nowhere"), "-r", str(pinned)]
    pip = [sys.executable, "-m", "pip", *words]
    assert subprocess.run(pip, capture_output=True, check=False).returncode == 0
    with zipfile.ZipFile(one, "a") as archive:
        archive.writestr("one/extra.py", "")
    answer = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "DO NOT MATCH THE HASHES" in answer.stderr


def test_licences_are_listed(bundle: ModuleType, tmp_path: Path) -> None:
    """Each package states its licence, by whichever field it uses."""
    classified = "Classifier: License :: OSI Approved :: BSD License"
    listed = bundle.third_parties(
        [
            wheel(tmp_path, "b", said=classified),
            wheel(tmp_path, "A", said="License: ISC"),
            wheel(tmp_path, "c"),
            wheel(tmp_path, "d", said="Summary: d", text="Zlib License\n\nPermission ..."),
        ]
    )
    assert "A 1.0: ISC\nb 1.0: BSD License\nc 1.0: MIT\nd 1.0: Zlib License\n" in listed


def test_the_same_files_make_the_same_zip(bundle: ModuleType, tmp_path: Path) -> None:
    """Order and clock leave no trace; start.sh may be run; the checksums are those of the files."""
    files = [("start.sh", b"#!/bin/sh\n"), ("wheels/a.whl", b"a" * 100)]
    made = []
    for name, listed in (("one", files), ("two", files[::-1])):
        bundle.write_zip(tmp_path / name, "top", listed)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one") as archive:
        assert archive.getinfo("top/start.sh").external_attr >> 16 == 0o100755
        manifest = archive.read("top/SHA256SUMS")
        assert len(manifest.splitlines()) == len(files)
        assert archive.read("top/SHA256SUMS.sha256").decode().split()[0] == bundle.sha256(manifest)


def unpacked(bundle: ModuleType, folder: Path) -> Path:
    """Return the folder of a small bundle that lies unpacked."""
    (folder / "made").mkdir()
    files = [*bundle.start_files(["3.11"], "0.1.0"), ("hanyang/estates.csv", b"id\n")]
    files += [(f"wheels/{path.name}", path) for path in [wheel(folder / "made", "a")]]
    bundle.write_zip(folder / "one.zip", "top", files)
    with zipfile.ZipFile(folder / "one.zip") as archive:
        archive.extractall(folder)
    return folder / "top"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("wheels/a-1.0-py3-none-any.whl", b"other", "changed"),
        ("wheels/a-1.0-py3-none-any.whl", None, "missing"),
        ("wheels/stranger-1.0-py3-none-any.whl", b"other", "not of this bundle"),
        ("SHA256SUMS", b"", "changed"),
        ("SHA256SUMS.sha256", None, "unreadable"),
        ("start.bat", b"other", "changed"),
        ("hanyang/estates.csv", b"own list", ""),
        ("my district/estates.csv", b"own list", ""),
    ],
)
def test_the_start_checks_what_it_installs(
    bundle: ModuleType, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    """A wheel changed, gone or laid beside is named, and nothing is installed; own lists may be."""
    top = unpacked(bundle, tmp_path)
    check = [sys.executable, str(top / "verify.py")]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    (top / name).parent.mkdir(exist_ok=True)
    if content is None:
        (top / name).unlink()
    else:
        (top / name).write_bytes(content)
    answer = subprocess.run(check, capture_output=True, encoding="utf-8", check=False)
    assert answer.returncode == (1 if said else 0)
    assert said in answer.stderr
    if said:
        (top / "start.sh").chmod(0o755)
        assert run(top, PATH="/usr/bin:/bin", PYTHON=sys.executable).returncode == 1
        assert not (top / "env").exists()


def test_the_example_is_a_workspace_without_its_makers(bundle: ModuleType) -> None:
    """What the workspace names is there, no script is."""
    names = {name for name, _ in bundle.example_files()}
    assert {"hanyang/workspace.toml", "hanyang/estates.csv", "hanyang/roads.npz"} <= names
    assert not [name for name in names if name.endswith(".py")]


def test_documents_are_pages_whose_links_lead_somewhere(bundle: ModuleType) -> None:
    """Any browser opens the guide: its pictures and the documents that it names are beside it."""
    files = dict(bundle.guide_files())
    assert "docs/guide.zh.html" in files
    for name, content in files.items():
        if name.endswith(".html"):
            for target in re.findall(r'(?:href|src)="(?!https?:|#)([^"#]+)', content.decode()):
                wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                if wanted.startswith("docs/"):
                    assert wanted in files, (name, target)


def test_everything_at_run_time_is_asked_for(bundle: ModuleType) -> None:
    """The requirements are those of the project, with the login of an intranet."""
    names = {one.name for one in bundle.runtime_requirements()}
    assert {"streamlit", "geopandas", "authlib"} <= names
    assert "pytest" not in names


@pytest.fixture
def started(bundle: ModuleType, tmp_path: Path) -> Path:
    """Return a folder with the start files as the bundle holds them."""
    for name, content in bundle.start_files(["3.11", "3.12"], "0.1.0"):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "start.sh").chmod(0o755)
    return tmp_path


def test_start_files_name_the_pythons(started: Path) -> None:
    """No field is left open; Windows gets its line ends."""
    for name in ("start.sh", "start.bat", "README.txt"):
        text = (started / name).read_bytes().decode("utf-8")
        assert not re.search(r"@[A-Z]+@", text)
        assert "3.11 / 3.12" in text
        assert text.count("\r\n") == (0 if name == "start.sh" else text.count("\n"))


def test_the_windows_script_is_whole(started: Path) -> None:
    """The code page comes first, Chinese stands in messages alone, every jump has its label."""
    lines = (started / "start.bat").read_bytes().decode("utf-8").split("\r\n")
    assert lines[:2] == ["@echo off", "chcp 65001 >nul"]
    spoken = [line for line in lines if not line.isascii()]
    assert spoken
    assert all(line.strip().startswith("echo ") for line in spoken)
    labels = {line[1:] for line in lines if line.startswith(":")}
    jumps = set(re.findall(r"(?:goto|call) :?(\w+)", "\n".join(lines)))
    assert jumps == labels


def run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the start script for Linux with a bare environment."""
    return subprocess.run(
        [str(folder / "start.sh"), *words],
        env={"PATH": "/nowhere", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="a script for Linux")
def test_without_a_python_the_script_says_what_is_needed(started: Path) -> None:
    """The versions are named in both languages, nothing is made."""
    tools = started / "tools"
    tools.mkdir()
    for tool in ("dirname", "cat"):
        (tools / tool).symlink_to(f"/usr/bin/{tool}")
    answer = run(started, PATH=str(tools))
    assert answer.returncode == 1
    assert "没有找到 64 位的 Python 3.11 / 3.12" in answer.stderr
    assert "No 64-bit Python 3.11 / 3.12" in answer.stderr
    assert not (started / "env").exists()


@pytest.mark.skipif(os.name == "nt", reason="a script for Linux")
def test_once_installed_the_script_passes_its_words_on(started: Path) -> None:
    """Without words it opens the example; with words it runs that command."""
    (started / "env" / "bin").mkdir(parents=True)
    (started / "env" / "ready.txt").write_text("0.1.0\n", encoding="utf-8")
    python = started / "env" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    assert run(started, PATH="/usr/bin:/bin").stdout == "-m geo app hanyang\n"
    assert run(started, "plan", "a b", PATH="/usr/bin:/bin").stdout == "-m geo plan a b\n"


def test_no_index_is_written_down(repository: Path) -> None:
    """Where packages come from is for pip to know: no file of the delivery names an address."""
    for path in [*(repository / "delivery").iterdir(), repository / "Makefile"]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://(?!127\.0\.0\.1)", text), path.name
            assert "index-url" not in text
