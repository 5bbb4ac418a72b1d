"""A broken hard rule: which rule, which estates, and the smallest relaxation that heals it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import Notice
from geo.i18n import listed
from geo.locales import sentences

__all__ = ["Violation"]

LONGEST_LIST = 12
_WHOLE_FROM = 1000


@dataclass(frozen=True)
class Violation:
    """A hard rule that a plan breaks, or that no plan can keep.

    Attributes
    ----------
    rule : str
        ``zones``, ``connected``, ``street``, ``max_estates``, ``cap``, ``radius``, or the name of
        a further rule.
    estates : tuple of int
        The estates concerned.
    found : float
        The figure found.
    wanted : float
        The figure the rule asks for. Relaxing it to `found` heals the violation.
    key : str
        Key of the sentence, by default the one of the rule.
    names : sequence of str
        Names of all estates of the problem; empty: indices are shown.
    """

    rule: str
    estates: tuple[int, ...]
    found: float
    wanted: float
    key: str = ""
    names: Sequence[str] = field(default=(), repr=False, compare=False)

    def sentence(self, language: str = "en") -> str:
        """Return the violation as one sentence with the estates' names."""
        key = self.key or f"zoning.broken_{self.rule}"
        if key not in sentences(language):
            key = "zoning.broken_rule"
        return Notice(key, **self._fields(language)).sentence(language)

    def as_dict(self) -> dict[str, Any]:
        """Return the violation as plain values."""
        return {
            "rule": self.rule,
            "estates": list(self.estates),
            "found": self.found,
            "wanted": self.wanted,
        }

    def _fields(self, language: str) -> dict[str, Any]:
        names = [self.names[i] if self.names else str(i) for i in self.estates]
        shown = listed(names[:LONGEST_LIST], language)
        if len(names) > LONGEST_LIST:
            shown += " …"
        return {
            "estates": shown,
            "count": len(names),
            "found": _short(self.found),
            "wanted": _short(self.wanted),
            "rule": _rule_words(self.rule, language),
        }

    def __str__(self) -> str:
        return self.sentence()


def _rule_words(rule: str, language: str) -> str:
    """Return what one or several rules are called; one that no catalogue names as it is."""
    known = sentences(language)
    names = [known.get(f"zoning.rule_{name}", name) for name in rule.split(", ")]
    return listed(names, language)


def _short(figure: float) -> str:
    if math.isinf(figure):
        return "∞"
    if figure == round(figure):
        return f"{figure:,.0f}"
    # A cap is a multiple of a mean: of whole households no more fit than its whole part.
    return f"{math.floor(figure):,}" if figure >= _WHOLE_FROM else f"{figure:,.2f}"
