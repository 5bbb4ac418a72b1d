"""Reading a list, writing it in any format of ours and reading it again gives the same table."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.coords import from_wgs84
from geo.tables import read_estates, write_csv
from geo.tables.cells import fold_id, is_placeholder
from geo.tables.totals import mentions_total

LIST = tuple("甲乙丙丁柳巷梧桐里河沿宿舍ABCxyz0123456789号院（）·&<>'\"=+-@ ,;/")


def _is_a_name(text: str) -> bool:
    """Return whether a text is a name as it stands: tidy, no placeholder, total or example."""
    return (
        text == " ".join(text.split())
        and not is_placeholder(text)
        and not mentions_total(text)
        and any(sign.isalnum() for sign in text)
        and not text.startswith("'")
    )


NAMES = st.text(LIST, min_size=2, max_size=12).filter(_is_a_name)
IDS = st.from_regex(r"[A-Z]?-?0{0,2}[1-9][0-9]{0,4}", fullmatch=True)


@st.composite
def estates(draw: st.DrawFn) -> pd.DataFrame:
    """Return a list of estates as a clerk would keep it, complete and clean."""
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique_by=fold_id))
    rows = []
    for estate in ids:
        households = draw(st.integers(1, 5000))
        placed = draw(st.booleans())
        rows.append(
            {
                "小区编号": estate,
                "小区名称": draw(NAMES),
                "街道": draw(st.sampled_from(["西街", "东街", "永丰镇"])),
                "社区": draw(st.sampled_from(["", "龙灯社区", "汇福园社区"])),
                "户数": households,
                "人数": draw(st.sampled_from([None, 2 * households, 3 * households])),
                "建成年份": draw(st.sampled_from([None, 1985, 2003])),
                "建筑面积": draw(st.one_of(st.none(), st.integers(1, 10**7).map(lambda n: n / 10))),
                "物业企业": draw(st.sampled_from(["", "正阳", "安居兴业"])),
                "经度": draw(st.integers(1_141_000_000, 1_143_000_000)) / 1e7 if placed else None,
                "纬度": draw(st.integers(304_000_000, 306_000_000)) / 1e7 if placed else None,
                "位置误差": draw(st.sampled_from([None, 5, 80.5])),
                "基础设施": draw(st.sampled_from([None, 0, 66])),
                "备注": draw(st.one_of(st.just(""), NAMES)),
            }
        )
    table = pd.DataFrame(rows)
    # A name twice in a street is told, as it should be; so are ids that differ by an ending.
    assume(not table.assign(n=table["小区名称"].map(fold_id)).duplicated(["n", "街道"]).any())
    return table


def _csv(table: gpd.GeoDataFrame, path: Path) -> Path:
    write_csv(table, path.with_suffix(".csv"))
    return path.with_suffix(".csv")


def _xlsx(table: gpd.GeoDataFrame, path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    plain = pd.DataFrame(table.drop(columns="geometry"))
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, texts) as book:
        sheet = book.add_worksheet("estates")
        for place, name in enumerate(plain.columns):
            sheet.write_string(0, place, name)
            for row, cell in enumerate(plain[name], start=1):
                if isinstance(cell, str):
                    sheet.write_string(row, place, cell)
                elif not pd.isna(cell):
                    sheet.write_number(row, place, float(cell))
    return path


def _by_driver(
    ending: str, driver: str, **options: Any
) -> Callable[[gpd.GeoDataFrame, Path], Path]:
    def write(table: gpd.GeoDataFrame, path: Path) -> Path:
        path = path.with_suffix(ending)
        pyogrio.write_dataframe(table, path, driver=driver, **options)
        return path

    return write


def _parquet(table: gpd.GeoDataFrame, path: Path) -> Path:
    table.to_parquet(path.with_suffix(".parquet"), index=False)
    return path.with_suffix(".parquet")


RFC7946 = {"layer_options": {"RFC7946": "YES", "COORDINATE_PRECISION": 7}}
WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], Path]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "gpkg": _by_driver(".gpkg", "GPKG"),
    "geojson": _by_driver(".geojson", "GeoJSON", **RFC7946),
    "parquet": _parquet,
}


def _same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> None:
    """Compare two lists cell by cell, places to a centimetre."""
    assert list(one.columns) == list(other.columns)
    for name in one.columns.drop("geometry"):
        if name in {"lon", "lat", "given_lon", "given_lat"}:
            np.testing.assert_allclose(one[name], other[name], atol=1.5e-7, rtol=0)
        else:
            pd.testing.assert_series_equal(one[name], other[name])
    assert one.geometry.isna().tolist() == other.geometry.isna().tolist()


@pytest.mark.parametrize("form", WRITERS)
@given(table=estates(), datum=st.sampled_from(["wgs84", "gcj02"]))
@settings(max_examples=12)
def test_a_list_survives_every_format(form: str, table: pd.DataFrame, datum: str) -> None:
    """The second reading gives the table of the first, and has nothing to say."""
    if datum != "wgs84":
        known = table["经度"].notna()
        there = from_wgs84(table.loc[known, "经度"], table.loc[known, "纬度"], datum)
        table.loc[known, "经度"], table.loc[known, "纬度"] = there
    with tempfile.TemporaryDirectory() as folder:
        given_list = Path(folder) / "given.csv"
        write_csv(table, given_list)
        first = read_estates(given_list, datum=datum)
        assert {one.key for one in first.notices} <= {"tables.datum_converted"}
        assert first.table["name"].tolist() == table["小区名称"].tolist()
        again = read_estates(WRITERS[form](first.table, Path(folder) / "again"))
    assert [one.sentence("en") for one in again.notices] == []
    _same(again.table, first.table)
