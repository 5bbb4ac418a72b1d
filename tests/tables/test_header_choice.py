"""Headers of a part beside the whole, and several headers of one column."""

import pytest

from geo.errors import TableError
from geo.tables import read_estates, read_stations
from tests.tables.lists import Write, faults_of, keys, only_fault

START = ["小区编号", "小区名称", "街道"]


def one(csv_file: Write, **columns: object) -> object:
    """Write one estate with some columns; their underscores stand for blanks."""
    return csv_file([[*START, *columns], ["A1", "柳巷小区", "西街", *columns.values()]])


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("户数（自住）", "总户数"),
        ("户数【商铺】", "户数"),
        ("户数（60岁以上）", "户数（合计）"),
        ("户数/低保", "户数/总数"),
        ("空置_户数", "户数"),
        ("households (vacant)", "households"),
        ("户数（2000年以前）", "户数（户）"),
        ("户数-已入住", "居民户数"),
        ("户数(改造范围内)", "小区总户数"),
    ],
)
@pytest.mark.parametrize("part_first", [True, False])
def test_the_whole_is_taken_beside_a_part(
    csv_file: Write, header: str, part: str, part_first: bool
) -> None:
    """Wherever the part stands and whatever it is, the whole is read and the part is told."""
    columns = [(header, 10), (part, 100)]
    if not part_first:
        columns.reverse()
    read = read_estates(one(csv_file, **dict(columns)))
    assert read.table["households"].tolist() == [100]
    assert "part_not_used" in keys(read.notices)


@pytest.mark.parametrize(
    "header", ["户数（空置）", "户数（出租）", "户数/低保", "households (rented)", "户数（楼栋）"]
)
def test_only_a_part_of_what_is_needed_is_a_question(csv_file: Write, header: str) -> None:
    """Households that are only a part are not taken for all: the message says what to do."""
    fault = only_fault(read_estates, one(csv_file, **{header: 10}))
    assert fault.key == "tables.header_only_part"
    assert header in fault.sentence("zh")


@pytest.mark.parametrize(
    "header", ["人数（60岁以上）", "人口（户籍）", "人数(女)", "residents (over 60)", "人数/党员"]
)
def test_only_a_part_of_what_may_be_blank_is_told(csv_file: Write, header: str) -> None:
    """Residents that are only a part are left blank, kept under their own header, and told."""
    read = read_estates(one(csv_file, 户数=100, **{header: 30}))
    assert read.table["residents"].isna().all()
    assert read.table[header].astype(str).tolist() == ["30"]
    assert "part_left_aside_column" in keys(read.notices)


@pytest.mark.parametrize(
    "header",
    [
        "户数（户）",
        "户数（含空置）",
        "户数（约）",
        "户数（2023年）",
        "户数（截至2024年底）",
        "户数（单位：户）",
        "户数（必填）",
        "户数（合计）",
        "户数/户",
        "户数（households）",
        "户数 (2)",
        "户数（实际）",
    ],
)
def test_what_is_no_part_is_read_without_a_word(csv_file: Write, header: str) -> None:
    """Units, dates, remarks and what is included leave the whole the whole."""
    read = read_estates(one(csv_file, **{header: 100}))
    assert read.table["households"].tolist() == [100]
    assert keys(read.notices) == []


@pytest.mark.parametrize(
    "header",
    [
        "居住人数",
        "入住人口",
        "常住人口数",
        "实有人口",
        "现住人数",
        "居民总数",
        "小区人口",
        "总人口",
    ],
)
def test_relatives_of_residents(csv_file: Write, header: str) -> None:
    """People who live there are residents, under any of the usual words."""
    read = read_estates(one(csv_file, 户数=100, **{header: 260}))
    assert read.table["residents"].tolist() == [260]


def test_two_columns_of_one_name_are_a_question_with_both_sums(csv_file: Write) -> None:
    """Two columns 户数 that differ: nobody can say which; the choices are told apart by sums."""
    path = csv_file([[*START, "户数", "户数"], ["A1", "甲", "西街", 10, 100]])
    fault = only_fault(read_estates, path)
    assert fault.key == "tables.header_ambiguous"
    assert '"户数" (Σ 10)' in fault.sentence("en")
    assert '"户数 (2)" (Σ 100)' in fault.sentence("zh")
    assert fault.params["headers"] == ("户数", "户数 (2)")
    assert read_estates(path, headers={"households": "户数 (2)"}).table["households"][0] == 100


