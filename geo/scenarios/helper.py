"""The process that does long work for the app: ``python -m geo.scenarios.helper``, by pipes.

It reads tasks and numbers of tasks that are called off, and ends with the one who asked.
"""

import os
import pickle
import queue
import sys
import threading
from contextlib import suppress
from typing import IO, Final

from geo.scenarios.apart import ANSWERED, CHANGED, RAISED, TOLD, Task, send
from geo.scenarios.planner import open_planner
from geo.stop import Progress, Stop
from geo.travel import load_kernels

__all__ = ["main"]

_YIELDS: Final = 5


def main() -> None:
    """Do what comes in, one task after the other, until the pipe is closed."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints belongs into the log of the server, not between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if hasattr(os, "nice"):
        os.nice(_YIELDS)
    load_kernels()
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    called_off: set[int] = set()
    threading.Thread(
        target=_listen, args=(sys.stdin.buffer, tasks, called_off), daemon=True
    ).start()
    while True:
        _do(tasks.get(), called_off, out)


def _listen(source: IO[bytes], tasks: "queue.SimpleQueue[Task]", called_off: set[int]) -> None:
    # A task that cannot be read here is said to be lost: it would be waited for in vain.
    with suppress(Exception):
        while True:
            said = pickle.load(source)  # noqa: S301
            if isinstance(said, Task):
                tasks.put(said)
            else:
                called_off.add(said)
    # Nobody waits any more.
    os._exit(0)


def _do(task: Task, called_off: set[int], out: IO[bytes]) -> None:
    def tell(now: Progress) -> None:
        send(out, (TOLD, task.number, now))

    try:
        planner = open_planner(task.folder)
        if planner.digest != task.digest:
            send(out, (CHANGED, task.number, None))
            return
        stop = Stop(task.time_limit_s, tell, lambda: task.number in called_off)
        answer = task.work(planner, *task.arguments, stop=stop, **task.options)
        send(out, (ANSWERED, task.number, answer))
    except Exception as error:  # raised again where the answer is asked for
        send(out, (RAISED, task.number, error))


if __name__ == "__main__":
    main()
