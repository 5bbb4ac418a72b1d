"""A small part of ``make fuzz``: damaged files end in a result or an error that names them."""

import random

from tests.fuzzing.mutations import mutated
from tests.fuzzing.running import fuzz

SEED = 20_000_000


def test_the_same_seed_does_the_same_damage() -> None:
    """A failure can be made again from its seed."""
    content = b'{"type": "Point", "coordinates": [114.0, 30.0]}'
    first, again = (mutated(content, random.Random(7)) for _ in range(2))
    assert first == again != content


def test_damaged_files_of_every_kind() -> None:
    """No exception of a library comes out, nothing hangs, nothing takes the memory."""
    fuzzed = fuzz(SEED, 1_500, longest_s=40)
    assert fuzzed.failures == []
    assert {"read", "refused"} <= fuzzed.ends.keys()
