"""Settings that are tables: rows to add, to change and to take out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.locales import sentences
from geo.settings import SettingItem, value_as_text, value_of_text
from geo.text import plain_text
from geo.ui import state

__all__ = ["rows_field", "text_of"]

_NAME: Final = "name"
_ROW_PX: Final = 35
_MOST_PX: Final = 360


def rows_field(item: SettingItem, value: Any, *, key: str, label: str, disabled: bool) -> Any:
    """Show the rows of a setting in a table to write in and return them as plain values.

    Parameters
    ----------
    item : SettingItem
        With columns, or amounts of known names.
    value : Any
        What it begins with; the same as long as the key is the same.
    key : str
    label : str
    disabled : bool

    Returns
    -------
    Any
        The value itself as long as nothing is written.
    """
    columns = _columns(item)
    table = pd.DataFrame(
        [[row.get(column.key) for column in columns] for row in _rows(item, value)],
        columns=[column.key for column in columns],
    )
    for column in columns:
        kind: Any = {"number": "Float64", "whole": "Int64"}.get(column.form, "string")
        table[column.key] = table[column.key].astype(kind)
    st.markdown(label)
    edited = st.data_editor(
        table,
        column_config={column.key: _config(column) for column in columns},
        num_rows="fixed" if item.form == "amounts" else "dynamic",
        disabled=[_NAME] if item.form == "amounts" else disabled,
        hide_index=True,
        height="content" if item.form == "amounts" else min(_ROW_PX * (len(table) + 3), _MOST_PX),
        placeholder="",
        key=key,
    )
    return value if edited.equals(table) else _value(item, columns, edited)


def _columns(item: SettingItem) -> tuple[SettingItem, ...]:
    if item.form == "amounts":
        amount = SettingItem("", "value", "number")
        return (SettingItem("", _NAME, "text"), amount)
    if item.form == "named_records":
        return (SettingItem("", _NAME, "text"), *item.columns)
    return item.columns


def _rows(item: SettingItem, value: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows as the table shows them: lists as text, amounts in columns of their own."""
    if item.form == "amounts":
        for name in item.choices:
            yield {_NAME: _choice(name), "value": value.get(name)}
        return
    named = item.form == "named_records"
    entries: Iterable[tuple[Any, Any]] = value.items() if named else enumerate(value)
    for name, row in entries:
        shown: dict[str, Any] = {_NAME: name} if named else {}
        for column in item.columns:
            inside = row.get(column.section, {}) if column.section else row
            cell = inside.get(column.name)
            shown[column.key] = _shown(column, cell)
        yield shown


def text_of(item: SettingItem, value: Any) -> str:
    """Return a value as it is written in a field, with the commas of the page's language."""
    return value_as_text(item, value, state.t()("language.comma"))


def _shown(column: SettingItem, cell: Any) -> Any:
    """Return a cell as it is read: a screen reader hears what the table holds."""
    if column.form == "words":
        return text_of(column, cell)
    return _choice(cell) if column.choices and cell is not None else cell


def _value(item: SettingItem, columns: tuple[SettingItem, ...], table: pd.DataFrame) -> Any:
    rows = [
        {
            column.key: _plain(column, cell)
            for column, cell in zip(columns, cells, strict=True)
            if not pd.isna(cell) and str(cell).strip()
        }
        for cells in table.itertuples(index=False)
    ]
    if item.form == "amounts":
        given = zip(item.choices, rows, strict=True)
        return {name: row["value"] for name, row in given if "value" in row}
    nested = [_nested(row) for row in rows if row]
    if item.form == "records":
        return nested
    return {str(row.pop(_NAME, "")): row for row in nested}


def _plain(column: SettingItem, cell: Any) -> Any:
    if column.form == "words":
        return value_of_text(column, str(cell))
    if column.choices:
        return {_choice(one): one for one in column.choices}.get(str(cell), str(cell))
    if column.form == "whole":
        return int(cell)
    return float(cell) if column.form == "number" else str(cell).strip()


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, cell in row.items():
        section, _, name = key.rpartition(".")
        (nested.setdefault(section, {}) if section else nested)[name] = cell
    return nested


def _config(column: SettingItem) -> Any:
    words = sentences(state.language())
    title = words["setting.value" if column.name == "value" else f"setting.column_{column.name}"]
    if column.form in {"number", "whole"}:
        return st.column_config.NumberColumn(title, step=1 if column.form == "whole" else None)
    if column.choices:
        return st.column_config.SelectboxColumn(
            title, options=list(map(_choice, column.choices)), required=True
        )
    return st.column_config.TextColumn(title, required=column.name == _NAME, max_chars=400)


def _choice(name: Any) -> str:
    return plain_text(sentences(state.language()).get(f"setting.choice_{name}", name))
