"""The Hanyang estates keep to the figures that were published."""

from pathlib import Path

import pandas as pd
import pytest

SCORES = ["party_base", "environment", "infrastructure", "closure", "willingness"]


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"estate_id": str, "street_code": str, "community_code": str})


@pytest.fixture(scope="module")
def estates(hanyang: Path) -> pd.DataFrame:
    return read(hanyang / "estates.csv")


@pytest.fixture(scope="module")
def gates(hanyang: Path) -> pd.DataFrame:
    return read(hanyang / "gates.csv")


@pytest.fixture(scope="module")
def streets(hanyang: Path) -> pd.DataFrame:
    return read(hanyang / "streets.csv")


def named(estates: pd.DataFrame, name: str) -> pd.Series:
    return estates.set_index("name").loc[name]


def test_totals_hold_exactly(estates: pd.DataFrame) -> None:
    """161 estates, 57,000 households, 120,000 residents."""
    assert len(estates) == 161
    assert estates["households"].sum() == 57_000
    assert estates["residents"].sum() == 120_000


def test_ids_and_names_are_unique(estates: pd.DataFrame) -> None:
    """No two estates share an id or a name."""
    assert estates["estate_id"].is_unique
    assert estates["name"].is_unique


def test_operators_have_their_published_share(estates: pd.DataFrame) -> None:
    """正阳 runs 62 estates in exactly seven streets, 安居兴业 the other 99."""
    by_operator = estates.groupby("operator")
    assert by_operator.size().to_dict() == {"正阳": 62, "安居兴业": 99}
    assert by_operator["households"].sum().to_dict() == {"正阳": 41_000, "安居兴业": 16_000}
    zhengyang = by_operator.get_group("正阳")
    assert zhengyang["street"].nunique() == 7
    assert zhengyang["floor_area_m2"].sum() == 2_840_300


def test_smallest_estate_is_the_published_one(estates: pd.DataFrame) -> None:
    """下马湖小区 with 48 households is the smallest, alone."""
    smallest = estates[estates["households"] <= 48]
    assert list(smallest["name"]) == ["下马湖小区"]
    lake = smallest.iloc[0]
    assert (lake["street"], lake["community"]) == ("江堤街", "江腾社区")
    assert (lake["buildings"], lake["stairwells"], lake["residents"]) == (1, 2, 101)


def test_sizes_are_heavy_tailed(estates: pd.DataFrame) -> None:
    """A few large estates hold much of the district: the mean lies far above the median."""
    households = estates["households"].sort_values(ascending=False)
    assert households.mean() > 1.5 * households.median()
    assert households.head(16).sum() > 0.3 * households.sum()


def test_named_estates_lie_in_their_published_communities(estates: pd.DataFrame) -> None:
    """The six estates that the reports name are where the reports say."""
    published = {
        "龙灯里小区": ("晴川街", "龙灯社区"),
        "瓜堤后地小区": ("鹦鹉街", "夹河社区"),
        "汉钢宿舍": ("五里墩街", "五福里社区"),
        "汇福园小区": ("琴断口街", "汇福园社区"),
        "财校宿舍": ("永丰街", "玫瑰西苑社区"),
        "下马湖小区": ("江堤街", "江腾社区"),
    }
    for name, place in published.items():
        assert tuple(named(estates, name)[["street", "community"]]) == place


def test_longdengli_has_its_published_figures(estates: pd.DataFrame, gates: pd.DataFrame) -> None:
    """龙灯里: 1997, 684 households, 1,320 residents, 7 gates of which some close at times."""
    estate = named(estates, "龙灯里小区")
    assert list(estate[["built_year", "households", "residents"]]) == [1997, 684, 1320]
    own = gates[gates["estate_id"] == estate["estate_id"]]
    assert len(own) == 7
    assert 0 < own["closes"].notna().sum() < 7


def test_huifuyuan_and_guadi_have_their_published_figures(estates: pd.DataFrame) -> None:
    """汇福园: 12 buildings, 49 stairwells, over 800 households, late 1990s; 瓜堤后地: 1970s."""
    huifuyuan = named(estates, "汇福园小区")
    assert list(huifuyuan[["buildings", "stairwells"]]) == [12, 49]
    assert huifuyuan["households"] > 800
    assert 1996 <= huifuyuan["built_year"] <= 1999
    assert 1970 <= named(estates, "瓜堤后地小区")["built_year"] <= 1979


def test_every_row_says_that_it_is_a_demo(estates: pd.DataFrame) -> None:
    """Generated rows are marked, and the rows with published figures say which those are."""
    assert estates["source"].str.contains("demo").all()
    assert (estates["source"] != "demo").sum() == 6
    assert estates.loc[estates["source"] != "demo", "note"].str.startswith("公开").all()


def test_what_the_plan_decides_is_left_open(estates: pd.DataFrame) -> None:
    """No zone, service level or management mode is given beforehand."""
    assert estates[["zone_id", "service_level", "management_mode"]].isna().all(axis=None)


def test_figures_of_an_estate_are_plausible(estates: pd.DataFrame) -> None:
    """Counts are whole and positive, scores lie within 0 to 100, years before the reforms."""
    counts = estates[["households", "residents", "buildings", "stairwells", "floor_area_m2"]]
    assert (counts.dtypes == "int64").all()
    assert (counts > 0).all(axis=None)
    assert (estates["buildings"] <= estates["stairwells"]).all()
    assert estates[SCORES].map(lambda score: 0 <= score <= 100).all(axis=None)
    assert estates["built_year"].between(1950, 2000).all()


def test_streets_and_communities_are_in_their_short_form(streets: pd.DataFrame) -> None:
    """11 streets and 118 communities, without 街道 and 居委会."""
    assert streets["street"].nunique() == 11
    assert len(streets) == streets["community_code"].nunique() == 118
    assert streets["street"].str.fullmatch(".+街").all()
    assert streets["community"].str.fullmatch(".+社区").all()


def test_estates_lie_in_communities_that_exist(
    estates: pd.DataFrame, streets: pd.DataFrame
) -> None:
    """Every estate's street and community are a pair of the official list."""
    official = set(zip(streets["street"], streets["community"], strict=True))
    assert set(zip(estates["street"], estates["community"], strict=True)) <= official
    assert set(estates["street"]) == set(streets["street"])


def test_a_third_of_the_estates_have_gates(estates: pd.DataFrame, gates: pd.DataFrame) -> None:
    """Some 30 % of the estates list gates, each estate with one that never closes."""
    assert set(gates["estate_id"]) <= set(estates["estate_id"])
    assert gates["estate_id"].nunique() == pytest.approx(0.3 * len(estates), abs=2)
    always_open = gates[gates["opens"].isna() & gates["closes"].isna()]
    assert set(always_open["estate_id"]) == set(gates["estate_id"])


def test_stations_are_the_two_reported_ones(hanyang: Path) -> None:
    """应急维修中心 of 2011 and the 紫荆花园 point in the west; positions are marked as demo."""
    stations = read(hanyang / "stations.csv").set_index("name")
    assert list(stations.index) == ["应急维修中心", "紫荆花园维修点"]
    assert stations.loc["应急维修中心", "opened_year"] == 2011
    assert stations["source"].str.contains("demo").all()
    assert (stations["status"] == "open").all()
    assert stations["lon"].idxmin() == "紫荆花园维修点"
