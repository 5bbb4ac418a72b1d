"""Plausible, unique estate names: after the community, or after a work unit without a real name."""

import itertools
from collections.abc import Iterator

import numpy as np

DORMITORY_SHARE = 0.4

WORK_UNITS_TEXT = (
    "纺织厂 印染厂 造纸厂 肉联厂 面粉厂 轮渡公司 航运公司 粮食局 供销社 建材厂 市政公司 公交公司 "
    "铁路机务段 邮电局 供电局 自来水厂 医药公司 百货公司 副食品公司 蔬菜公司 轻工机械厂 标准件厂 "
    "轴承厂 阀门厂 油脂厂 橡胶厂 塑料厂 玻璃厂 制药厂 仪表厂 电缆厂 水泥厂 机床厂 锅炉厂 客车厂 "
    "造船厂 化工厂 酿酒厂 服装厂 针织厂 皮鞋厂 木材厂 印刷厂 被服厂 搪瓷厂 灯泡厂 糖果厂 罐头厂 "
    "冷冻厂 搬运公司 运输公司 煤气公司 环卫局 园林局 税务局 教师 卫校 师范 党校 中医院"
)

# A community already called 园, 苑, 居 or 新村 gives its name to an estate as it is.
HOUSING_ENDINGS = ("园", "苑", "居", "新村", "一村", "明珠", "长江", "都汇", "观澜")
FORMS_OF_HOUSING = ("{}", "{}南区", "{}北区", "{}二期", "{}东区", "{}西区")
FORMS_OF_PLACE = ("{}小区", "{}新村", "{}花园", "{}公寓", "{}东区", "{}二村", "{}西区", "{}北苑")


class EstateNames:
    """Hands out names, each once."""

    def __init__(self, taken: set[str], rng: np.random.Generator) -> None:
        self._taken = set(taken)
        self._rng = rng
        units = WORK_UNITS_TEXT.split()
        self._units = iter([units[index] for index in rng.permutation(len(units))])

    def next_in(self, community: str) -> str:
        """Return an unused name for an estate of ``community``."""
        candidates: Iterator[str] = _after_community(community)
        if self._rng.random() < DORMITORY_SHARE:
            candidates = itertools.chain(self._dormitories(), candidates)
        name = next(name for name in candidates if name not in self._taken)
        self._taken.add(name)
        return name

    def _dormitories(self) -> Iterator[str]:
        for unit in self._units:
            yield f"{unit}宿舍"


def _after_community(community: str) -> Iterator[str]:
    root = community.removesuffix("社区")
    forms = FORMS_OF_HOUSING if root.endswith(HOUSING_ENDINGS) else FORMS_OF_PLACE
    for form in forms:
        yield form.format(root)
    for number in "三四五六七八九":
        yield f"{root}{number}区"
