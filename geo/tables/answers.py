"""Words that lists answer with: yes and no, how many times, and where a problem stands."""

from typing import Final

import numpy as np

from geo.tables.cells import as_text
from geo.tables.numbers import read_number

__all__ = ["STATES_IN_WORDS", "how_often", "said", "state_of", "yes_or_no"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES: Final = _words(
    "1 yes y true 是 有 √ ✓ 好 好评 满意 非常满意 很满意 基本满意 比较满意 satisfied"
)
_NO: Final = _words("0 no n false 否 无 没有 × ✗ x 差评 不满意 很不满意 非常不满意 dissatisfied")
_UNTOLD: Final = _words("未回访 未评价 无评价 未接通 不详 unknown")

_WORDS_OF_STATE: Final = {
    "registered": "登记 已登记 待研判 新增 待办",
    "judged": "研判 已研判 待排期 已评估",
    "planned": "排期 已排期 已计划 待整改 待施工 计划",
    "in_work": "整改 整改中 施工中 在办 办理中 进行中 处理中",
    "accepted": "验收 已验收 待销号 验收合格",
    "closed": "销号 已销号 办结 已办结 完成 已完成 已整改",
    "filed": "归档 已归档",
}
_STATE_OF: Final = {
    word: state for state, words in _WORDS_OF_STATE.items() for word in (state, *words.split())
}
STATES_IN_WORDS: Final = ", ".join(
    f"{state} {words.split()[0]}" for state, words in _WORDS_OF_STATE.items()
)


def said(cell: object) -> str:
    """Return a cell as words: a spreadsheet's TRUE is yes, its 1.0 is 1."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:g}" if isinstance(cell, float) else as_text(cell)


def yes_or_no(cell: object) -> float | None:
    """Return 1 for yes, 0 for no, nan where a cell says that nobody knows, None for all else."""
    words = said(cell).strip().casefold()
    if words in _UNTOLD:
        return np.nan
    return 1.0 if words in _YES else 0.0 if words in _NO else None


def how_often(cell: object) -> float | None:
    """Return a count of times, where yes is once and no never; None where a cell says neither."""
    answer = yes_or_no(cell)
    return read_number(said(cell).removesuffix("次")).value if answer is None else answer


def state_of(text: str) -> str | None:
    """Return where a problem stands, by the state's name or a word that lists write for it."""
    return _STATE_OF.get(text.strip().casefold().replace(" ", "_"))
