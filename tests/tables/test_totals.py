"""Totals: told by their place and their sums, left out with their figures, never confused."""

import pytest

from geo.tables import read_estates
from tests.tables.lists import Write, faults_of, keys

HEADER = ["小区编号", "小区名称", "街道", "社区", "户数", "人数", "地址", "备注"]
A = ["A1", "甲小区", "西街", "一社区", 100, 250, "", ""]
B = ["A2", "乙小区", "西街", "一社区", 200, 480, "", ""]
C = ["A3", "丙小区", "东街", "二社区", 300, 700, "", ""]


def total(name: object = "", households: object = 600, **columns: object) -> list[object]:
    """Return a row that adds up the three estates."""
    row = ["", name, "", "", households, "", "", ""]
    for header, cell in columns.items():
        row[HEADER.index(header)] = cell
    return row


def left(csv_file: Write, rows: list[list[object]]) -> tuple[list[str], list[str], list[str]]:
    """Return the estates that were read, the keys of the notices, and the sentences."""
    read = read_estates(csv_file([HEADER, *rows]))
    said = [notice.sentence("zh") for notice in read.notices]
    return read.table["name"].tolist(), keys(read.notices), said


@pytest.mark.parametrize(
    "row",
    [
        total("合计"),
        total("合　计"),
        total("总计："),
        total("全区合计"),
        total("共计（3个小区）"),
        total("合计600户"),
        total("Total"),
        total("grand total:"),
        total("", 小区编号="合计"),
        total("", 街道="总计"),
        total("", 社区="本页合计"),
        total("3个小区", 小区编号="合计"),
        total("共3个小区"),
        total("汇总"),
        total("Σ"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_totals_in_words_above_and_below(csv_file: Write, row: list[object], above: bool) -> None:
    """A total stands above or below, in any column that says what a row is; its figure is told."""
    names, said, sentences = left(csv_file, [row, A, B, C] if above else [A, B, C, row])
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert said == ["total_left_out"]
    assert "户数 600" in sentences[0]


@pytest.mark.parametrize(
    "row",
    [
        total(),
        total("", 街道="全区"),
        total("", 备注="以上三个小区"),
        total("全区"),
        total("—"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_totals_without_a_word(csv_file: Write, row: list[object], above: bool) -> None:
    """A row without a name of its own that holds the sum of the others is a total."""
    names, said, _ = left(csv_file, [row, A, B, C] if above else [A, B, C, row])
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert "total_left_out" in said


@pytest.mark.parametrize(
    ("west", "east"),
    [
        (total("小计", 300), total("小计", 300)),
        (total("西街小计", 300), total("东街小计", 300)),
        (total("", 300, 街道="西街合计"), total("", 300, 街道="东街合计")),
        (total("", 300, 街道="西街"), total("", 300, 街道="东街")),
        (total("西街", 300, 街道="西街"), total("东街", 300, 街道="东街")),
        (total("", 300), total("", 300)),
        (total("小计：西街", 300), total("小计：东街", 300)),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_subtotals_by_street(
    csv_file: Write, west: list[object], east: list[object], above: bool
) -> None:
    """Subtotals over or under their estates, with or without a word, and a total after them."""
    groups = [[west, A, B], [east, C]] if above else [[A, B, west], [C, east]]
    rows = [*groups[0], *groups[1], total("合计")]
    names, said, _ = left(csv_file, rows)
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert said == ["total_left_out"] * 3


@pytest.mark.parametrize("column", ["备注", "地址", "社区"])
@pytest.mark.parametrize(
    "text", ["共计3栋", "两院合计300户", "合计", "小计见附表", "total of two yards"]
)
def test_a_word_elsewhere_makes_no_total(csv_file: Write, column: str, text: str) -> None:
    """Estates whose remark or address adds something up are estates."""
    rows = [list(A), list(B), list(C)]
    rows[1][HEADER.index(column)] = text
    names, said, _ = left(csv_file, rows)
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert "total_left_out" not in said


@pytest.mark.parametrize(
    "name", ["其中：出租", "其中空置", "# 其中:商户", "其中：西街", "of which rented"]
)
def test_rows_that_tell_a_part(csv_file: Write, name: str) -> None:
    """其中 rows are parts of the row above: left out and told with their figures."""
    names, said, sentences = left(csv_file, [A, total(name, 50), B, C, total("合计")])
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert said == ["part_row_left_out", "total_left_out"]
    assert "户数 50" in sentences[0]


def test_a_wrong_total_is_told_with_both_figures(csv_file: Write) -> None:
    """A total that its rows do not add up to says so."""
    _, said, sentences = left(csv_file, [A, B, C, total("合计", 599)])
    assert said == ["total_left_out", "total_apart"]
    assert "599" in sentences[1]
    assert "600" in sentences[1]


@pytest.mark.parametrize("word", ["平均", "平均值", "最大", "占比", "average"])
def test_other_summaries(csv_file: Write, word: str) -> None:
    """Means and the like are no estates, and no wrong totals either."""
    names, said, _ = left(csv_file, [A, B, C, total(word, 200)])
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert said == ["total_left_out"]


def test_an_estate_that_sounds_like_a_total(csv_file: Write) -> None:
    """With an id, a street and a position of its own it is an estate, and told."""
    header = [*HEADER, "经度", "纬度"]
    rows = [[*A, 114.2, 30.5], [*B, 114.21, 30.5], [*C, 114.22, 30.5]]
    rows[2][1] = "三院合计"
    read = read_estates(csv_file([header, *rows]))
    assert len(read.table) == 3
    assert keys(read.notices) == ["perhaps_total"]


def test_an_estate_without_a_name_is_no_total(csv_file: Write) -> None:
    """A number that is no sum of others is a fault, not a total."""
    found = faults_of(read_estates, csv_file([HEADER, A, B, C, total("", 77, 街道="东街")]))
    assert [(f.key, f.row) for f in found] == [("tables.missing_value", 5)] * 2


def test_an_estate_as_large_as_all_others(csv_file: Write) -> None:
    """An estate with a name is one, even where it is as large as those above together."""
    names, said, _ = left(csv_file, [A, B, C])
    assert names == ["甲小区", "乙小区", "丙小区"]
    assert said == []


def test_a_street_written_once_over_a_subtotal(csv_file: Write) -> None:
    """The row that heads a street and adds it up gives its estates their street."""
    rows = [
        total("", 300, 街道="西街"),
        ["A1", "甲小区", "", "", 100, "", "", ""],
        ["A2", "乙小区", "", "", 200, "", "", ""],
        total("小计", 300, 街道="东街"),
        ["A3", "丙小区", "", "", 300, "", "", ""],
        total("合计"),
    ]
    read = read_estates(csv_file([HEADER, *rows]))
    assert read.table["street"].tolist() == ["西街", "西街", "东街"]
    assert read.table["households"].sum() == 600


def test_merged_streets_over_subtotals(workbook: Write) -> None:
    """Merged cells that begin at a subtotal are filled down past it."""
    rows = [
        HEADER[:5],
        ["", "小计", "西街", None, 300],
        ["A1", "甲小区", None, "一社区", 100],
        ["A2", "乙小区", None, "一社区", 200],
        ["A3", "丙小区", "东街", "二社区", 300],
        ["合计", None, None, None, 600],
    ]
    read = read_estates(workbook({"台账": rows}, {"台账": ["C2:C4", "A6:D6"]}))
    assert read.table["street"].tolist() == ["西街", "西街", "东街"]
    assert keys(read.notices).count("total_left_out") == 2


def test_a_note_with_a_number_is_not_a_note(csv_file: Write) -> None:
    """What holds households is never left out as a note."""
    found = faults_of(
        read_estates, csv_file([HEADER, A, ["", "说明：丁小区", "", "", 50, "", "", ""]])
    )
    assert found[0].row == 3


@pytest.mark.parametrize("mark", ["示例", "例", "example", "Sample 1", "示例1"])
def test_the_example_of_a_template(csv_file: Write, mark: str) -> None:
    """The row that shows how to fill in a list is left out by its id, and told."""
    names, said, _ = left(csv_file, [[mark, "示范小区", "某街", "", 500, "", "", ""], A])
    assert names == ["甲小区"]
    assert said == ["example_left_out"]
