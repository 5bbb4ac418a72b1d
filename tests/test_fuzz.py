"""A small part of ``make fuzz``: damaged files end in a result or an error that names them."""

import random
import subprocess
import sys
from pathlib import Path

from tests.fuzzing.mutations import mutated
from tests.fuzzing.reached import NOT_FROM_OUTSIDE
from tests.fuzzing.running import fuzz

SEED = 20_000_000


def test_the_same_seed_does_the_same_damage() -> None:
    """A failure can be made again from its seed."""
    content = b'{"type": "Point", "coordinates": [114.0, 30.0]}'
    first, again = (mutated(content, random.Random(7)) for _ in range(2))
    assert first == again != content


def test_damaged_files_of_every_kind() -> None:
    """No exception of a library comes out, nothing hangs, nothing takes the memory."""
    fuzzed = fuzz(SEED, 800, longest_s=30)
    assert fuzzed.failures == []
    assert {"read", "refused"} <= fuzzed.ends.keys()


def test_every_reader_has_a_kind(repository: Path) -> None:
    """Whoever adds a reader adds a kind of file for it, or says why nothing comes from outside."""
    # In a process of its own: what this one has already read and kept is not called again.
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing.reached"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n") == [""]


def test_what_needs_no_kind_is_there(repository: Path) -> None:
    """No reader that is gone stays excused."""
    for name in NOT_FROM_OUTSIDE:
        file, function = name.split(" ")
        assert f"def {function}(" in (repository / file).read_text(encoding="utf-8"), name
