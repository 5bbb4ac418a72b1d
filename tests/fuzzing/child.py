"""The process in which damaged files are read: it may die of one, and its parent goes on.

``python -m tests.fuzzing.child SEED COUNT STEP [WORD]`` tells each input before it is read and how
it ended, a line of JSON each. One that takes too long ends the process.
"""

import faulthandler
import json
import os
import random
import resource
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any, Final

from geo.errors import GeoError
from tests.fuzzing.mutations import mutated
from tests.fuzzing.targets import Target, targets

__all__ = ["LONGEST_S", "MOST_BYTES"]

LONGEST_S: Final = 20
MOST_BYTES: Final = 1_500_000_000
# Libraries map far more than they touch: this much more may be mapped.
_MAPPED_BYTES: Final = 4_000_000_000


def main(first: int, count: int, word: str) -> None:
    """Read the inputs of the seeds from the first on."""
    warnings.simplefilter("ignore")
    os.nice(5)
    with tempfile.TemporaryDirectory() as folder:
        known = [one for one in targets(Path(folder) / "sound") if word in one.name]
        contents = {one.name: one.path.read_bytes() for one in known}
        for one in known:
            end = _judged(one, contents[one.name], Path(folder) / "warm")
            if end != "read":
                raise SystemExit(f"{one.name}, undamaged: {end}")
        limit = _status("VmSize") + _MAPPED_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        for seed in range(first, first + count):
            rng = random.Random(seed)
            one = known[seed % len(known)]
            _tell(seed=seed, target=one.name)
            content = mutated(contents[one.name], rng)
            _tell(seed=seed, target=one.name, end=_judged(one, content, Path(folder) / str(seed)))


def _judged(one: Target, content: bytes, folder: Path) -> str:
    """Return ``read``, ``refused``, or what went wrong."""
    folder.mkdir(exist_ok=True)
    path = folder / one.path.name
    path.write_bytes(content)
    Path("/proc/self/clear_refs").write_text("5")
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    try:
        end = _read(one, path)
    finally:
        faulthandler.cancel_dump_traceback_later()
    taken = _status("VmHWM")
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()
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
