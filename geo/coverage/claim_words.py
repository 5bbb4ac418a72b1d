"""The words by which claims name shares, areas, times and what is done within them."""

import re
from collections.abc import Callable
from typing import Final

from geo.tables import CHINESE_NUMERAL, read_chinese

__all__ = [
    "ALL_DAY_MIN",
    "AREAS",
    "AREA_SPAN",
    "BOUND_AFTER",
    "BOUND_BEFORE",
    "BOUND_DOWN",
    "BOUND_UP",
    "CHANCE",
    "CLAUSE_END",
    "CLOCK_HOURS",
    "COVERS",
    "DOING",
    "ENGLISH_IN",
    "FILLER",
    "FRACTION_BEFORE",
    "LEFT_OVER",
    "MEAN",
    "MEDIAN",
    "NO_GROUND",
    "PERCENTILES",
    "ROUND_THE_CLOCK",
    "SAME_AGAIN",
    "SAME_AREA",
    "SHARES",
    "SPAN_BEFORE",
    "TO",
    "TRAVEL_BEFORE",
    "WHOSE",
    "WITHIN_AFTER",
    "WITHIN_BEFORE",
    "YEAR",
    "number_said",
]

_DIGITS: Final = r"\d[\d,]*(?:\.\d+)?"
_NUMBER: Final = rf"(?:{_DIGITS}(?:\s*[万萬千百亿])?|[{CHINESE_NUMERAL}]+)"
CLAUSE_END: Final = re.compile(r"[;；。\n!?！？、]|(?<!\d)[,，]|[,，](?!\d{3}(?!\d))|\.(?!\d)")

# fmt: off
_ENGLISH_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100,
}
_ENGLISH_ONES: Final = {
    word: number for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)
}
# fmt: on
_ENGLISH_TEENS: Final = (
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_ENGLISH_NUMBER: Final = "|".join((*_ENGLISH_ONES, _ENGLISH_TEENS, *_ENGLISH_TENS))
_ENGLISH_PERCENT: Final = (
    rf"(?:{'|'.join(_ENGLISH_TENS)})(?:[\s-](?:{'|'.join(_ENGLISH_ONES)}))?(?=\s*per\s?cent)"
)
_PER_CENT: Final = r"(?:%|per\s?cent\b|pct\b)"
SHARES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], float | None]], ...]] = (
    (
        re.compile(rf"百分之\s*({_DIGITS}|[{CHINESE_NUMERAL}]+(?:点[{CHINESE_NUMERAL}]+)?)"),
        lambda found: _hundredths(found[1]),
    ),
    (
        re.compile(rf"({_DIGITS}|[{CHINESE_NUMERAL}]+)\s*{_PER_CENT}", re.I),
        lambda found: _hundredths(found[1]),
    ),
    (
        re.compile(rf"\b({_ENGLISH_PERCENT})\s*{_PER_CENT}", re.I),
        lambda found: _english_hundredths(found[1]),
    ),
    (
        re.compile(
            rf"(?<![{CHINESE_NUMERAL}\d])([一二三四五六七八九十]|10|[1-9])成"
            r"(?:([一二三四五六七八九1-9])(?![个家])|(半))?(?![立为员功果都长本份熟])"
        ),
        lambda found: _tenths(found),  # noqa: PLW0108 (defined below)
    ),
    (
        re.compile(rf"([{CHINESE_NUMERAL}\d]+)分之([{CHINESE_NUMERAL}\d]+)"),
        lambda found: _ratio(found[2], found[1]),
    ),
    (
        re.compile(
            r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+"
            r"(?:times\s+)?(?:out\s+of|in)\s+(?:every\s+)?(\d+|ten|five|four|three|hundred)\b"
            r"(?!\s*-?\s*(?:min|hour|sec|km|sq))",
            re.I,
        ),
        lambda found: _ratio(found[1], found[2]),
    ),
    (
        re.compile(
            r"(?<!hour and )(?<!hours and )"
            r"\b(two|three|four|nine)[\s-](thirds|quarters|fifths|tenths)\b"
            r"(?!\s+of\s+an\s+hour)",
            re.I,
        ),
        lambda found: _ratio(
            found[1],
            {"thirds": "3", "quarters": "4", "fifths": "5", "tenths": "10"}[found[2].casefold()],
        ),
    ),
    (
        re.compile(
            r"一半|半数|\bhalf\s+(?:of\s+)?(?=(?:all\s+|the\s+|our\s+)*[a-z]*"
            r"(?:households|homes|residents|people|estates|calls|responses))",
            re.I,
        ),
        lambda _: 0.5,
    ),
)
PERCENTILES: Final = (
    re.compile(r"\b[pP]\s?(\d{2}(?:\.\d)?)(?!\d)"),
    re.compile(r"(\d{1,2}(?:\.\d+)?)(?:st|nd|rd|th)\s+percentile", re.I),
    re.compile(r"(\d{1,2}(?:\.\d+)?)\s*百?分位[数值点]?"),
)
MEDIAN: Final = re.compile(r"中位[数值]?|\bmedian\b", re.I)

