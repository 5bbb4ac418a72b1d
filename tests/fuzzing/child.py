"""The process in which damaged files are read: it may die of one, and its parent goes on.

``python -m tests.fuzzing.child SEED COUNT STEP [WORD]`` tells each input before it is read and how
it ended, a line of JSON each. One that takes too long ends the process.
"""

import faulthandler
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, Final

from geo.errors import GeoError
from tests.fuzzing.mutations import mutated
from tests.fuzzing.target import Target
from tests.fuzzing.targets import in_turn, targets

__all__ = ["LONGEST_S", "MOST_BYTES", "judged"]

LONGEST_S: Final = 20
"""Seconds of work; a machine that others use too may take longer for them."""

MOST_BYTES: Final = 1_500_000_000
# What works no more, or works in a library that hears no signal, ends with its process.
_LONGEST_WAIT_S: Final = 120
# Libraries map far more than they touch: this much more may be mapped.
_MAPPED_BYTES: Final = 4_000_000_000


class _TookTooLong(BaseException):
    """The time of an input is up."""


def _stop(*_: object) -> None:
    raise _TookTooLong


def main(first: int, count: int, word: str) -> None:
    """Read the inputs of the seeds from the first on."""
    warnings.simplefilter("ignore")
    os.nice(5)
    signal.signal(signal.SIGPROF, _stop)
    with tempfile.TemporaryDirectory() as folder:
        known = [one for one in targets(Path(folder) / "sound") if word in one.name]
        contents: dict[str, bytes] = {}
        for seed in range(first, first + count):
            rng = random.Random(seed)
            one = in_turn(known, seed)
            if one.name not in contents:
                contents[one.name] = one.path.read_bytes()
                _warm_up(one, contents[one.name], Path(folder) / "warm")
            _tell(seed=seed, target=one.name)
            content = mutated(contents[one.name], rng)
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
            faulthandler.dump_traceback_later(_LONGEST_WAIT_S, exit=True)
            end = judged(one, content, Path(folder) / str(seed))
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
            took_s = round(time.process_time() - began, 4)
            _tell(seed=seed, target=one.name, end=end, cpu_s=took_s)


def _warm_up(one: Target, content: bytes, folder: Path) -> None:
    """Read a sound file, which loads and compiles what its kind takes; nothing limits that."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    end = judged(one, content, folder)
    if end != "read":
        raise SystemExit(f"{one.name}, undamaged: {end}")
    limit = _status("VmSize") + _MAPPED_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def judged(one: Target, content: bytes, folder: Path) -> str:
    """Return ``read``, ``refused``, or what went wrong."""
    path = folder / one.path.name
    if one.around is None:
        folder.mkdir()
    else:
        shutil.copytree(one.around, folder)
        path = folder / one.path.relative_to(one.around)
    path.write_bytes(content)
    Path("/proc/self/clear_refs").write_text("5")
    end = _read(one, path)
    taken = _status("VmHWM")
    shutil.rmtree(folder)
    return f"took {taken / 1e6:.0f} MB" if taken > MOST_BYTES else end


def _read(one: Target, path: Path) -> str:
    try:
        one.read(path)
    except GeoError as error:
        said = error.sentence("zh") + error.sentence("en")
        named = not one.says_file or path.name in said or one.path.stem in said
        return "refused" if named else f"does not name the file: {said[:200]}"
    except BaseException as error:
        places = traceback.extract_tb(error.__traceback__)
        ours = [place for place in places if f"{os.sep}geo{os.sep}" in place.filename]
        place = (ours or places)[-1]
        where = f"{Path(place.filename).name}:{place.lineno} {place.name}"
        return f"{type(error).__name__} in {where}: {str(error)[:150]}"
    return "read"


def _status(key: str) -> int:
    """Return a figure of memory of this process, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1000 * int(line.split()[1]) for line in lines if line.startswith(key))


def _tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
