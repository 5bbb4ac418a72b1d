"""Reading answers that may have any shape: an empty field comes as ``[]``, ``""`` or not at all."""

import math
from typing import Any

__all__ = ["code_of", "pair", "records", "text", "value_at"]


def value_at(record: Any, *path: str) -> Any:
    """Return what lies at a path of keys, or None where the path breaks off."""
    for key in path:
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def text(record: Any, *path: str) -> str:
    """Return a text, or an empty one where the field is empty, missing or no text."""
    value = value_at(record, *path)
    return value.strip() if isinstance(value, str) else ""


def records(value: Any) -> list[dict[str, Any]]:
    """Return the records of a list; a single record counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def pair(lon: Any, lat: Any) -> tuple[float, float] | None:
    """Return a longitude and a latitude in degrees, or None where they cannot be ones."""
    if isinstance(lon, bool) or isinstance(lat, bool):
        return None
    try:
        x, y = float(lon), float(lat)
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(x) and math.isfinite(y)) or abs(x) > 180 or abs(y) > 90:
        return None
    # 0, 0 is how services write "unknown".
    return (x, y) if (x, y) != (0.0, 0.0) else None


def code_of(value: Any) -> str:
    """Return a provider's code if it is a short number, or ``?``; nothing else is ever quoted."""
    code = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return code if code.isascii() and code.isdigit() and len(code) <= 7 else "?"
