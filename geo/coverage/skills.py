"""What crews can mend: the skills of a crew, and which kind of fault needs which."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["every_skill", "skill_of_kind", "split_skills"]

_BETWEEN: Final = re.compile(r"[、，,;；/|+\s]+")


def split_skills(text: object) -> frozenset[str]:
    """Return the skills that a cell names.

    Parameters
    ----------
    text : object
        ``水、电`` or ``plumbing; gas``; blank or missing for a crew that takes every call.

    Returns
    -------
    frozenset of str
        Empty for every skill there is.
    """
    if not isinstance(text, str):
        return frozenset()
    plain = unicodedata.normalize("NFKC", text).strip()
    return frozenset(word for word in _BETWEEN.split(plain) if word)


def every_skill(
    of_crews: Iterable[frozenset[str]], kinds_of_skill: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the skills that crews have or faults need, each once, in order of their words.

    Parameters
    ----------
    of_crews : iterable of frozenset of str
    kinds_of_skill : mapping of str to sequences of str
        What kinds of fault need a skill, as the settings say.
    """
    return tuple(sorted(frozenset(kinds_of_skill).union(*of_crews)))


def skill_of_kind(
    kind: str, skills: Sequence[str], kinds_of_skill: Mapping[str, Sequence[str]]
) -> str | None:
    """Return the skill that a kind of fault needs; None where any crew will do.

    Parameters
    ----------
    kind : str
        As the log of calls has it.
    skills : sequence of str
        The skills there are; a kind that has the name of one needs it.
    kinds_of_skill : mapping of str to sequences of str
        What else needs each.
    """
    word = unicodedata.normalize("NFKC", kind).strip()
    for skill in skills:
        if word == skill or word in kinds_of_skill.get(skill, ()):
            return skill
    return None
