"""Names matched with known places: what is taken, what is asked, what is not found."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeocodeError
from geo.geocode import Gazetteer, geocode

PLACES = pd.DataFrame(
    [
        ("1", "龙灯里小区", "汉阳区", "晴川街道", ""),
        ("2", "下马湖小区", "汉阳区", "江堤街", ""),
        ("3", "瓜堤后地小区", "汉阳区", "鹦鹉街", "后地小区"),
        ("4", "财校宿舍", "汉阳区", "永丰街", ""),
        ("5", "汉钢宿舍", "汉阳区", "五里墩街", "汉阳钢厂宿舍"),
        ("6", "汇福园小区", "汉阳区", "琴断口街", ""),
        ("7", "苹果园一区", "汉阳区", "五里墩街", ""),
        ("8", "苹果园二区", "汉阳区", "五里墩街", ""),
        ("9", "新郑路31号院", "管城区", "", ""),
        ("10", "幸福小区", "汉阳区", "晴川街", ""),
        ("11", "幸福小区", "汉阳区", "鹦鹉街", ""),
    ],
    columns=["id", "name", "district", "street", "aliases"],
).assign(lon=114.2, lat=30.5)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Return the places of the seed documents and a few that are hard to tell apart."""
    return Gazetteer.from_table(PLACES)


def _one(gazetteer: Gazetteer, name: str, **known: str) -> pd.Series:
    return geocode(pd.DataFrame([{"name": name, **known}]), gazetteer=gazetteer).iloc[0]


@pytest.mark.parametrize("known", [{}, {"district": "汉阳区"}, {"district": "汉阳"}])
@pytest.mark.parametrize("place", range(6))
def test_named_estates_match_themselves(
    gazetteer: Gazetteer, place: int, known: dict[str, str]
) -> None:
    """The estates of the seed documents are found with and without district and street."""
    row = PLACES.iloc[place]
    for extra in ({}, {"street": row["street"]}):
        answer = _one(gazetteer, row["name"], **known, **extra)
        assert (answer["matched_id"], answer["verdict"]) == (row["id"], "accepted")
        assert answer["score"] == 1


@pytest.mark.parametrize(
    ("typed", "matched", "rule"),
    [
        ("武汉市汉阳区晴川街道龙灯里小区", "1", "same_name"),
        ("龍燈里小區", "1", "same_name"),
        ("龙灯里", "1", "same_core"),
        ("3、龙灯里住宅小区", "1", "same_core"),
        ("long灯里小区", "1", "same_sound"),
        ("龙登里小区", "1", "same_sound"),
        ("瓜堤后地小区3栋2单元", "3", "same_name"),
        ("后地小区", "3", "same_name"),
        ("汉阳钢厂宿舍", "5", "same_name"),
        ("苹果园2区", "8", "same_name"),
        ("郑州市新郑路31号院", "9", "same_name"),
        ("瓜堤地后小区", "3", "swapped"),
    ],
)
def test_rules_accept_what_they_name(
    gazetteer: Gazetteer, typed: str, matched: str, rule: str
) -> None:
    """Each rule takes the way of typing that it is made for."""
    answer = _one(gazetteer, typed)
    assert (answer["matched_id"], answer["verdict"], answer["rule"]) == (matched, "accepted", rule)


@pytest.mark.parametrize(
    ("typed", "known", "rule"),
    [
        ("苹果园三区", {}, "likely"),
        ("幸福小区", {}, "ambiguous"),
        ("龙灯里小区", {"district": "江岸区"}, "other_district"),
        ("武汉市江岸区龙灯里小区", {"district": "汉阳区"}, "other_district"),
        ("龙灯里小区", {"street": "鹦鹉街"}, "other_street"),
        ("下马河小区", {}, "likely"),
        ("龙灯里宿舍", {}, "other_kind"),
        ("新瓜堤后地小区", {}, "likely"),
    ],
)
def test_doubt_goes_to_a_person(
    gazetteer: Gazetteer, typed: str, known: dict[str, str], rule: str
) -> None:
    """Another number, two places of one name, another district or street are never taken."""
    answer = _one(gazetteer, typed, **known)
    assert (answer["verdict"], answer["rule"]) == ("review", rule)
    assert answer["candidates"]


def test_a_community_of_several_estates_is_none_of_them() -> None:
    """龙灯社区 for 龙灯小区 is taken where it is the only estate there, else asked."""
    places = PLACES.iloc[[0, 1]].assign(name=["龙灯小区", "下马湖小区"], community="龙灯社区")
    several = Gazetteer.from_table(places)
    answer = _one(several, "龙灯社区居委会")
    assert (answer["verdict"], answer["rule"], answer["matched_id"]) == ("review", "community", "1")
    alone = Gazetteer.from_table(places.assign(community=["龙灯社区", "江腾社区"]))
    assert _one(alone, "龙灯社区居委会")["verdict"] == "accepted"


def test_the_street_chooses_between_two_of_one_name(gazetteer: Gazetteer) -> None:
    """幸福小区 of 鹦鹉街 is the one there."""
    answer = _one(gazetteer, "幸福小区", street="鹦鹉街道")
    assert (answer["matched_id"], answer["verdict"]) == ("11", "accepted")


def test_a_name_without_meaning_is_matched_by_its_address(gazetteer: Gazetteer) -> None:
    """本院 at 新郑路31号院 is 新郑路31号院."""
    assert _one(gazetteer, "本院", address="新郑路31号院")["matched_id"] == "9"
    assert _one(gazetteer, "职工宿舍")["verdict"] == "not_found"


def test_nothing_is_found_for_nothing(gazetteer: Gazetteer) -> None:
    """Empty, strange and endless names are answered, one row each, in their order."""
    names = ["", "😀", None, "x" * 100_000, "汉钢宿舍", "完全不同的地方"]
    answers = geocode(pd.DataFrame({"name": names}, index=[5, 4, 3, 2, 1, 0]), gazetteer=gazetteer)
    assert answers.index.tolist() == [5, 4, 3, 2, 1, 0]
    assert answers["verdict"].tolist()[:4] == ["not_found"] * 4
    assert answers.loc[1, "matched_id"] == "5"
    assert answers["matched_id"].isna().sum() == 5


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([*PLACES["name"], "龙登里", "无此地", ""]), min_size=1, max_size=6),
)
def test_queries_do_not_know_of_each_other(gazetteer: Gazetteer, names: list[str]) -> None:
    """Each answer is the same alone as in any company."""
    together = geocode(pd.DataFrame({"name": names}), gazetteer=gazetteer)
    for number, name in enumerate(names):
        alone = _one(gazetteer, name)
        for column in ("verdict", "rule", "score", "candidates"):
            assert alone[column] == together.iloc[number][column]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (PLACES.drop(columns="lon"), "lon"),
        (PLACES.assign(id="1"), "twice"),
        (PLACES.assign(lat=114.0), "position"),
        (PLACES.assign(id=[None, *PLACES["id"][1:]]), "no id"),
    ],
)
def test_a_bad_gazetteer_is_refused(table: pd.DataFrame, said: str) -> None:
    """A missing column, a repeated or missing id and an impossible position are named."""
    with pytest.raises(GeocodeError, match=said):
        Gazetteer.from_table(table)


def test_queries_without_names_are_refused(gazetteer: Gazetteer) -> None:
    """A table without the column ``name`` is no list of queries."""
    with pytest.raises(GeocodeError, match="name"):
        geocode(pd.DataFrame({"title": ["x"]}), gazetteer=gazetteer)
