"""Writing csv that Excel and WPS open as it is, and that no spreadsheet runs as formulas."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["csv_text", "guard_text", "marked_csv_text", "unguarded_text", "write_csv"]

# The wide forms too: Excel in Chinese and Japanese takes them for the narrow ones.
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_BOM: Final = "\ufeff"
# Minutes are the product's measure: readers may count on this many decimals.
_LEAST_DECIMALS: Final = 3
_CLOCKS: Final = frozenset({"opens", "closes"})


def guard_text(value: str) -> str:
    """Return a text that a spreadsheet shows instead of running it.

    What begins with ``= + - @``, narrow or wide, or with a tab or a line end gets a leading
    apostrophe.

    Parameters
    ----------
    value : str
        Text of a cell.

    Returns
    -------
    str
    """
    return f"'{value}" if value.startswith(_STARTS_FORMULA) else value


def unguarded_text(value: str) -> str:
    """Return a text without the apostrophe that :func:`guard_text` put before it."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_STARTS_FORMULA) else value


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as the text of a csv file; columns of shapes are left out.

    The same table gives the same text: rows end in CR LF, numbers are written in full (minutes
    with three decimals at least), hours of ``opens`` and ``closes`` as ``06:30``, moments as ISO
    8601; blanks, NaN and infinity are empty.

    Parameters
    ----------
    table : DataFrame
        The table.

    Returns
    -------
    str
    """
    columns = [name for name in table.columns if table[name].dtype != "geometry"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(guard_text(str(name)) for name in columns)
    writer.writerows(zip(*(_written(table[name]) for name in columns), strict=True))
    return text.getvalue()


def marked_csv_text(table: pd.DataFrame) -> str:
    """Return a table as the text of a csv file with a byte-order mark, for Excel and WPS.

    Parameters
    ----------
    table : DataFrame

    Returns
    -------
    str
    """
    return _BOM + csv_text(table)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as csv in UTF-8 with a byte-order mark, for Excel and WPS.

    Parameters
    ----------
    table : DataFrame
        Columns of shapes are left out; the index is not written.
    path : Path
    """
    path.write_text(marked_csv_text(table), encoding="utf-8", newline="")


def _written(column: "pd.Series[Any]") -> Iterable[str]:
    if column.name in _CLOCKS and pd.api.types.is_float_dtype(column):
        return [_clock(hours) for hours in column]
    decimals = _LEAST_DECIMALS if str(column.name).endswith("_min") else 0
    return [_cell(value, decimals) for value in column.to_numpy(dtype=object)]


def _clock(hours: float) -> str:
    """Write an hour of the day as people read it: 22.5 might be half past ten or 22:05."""
    if not np.isfinite(hours):
        return ""
    hour, minute = divmod(round(hours * 60), 60)
    return f"{hour:02d}:{minute:02d}"


def _cell(value: Any, decimals: int) -> str:
    if isinstance(value, str):
        return guard_text(value)
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (float, np.floating)):
        return _number(float(value), decimals) if np.isfinite(value) else ""
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    return guard_text(str(value))


def _number(value: float, decimals: int) -> str:
    """Write a number in full, with at least some decimals, never with an exponent."""
    whole, _, fraction = np.format_float_positional(value, trim="-").partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
