"""Uploads fill neither a window beyond its room nor the memory of the server."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from geo.ui.launch.upload_room import UploadRoom
from tests.ui.conftest import run_apart

MB = 1_048_576
ADDRESS = "/_stcore/upload_file/window/file"


def answers(
    held: dict[str, list[int]],
    *,
    path: str = ADDRESS,
    method: str = "PUT",
    sizes: Sequence[int | None] = (1,),
) -> list[int]:
    """Return the status of uploads that begin one after the other and end together."""
    said: list[int] = []
    all_begun = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await all_begun.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            said.append(message["status"])

    async def ask() -> None:
        room = UploadRoom(app, held=lambda: held)
        asked = []
        for size in sizes:
            told = [] if size is None else [(b"content-length", str(size).encode())]
            scope = {"type": "http", "method": method, "path": path, "headers": told}
            asked.append(asyncio.create_task(room(scope, receive, send)))
            await asyncio.sleep(0)
        all_begun.set()
        await asyncio.gather(*asked)

    run_apart(ask())
    return sorted(said)


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ({}, 204),
        ({"window": [100 * MB] * 4}, 204),
        ({"window": [100 * MB] * 5}, 413),
        ({"window": [1] * 99}, 204),
        ({"window": [1] * 100}, 413),
        ({"other": [100 * MB] * 5}, 204),
        ({str(number): [100 * MB] * 5 for number in range(4)}, 413),
    ],
)
def test_what_is_held_is_counted(held: dict[str, list[int]], status: int) -> None:
    """A window has room for 500 MB and 100 files, all of them for 2,000 MB."""
    assert answers(held) == [status]


def test_uploads_under_way_count_too() -> None:
    """Ten that begin at once are no way round; one that states no size counts as the largest."""
    assert answers({}, sizes=[100 * MB] * 10) == [204] * 5 + [413] * 5
    assert answers({}, sizes=[None] * 6) == [204] * 5 + [413]


def test_other_addresses_are_not_looked_at() -> None:
    """Downloads, and taking a file away, always work."""
    full = {"window": [100 * MB] * 9}
    assert answers(full, method="DELETE") == [204]
    assert answers(full, path="/media/x.csv", method="GET") == [204]
