"""Downloads: two files never share an address, whatever their sizes; sessions share none."""

from pathlib import Path

from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from geo.ui.components.frame.downloads import own_type

MIB = 1 << 20


def large(different: int) -> bytes:
    """Return two MiB that differ in one byte, away from head, middle and tail."""
    content = bytearray(2 * MIB)
    content[200_000] = different
    return bytes(content)


def served(storage: MemoryMediaFileStorage, content: bytes, mime: str) -> tuple[str, bytes]:
    """Return the address that a file gets, and what is served there."""
    one = storage.load_and_get_id(content, mime, MediaFileKind.DOWNLOADABLE, "plan.gpkg")
    url = storage.get_url(one)
    return url, storage.get_file(url.rsplit("/", 1)[1]).content


def test_large_files_that_differ_in_one_byte_are_two_files() -> None:
    """By Streamlit's own name they are one: the second planner would get the first one's file."""
    storage = MemoryMediaFileStorage("/media")
    first, second = large(1), large(2)
    mime = "application/geopackage+sqlite3"
    assert served(storage, first, mime)[1] == first
    assert served(storage, second, mime)[1] == first, "Streamlit names files anew: good news"
    one = served(storage, first, own_type(mime, first, "a"))
    other = served(storage, second, own_type(mime, second, "a"))
    assert one[0] != other[0]
    assert (one[1], other[1]) == (first, second)


def test_sessions_share_no_address() -> None:
    """The same file has another address in every session, and the same one in its own."""
    storage = MemoryMediaFileStorage("/media")
    addresses = [
        served(storage, b"list", own_type("text/csv", b"list", secret))[0]
        for secret in ("a", "b", "a")
    ]
    assert addresses[0] == addresses[2] != addresses[1]


def test_every_download_goes_through_one_door(repository: Path) -> None:
    """No page offers a file by itself."""
    doors = [
        path.name
        for path in (repository / "geo" / "ui").rglob("*.py")
        if "st.download_button(" in path.read_text("utf-8")
    ]
    assert doors == ["downloads.py"]
