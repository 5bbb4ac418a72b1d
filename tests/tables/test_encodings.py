"""Code pages are read as what they are or refused by name, in every format without its own."""

import json
from pathlib import Path

import pytest

from geo.tables import read_estates
from geo.tables.encodings import likeliest_code_page, sniff_encoding
from tests.tables.lists import keys, only_fault

# Lists as they are written in each script: headers in English, so that names alone must tell.
WRITTEN = {
    "gb18030": ["汇福园小区", "琴断口街", "A栋公寓", "犇鑫里", "喆苑", "丰颐大院"],
    "big5": ["信義國宅", "中正路二段", "龍山寺社區", "高雄港務局宿舍", "裕隆城"],
    "big5hkscs": ["深水埗邨", "沙田第一城", "黃埔花園"],
    "cp932": ["ひばりが丘団地", "東京都渋谷区", "サンシャインマンション", "第二さくら荘", "新宿"],
    "euc_jp": ["ひばりが丘団地", "東京都渋谷区", "第二さくら荘"],
    "cp949": ["래미안아파트", "서울특별시 강남구", "푸르지오 2단지", "한강타운", "부산진구"],
    "cp1252": ["Müllerhof", "Cité de l’Église", "São João", "Straße der Jugend", "Sørvågen bø"],
    "cp1250": ["Łódź Śródmieście", "Kraków Świętokrzyska", "Žižkov Černý Most", "Dąbrowa"],
    "cp1251": ["Ленинский проспект", "Улица Мира", "Жилой комплекс Заря"],
}
CASES = [(encoding, name) for encoding, names in WRITTEN.items() for name in names]


def listed(names: list[str]) -> str:
    """Return a list under English headers."""
    lines = [f"A{i},{name},West,100,114.2,30.5" for i, name in enumerate(names)]
    return "\r\n".join(["estate_id,name,street,households,lon,lat", *lines, ""])


@pytest.mark.parametrize("encoding", WRITTEN)
def test_a_csv_in_any_code_page(tmp_path: Path, encoding: str) -> None:
    """Names come out as they were written, and the code page is named in a notice."""
    path = tmp_path / "estates.csv"
    path.write_bytes(listed(WRITTEN[encoding]).encode(encoding))
    read = read_estates(path)
    assert read.table["name"].tolist() == WRITTEN[encoding]
    assert "encoding_recognised" in keys(read.notices)


@pytest.mark.parametrize(("encoding", "name"), CASES)
def test_a_single_name_is_read_right_or_refused(tmp_path: Path, encoding: str, name: str) -> None:
    """However little there is to go by, nothing is read as what it is not."""
    path = tmp_path / "estates.csv"
    path.write_bytes(listed([name]).encode(encoding))
    try:
        found = read_estates(path).table["name"].tolist()
    except Exception:
        fault = only_fault(read_estates, path)
        assert fault.key == "tables.encoding_unsure"
        assert name in {fault.params["found"], fault.params["other_found"]} or " " in name
    else:
        assert found == [name]


