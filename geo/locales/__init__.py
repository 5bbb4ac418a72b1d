"""The sentences of the product, one TOML file per language and room.

A key is addressed ``"room.key"``: ``siting.no_candidates`` is the entry ``no_candidates`` of
``zh/siting.toml`` and of ``en/siting.toml``. Both languages hold the same keys.
"""

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["LANGUAGES", "sentences"]

LANGUAGES = ("zh", "en")


@cache
def sentences(language: str) -> dict[str, str]:
    """Return every sentence of a language by its full key.

    Parameters
    ----------
    language : {"zh", "en"}
        The language of the catalogue.

    Returns
    -------
    dict of str to str
        Templates in :meth:`str.format` syntax, keyed ``"room.key"``.
    """
    catalogue: dict[str, str] = {}
    folder = files(__name__).joinpath(language)
    for room in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if room.name.endswith(".toml"):
            entries = tomllib.loads(room.read_text(encoding="utf-8"))
            prefix = room.name.removesuffix(".toml")
            catalogue.update({f"{prefix}.{key}": text for key, text in entries.items()})
    return catalogue
