"""How a map is told what to draw: calls of the map script in one message."""

import json
from collections.abc import Iterable
from typing import Any

from geo.cartography import map_layers
from geo.i18n import Translate

__all__ = ["as_bytes", "call_of", "key_words", "message_bytes"]


def call_of(script: map_layers.MapScript) -> list[Any]:
    """Return a call as plain data: handle, function, arguments."""
    return [script.handle, script.function, *map(json.loads, script.arguments)]


def message_bytes(head: dict[str, Any], calls: Iterable[map_layers.MapScript]) -> bytes:
    """Return a message of some calls.

    Parameters
    ----------
    head : dict
        What the message says beside its calls.
    calls : iterable of MapScript
    """
    told = ",".join(map(_call_json, calls))
    # The arguments of a call are JSON already: those of twenty thousand estates are long.
    return as_bytes({**head, "calls": []})[:-2] + f"{told}]}}".encode()


def _call_json(script: map_layers.MapScript) -> str:
    names = json.dumps([script.handle, script.function])[1:-1]
    return f"[{','.join([names, *script.arguments])}]"


def as_bytes(message: dict[str, Any]) -> bytes:
    """Return a message as bytes, the same for the same message."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def key_words(t: Translate) -> dict[str, str]:
    """Return what a map says to those who use it by keyboard."""
    return {
        "map": t("map_keys.label"),
        "hint": t("map_keys.hint"),
        "count": t("map_keys.count", number="{number}", count="{count}"),
    }