@pytest.mark.parametrize(
    "encoding", ["gb18030", "big5", "cp932", "cp949", "cp1252", "cp1251", "utf-16", "utf-8-sig"]
)
@pytest.mark.parametrize("kind", ["json", "geojson", "kml"])
def test_json_and_kml_in_any_code_page(tmp_path: Path, encoding: str, kind: str) -> None:
    """Formats that are UTF-8 by their standards and otherwise in practice."""
    name = WRITTEN.get(encoding, WRITTEN["gb18030"])[0]
    record = {"name": name, "street": "West", "households": 100}
    texts = {
        "json": json.dumps([{**record, "lon": 114.2, "lat": 30.5}], ensure_ascii=False),
        "geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": record,
                        "geometry": {"type": "Point", "coordinates": [114.2, 30.5]},
                    }
                ],
            },
            ensure_ascii=False,
        ),
        "kml": f'<?xml version="1.0" encoding="{encoding}"?>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>{name}</name><ExtendedData>"
        '<Data name="street"><value>West</value></Data>'
        '<Data name="households"><value>100</value></Data></ExtendedData>'
        "<Point><coordinates>114.2,30.5</coordinates></Point></Placemark></Document></kml>",
    }
    path = tmp_path / f"estates.{kind}"
    path.write_bytes(texts[kind].encode(encoding))
    assert read_estates(path).table["name"].tolist() == [name]


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("gb2312", "gbk"),
        ("GBK", "gbk"),
        ("gb18030", "gb18030"),
        ("UTF-8", "gbk"),
        ("gb2312", "utf-8"),
        ("", "gbk"),
        ("ISO-8859-1", "gbk"),
    ],
)
def test_what_a_kml_declares_is_held_against_its_bytes(
    tmp_path: Path, declared: str, real: str
) -> None:
    """A declaration may be right, too narrow, wrong or missing."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = (
        f"{declaration}<kml><Document><name>台账</name><Placemark><name>镕园小区</name>"
        '<ExtendedData><Data name="街道"><value>西街</value></Data>'
        '<Data name="户数"><value>100</value></Data></ExtendedData>'
        "<Point><coordinates>114.2,30.5</coordinates></Point></Placemark></Document></kml>"
    )
    path = tmp_path / "estates.kml"
    path.write_bytes(text.encode(real))
    read = read_estates(path)
    assert read.table["name"].tolist() == ["镕园小区"]
    assert read.table["street"].tolist() == ["西街"]


def test_two_readings_that_compete_are_both_named(tmp_path: Path) -> None:
    """A name that is as likely French as Czech is no guess of ours."""
    path = tmp_path / "estates.csv"
    path.write_bytes(listed(["Coruña"]).encode("cp1252"))
    fault = only_fault(read_estates, path)
    assert fault.key == "tables.encoding_unsure"
    assert {fault.params["found"], fault.params["other_found"]} == {"Coruña", "Coruńa"} or {
        "Coruña" in fault.params["found"],
        "Coruńa" in fault.params["other_found"],
    } == {True}


def test_the_word_of_the_file_tips_the_scales() -> None:
    """What is undecided by itself is decided by a declaration that its bytes allow."""
    texts = ["Coruña".encode("cp1252")]
    assert likeliest_code_page(texts, "f", stated="windows-1252") == "cp1252"
    assert likeliest_code_page(texts, "f", stated="windows-1250") == "cp1250"
    korean = ["부산".encode("cp949")]
    assert likeliest_code_page(korean, "f", stated="EUC-KR") == "cp949"


def test_broken_utf8_is_not_taken_for_a_code_page(tmp_path: Path) -> None:
    """One broken byte in a Chinese list in UTF-8 is a fault of its line."""
    path = tmp_path / "estates.csv"
    content = "小区名称,街道,户数\n汇福园,西街,100\n".encode() + b"\xe6\xb1,x,1\n"
    path.write_bytes(content)
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row) == ("tables.no_encoding", 3)


@pytest.mark.parametrize("encoding", ["utf-32", "iso2022_jp"])
def test_rarer_marks_are_known(tmp_path: Path, encoding: str) -> None:
    """UTF-32 by its mark, Japanese mail by its escapes."""
    path = tmp_path / "t.csv"
    path.write_bytes("名称,町\n新宿,西\n".encode(encoding))
    assert path.read_bytes().decode(sniff_encoding(path, "t.csv")).startswith("名称")


SOUND = ["estate_id,小区名称,街道,户数", "1,汇福园小区,琴断口街,800", "2,紫荆花园,西街,120"]


@pytest.mark.parametrize(
    ("was", "taken_for"),
    [
        ("utf-8", "latin-1"),
        ("gb18030", "latin-1"),
        ("gb18030", "cp1252"),
        ("utf-8", "gb18030"),
        ("gb18030", "big5"),
        ("gb18030", "cp932"),
    ],
)
@pytest.mark.parametrize("saved", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_that_was_garbled_before_is_refused(
    tmp_path: Path, was: str, taken_for: str, saved: str
) -> None:
    """Sound bytes, nonsense text: what it was is shown, and no plan is made of it."""
    path = tmp_path / "estates.csv"
    garbled = "\n".join(SOUND).encode(was).decode(taken_for, "ignore")
    path.write_bytes(garbled.encode(saved))
    fault = only_fault(read_estates, path)
    assert fault.key == "tables.garbled"
    assert "街道" in fault.params["meant"]


def test_lost_characters_are_told(tmp_path: Path) -> None:
    """Replacement characters, and 锟斤拷, which is what becomes of them."""
    lost = "\n".join(SOUND).encode("gbk").decode("utf-8", "replace")
    path = tmp_path / "estates.csv"
    for text in (lost, lost.encode("utf-8").decode("gbk", "ignore")):
        path.write_text(text, "utf-8")
        assert only_fault(read_estates, path).key == "tables.text_lost"


@pytest.mark.parametrize("encoding", WRITTEN)
def test_sound_text_of_any_script_is_not_called_garbled(tmp_path: Path, encoding: str) -> None:
    """Names of every script in UTF-8 come out as they are."""
    path = tmp_path / "estates.csv"
    path.write_text(listed(WRITTEN[encoding]), "utf-8")
    assert read_estates(path).table["name"].tolist() == WRITTEN[encoding]
