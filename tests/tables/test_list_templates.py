"""Templates have every column that is read, and their example is read as it is meant."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from geo import tables
from geo.errors import TableError
from geo.locales import sentences
from geo.tables import ListTemplate, TableRead, list_templates
from geo.tables.list_schemas import LIST_SCHEMAS, Kind
from geo.workspace import init_workspace
from tests.tables.lists import keys

TEMPLATES = [(language, one) for language in ("zh", "en") for one in list_templates(language)]
NAMED = [f"{language}-{one.name}" for language, one in TEMPLATES]


def reader(template: ListTemplate) -> Callable[..., TableRead]:
    """Return the function that reads a list."""
    return getattr(tables, f"read_{template.name}")  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=["zh", "en"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace to fill in, in either language."""
    path = Path(tmp_path_factory.mktemp("init") / str(request.param))
    init_workspace(path, language=request.param)
    return path


@pytest.mark.parametrize(("language", "template"), TEMPLATES, ids=NAMED)
def test_every_column_is_there_and_explained(language: str, template: ListTemplate) -> None:
    """A new column of a list is in its template, with a meaning in both languages."""
    (schema,) = [one for one in LIST_SCHEMAS if one.name == template.name]
    wanted = {
        column.name
        for column in schema.columns
        if column.headers and column.kind not in {Kind.POSITION, Kind.SHAPE}
    }
    assert {column.name for column in template.columns} == wanted
    assert [column.name for column in template.columns if not column.meaning] == []


def test_no_meaning_is_left_over() -> None:
    """What the catalogue explains is a column of some list."""
    columns = {
        f"{schema.name}_{column.name}" for schema in LIST_SCHEMAS for column in schema.columns
    }
    columns |= {column.name for schema in LIST_SCHEMAS for column in schema.columns}
    said = {
        key.removeprefix("columns.").removesuffix("_example")
        for key in sentences("en")
        if key.startswith("columns.") and not key.startswith("columns.guide_")
    }
    assert said <= columns


def test_estates_have_scores_and_position_error() -> None:
    """What features read is there to be filled in."""
    (template,) = [one for one in list_templates("zh") if one.name == "estates"]
    names = {column.name for column in template.columns}
    assert {*tables.SCORES, "position_error_m", "management_mode", "stairwells"} <= names


@pytest.mark.parametrize("name", [one.name for one in LIST_SCHEMAS if not one.may_be_empty])
def test_the_example_is_told_and_left_out(folder: Path, name: str) -> None:
    """A template that nobody filled in holds no row; the example is not an estate."""
    with pytest.raises(TableError) as caught:
        getattr(tables, f"read_{name}")(folder / f"{name}.csv")
    assert [fault.key for fault in caught.value.faults] == ["tables.no_rows"]


def test_a_list_of_stations_may_hold_none(folder: Path) -> None:
    """A district may have no station yet: the example is told, and nobody stands."""
    read = tables.read_stations(folder / "stations.csv")
    assert keys(read.notices) == ["example_left_out"]
    assert read.table.empty
    assert list(read.table.columns) == list(tables.no_stations().columns)


@pytest.mark.parametrize("name", [schema.name for schema in LIST_SCHEMAS])
def test_the_example_is_read_as_it_stands(folder: Path, name: str, tmp_path: Path) -> None:
    """With a real id, the example row is read without a fault or a notice."""
    text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
    first = text.index("\n") + 1
    marked = text[:first] + text[first:].replace("示例", "X1", 1).replace("example", "X1", 1)
    path = tmp_path / f"{name}.csv"
    path.write_text(marked, encoding="utf-8-sig")
    read = getattr(tables, f"read_{name}")(path)
    assert keys(read.notices) == []
    assert len(read.table) == 1


def test_the_workbook_is_a_list_and_explains_itself(folder: Path, tmp_path: Path) -> None:
    """Every sheet is found by its list without a word; the guide names every column."""
    path = folder / "lists.xlsx"
    book = openpyxl.load_workbook(path)
    guide = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    assert len(guide) == sum(len(one.columns) for one in list_templates("en"))
    assert all(row[4] for row in guide)
    sheet = book.worksheets[1]
    for place, cell in enumerate(sheet[2], start=1):
        sheet.cell(3, place, cell.value)
    sheet.cell(3, 1, "E1")
    filled = tmp_path / "lists.xlsx"
    book.save(filled)
    read = tables.read_estates(filled)
    assert read.table["estate_id"].tolist() == ["E1"]
    assert keys(read.notices) == ["example_left_out"]


def test_the_same_templates_are_the_same_bytes(tmp_path: Path) -> None:
    """Two folders made one after the other hold the same files."""
    for name in ("a", "b"):
        init_workspace(tmp_path / name, language="zh")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
