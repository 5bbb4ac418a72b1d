"""Further files hold the plan cell for cell, are chosen by name, are refused before the work."""

import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo.errors import InputError, SourceError, WorkspaceError
from geo.i18n import translator
from geo.plan_tables import VERDICT_KEYS, shown_cell
from geo.report import FORMATS, FurtherFiles, asked_formats, further_files, write_pack
from geo.report.geopackage import LAYERS
from geo.report.report_html import report_sections
from geo.workspace import District, Plan, make_plan, open_district, open_workspace

NEED_NO_BROWSER = ",".join(name for name in FORMATS if name not in ("pdf", "png"))


@pytest.fixture(scope="module")
def district(toy: Path) -> District:
    """Return the sample town on its roads."""
    return open_district(open_workspace(toy))


@pytest.fixture(scope="module")
def made(toy: Path) -> Plan:
    """Return the plan of the sample town."""
    return make_plan(open_workspace(toy))


@pytest.fixture(scope="module")
def folder(made: Plan, district: District, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack with every format that needs no browser, and one zone and operator alone."""
    out = tmp_path_factory.mktemp("formats") / "out"
    further = further_files(NEED_NO_BROWSER, datum="高德", zones=["Z01"], operators=["甲物业"])
    write_pack(made, out, language="zh", further=further, district=district)
    return out


@pytest.fixture(scope="module")
def estates(folder: Path) -> pd.DataFrame:
    """Return ``estates.csv``."""
    return csv(folder, "estates.csv")


def csv(folder: Path, name: str) -> pd.DataFrame:
    """Return a csv of a pack; what could be a number with zeros before it stays text."""
    return pd.read_csv(folder / name, encoding="utf-8-sig", dtype={"estate_id": str})


def same(written: Any, wanted: Any) -> bool:
    """Tell whether a cell says what the csv says; nothing is nothing in every format."""
    if pd.isna(wanted) or wanted == "":
        return bool(pd.isna(written)) or written == ""
    if isinstance(wanted, str):
        return str(written) == wanted
    return bool(float(written) == pytest.approx(float(wanted), rel=1e-9))


def test_shapefiles_are_the_csv_cell_for_cell(folder: Path, estates: pd.DataFrame) -> None:
    """By the table of fields beside them; codes are words, and no name is over ten bytes."""
    fields = csv(folder, "shp_fields.csv")
    assert fields["field"].map(lambda name: len(name.encode("gbk"))).max() <= 10
    t = translator("zh")
    path = f"/vsizip/{folder / 'plan.shp.zip'}/estates.shp"
    shapes = pyogrio.read_dataframe(path, encoding="GBK", fid_as_index=False)
    own = fields[fields["layer"] == "estates"]
    assert list(own["field"]) == list(shapes.columns.drop("geometry"))
    words = {"verdict": {code: t(key) for code, key in VERDICT_KEYS.items()}}
    compared = set()
    for field, column in zip(own["field"], own["column"], strict=True):
        if column not in estates or column == "service_level":
            continue
        wanted = estates[column].map(words[column]) if column in words else estates[column]
        for cell, want in zip(shapes[field], wanted, strict=True):
            assert same(cell, want), (column, cell, want)
        compared.add(column)
    assert compared == set(estates.columns) - {"service_level"}
    assert own["meaning_zh"].notna().all()


@pytest.mark.parametrize("layer", ["estates", "stations", "zones"])
def test_geojson_and_geoparquet_are_the_csv_cell_for_cell(folder: Path, layer: str) -> None:
    """Opened by GDAL and by Arrow, every column of the csv is there with every value."""
    wanted = csv(folder, f"{layer}.csv")
    geojson = pyogrio.read_dataframe(folder / f"{layer}.geojson")
    parquet = pq.read_table(folder / f"{layer}.parquet").to_pandas()
    for table in (geojson, parquet):
        assert len(table) == len(wanted)
        for column in wanted:
            for cell, want in zip(table[column], wanted[column], strict=True):
                assert same(cell, want), (column, cell, want)


def test_every_layer_has_its_files(folder: Path) -> None:
    """Roads and circles too."""
    for layer in LAYERS:
        assert (folder / f"{layer}.geojson").is_file()
        assert pq.read_metadata(folder / f"{layer}.parquet").num_rows > 0


def test_kmz_is_the_kml_in_the_datum_that_was_asked_for(folder: Path) -> None:
    """One document, as phones expect it, which says GCJ-02."""
    with zipfile.ZipFile(folder / "plan.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == (folder / "plan.kml").read_bytes()
    assert "GCJ02" in (folder / "plan.kml").read_text(encoding="utf-8")


def test_the_document_holds_the_tables_of_the_report(folder: Path, made: Plan) -> None:
    """Opened by python-docx: every heading, every cell of every section."""
    document = docx.Document(str(folder / "report.docx"))
    t = translator("zh")
    wanted = []
    for section in report_sections(made, t, "zh"):
        for sheet in (section.sheet, *section.further):
            if sheet.rows:
                rows = [[column.header for column in sheet.columns]]
                rows += [
                    [shown_cell(v, c.kind) for v, c in zip(row, sheet.columns, strict=True)]
                    for row in sheet.rows
                ]
                wanted.append(rows)
    _, first, *others = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    ]
    assert [row[1:] for row in first] == wanted[0]
    assert [row[0] for row in first[1:]] == ["1", "2"]
    assert others == wanted[1:]


def test_run_cards_name_the_station_of_the_csv_first(folder: Path, estates: pd.DataFrame) -> None:
    """The first station and its minutes are those of the plan."""
    sheet = openpyxl.load_workbook(folder / "run_cards.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[4:6] == ("第一", "第一（分钟）")
    names = csv(folder, "stations.csv").set_index("station_id")["name"]
    assert [row[2] for row in rows] == estates["name"].tolist()
    for row, station, minutes in zip(
        rows, estates["station_id"], estates["response_min"], strict=True
    ):
        assert same(row[4], names.get(station, ""))
        assert same(row[5], minutes) or row[5] == pytest.approx(minutes, abs=1e-3)
    page = (folder / "run_cards.html").read_text(encoding="utf-8")
    assert all(name in page for name in estates["name"])


def test_one_zone_and_one_operator_alone(folder: Path, estates: pd.DataFrame) -> None:
    """Nothing of the others is in either file."""
    page = (folder / "zone_sheet_Z01.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "operator_甲物业.xlsx")
    own = estates["operator"] == "甲物业"
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert {row[2] for row in rows} == set(estates.loc[own, "estate_id"])
    for name, zone in zip(estates["name"], estates["zone_id"], strict=True):
        assert (f">{name}<" in page) == (zone == "Z01")
    assert "乙物业" not in {cell.value for sheet in book for row in sheet.rows for cell in row}


def test_the_dictionary_names_every_column_of_every_file(folder: Path) -> None:
    """Each with a meaning of its own in both languages, never the one of unknown columns."""
    dictionary = pd.read_csv(folder / "data_dictionary.csv", keep_default_na=False)
    unknown = {translator(lang)("dictionary.own_column") for lang in ("zh", "en")}
    assert not dictionary["meaning_zh"].isin(unknown).any()
    assert (dictionary[["meaning_zh", "meaning_en", "header_zh", "header_en"]] != "").all(axis=None)
    named = set(zip(dictionary["file"], dictionary["layer"], dictionary["column"], strict=True))
    for file in ("estates.csv", "stations.csv", "zones.csv", "utilisation.csv"):
        assert {(file, "", column) for column in csv(folder, file)} <= named
    for layer in LAYERS:
        columns = pyogrio.read_dataframe(folder / "plan.gpkg", layer=layer).columns
        assert {("plan.gpkg", layer, column) for column in columns} <= named
    heads = {(row.layer, row.header_zh) for row in dictionary.itertuples()}
    for sheet in openpyxl.load_workbook(folder / "plan.xlsx"):
        assert {(sheet.title, cell.value) for cell in sheet[1]} <= heads


def test_the_glossary_speaks_both_languages(folder: Path) -> None:
    """No term without a meaning."""
    glossary = pd.read_csv(folder / "glossary.csv", keep_default_na=False)
    assert (glossary != "").all(axis=None)
    assert glossary["term_zh"].is_unique


def test_without_formats_nothing_is_added(made: Plan, folder: Path, tmp_path: Path) -> None:
    """The pack alone, and its files are the same bytes with and without further ones."""
    assert write_pack(made, tmp_path / "out", language="zh") == []
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name
    assert not (tmp_path / "out" / "tables.json").exists()


def test_a_second_run_gives_the_same_bytes(
    made: Plan, district: District, folder: Path, tmp_path: Path
) -> None:
    """No clock in any format, the document included."""
    further = further_files(NEED_NO_BROWSER, datum="gcj02", zones=["Z01"], operators=["甲物业"])
    write_pack(made, tmp_path / "again", language="zh", further=further, district=district)
    listed = json.loads((tmp_path / "again" / "tables.json").read_text(encoding="utf-8"))
    assert listed == json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    assert set(listed["files"]) == {path.name for path in folder.iterdir()} - {"tables.json"}


def test_only_what_is_named(made: Plan, tmp_path: Path) -> None:
    """``plan.json`` stays: it says which run the others are of."""
    write_pack(made, tmp_path / "o", language="en", further=further_files("csv kml", only=True))
    assert {path.name for path in (tmp_path / "o").iterdir()} == {
        "plan.json",
        "estates.csv",
        "stations.csv",
        "zones.csv",
        "plan.kml",
        "tables.json",
    }


def test_a_folder_with_further_files_is_replaced_and_a_strange_file_is_not(
    made: Plan, tmp_path: Path
) -> None:
    """The list in the folder tells our files from others' of the same kind."""
    out = tmp_path / "out"
    write_pack(made, out, language="en", further=further_files("kml", zones=["Z01"]))
    write_pack(made, out, language="en", further=further_files("kmz"))
    assert not (out / "plan.kml").exists()
    (out / "plan.kml").write_text("somebody else's")
    with pytest.raises(WorkspaceError, match=r"plan\.kml"):
        write_pack(made, out, language="en")
    assert (out / "plan.kmz").exists()


def test_names_are_forgiving_and_unknown_ones_are_told() -> None:
    """Case, hyphens, Chinese commas; all unknown names in one message with the valid ones."""
    assert asked_formats(" KML，Run-Cards、word ") == ("kml", "docx", "run_cards")
    with pytest.raises(InputError, match=r"tiff, bmp.*geoparquet"):
        asked_formats("kml,tiff,bmp")
    with pytest.raises(InputError, match="EPSG:4547"):
        further_files("kml", datum="EPSG:4547")
    with pytest.raises(InputError, match="pluto"):
        further_files("kml", datum="pluto")


def test_nothing_is_written_when_a_zone_is_unknown(made: Plan, tmp_path: Path) -> None:
    """The message lists the zones; the folder does not appear."""
    for further in (FurtherFiles(zones=("Z99",)), FurtherFiles(operators=("nobody",))):
        with pytest.raises(InputError, match=r"Z01|甲物业"):
            write_pack(made, tmp_path / "out", language="en", further=further)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_browser_is_told_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and PNG need one; the document does without its maps."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match="neither PDF nor PNG"):
        further_files("png")
    assert further_files("docx").formats == ("docx",)


@pytest.mark.browser
def test_maps_become_pictures(made: Plan, tmp_path: Path) -> None:
    """PNG of the size of the drawing at three dots to the pixel, and more than one colour."""
    from PIL import Image

    write_pack(made, tmp_path / "out", language="zh", further=further_files("png,pdf", only=True))
    for name in ("map.png", "zone_map.png"):
        with Image.open(tmp_path / "out" / name) as picture:
            assert picture.width == pytest.approx(180 / 25.4 * 96 * 3, abs=4)
            assert len(picture.convert("P").getcolors() or []) > 8
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")