@pytest.mark.parametrize(
    ("first", "second", "households"),
    [
        ([100, 200], [100, 200], 100),  # the same twice
        ([100, 200], ["", ""], 100),  # a blank one
        ([100, ""], [100, 200], None),  # neither is whole
    ],
)
def test_two_columns_that_agree(
    csv_file: Write, first: list[object], second: list[object], households: int | None
) -> None:
    """What is the same twice is no question."""
    rows = [
        [f"A{i}", f"n{i}", "西街", *pair] for i, pair in enumerate(zip(first, second, strict=True))
    ]
    path = csv_file([[*START, "户数", "户数"], *rows])
    if households is None:
        return
    assert read_estates(path).table["households"][0] == households


@pytest.mark.parametrize(
    ("headers", "cells", "households"),
    [
        (["户数", "总户数"], [90, 100], 100),  # the one that says all, and is not less
        (["居民户数", "户数"], [90, 100], 100),
        (["户数", "总户数"], [100, 90], None),  # all that is less than some
        (["户数", "居民户数"], [90, 100], None),
        (["改造户数", "户数"], [150, 100], 100),  # another name means another thing
    ],
)
def test_two_names_of_one_column(
    csv_file: Write, headers: list[str], cells: list[int], households: int | None
) -> None:
    """The header that says that it is the whole is taken where its numbers bear it out."""
    path = csv_file([[*START, *headers], ["A1", "甲", "西街", *cells]])
    if households is None:
        assert only_fault(read_estates, path).key == "tables.header_ambiguous"
    else:
        assert read_estates(path).table["households"].tolist() == [households]


@pytest.mark.parametrize(
    ("header", "column"), [("街道", "street"), ("小区编号", "estate_id"), ("经度", "lon")]
)
def test_other_columns_twice(csv_file: Write, header: str, column: str) -> None:
    """What a plan is made of is asked for wherever it stands twice and differs."""
    full = [*START, "户数", "经度", "纬度"]
    row = ["A1", "甲", "西街", 100, 114.2, 30.5]
    path = csv_file([[*full, header], [*row, {"lon": 114.3}.get(column, "X9")]])
    found = faults_of(read_estates, path)
    assert [(f.key, f.params["canonical"]) for f in found] == [("tables.header_ambiguous", column)]


def test_a_remark_twice_is_told(csv_file: Write) -> None:
    """A second remark stops nothing."""
    path = csv_file([[*START, "户数", "备注", "备注"], ["A1", "甲", "西街", 100, "a", "b"]])
    read = read_estates(path)
    assert read.table["note"].tolist() == ["a"]
    assert "header_repeated" in keys(read.notices)


def test_all_questions_of_a_list_come_together(csv_file: Write) -> None:
    """Two unclear columns are two faults of one error."""
    path = csv_file([[*START, "户数（空置）", "人数", "人数"], ["A1", "甲", "西街", 10, 20, 30]])
    assert {f.key for f in faults_of(read_estates, path)} == {
        "tables.header_ambiguous",
        "tables.header_only_part",
    }


def test_a_station_named_twice(csv_file: Write) -> None:
    """The same holds for other lists."""
    path = csv_file([["站点名称", "站点名称", "经度", "纬度"], ["甲", "乙", 114.2, 30.5]])
    with pytest.raises(TableError):
        read_stations(path)


@pytest.mark.parametrize(
    ("heading", "below", "answer"),
    [
        ("户数", ["总数", "空置"], 100),
        ("户数", ["合计", "其中出租"], 100),
        ("户数", ["空置", "小计"], 10),
        ("改造", ["户数", "户数"], None),
    ],
)
def test_headers_of_two_rows(
    workbook: Write, heading: str, below: list[str], answer: int | None
) -> None:
    """The whole and its parts under one heading are told apart, in any order."""
    cells = [10, 100] if below[0] == "空置" else [100, 10]
    rows = [[*START, heading, None], [None, None, None, *below], ["A1", "甲", "西街", *cells]]
    path = workbook({"台账": rows}, {"台账": ["D1:E1"]})
    if answer is None:
        assert only_fault(read_estates, path).key == "tables.header_ambiguous"
    else:
        assert read_estates(path).table["households"].tolist() == [100]


def test_one_name_under_two_headings_is_a_question_that_names_them(workbook: Write) -> None:
    """改造前 and 改造后 over 户数: the choices carry their headings."""
    rows = [
        [*START, "改造前", "改造后"],
        [None, None, None, "户数", "户数"],
        ["A1", "甲", "西街", 100, 90],
    ]
    fault = only_fault(read_estates, workbook({"台账": rows}))
    assert fault.params["headers"] == ("户数 (改造前)", "户数 (改造后)")