WHOSE: Final = {
    "households": r"住户|居民户|家庭|户|households?|homes|families|dwellings|flats|apartments",
    "estates": r"小区|院落|楼盘|estates?|compounds|neighbou?rhoods|housing estates",
    "residents": r"居民|群众|市民|业主|人口|人|residents?|people|population|inhabitants|citizens",
    "area": r"面积|区域|辖区|城区|建成区|范围|国土|area|territory|district|ground",
    "responses": r"报修|工单|来电|呼叫|出动|次|案件|情况|时候|订单|诉求|任务|calls?|responses?"
    r"|incidents?|jobs?|requests?|emergencies|cases|times?|repairs?",
}
CHANCE: Final = (
    r"达标|准时|及时|按时|到场率|响应率|把握|概率|可能|保证率|置信|可靠|on[\s-]time|probability|chance"
    r"|confiden\w+|reliab\w+|certain\w*|of the time"
)
COVERS: Final = r"覆盖率|覆盖|coverage|covered"
FILLER: Final = (
    r"\s*(?:以上|左右)?\s*(?:的|of)?\s*(?:全部|所有|全区|全市|老旧|all|the|its|our|every|old|\s"
    r"|(?:小区|社区|辖区)的?(?=住户|居民|家庭|业主|群众|户))*"
)
TO: Final = (
    r"(?:占比|比例|rate)?\s*"
    r"(?:[达到为是超过不低于至少≥:：约保持在已均]|at least|is|of|to|reaches)*\s*$"
)

_AREA_UNITS: Final = (
    (r"km\s*\^?\s*2|km²|sq\.?\s*km|square\s+kilomet(?:er|re)s?|平方公里|平方千米", 1.0),
    (r"公顷|hectares?|ha\b", 0.01),
    (r"英亩|acres?", 0.0040468564224),
    (r"亩", 1 / 1500),
    (r"sq\.?\s*mi(?:les?)?\b|square\s+miles?|平方英里", 2.589988110336),
    (r"平方米|平米|㎡|m2|m²|square\s+met(?:er|re)s?|sq\.?\s*m\b", 1e-6),
)
AREAS: Final = [
    (re.compile(rf"({_NUMBER})\s*-?\s*(?:{unit})", re.I), km2) for unit, km2 in _AREA_UNITS
]
SAME_AGAIN: Final = re.compile(r"\s*[(（,，]?\s*(?:即|合|约合|约|=|or|i\.e\.|that is)?\s*")
NO_GROUND: Final = re.compile(
    r"(?:其中|包括|含|of which|including|人均|户均|每[户人]|建筑面积|floor area)[^,，。;；]{0,8}$",
    re.I,
)

