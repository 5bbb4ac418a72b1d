"""The estates that somebody passes on: no cell runs, and both files hold the same estates."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo.plan_tables import TABLES
from geo.report import estate_list_csv, write_estate_list
from geo.scenarios import Scenario, open_planner

HOSTILE = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture
def listed(toy: Path) -> pd.DataFrame:
    """Return the estates of the toy town, one of them with a name that would run."""
    answer = open_planner(toy).answer(Scenario())
    estates = pd.DataFrame(answer.estates).assign(operator="甲物业")
    estates.loc[0, "name"] = HOSTILE
    return estates


def test_the_csv_has_the_codes_of_estates_csv_and_runs_nothing(listed: pd.DataFrame) -> None:
    """A name that begins with = gets an apostrophe; columns and verdicts are those of plans."""
    text = estate_list_csv(listed).decode("utf-8-sig")
    read = pd.read_csv(io.StringIO(text))
    assert tuple(read.columns) == TABLES["estate_list.csv"]
    assert read["name"][0] == "'" + HOSTILE
    assert set(read["verdict"]) == set(listed["verdict"])
    assert len(read) == len(listed)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_holds_text_and_names(
    toy: Path, tmp_path: Path, listed: pd.DataFrame, language: str
) -> None:
    """The name is text, no formula and no link; a station stands by its name."""
    stations = open_planner(toy).answer(Scenario()).stations
    path = tmp_path / "estates.xlsx"
    write_estate_list(listed, stations, path, title="t", told="=1+1", language=language)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    values = {cell.value for cell in cells}
    assert HOSTILE in values
    assert "西站" in values
    assert sheet.max_row == len(listed) + 1
