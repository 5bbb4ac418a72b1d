"""Why GDAL could not write a file, which it does not say."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["reason_of_the_disk"]

_PROBE_BYTES: Final = 4_000_000


@contextmanager
def reason_of_the_disk(folder: Path) -> Iterator[None]:
    """Turn an error of GDAL while it writes into one that tells what the disk has against it.

    Parameters
    ----------
    folder : Path
        Where it writes.

    Raises
    ------
    OSError
        What a file of some size ends with there; what GDAL said where that can be written.
    """
    try:
        yield
    except RuntimeError as error:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
        raise OSError(errno.EIO, str(error)) from error
