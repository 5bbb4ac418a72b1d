"""What an estate's name is made of: the place it names, and evidence around it.

``北京市海淀区学院路街道（老旧小区）七号院5号楼`` names ``7号院`` of district 海淀; the building is
where someone lives in it. Nothing is thrown away: what is not the name is kept as evidence.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from geo.geocode.folding import fold, with_digits

__all__ = ["NameParts", "parse_name", "stem"]

_REMARKS: Final = re.compile(
    r"老旧小区|老旧|旧改|改造|原|小区$|拆迁|待定|不详|含|包括|已改造|无物业|单体楼|散居楼|宿舍区"
)
# A running number before a name: "3、", "(3)", "3.".
_LISTED: Final = re.compile(r"^\s*(?:\(\d{1,3}\)|\d{1,3}[、.)])\s*(?=[^\d\s])")
_BRACKETED: Final = re.compile(r"[(\[{<《【〔「『]([^)\]}>》】〕」』]*)[)\]}>》】〕」』]?")
_BUILDING: Final = re.compile(
    r"(?:第?[\da-z甲乙丙丁]+(?:[-—~、,至到和][\da-z]+)*(?:号楼|楼栋|栋|幢|号栋|座|门栋|单元|门洞|室|层|户)"
    r"|\d++[#-]++|(?<=[区院舍苑园里村寓庭])\d+楼)++(?:\d{0,4}|(?<=[#-])\d+)$"
)
_CITY: Final = re.compile(r"^(?:[一-鿿]{2,8}?省)?([一-鿿]{2,6}?市)(?=.{2,})")
_SUBDISTRICT: Final = re.compile(
    r"^([一-鿿]{2,8}?(?:街道办事处|街道办|街道|办事处|镇|乡))(?=.{2,})"
)
_LEAST_BEHIND_CITY: Final = 4
_LONGEST_STREET: Final = 8
_COMMUNITY: Final = re.compile(r"^([一-鿿\d]{2,8}?(?:社区居委会|社区|居委会))(?=.{2,})")
# Kinds of estates, the longest first; they are evidence, not part of the name itself.
_KINDS: Final = (
    "社区居委会|住宅小区|居民小区|职工宿舍|职工住宅|家属宿舍|生活小区|单位宿舍|职工家属院|家属大院|家属小区"
    "|家属院|家属楼|家属区|宿舍楼|住宅楼|居民楼|住宅区|生活区|宿舍区|居委会|小区|社区|宿舍|公寓楼|大院|院内"
)
_KIND: Final = re.compile(f"(?:{_KINDS})$")
# Words that many names end with; what stands before them is the name's own part.
_CLASS_WORD: Final = re.compile(
    "(?:[花家佳嘉名雅]园|[花佳嘉家名雅]苑|新村|新城|公寓|公馆|大厦|国际|山庄|胡同|大街|[东南西北中前后]?[路街巷道里村苑园])$"
)
_LEAST_STEM: Final = 2
_LONGEST_NAME: Final = 200
_SAYING_NOTHING: Final = (
    *_KINDS.split("|"),
    *[
        "本院",
        "本小区",
        "本社区",
        "大院",
        "院",
        "职工",
        "家属",
        "单位",
        "住宅",
        "公寓",
        "老",
        "旧",
        "新",
        "无名",
        "无",
    ],
)
# Without words that two others make up, so that a name can be parted in one way only.
_PIECES: Final = [
    word
    for word in _SAYING_NOTHING
    if not any(one + other == word for one in _SAYING_NOTHING for other in _SAYING_NOTHING)
]
_MEANINGLESS: Final = re.compile(f"(?:{'|'.join(_PIECES)}|[\\d甲乙丙丁]++号?)*")
_NUMBERS: Final = re.compile(
    r"\d+|[甲乙丙丁戊](?=\d|号|院|区|座)|(?<![a-z])[a-z]{1,2}(?=区|座|\d)|(?<![a-z])[a-z]$"
    r"|[一二三四五六七八九十]+(?=条|巷|里|厂|村|街|道|马路|横|纬|经)"
)
# What tells neighbouring places apart that are else called the same.
_DIRECTIONS: Final = re.compile(r"[东西南北内外前后上下]")


@dataclass(frozen=True)
class NameParts:
    """A name taken apart.

    Attributes
    ----------
    written : str
        As ``full``, with Chinese numerals as they were typed.
    full : str
        The folded name without administrative prefix, remarks and building.
    core : str
        ``full`` without the kind of estate; equal to it where nothing else would remain.
    kind : str
        The kind of estate at the end, such as ``小区`` or ``宿舍``.
    district, street, community, building : str
        Evidence that stood around the name, empty where there was none.
    numbers : tuple of str
        House numbers, phases and letters of the name, in order.
    directions : str
        東西南北 of the name, in order: 东里 is not 西里.
    meaningless : bool
        Whether the name says nothing of its own, such as 职工宿舍 or 本院.
    """

    written: str
    full: str
    core: str
    kind: str
    district: str
    street: str
    community: str
    building: str
    numbers: tuple[str, ...]
    directions: str
    meaningless: bool


def parse_name(
    text: str, districts: Collection[str] = (), streets: Collection[str] = ()
) -> NameParts:
    """Take a name apart.

    Parameters
    ----------
    text : str
        The name as it was typed.
    districts : collection of str
        Folded names of districts, as the gazetteer knows them, without 区 or 县.
    streets : collection of str
        Folded names of street offices, without 街道 or 街: behind one of these, 街 is no road.

    Returns
    -------
    NameParts
    """
    name, remark = _without_brackets(fold(_LISTED.sub("", unicodedata.normalize("NFKC", text))))
    name, district = _without_district(name, districts)
    name, street = _without(_SUBDISTRICT, name)
    if not street:
        name, street = _without_street(name, streets)
    name, community = _without(_COMMUNITY, name)
    written, name = name + remark, with_digits(name)
    # A pattern that may begin anywhere: beyond this length no name tells a building.
    name, building = _without(_BUILDING, name) if len(name) <= _LONGEST_NAME else (name, "")
    full = name + remark
    core = _KIND.sub("", name)
    kind = name[len(core) :]
    core = (core or name) + remark
    return NameParts(
        written=written if not building else full,
        full=full,
        core=core,
        kind=kind,
        district=district,
        street=street,
        community=community,
        building=building,
        numbers=tuple(_NUMBERS.findall(core)),
        directions="".join(_DIRECTIONS.findall(core)),
        meaningless=_MEANINGLESS.fullmatch(full) is not None,
    )


def stem(core: str) -> str:
    """Return a name without the 花园, 新村, 胡同 or 路 at its end, if two characters remain.

    Parameters
    ----------
    core : str
    """
    rest = _CLASS_WORD.sub("", core)
    return rest if len(rest) >= _LEAST_STEM else core


def _without_brackets(name: str) -> tuple[str, str]:
    """Return the name without brackets, and what in them distinguishes it: a phase, a number."""
    inside = [found for found in _BRACKETED.findall(name) if not _REMARKS.search(found)]
    outside = _BRACKETED.sub("", name)
    if not outside:
        return "".join(inside) or name.strip("()[]"), ""
    telling = [with_digits(one) for one in inside if re.search(r"[期区院号东西南北\d]", one)]
    return outside, "".join(telling)


def _without_district(name: str, districts: Collection[str]) -> tuple[str, str]:
    """Return the name without city and district, and the district.

    A city is only cut off when a district, a street office or a long rest follows, so that
    新郑路31号院 keeps its road; a district only when it is one that the gazetteer knows or when
    the word 区 or 县 ends it behind a city.
    """
    city = _CITY.match(name)
    rest = name[city.end() :] if city else name
    for district in sorted(districts, key=len, reverse=True):
        whole = (district,) if district[-1] in "市区县旗" else ()
        for word in (*whole, district + "新区", district + "区", district + "县", district + "市"):
            if rest.startswith(word) and len(rest) - len(word) >= 2:
                return rest[len(word) :], district
    if city:
        unknown = re.match(r"([一-鿿]{1,4}?)(?:区|县)(?=.{2,})", rest)
        if unknown and not re.match(r"[一-鿿]{0,3}[小社园院]区", rest):
            return rest[unknown.end() :], unknown[1]
        if len(rest) >= _LEAST_BEHIND_CITY:  # 新城市经典 is a name, not a city
            return rest, ""
    return name, ""


def _without_street(name: str, streets: Collection[str]) -> tuple[str, str]:
    """Return the name without the known street office before it: 晴川街龙灯里 is 龙灯里."""
    at = name.find("街", 2, _LONGEST_STREET)
    rest = name[at + 1 :]
    if at < 0 or name[:at] not in streets or len(rest) < 2:
        return name, ""
    if rest[0].isdigit() or _MEANINGLESS.fullmatch(rest):
        return name, ""
    return rest, name[: at + 1]


def _without(pattern: re.Pattern[str], name: str) -> tuple[str, str]:
    found = pattern.search(name)
    if found is None:
        return name, ""
    rest = name[: found.start()] + name[found.end() :]
    if _MEANINGLESS.fullmatch(rest):  # 格拉斯小镇社区 is no community of a town
        return name, ""
    return rest, found[0]
