"""In what columns are counted: the units that people write in headers and cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

__all__ = ["ANY_COUNT", "Quantity", "header_unit", "quantity_of"]

_SCALES: Final = {
    "": 1.0,
    "十": 10.0,
    "百": 100.0,
    "千": 1000.0,
    "万": 1e4,
    "萬": 1e4,
    "w": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
}


@dataclass(frozen=True, eq=False)
class Quantity:
    """What a column counts.

    Attributes
    ----------
    unit : str
        The unit in which the program keeps it.
    factor_of : mapping of str to float
        Units, in small letters, and what one of each is in that unit.
    scaled : bool
        Whether 万 and its like may stand before a unit.
    clock : bool
        Whether it may be written as a length of time: ``0:09:30``, ``1小时5分``.
    strict : bool
        Whether a header with another unit names something else.
    """

    unit: str
    factor_of: Mapping[str, float]
    scaled: bool = True
    clock: bool = False
    strict: bool = True
    pattern: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.factor_of, key=len, reverse=True)
        words = [rf"{re.escape(word)}(?![a-z])" for word in longest_first]
        object.__setattr__(self, "pattern", "|".join(words))

    def factor(self, word: str) -> float | None:
        """Return what one of a unit is, with 万 and its like before it; None if it is none."""
        if word in self.factor_of:
            return self.factor_of[word]
        if self.scaled:
            for scale, times in _SCALES.items():
                rest = word.removeprefix(scale).strip()
                if scale and word.startswith(scale) and (not rest or rest in self.factor_of):
                    return times * self.factor_of.get(rest, 1.0)
        return None


def _all(words: str, factor: float = 1.0) -> dict[str, float]:
    return dict.fromkeys(words.split(), factor)


_MINUTES: Final = Quantity(
    "min",
    {
        **_all("毫秒 ms millisecond milliseconds", 1 / 60_000),
        **_all("秒 秒钟 秒数 s sec secs second seconds", 1 / 60),
        **_all("分 分钟 分钟数 min mins minute minutes"),
        **_all("刻 刻钟", 15),
        **_all("小时 小时数 个小时 钟头 个钟头 时 h hr hrs hour hours", 60),
        **_all("天 日 d day days", 24 * 60),
    },
    scaled=False,
    clock=True,
)
_DAYS: Final = Quantity(
    "days",
    {
        **_all("小时 时 h hr hrs hour hours", 1 / 24),
        **_all("天 日 工作日 个工作日 d day days"),
        **_all("周 星期 个星期 w wk week weeks", 7),
    },
    scaled=False,
)
_AREA: Final = Quantity(
    "m2",
    {
        **_all("㎡ 平方米 平方公尺 平米 平方 平 方 m2 m² m^2 sqm sq.m sq.m."),
        "sq m": 1.0,
        "square metres": 1.0,
        "square meters": 1.0,
        **_all("公顷 ha hectare hectares", 10_000),
        **_all("亩 市亩 mu", 10_000 / 15),
        **_all("平方公里 平方千米 km2 km² km^2 sqkm", 1e6),
        "sq km": 1e6,
        "square kilometres": 1e6,
        "square kilometers": 1e6,
        **_all("英亩 acre acres", 4046.8564224),
        **_all("平方英尺 sqft ft2 ft²", 0.09290304),
        "sq ft": 0.09290304,
        "square feet": 0.09290304,
    },
)
_METRES: Final = Quantity(
    "m",
    {
        **_all("米 公尺 m metre metres meter meters"),
        **_all("公里 千米 km kilometre kilometres kilometer kilometers", 1000),
        **_all("厘米 cm", 0.01),
        **_all("毫米 mm", 0.001),
    },
    scaled=False,
)
_MONEY: Final = Quantity("yuan", _all("元 块 块钱 圆 人民币 rmb cny yuan ¥ 元人民币"))
_FULL_MARKS: Final = {
    5: ("5", "五"),
    10: ("10", "十"),
    20: ("20", "二十"),
    25: ("25", "二十五"),
    30: ("30", "三十"),
    50: ("50", "五十"),
    100: ("100", "一百"),
}
_SCORE: Final = Quantity(
    "score",
    {
        **_all("% 分 percent pct 百分比 百分制"),
        **{
            said.format(full): 100 / marks
            for marks, names in _FULL_MARKS.items()
            for full in names
            for said in ("满分{}分", "满分{}", "{}分制", "0-{}", "0-{}分", "0~{}分", "out of {}")
        },
    },
    scaled=False,
    strict=False,
)
_HOUSEHOLDS: Final = Quantity("households", _all("户 戶 家 住户 个 household households hh"))
# What must agree: a share of those asked up to 1, or households.
_NEED: Final = Quantity(
    "share or households",
    {**_all("% percent pct 百分比", 0.01), **_all("户 戶 家 住户 household households hh")},
    strict=False,
)
_PEOPLE: Final = Quantity(
    "people", _all("人 口 口人 名 位 人口 个 person persons people residents")
)
_BUILDINGS: Final = Quantity("buildings", _all("栋 幢 座 楼 栋楼 幢楼 个 building buildings"))
_STAIRWELLS: Final = Quantity("stairwells", _all("个 单元 个单元 门 门洞 门栋 洞 stairwells"))
_CREWS: Final = Quantity("crews", _all("个 组 支 队 班 班组 个班组 crew crews team teams"))
_POINTS: Final = Quantity("points", _all("处 个 根 点 条 点位 个点位 point points"))
_CREW_DAYS: Final = Quantity("crew-days", _all("班组日 个班组日 工日 个工日 天 日 crew-days days"))
_WEEKS: Final = Quantity(
    "weeks", {**_all("周 星期 个星期 w wk week weeks"), **_all("天 日 d day days", 1 / 7)}
)
_SHARE: Final = Quantity("share", _all("% percent pct 百分比", 0.01), scaled=False, strict=False)

ANY_COUNT: Final = Quantity(
    "",
    {
        word: factor
        for counted in (_HOUSEHOLDS, _PEOPLE, _BUILDINGS, _STAIRWELLS, _CREWS)
        for word, factor in counted.factor_of.items()
    }
    | _all("处 年 元 ㎡ 平方米 平米 平方 m2 m² 米 m 分钟 分 min minute minutes"),
    strict=False,
)
"""What a number may count where nothing says what: the units in which the program keeps numbers."""

_QUANTITY_OF: Final = {
    "households": _HOUSEHOLDS,
    "residents": _PEOPLE,
    "buildings": _BUILDINGS,
    "stairwells": _STAIRWELLS,
    "crews": _CREWS,
    "capacity": _HOUSEHOLDS,
    **dict.fromkeys(("cost", "amount", "repair_fund"), _MONEY),
    **dict.fromkeys(("points", "rain_pipe_points", "drains"), _POINTS),
    "crew_days": _CREW_DAYS,
    "weeks": _WEEKS,
    "elderly_share": _SHARE,
    "days": _DAYS,
    "consent_need": _NEED,
    **dict.fromkeys(("consent_yes", "consent_waived", "consent_empty", "consent_all"), _HOUSEHOLDS),
    **dict.fromkeys(
        ("party_base", "environment", "infrastructure", "closure", "willingness", "score"), _SCORE
    ),
}
_QUANTITY_ENDING: Final = {"_min": _MINUTES, "_m2": _AREA, "_m": _METRES}


def quantity_of(column: str) -> Quantity:
    """Return what a column counts, by its canonical name."""
    if column in _QUANTITY_OF:
        return _QUANTITY_OF[column]
    endings = (quantity for ending, quantity in _QUANTITY_ENDING.items() if column.endswith(ending))
    return next(endings, ANY_COUNT)


_BRACKETED: Final = re.compile(r"[(\[【〔<《]([^()\[\]【】〔〕<>《》]*)[)\]】〕>》]")
_APART: Final = re.compile(r"[/\\|_:,;\s-]+")
_SAYS_UNIT: Final = re.compile(r"^(?:计量)?(?:单位|units?)\s*:?\s*")
_LAST: Final = re.compile(r"(秒|秒数|分钟|分钟数|小时|小时数|公顷|亩|平方米|平方公里|万元|千元)$")


@lru_cache(maxsize=4096)
def header_unit(header: str, quantity: Quantity) -> str | None:
    """Return the unit that a header names, of those that fit what its column counts.

    It stands in brackets (``响应时间（秒）``), behind a mark (``响应时间/秒``, ``response_s``) or
    at the end of the name (``响应秒数``).

    Parameters
    ----------
    header : str
        In the width of NFKC and small letters.
    quantity : Quantity
    """
    in_brackets = [_SAYS_UNIT.sub("", said.strip()) for said in _BRACKETED.findall(header)]
    bare = _BRACKETED.sub("", header).strip()
    pieces = _APART.split(bare)[1:]
    ends = [found[1] for found in [_LAST.search(bare)] if found]
    for word in (*in_brackets, *reversed(pieces), *ends):
        if quantity.factor(word) is not None:
            return word
    return None
