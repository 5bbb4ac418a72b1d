"""Install the bundle as a stranger would, cut off from every network, and use it.

``make bundle-check`` runs this on Linux. Where the system allows it, the whole check happens in a
network namespace of its own that has loopback alone.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from argparse import ArgumentParser
from pathlib import Path

CUT_OFF = "REPAIR_CIRCLE_CUT_OFF"
START_S = 300.0


def cut_off() -> None:
    """Start this check again where there is no network, once."""
    if os.environ.get(CUT_OFF) or shutil.which("unshare") is None:
        return
    own = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode != 0:
        return
    inner = 'ip link set lo up && exec "$@"'
    words = [*own, "sh", "-c", inner, "sh", sys.executable, *sys.argv]
    os.execvpe(words[0], words, {**os.environ, CUT_OFF: "1"})  # noqa: S606 (words of our own)


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def unpack(bundle: Path, folder: Path) -> Path:
    """Unpack a bundle as unzip does, hold it against its checksums, and return its folder."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)
    (top,) = folder.iterdir()
    subprocess.run([sys.executable, "verify.py"], cwd=top, check=True)
    return top


def check_windows(top: Path, python: str) -> None:
    """Let pip choose wheels for Windows out of the bundle alone."""
    words = ["install", "--dry-run", "--quiet", "--no-index", "--find-links", "wheels"]
    words += ["--platform", "win_amd64", "--python-version", python, "--only-binary=:all:"]
    words += ["--target", "nowhere", "-r", "requirements.txt"]
    subprocess.run([sys.executable, "-m", "pip", *words], cwd=top, env=clean(top), check=True)


def clean(top: Path) -> dict[str, str]:
    """Return an environment of a machine that knows no package index."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(top / "home"),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }


def check_linux(top: Path, python: str) -> None:
    """Install by the start script, make a plan, open the app and stop it."""
    environment = {**clean(top), "PYTHON": python}
    start = str(top / "start.sh")
    began = time.monotonic()
    subprocess.run([start, "check", "hanyang"], env=environment, check=True, capture_output=True)
    say(f"installed and checked the lists in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    subprocess.run([start, "plan", "hanyang", "--out", "plan"], env=environment, check=True)
    record = json.loads((top / "plan" / "plan.json").read_text(encoding="utf-8"))
    say(f"planned {record['estates']['count']} estates in {time.monotonic() - began:.0f} s")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [start, "app", "hanyang", "--port", str(port), "--no-browser"]
    began = time.monotonic()
    server = subprocess.Popen(words, env=environment)
    try:
        while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
            if server.poll() is not None or time.monotonic() - began > START_S:
                raise SystemExit("the app does not answer")
        say(f"the app answers after {time.monotonic() - began:.0f} s")
    finally:
        server.send_signal(signal.SIGTERM)
    if server.wait(timeout=15) != 0:
        raise SystemExit("the app did not stop as it was told to")


def answers(address: str) -> bool:
    """Tell whether an address answers."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (an address of our own)
            return True
    except (urllib.error.URLError, OSError):
        time.sleep(0.2)
        return False


def main() -> None:
    """Check the bundle with one Python or more."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--python", nargs="+", default=[sys.executable])
    asked = parser.parse_args()
    cut_off()
    say("cut off from the network" if os.environ.get(CUT_OFF) else "pip without any index")
    for python in asked.python:
        version = subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        say(f"Python {version}: {python}")
        with tempfile.TemporaryDirectory() as folder:
            top = unpack(asked.bundle, Path(folder))
            check_windows(top, version)
            say("wheels for Windows are complete")
            check_linux(top, python)
    say("the bundle installs and works")


if __name__ == "__main__":
    main()
