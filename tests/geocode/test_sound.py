"""How names are read: by word, with place names of our own, and what follows for homophones."""

import csv
from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geocode import Gazetteer, geocode
from geo.geocode.folding import fold
from geo.geocode.sound import blurred, place_readings, sounds_alike, syllables

# Each reading is shown by a name of the same sound in characters of one reading only.
PLACES = [
    ("闵行", "敏航"),
    ("庙行", "妙航"),
    ("杨行", "洋航"),
    ("朝阳", "潮洋"),
    ("朝歌", "昭戈"),
    ("长治", "昌志"),
    ("长宁", "昌凝"),
    ("漯河", "骆荷"),
    ("珲春", "魂椿"),
    ("筠连", "军莲"),
    ("穆棱", "牧铃"),
    ("泊头", "博投"),
    ("重固", "崇故"),
    ("重兴", "崇星"),
    ("冈厦", "刚夏"),
    ("塘厦", "堂夏"),
    ("浚县", "训线"),
    ("蔚州", "玉舟"),
    ("涡阳", "郭洋"),
    ("繁峙", "凡士"),
    ("红寺堡", "宏四铺"),
    ("南乐", "男勒"),
    ("劲松", "进松"),
    ("覃塘", "秦堂"),
    ("栟茶", "奔察"),
    ("大栅栏", "大市兰"),
    ("马家堡", "马佳铺"),
    ("六合区", "鹿合区"),
    ("洪洞", "红童"),
    ("单县", "善线"),
    ("沌口", "转口"),
    ("新都", "心督"),
    ("都匀", "督云"),
    ("石佛", "时佛"),
    ("什邡", "石芳"),
]


@pytest.mark.parametrize(("name", "sounding"), PLACES)
@pytest.mark.behaviour
def test_place_names_are_read_as_people_there_say_them(name: str, sounding: str) -> None:
    """Thirty-five names with characters of several readings sound as their table says."""
    assert sounds_alike(name, sounding)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("长江新村", "张江新村", False),
        ("长乐", "张乐", False),
        ("重阳里", "中阳里", False),
        ("重庆路", "仲庆路", False),
        ("银行宿舍", "银形宿舍", False),
        ("乐清路", "勒清路", False),
        ("长青花园", "常青花园", True),
        ("长乐里", "常乐里", True),
        ("重阳里", "崇阳里", True),
        ("音乐学院", "音岳学院", True),
        ("都市花园", "督市花园", True),
        ("家长学校", "家掌学校", True),
        ("武汉市长江路", "武汉市常江路", True),
        ("三里长街", "三里常街", True),
        ("上海市长宁区", "上海市张宁区", False),
        ("long灯里", "龙灯里", True),
    ],
)
@pytest.mark.behaviour
def test_a_character_is_read_as_its_word_is(one: str, other: str, *, alike: bool) -> None:
    """长 of 长江 is not 张, and 长 of 家长 is not 常."""
    assert sounds_alike(one, other) is alike


def test_every_reading_of_the_table_has_a_source() -> None:
    """One syllable for each character, no name twice, at least twenty names and a source each."""
    table = files("geo.geocode").joinpath("place_readings.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert len({row["name"] for row in rows}) == len(rows)
    assert sum(len(row["name"]) > 1 for row in rows) >= 20
    for row in rows:
        assert len(row["reading"].split()) == len(row["name"]), row
        assert row["source"].startswith(("GeoNames ", "Wikipedia ")), row
        assert syllables(row["name"]) == "".join(map(syllables, row["reading"].split()))
    assert len(place_readings()) == len(rows)


@given(st.text(st.sampled_from("长重乐行都江阳里闵县朝一2甲a 乾龘😀〇"), max_size=12))
def test_every_character_has_one_sign(text: str) -> None:
    """A name without pinyin sounds as long as it is, and near sounds as long as the sharp ones."""
    if "aa" not in text:
        assert len(syllables(text)) == len(text)
    assert len(blurred(text)) == len(syllables(text))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("乾县", "乾县"),
        ("乾縣", "乾县"),
        ("乾隆花园", "乾隆花园"),
        ("餅乾廠宿舍", "饼干厂宿舍"),
        ("於潜镇", "於潜镇"),
        ("後湖小区", "后湖小区"),
        ("棗林前街", "枣林前街"),
    ],
)
@pytest.mark.behaviour
def test_what_is_simplified_already_is_not_converted(typed: str, folded: str) -> None:
    """乾 of 乾县 is no traditional 干; in 餅乾廠 it is, as the other characters show."""
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("known", "typed", "verdict"),
    [
        ("长江新村", "张江新村", "review"),
        ("长乐小区", "张乐小区", "review"),
        ("重阳里", "中阳里", "review"),
        ("乾县小区", "干县小区", "review"),
        ("馨苑小区", "欣园小区", "review"),
        ("平安小区", "安平小区", "review"),
        ("光明路家属院", "光明家属院", "review"),
        ("五州汇富苑", "五州汇富大院", "review"),
        ("莫愁新寓家园", "莫愁新寓园", "review"),
        ("汉钢家属院", "汉钢宿舍", "review"),
        ("同馨家园", "同心嘉园", "review"),
        ("常青花园", "长青花园", "same_sound"),
        ("长乐小区", "常乐小区", "same_sound"),
        ("闵行新村", "闽航新村", "review"),
        ("闵行新村", "闵航新村", "same_sound"),
        ("南湖家园", "难湖家园", "same_sound"),
        ("角门甲4号院", "角门加4号院", "same_sound"),
        ("盛江宿舍", "盛jiang宿舍", "same_sound"),
        ("三里河一区", "3里河1区", "same_numerals"),
        ("和平街十三区", "和平街十3区", "same_numerals"),
        ("琴韵小区", "琴韵韵小区", "doubled"),
        ("建欣苑五里", "建欣苑里五", "swapped"),
        ("桃源里", "源桃里", "swapped"),
        ("城东里", "东城里", "review"),
        ("北新仓胡同", "北新胡同", "review"),
        ("汉阳钢铁厂家属院", "汉阳钢铁厂家院", "one_slip"),
    ],
)
def test_what_is_taken_and_what_is_asked(known: str, typed: str, verdict: str) -> None:
    """The least differences that are taken unasked, and their neighbours that are not."""
    places = pd.DataFrame({"id": ["1"], "name": [known], "lon": [114.2], "lat": [30.5]})
    answer = geocode(pd.DataFrame({"name": [typed]}), gazetteer=Gazetteer.from_table(places))
    row = answer.iloc[0]
    assert (row["verdict"] if row["verdict"] != "accepted" else row["rule"]) == verdict
    assert row["candidates"] == ["1"]
