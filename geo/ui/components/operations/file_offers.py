"""Files of a tab, made when they are asked for."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.owned_folders import scratch_folder
from geo.ui import state
from geo.ui.components.frame.downloads import offer_file

__all__ = ["file_offers", "written"]


def file_offers(files: Mapping[str, Callable[[], bytes]], *, words: Callable[[str], str]) -> None:
    """Offer files in a menu.

    Parameters
    ----------
    files : mapping of str to callable
        What makes each file, by its name.
    words : callable
        Says what a file is, by its name with ``_`` for the dot.
    """
    t = state.t()
    with st.popover(t("problems.files"), icon=":material/file_save:", width="stretch"):
        for name, made in files.items():
            offer_file(
                words(name.replace(".", "_")),
                made,
                name,
                key=f"rc_{name}",
                width="stretch",
            )


def written(write: Callable[[Path], None]) -> bytes:
    """Return what a function writes to a file."""
    with scratch_folder() as folder:
        path = folder / "file"
        write(path)
        return path.read_bytes()
