"""The page of a province: districts, a filter, and what one lacks, read for it alone."""

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import WorkspaceError
from geo.report import ProvinceRow, district_estates, read_province, write_province
from geo.ui import visitor
from geo.ui.pages.province import PROVINCE_VARIABLE
from tests.ui.conftest import app_of, sound

SCRIPT = """
from geo.ui import state
from geo.ui.pages import province
state.read_address()
province.show()
"""
CHOSEN = """
from geo.report import read_province
from geo.ui import state
from geo.ui.pages import province
state.read_address()
results = read_province(province.served_province())
province._district(results.folder, next(row for row in results.rows if row.district == "{name}"))
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return a province of two districts that were planned and one that was not."""
    folder = tmp_path / "province"
    rows = [ProvinceRow.failed("丙区", "no roads")]
    for number, (name, verdicts) in enumerate((("甲区", "CCL"), ("乙区", "CCC"))):
        pack = folder / "districts" / name
        pack.mkdir(parents=True)
        estates = pd.DataFrame(
            {
                "estate_id": ["E1", "E2", "E3"],
                "name": ["<b>一</b>", "二", "三"],
                "street": "东街",
                "households": [10, 20, 70],
                "station_id": "S1",
                "response_min": [5.0, 6.0, 19.5],
                "verdict": ["late" if one == "L" else "covered" for one in verdicts],
            }
        )
        spots = gpd.points_from_xy([114.0, 114.01, 114.02], [30.0 + number] * 3)
        layer = gpd.GeoDataFrame(estates, geometry=spots, crs=4326)
        layer.to_file(pack / "plan.gpkg", layer="estates", driver="GPKG")
        covered = int(estates.loc[estates["verdict"].eq("covered"), "households"].sum())
        low, high = 30.0 + number, 30.1 + number
        outline = ((114.0, low), (114.1, low), (114.1, high), (114.0, low))
        rows.append(
            ProvinceRow(
                district=name,
                status="planned",
                estates=3,
                households=100,
                households_covered=covered,
                share_households=covered / 100,
                estates_late=3 - verdicts.count("C"),
                estates_unreachable=0,
                estates_unsure=0,
                zones=1,
                run="0" * 64,
                outline=outline,
            )
        )
    write_province(rows, folder, language="zh")
    return folder


@pytest.fixture
def page(written: Path, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the page of the province."""
    monkeypatch.setenv(PROVINCE_VARIABLE, str(written))
    return sound(app_of(toy, tmp_path / "home", monkeypatch, SCRIPT).run())


def test_the_worst_come_first_and_can_be_filtered(page: AppTest) -> None:
    """All districts with their share, those that could not be planned on top."""
    assert page.dataframe[0].value["district"].tolist() == ["丙区", "甲区", "乙区"]
    assert page.dataframe[0].value["share"].tolist()[1:] == [30.0, 100.0]
    assert "130 / 200" in page.text[0].value
    page.text_input(key="rc_province_find").set_value("甲").run()
    assert sound(page).dataframe[0].value["district"].tolist() == ["甲区"]
    page.text_input(key="rc_province_find").set_value("")
    page.slider(key="rc_province_share").set_value(50).run()
    assert sound(page).dataframe[0].value["district"].tolist() == ["丙区", "甲区"]
    page.text_input(key="rc_province_find").set_value("nobody").run()
    assert not sound(page).dataframe


@pytest.mark.parametrize("name", ["甲区", "乙区", "丙区"])
def test_a_district_that_is_chosen(
    written: Path, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Its estates that nobody covers, as text; nothing of the other districts is read."""
    monkeypatch.setenv(PROVINCE_VARIABLE, str(written))
    shutil.rmtree(written / "estates" / f"district={'乙区' if name == '甲区' else '甲区'}")
    shutil.copytree(toy, written / "workspaces" / name)
    app = sound(app_of(toy, tmp_path / "home", monkeypatch, CHOSEN.format(name=name)).run())
    if name == "甲区":
        assert app.dataframe[0].value["households"].tolist() == [70]
        assert app.dataframe[0].value["verdict"].tolist() == ["超时"]
    elif name == "乙区":
        assert app.success
    else:
        assert app.warning
        return
    app.button(key="rc_province_open").click().run()
    assert app.session_state["rc_folder"] == written / "workspaces" / name


def test_whoever_may_not_open_the_folder_sees_nothing_of_it(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under rules of access a province is shown as a workspace would be opened."""
    monkeypatch.setattr(visitor, "may_open_quietly", lambda *_: False)
    assert sound(page.run()).warning
    assert not page.dataframe


def test_the_page_speaks_english(page: AppTest) -> None:
    """No word of Chinese but the names of the districts."""
    page.query_params["lang"] = "en"
    sound(page.run())
    assert "districts" in page.text[0].value
    assert page.text_input(key="rc_province_find").label == "Find a district"


def test_what_is_no_province_or_a_damaged_one(written: Path, tmp_path: Path) -> None:
    """Each is one message with the folder; a district without its part is told too."""
    with pytest.raises(WorkspaceError, match=r"province\.json"):
        read_province(tmp_path)
    with pytest.raises(WorkspaceError) as refused:
        district_estates(written, "../../etc", most=5)
    assert refused.value.key == "cluster.province_damaged"
    (written / "estates" / "district=甲区" / "estates.parquet").write_bytes(b"PAR1")
    with pytest.raises(WorkspaceError):
        district_estates(written, "甲区", most=5)
    for text in ("", "[]", '{"by_district": [{"district": 1}]}', '{"by_district": 5}'):
        (written / "province.json").write_text(text, encoding="utf-8")
        with pytest.raises(WorkspaceError) as refused:
            read_province(written)
        assert refused.value.key == "cluster.province_damaged"
