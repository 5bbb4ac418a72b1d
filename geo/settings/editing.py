"""Values changed in the text of a ``workspace.toml``: all else stays as it was written.

Comments, order, blank lines, line ends and the byte-order mark are kept.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from geo.settings.items import setting_item

if TYPE_CHECKING:
    from tomlkit.container import Container

__all__ = ["WITHOUT_VALUE", "edited_settings"]

WITHOUT_VALUE: Final = None
"""What stands for no value at all: the key is taken out and its default counts."""

_BOM: Final = "\ufeff"


def edited_settings(content: bytes, values: Mapping[str, Any]) -> bytes:
    r"""Return the content of a ``workspace.toml`` with other values.

    Parameters
    ----------
    content : bytes
        TOML in UTF-8, with or without a byte-order mark.
    values : mapping of str to Any
        By key (``target.minutes``), in plain values: numbers, texts, dates, lists, dicts. None
        takes the key out; a comment behind it stays, with the old value.

    Returns
    -------
    bytes
        Not checked yet: :func:`geo.settings.settings_in` says whether the values can be.

    Examples
    --------
    >>> edited_settings(b"[target]  # promise\\nminutes = 15 # at most\\n", {"target.minutes": 12})
    b'[target]  # promise\\nminutes = 12 # at most\\n'
    """
    import tomlkit

    text = content.decode("utf-8")
    marked, windows = text.startswith(_BOM), "\r\n" in text
    document = tomlkit.parse(text.removeprefix(_BOM).replace("\r\n", "\n"))
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        if section and section not in document:
            if value is None:
                continue
            _begin_section(document, section)
        owner: Any = document[section] if section else document
        if value is None:
            _take_out(owner, name)
        else:
            _put(owner, name, value, is_table=_is_table(key))
    written = tomlkit.dumps(document)
    if windows:
        written = written.replace("\n", "\r\n")
    return f"{_BOM if marked else ''}{written}".encode()


def _is_table(key: str) -> bool:
    item = setting_item(key)
    return item is not None and item.form in {"records", "named_records", "amounts", "lists"}


def _begin_section(document: Any, section: str) -> None:
    """Add a section at the end, a blank line before it."""
    import tomlkit

    if len(document.body) and not document.as_string().endswith("\n\n"):
        document.add(tomlkit.nl())
    document.add(section, tomlkit.table())


def _put(owner: Any, name: str, value: Any, *, is_table: bool = False) -> None:
    """Set a value where it stands; tables are changed entry by entry."""
    import tomlkit
    from tomlkit.items import AoT

    there = owner.get(name)
    if isinstance(value, Mapping) and isinstance(there, dict):
        _merge(there, value)
    elif isinstance(there, AoT) and value:
        _merge_rows(there, value)
    elif is_table and value and isinstance(value, list):
        rows = tomlkit.aot()
        for row in value:
            rows.append(_table(row))
        owner[name] = rows
    elif is_table and value and isinstance(value, Mapping):
        owner[name] = _table(value, inner=any(isinstance(one, Mapping) for one in value.values()))
    else:
        owner[name] = _as_written(value, there)


def _merge(there: Any, values: Mapping[str, Any]) -> None:
    """Make a table hold these entries and no others."""
    for name in [one for one in there if one not in values]:
        _take_out(there, name)
    for name, value in values.items():
        if name not in there and isinstance(value, Mapping) and not _is_inline(there):
            there[name] = _table(value)
        elif name not in there or there[name] != value:
            _put(there, name, value)


def _merge_rows(there: Any, rows: list[Mapping[str, Any]]) -> None:
    while len(there) > len(rows):
        del there[len(there) - 1]
    for place, row in enumerate(rows):
        if place < len(there):
            _merge(there[place], row)
        else:
            there.append(_table(row))


def _table(values: Mapping[str, Any], *, inner: bool = False) -> Any:
    """Return a new table; tables in it are written in one line unless they are rows themselves."""
    import tomlkit

    table = tomlkit.table(is_super_table=inner)
    for name, value in values.items():
        if inner and isinstance(value, Mapping):
            table.add(name, _table(value))
        elif isinstance(value, Mapping):
            line = tomlkit.inline_table()
            line.update(value)
            table.add(name, line)
        else:
            table.add(name, value)
    return table


def _is_inline(there: Any) -> bool:
    from tomlkit.items import InlineTable

    return isinstance(there, InlineTable)


def _as_written(value: Any, there: Any) -> Any:
    """Return a number as the file writes its numbers: 15 stays without a point, 15.0 with one."""
    if isinstance(value, float) and value.is_integer() and not isinstance(there, float):
        return int(value)
    if isinstance(value, list):
        return [_as_written(one, None) for one in value]
    if isinstance(value, Mapping):
        return {name: _as_written(one, None) for name, one in value.items()}
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(there, float):
        return float(value)
    return value


def _take_out(owner: Any, name: str) -> None:
    """Take a key out; what was said behind it stays as a comment of its own."""
    import tomlkit

    if name not in owner:
        return
    item = owner.item(name) if hasattr(owner, "item") else owner[name]
    comment = getattr(getattr(item, "trivia", None), "comment", "")
    body: Container | None = getattr(owner, "value", owner) if comment else None
    place = None
    if body is not None and hasattr(body, "body"):
        place = next(
            (at for at, (key, _) in enumerate(body.body) if key is not None and key.key == name),
            None,
        )
    written = f"{name} = {item.as_string()}  {comment}"
    owner.remove(name)
    if body is not None and place is not None and "\n" not in written:
        body.body[place] = (None, tomlkit.comment(written))
