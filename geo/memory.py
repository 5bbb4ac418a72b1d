"""How much memory a question may still take on this machine."""

import os
import sys
from pathlib import Path
from typing import Final

__all__ = ["free_bytes"]

_PROC: Final = Path("/proc")
_GROUPS: Final = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_inactive_file"),
)
"""What a container may take, what it has taken, and what of that are files that may go again."""


def free_bytes() -> int | None:
    """Return how many bytes of memory this process can still have; None where nobody says.

    The least of what the machine has free, what its container is allowed and what the process
    itself is.

    Returns
    -------
    int or None
    """
    known = [one for one in (_of_machine(), _of_container(), _of_process()) if one is not None]
    return max(0, min(known)) if known else None


def _of_machine() -> int | None:
    if sys.platform == "win32":
        return _of_windows()
    for line in _lines(_PROC / "meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _of_container(root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Return what the limit of a container leaves, by newer or older kernels."""
    for most, taken, files in _GROUPS:
        allowed, used = (_lines(root / name)[:1] for name in (most, taken))
        if allowed and used and allowed[0].isdecimal() and used[0].isdecimal():
            listed = dict(
                line.split(" ", 1) for line in _lines((root / taken).with_name("memory.stat"))
            )
            return int(allowed[0]) - int(used[0]) + int(listed.get(files, 0))
    return None


def _of_process() -> int | None:
    """Return what the limit of the process on its addresses leaves."""
    if sys.platform == "win32":
        return None
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    size = _lines(_PROC / "self" / "statm")[:1]
    if allowed == resource.RLIM_INFINITY or not size:
        return None
    return int(allowed - int(size[0].split()[0]) * resource.getpagesize())


def _of_windows() -> int | None:
    if sys.platform != "win32":
        return None
    import ctypes

    class Status(ctypes.Structure):
        """``MEMORYSTATUSEX`` of ``sysinfoapi.h``."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("all", "free", "c", "d", "e", "f", "g")),
        )

    status = Status(length=ctypes.sizeof(Status))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.free) if done else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return []
