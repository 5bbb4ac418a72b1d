"""Text that was garbled before it was saved: read in a wrong code page once, and written so.

The bytes are sound then, and what they say is not: ``å°åŒº``, ``Ð¡Çø``, ``灏忓尯`` and ``苤⑹`` all
were ``小区``. Each way back is tried; where it leads from rare signs to common ones, it is the way
that the text came.
"""

from typing import Final

from geo.tables.frequent_signs import SIMPLIFIED, TRADITIONAL
from geo.tables.journal import refusal

__all__ = ["require_sound"]

# What a text was taken for, and what it was.
_WAYS: Final = (
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
    ("gb18030", "utf-8"),
    ("big5hkscs", "gb18030"),
    ("gb18030", "big5hkscs"),
    ("cp932", "gb18030"),
)
_COMMON: Final = SIMPLIFIED | TRADITIONAL
_FEWEST_SIGNS: Final = 6
_SOUND_SHARE: Final = 0.3
_MEANT_SHARE: Final = 0.5
_LOST_SHARE: Final = 0.2
# What two replaced characters of UTF-8 look like when they are read as GBK.
_REPLACED_TWICE: Final = "锟斤拷"
_SHOWN: Final = 12


def require_sound(text: str, file: str) -> None:
    """Refuse a text that was garbled before it was saved.

    Parameters
    ----------
    text : str
        A sample of it.
    file : str
        What to call it in messages.

    Raises
    ------
    TableError
        When its signs were lost, or came about by a wrong code page; shows what they were.
    """
    foreign = [sign for sign in text if not sign.isascii()]
    if not foreign:
        return
    lost = text.count("\ufffd") + text.count(_REPLACED_TWICE) * len(_REPLACED_TWICE)
    if lost > _LOST_SHARE * len(foreign):
        raise refusal("tables.text_lost", file=file, found=_start(text))
    # One sign that is written again and again says no more than it did the first time.
    if len(set(foreign)) < _FEWEST_SIGNS or _common_share(text) > _SOUND_SHARE:
        return
    for taken_for, was in _WAYS:
        meant = _back(text, taken_for, was)
        if meant is not None and _common_share(meant) >= _MEANT_SHARE:
            raise refusal("tables.garbled", file=file, found=_start(text), meant=_start(meant))


def _back(text: str, taken_for: str, was: str) -> str | None:
    """Return what a text was before it was read in a wrong code page, or None."""
    written = text.encode(taken_for, "ignore")
    # What the wrong code page does not hold was never read in it.
    if len(written.decode(taken_for, "ignore")) < (1 - _LOST_SHARE) * len(text):
        return None
    return written.decode(was, "replace")


def _common_share(text: str) -> float:
    foreign = [sign for sign in text if not sign.isascii()]
    return sum(sign in _COMMON for sign in foreign) / len(foreign) if foreign else 0.0


def _start(text: str) -> str:
    """Return the first signs that are not ASCII, with what follows on their line."""
    at = next((i for i, sign in enumerate(text) if not sign.isascii()), 0)
    return text[at : at + _SHOWN].split("\n", maxsplit=1)[0]
