"""Names taken apart: what is the place, what is evidence around it."""

import pytest

from geo.geocode.folding import fold, with_digits
from geo.geocode.names import parse_name
from geo.geocode.sound import blurred, sounds_alike


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ｋ１２ 小区", "k12小区"),
        ("棗林前街", "枣林前街"),
        ("日 坛·晶华", "日坛晶华"),
        ("花园😀小区", "花园小区"),
        ("", ""),
    ],
)
def test_folding_gives_one_spelling(typed: str, folded: str) -> None:
    """Width, traditional characters, blanks and emoji do not make another name."""
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("白广路二十七号院", "白广路27号院"),
        ("禄米仓胡同七十一号院", "禄米仓胡同71号院"),
        ("苹果园二区", "苹果园2区"),
        ("三期", "3期"),
        ("五里墩", "五里墩"),
        ("三眼桥小区", "三眼桥小区"),
        ("八里庄", "八里庄"),
        ("十里铺新村", "十里铺新村"),
    ],
)
def test_only_counted_numerals_become_digits(typed: str, read: str) -> None:
    """A numeral before 号, 区, 期 is a number; in 五里墩 it is a name."""
    assert with_digits(typed) == read


@pytest.mark.parametrize(
    ("typed", "full", "district"),
    [
        ("北京市海淀区学院路街道塔院小区", "塔院小区", "海淀"),
        ("海淀区塔院小区3号楼2单元501", "塔院小区", "海淀"),
        ("郑州市新郑路31号院", "新郑路31号院", ""),
        ("新城市经典", "新城市经典", ""),
        ("格拉斯小镇社区", "格拉斯小镇社区", ""),
        ("武汉市汉阳区晴川街道龙灯社区龙灯里小区", "龙灯里小区", "汉阳"),
        ("塔院小区（老旧小区）", "塔院小区", ""),
        ("塔院小区（二期）", "塔院小区2期", ""),
    ],
)
def test_prefixes_and_buildings_are_evidence(typed: str, full: str, district: str) -> None:
    """City, district, street office, building and remarks are cut off, the road's city is not."""
    parts = parse_name(typed, {"海淀", "汉阳"})
    assert parts.full == full
    assert parts.district == district


def test_kind_numbers_and_directions_are_kept() -> None:
    """What tells neighbours apart is found, and a name without meaning is known as such."""
    parts = parse_name("开阳里西三区家属院")
    assert (parts.kind, parts.numbers, parts.directions) == ("家属院", ("3",), "西")
    assert parse_name("职工宿舍").meaningless
    assert parse_name("本院").meaningless
    assert not parse_name("汉钢宿舍").meaningless


def test_sounds_are_compared_as_they_are_read() -> None:
    """巢阳 is heard as 朝阳; near sounds only meet when they are blurred."""
    assert sounds_alike("明苑", "名苑")
    assert not sounds_alike("星城", "新城")
    assert blurred("星城") == blurred("新城")


def test_names_that_go_on_and_on_are_taken_apart_at_once() -> None:
    """No run of signs is parted in every way there is, and no number is too long to be written."""
    for run in ("1", "1-", "1号", "1院", "职工宿舍", "1-2号楼", "一", "a", "xian", "甲乙"):
        for end in ("", "x", "路"):
            parts = parse_name(run * 300 + end)
            assert parts.full
            sounds_alike(parts.full, run)


@pytest.mark.parametrize(
    ("name", "meaningless"),
    [
        ("1号院内", True),
        ("职工家属院", True),
        ("家属大院3号", True),
        ("住宅楼12", True),
        ("1号路", False),
    ],
)
def test_names_that_say_nothing(name: str, meaningless: bool) -> None:
    """Words that two others make up are known by these."""
    assert parse_name(name).meaningless is meaningless


def test_halves_of_characters_say_nothing() -> None:
    """A name with half a character in it is the name without it."""
    assert fold("柳\ud800巷") == "柳巷"
