"""Files to download: each has an address of its own, for the window that it was made for.

Streamlit names a file by its length and three parts of it, so two large files that differ elsewhere
share an address, and whoever asks second gets the first one's bytes. The type of a file is part of
its name: a parameter of ours in it, made from all bytes and a secret of the session, keeps files
of different content and of different sessions apart, and no address can be guessed.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Final, Literal

import streamlit as st

from geo.ui.style import asset

__all__ = ["download_at_once", "offer_file", "own_type"]

_AT_ONCE: Final = "rc_download_at_once"
_KEPT_AS: Final = "rc_download_secret"
_SIGNS: Final = 32
_MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "png": "image/png",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "dxf": "image/vnd.dxf",
    "zip": "application/zip",
    "geojson": "application/geo+json",
    "parquet": "application/octet-stream",
    "csv": "text/csv",
    "json": "application/json",
    "ics": "text/calendar",
}
"""By the ending of a file's name."""


def own_type(mime: str, content: bytes, secret: str) -> str:
    """Return a media type with a parameter that only this content in this session has.

    Parameters
    ----------
    mime : str
        Such as ``text/html``.
    content : bytes
    secret : str
        Of the session.

    Returns
    -------
    str
    """
    mark = hashlib.blake2b(content, key=secret.encode(), digest_size=_SIGNS // 2).hexdigest()
    return f"{mime}; content={mark}"


def download_at_once(key: str) -> None:
    """Let the browser download a file as soon as its button is there, once.

    Parameters
    ----------
    key : str
        Name of the button in the session.
    """
    # The number tells one asking from the next.
    st.session_state[_AT_ONCE] = key, str(time.time_ns())


def _press_at_once(key: str) -> None:
    wanted, turn = st.session_state.get(_AT_ONCE, ("", ""))
    if wanted == key:
        press = st.components.v2.component("repair_circle_press_once", js=asset("press_once.js"))
        press(key=f"rc_presses_{key}", data={"button": key, "turn": turn})


def offer_file(
    label: str,
    content: bytes | Callable[[], bytes],
    name: str,
    *,
    key: str,
    icon: str | None = None,
    disabled: bool = False,
    width: int | Literal["content", "stretch"] = "content",
) -> None:
    """Show a button that downloads a file.

    Parameters
    ----------
    label : str
        What the button says.
    content : bytes or callable
        The file, or what makes it when it is asked for.
    name : str
        What the file is called; its ending says of what type it is.
    key : str
        Name of the button in the session.
    icon : str, optional
    disabled : bool
    width : int or {"content", "stretch"}
    """
    secret = st.session_state.setdefault(_KEPT_AS, secrets.token_hex(16))
    # A file that is not there yet has the mark of this drawing of the page.
    known = secrets.token_bytes(16) if callable(content) else content
    st.download_button(
        label,
        content,
        name,
        own_type(_MEDIA_TYPES[name.rpartition(".")[2]], known, secret),
        key=key,
        icon=icon,
        disabled=disabled,
        width=width,
        on_click="ignore",
    )
    _press_at_once(key)
