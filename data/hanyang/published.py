"""What public reports of 2018 and 2021 say of Hanyang, and how the demo keeps to it.

Everything here is either a published figure or says that it is assumed.
"""

from dataclasses import dataclass

HOUSEHOLDS = 57_000
RESIDENTS = 120_000


@dataclass(frozen=True)
class Operator:
    """A state-owned property company: what it runs in all.

    ``floor_area_m2`` is None where no figure was published.
    """

    name: str
    estates: int
    households: int
    floor_area_m2: int | None


ZHENGYANG = Operator("正阳", estates=62, households=41_000, floor_area_m2=2_840_300)
ANJU = Operator("安居兴业", estates=99, households=16_000, floor_area_m2=None)

ESTATES_BY_STREET = {
    "建桥街": (9, 9),
    "晴川街": (5, 4),
    "鹦鹉街": (9, 8),
    "洲头街": (7, 7),
    "五里墩街": (11, 9),
    "琴断口街": (11, 7),
    "江汉二桥街": (10, 6),
    "永丰街": (0, 16),
    "江堤街": (0, 15),
    "四新街": (0, 5),
    "龙阳街": (0, 13),
}
"""Estates of 正阳 and of 安居兴业. Published: 62 in seven streets, 99 others. Assumed: which."""


@dataclass(frozen=True)
class NamedEstate:
    """An estate that the reports name. None where a figure is left to be generated.

    ``note`` says which figures were published and which are assumed.
    """

    name: str
    street: str
    community: str
    operator: Operator
    note: str
    households: int | None = None
    residents: int | None = None
    buildings: int | None = None
    stairwells: int | None = None
    built_year: int | None = None
    gates: int = 0


NAMED_ESTATES = (
    NamedEstate(
        "龙灯里小区",
        "晴川街",
        "龙灯社区",
        ZHENGYANG,
        "公开数字：1997年建，684户，1320人，7个出入口（部分分时关闭）",
        households=684,
        residents=1320,
        built_year=1997,
        gates=7,
    ),
    NamedEstate(
        "瓜堤后地小区",
        "鹦鹉街",
        "夹河社区",
        ZHENGYANG,
        "公开：20世纪70年代建；年份取1975、户数取420为假设",
        households=420,
        built_year=1975,
    ),
    NamedEstate(
        "汉钢宿舍",
        "五里墩街",
        "五福里社区",
        ZHENGYANG,
        "公开：名称、街道、社区；户数取560为假设",
        households=560,
    ),
    NamedEstate(
        "汇福园小区",
        "琴断口街",
        "汇福园社区",
        ZHENGYANG,
        "公开数字：12栋49个单元，800余户，20世纪90年代末建；户数取812、年份取1998为假设",
        households=812,
        buildings=12,
        stairwells=49,
        built_year=1998,
    ),
    NamedEstate(
        "财校宿舍",
        "永丰街",
        "玫瑰西苑社区",
        ANJU,
        "公开：名称、街道、社区；户数取96为假设",
        households=96,
    ),
    NamedEstate(
        "下马湖小区",
        "江堤街",
        "江腾社区",
        ANJU,
        "公开数字：1栋2个单元，48户，101人，全区最小",
        households=48,
        residents=101,
        buildings=1,
        stairwells=2,
    ),
)

SMALLEST_HOUSEHOLDS = 48
