"""JSON, TOML and literals that may come from anywhere: a wrong text is a ``ValueError``.

The parsers of Python follow brackets within brackets by calling themselves, and raise something
else where there are too many; TOML says an error of its own only where it looks for one.
"""

import ast
import json
import tomllib
from typing import Any

__all__ = ["parsed_json", "parsed_literal", "parsed_toml"]


def parsed_json(text: str | bytes) -> Any:
    """Return what a text in JSON says.

    Parameters
    ----------
    text : str or bytes

    Returns
    -------
    Any
        Numbers that JSON does not know, such as NaN, are read as Python writes them.

    Raises
    ------
    ValueError
        When it is no JSON, or its brackets stand too deep in each other.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("brackets too deep in each other") from error


def parsed_literal(text: str) -> Any:
    """Return what a text says that writes numbers, texts and lists of them as Python does.

    Parameters
    ----------
    text : str

    Returns
    -------
    Any

    Raises
    ------
    ValueError
        When it is none, or goes on too deep or too long.
    """
    try:
        return ast.literal_eval(text)
    except (SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError("no value of Python") from error


def parsed_toml(text: str) -> dict[str, Any]:
    """Return what a text in TOML says.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        When it is no TOML, or its brackets stand too deep in each other.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("brackets too deep in each other") from error