ROUND_THE_CLOCK: Final = re.compile(
    r"(?:全年\s*)?(?:365\s*天?\s*[x×*/]?\s*)?(?:7\s*[x×*/乘]\s*24|24\s*[x×*/乘]\s*7)\s*(?:个?小时|h(?:ours?)?\b)?"
    r"|全天候?\s*24\s*小时|24\s*小时\s*(?:全天候?|不间断|值守|值班|热线|在线)|昼夜|全天候"
    r"|round[\s-]the[\s-]clock|24\s*hours?\s+a\s+day|(?:7|seven)\s+days\s+a\s+week",
    re.I,
)
WITHIN_AFTER: Final = re.compile(r"\s*(?:以内|之内|内|or less|or under)")
WITHIN_BEFORE: Final = re.compile(r"(?:\bin|within|under|less than|内|不超过|最多|最长)\s*$", re.I)
ENGLISH_IN: Final = re.compile(r"\b(?:in|within|under)\s*$", re.I)
TRAVEL_BEFORE: Final = re.compile(
    r"(?:车程|行车|驾车|开车|步行|骑行|drive|walk)\s*(?:of|在|为|约|only|just|a)?\s*$", re.I
)
FRACTION_BEFORE: Final = re.compile(r"\d\s*[/⁄]\s*$")
CLOCK_HOURS: Final = re.compile(r"\d{1,2}:\d{2}(?:\s*[-~–—至到]+\s*(?:次日)?\d{1,2}:\d{2})?")
SPAN_BEFORE: Final = re.compile(
    rf"(?:{_NUMBER}|\b(?:{_ENGLISH_NUMBER}))\s*(?:分钟?|min(?:ute)?s?)?"
    r"\s*(?:[-~–—～]|至|到|或|\bto\b|\bor\b|\band\b)\s*$",
    re.I,
)
BOUND_AFTER: Final = re.compile(r"\s*(?:及?以上|以外|起|or more|or longer|plus|\+)", re.I)
BOUND_BEFORE: Final = re.compile(
    r"(?<!不)(?<!不会)(?<!未)(?<!没有)(?<!从不)(?:超过|大于|多于|高于|逾|不少于|不低于|至少|起码|[>≥])\s*$"
    r"|(?:最短|最快|最少|最低)(?:也要|需要?|仅需?|只要|为|约)?\s*$"
    r"|(?<!no )(?<!not )(?<!never )(?:more than|over|longer than|at least|exceeding)\s*$"
    r"|\b(?:not?\s+(?:less|fewer|sooner|earlier|faster)\s+than|from|minimum(?:\s+of)?"
    r"|at\s+the\s+(?:earliest|fastest))\s*$",
    re.I,
)
_DOES: Final = {
    "travel": r"车程|行车|驾车|开车|步行|骑行|drive\b|driving|walk",
    "repair": r"修复|修好|修理|抢修完|抢修结束|处置|处理|解决|办结|完成|恢复|排除|restor|fix"
    r"|repaired|resolv|complet|back on",
    "answer": r"接听|接单|受理|派单|接报|回应|回复|回电|回访|答复|联系|签收|answer|acknowledg"
    r"|call(?:ed)? back|pick(?:ed)? up|dispatch|repl(?:y|ied)",
    "arrive": r"到场|到达|到位|抵达|赶到|上门|现场|赶赴|到户|维修圈|生活圈|服务圈|圈|arriv"
    r"|on[\s-]site|on[\s-]scene|reach|attend|at the door|circle",
    "respond": r"响应|respon",
}
DOING: Final = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _DOES.items()), re.I)
MEAN: Final = re.compile(r"平均|均值|均为|\baverage\b|\bavg\b|\bmean\b", re.I)
ALL_DAY_MIN: Final = 24 * 60
LEFT_OVER: Final = re.compile(rf"{_DIGITS}\s*[^\s\d,，。.;；、()（）]{{0,4}}")
YEAR: Final = re.compile(r"(?:19|20)\d\d(?:\s*年|\b)")


SAME_AREA: Final = 0.005
AREA_SPAN: Final = re.compile(rf"(?:{_NUMBER})\s*(?:[-~–—～]|至|到|\bto\b)\s*$", re.I)
# A share or an area of at most so much promises nothing.
BOUND_UP: Final = re.compile(
    r"(?:不到|不足|(?<!不)(?:低于|少于|小于)|至多|最多"
    r"|(?<!no )(?<!not )(?<!never )(?:less than|fewer than|under|below)|at most|up to)\s*$",
    re.I,
)
BOUND_DOWN: Final = re.compile(r"\s*(?:以下|or less|at most)", re.I)


def _hundredths(text: str) -> float | None:
    number = number_said(text)
    return None if number is None else number / 100


def _english_hundredths(text: str) -> float | None:
    words = re.split(r"[\s-]+", text.casefold())
    tens = " ".join(word for word in words if word not in _ENGLISH_ONES or "hundred" in words)
    ones = 0 if "hundred" in words else sum(_ENGLISH_ONES.get(word, 0) for word in words)
    return (_ENGLISH_TENS[tens] + ones) / 100


def _tenths(found: re.Match[str]) -> float | None:
    tens = number_said(found[1])
    ones = number_said(found[2]) if found[2] else 5.0 if found[3] else 0.0
    return None if tens is None or ones is None else (10 * tens + ones) / 100


def _ratio(part: str, whole: str) -> float | None:
    numbers = [number_said(text) for text in (part, whole)]
    if None in numbers or not numbers[1]:
        return None
    return (numbers[0] or 0.0) / numbers[1]


def number_said(text: str) -> float | None:
    """Read digits, a Chinese numeral or a small English number."""
    plain = text.strip().casefold()
    if re.fullmatch(_DIGITS, plain):
        return float(plain.replace(",", ""))
    if plain in _ENGLISH_ONES or plain in _ENGLISH_TENS:
        return float(_ENGLISH_ONES.get(plain, 0) or _ENGLISH_TENS[plain])
    whole, _, decimals = plain.replace(",", "").replace(" ", "").partition("点")
    value = read_chinese(whole)
    if value is None or not decimals:
        return value
    digits = read_chinese(decimals)
    return None if digits is None else value + digits / 10 ** len(decimals)
