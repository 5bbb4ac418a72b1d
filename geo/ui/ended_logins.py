"""Logins that were ended: their cookie is worth nothing any more, in any window.

A provider's cookie is signed and holds for hours; signing out only asks the browser to drop it. A
copy of it, and the windows that are still open, are refused because the login is kept here. The
list lives as long as the server: after a restart such a cookie holds until its hours are over.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["end_login", "has_ended"]

_MOST: Final = 100_000
_lock = threading.Lock()
_ended: dict[str, None] = {}


def end_login(claims: Mapping[str, Any]) -> None:
    """Refuse a login from now on.

    Parameters
    ----------
    claims : mapping
        What the provider signed.
    """
    with _lock:
        _ended[_mark(claims)] = None
        while len(_ended) > _MOST:
            del _ended[next(iter(_ended))]


def has_ended(claims: Mapping[str, Any]) -> bool:
    """Tell whether a login was ended.

    Parameters
    ----------
    claims : mapping

    Returns
    -------
    bool
    """
    return _mark(claims) in _ended


def _mark(claims: Mapping[str, Any]) -> str:
    """Return what tells one login from another, no word of the claims themselves."""
    told = [str(claims.get(name)) for name in ("iss", "sub", "email", "iat", "nonce")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
