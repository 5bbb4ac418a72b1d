"""One name in many spellings: folded where it is surely the same, told where it is only alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables import read_estates, read_zones
from geo.tables.spellings import SPELLED_COLUMNS, spelling_key
from tests.tables.lists import Write, keys

HEADER = ["小区编号", "小区名称", "街道", "社区", "户数", "物业企业", "片区编号"]


def estates(csv_file: Write, **columns: list[str]) -> object:
    """Read as many estates as there are names, of one street unless it is said otherwise."""
    (count,) = {len(cells) for cells in columns.values()}
    given = {"街道": ["西街"] * count, "社区": [""] * count, "物业企业": [""] * count}
    given |= {"片区编号": [""] * count} | columns
    rows = [
        [f"A{i}", f"n{i}", *(given.get(header, [10] * count)[i] for header in HEADER[2:])]
        for i in range(count)
    ]
    return read_estates(csv_file([HEADER, *rows]))


@pytest.mark.parametrize(
    ("header", "column", "spellings"),
    [
        ("街道", "street", ["琴断口街", "琴断口街道", "琴断口街道办", "琴断口街道办事处"]),
        ("街道", "street", ["北街", "北街街道", "北街办事处", "北 街"]),
        ("街道", "street", ["West Street", "west street", "WEST St.", "Ｗest Street"]),
        ("街道", "street", ["永丰镇", "永丰镇人民政府"]),
        ("街道", "street", ["洲头街道", "汉阳区洲头街道", "洲头街"]),
        ("社区", "community", ["龙灯社区", "龙灯社区居委会", "龙灯居委会", "龙灯社区居民委员会"]),
        ("社区", "community", ["第一社区", "一社区", "1社区", "第1社区"]),
        ("社区", "community", ["新丰村", "新丰村委会", "新丰村民委员会"]),
        (
            "物业企业",
            "operator",
            ["正阳物业", "正阳物业公司", "正阳物业有限公司", "正阳物业有限责任公司"],
        ),
        ("物业企业", "operator", ["Alpha Co. Ltd.", "alpha", "Alpha Limited"]),
        ("物业企业", "operator", ["安居（武汉）物业", "安居(武汉)物业有限公司"]),
        ("片区编号", "zone_id", ["1", "1.0", "1.00", "１"]),
        ("片区编号", "zone_id", ["1", "01", "一号片区", "第1片区", "片区1", "Zone 1"]),
        ("片区编号", "zone_id", ["A1", "a1", "A-1", "A01"]),
    ],
)
def test_one_name_is_written_one_way(
    csv_file: Write, header: str, column: str, spellings: list[str]
) -> None:
    """The commonest spelling stands for all; each other one is told with its rows."""
    read = estates(csv_file, **{header: [spellings[-1], *spellings]})
    assert set(read.table[column]) == {spellings[-1]}
    told = [notice for notice in read.notices if notice.key == "tables.spelling_folded"]
    assert {notice.params["found"] for notice in told} == set(spellings[:-1])
    assert all(notice.params["rows"] for notice in told)


@pytest.mark.parametrize(
    ("header", "column", "spellings"),
    [
        ("街道", "street", ["琴断口", "琴断口街道"]),
        ("街道", "street", ["永丰镇", "永丰乡", "永丰"]),
        ("社区", "community", ["龙灯", "龙灯社区"]),
        ("物业企业", "operator", ["正阳", "正阳物业有限公司"]),
        ("物业企业", "operator", ["正阳物业服务有限公司", "正阳物业管理有限公司"]),
        ("物业企业", "operator", ["正阳物业有限公司", "武汉正阳物业有限公司"]),
        ("物业企业", "operator", ["正阳物业有限公司", "正阳物业股份有限公司"]),
    ],
)
def test_what_is_only_alike_is_told_and_left(
    csv_file: Write, header: str, column: str, spellings: list[str]
) -> None:
    """Names that may be two things stay two, with both spellings and their rows in a notice."""
    read = estates(csv_file, **{header: spellings})
    assert read.table[column].tolist() == spellings
    doubts = [notice for notice in read.notices if notice.key == "tables.spelling_doubt"]
    assert doubts
    for doubt in doubts:
        assert doubt.params["rows"] != doubt.params["other_rows"]
        assert doubt.params["found"] in doubt.sentence("zh")


@pytest.mark.parametrize(
    ("header", "spellings"),
    [
        ("街道", ["东街", "西街", "南街", "北街"]),
        ("社区", ["一社区", "二社区", "十一社区"]),
        ("社区", ["龙江社区", "龙阳社区"]),
        ("物业企业", ["正阳物业有限公司", "安居物业有限公司"]),
        ("片区编号", ["1", "2", "11", "A1"]),
        ("街道", ["江汉区西街", "汉阳区西街"]),
    ],
)
def test_different_names_stay_quiet(csv_file: Write, header: str, spellings: list[str]) -> None:
    """What is not alike is neither joined nor told."""
    read = estates(csv_file, **{header: spellings})
    assert not [key for key in keys(read.notices) if key.startswith("spelling")]


def test_among_equals_the_tidy_spelling_is_kept(csv_file: Write) -> None:
    """Blanks and wide letters never become the name."""
    read = estates(csv_file, 街道=["西　街", "西街"], 物业企业=["ＡＢ物业", "AB物业"])
    assert read.table["street"].tolist() == ["西街"] * 2
    assert read.table["operator"].tolist() == ["AB物业"] * 2


@pytest.mark.parametrize(
    ("header", "often", "once", "told"),
    [
        ("街道", "琴断口街", "琴段口街", True),
        ("街道", "琴断口街", "琴断口口街", True),
        ("物业企业", "安居兴业物业", "安居兴亚物业", True),
        ("街道", "永丰一街", "永丰二街", False),
        ("街道", "永丰街", "永安村", False),
        ("社区", "龙灯社区", "龙江社区", True),
    ],
)
def test_a_name_that_one_row_mistypes(
    csv_file: Write, header: str, often: str, once: str, told: bool
) -> None:
    """One row a letter off from a name that many have is told, unless the letter counts."""
    read = estates(csv_file, **{header: [*[often] * 5, once]})
    assert ("spelling_doubt" in keys(read.notices)) == told


def test_zones_of_two_streets_are_not_joined(csv_file: Write) -> None:
    """Every street may number its zones from one: 1 and 01 may be two zones there."""
    read = estates(csv_file, 街道=["西街", "东街"], 片区编号=["1", "01"])
    assert read.table["zone_id"].tolist() == ["1", "01"]
    assert keys(read.notices) == ["spelling_doubt"]


def test_the_present_plan_is_folded_too(csv_file: Write) -> None:
    """A list of zones writes its names one way; numbers saved as decimals are whole."""
    header = ["片区编号", "小区编号", "街道", "物业企业"]
    rows = [["1", "E1", "西街", "正阳物业"], ["1.0", "E2", "西街街道", "正阳物业有限公司"]]
    table = read_zones(csv_file([header, *rows])).table
    assert table["zone_id"].nunique() == table["street"].nunique() == 1
    assert table["operator"].nunique() == 1


@given(
    st.sampled_from(SPELLED_COLUMNS),
    st.text("西街道办事处社区居委会一1有限公司片号. a", min_size=1, max_size=9),
)
def test_a_key_is_its_own_key(column: str, text: str) -> None:
    """Folding never raises, and what differs by blanks and width alone has one key."""
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "1a"})
    assert spelling_key(column, text) == spelling_key(column, f" {wide} ")
