"""Lists in every table format, of every kind, and what else lists are read for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo import tables
from geo.tables import Limits, TableRead
from geo.workspace import (
    LIST_READERS,
    findings_of,
    header_questions,
    headers_of,
    lacks_headers,
    lacks_streets,
    read_list,
    remember_headers,
    remembered_headers,
)
from tests.fuzzing.target import DATA, Target, sound_table
from tests.tables.xlsb import write_xlsb

__all__ = ["ELSEWHERE", "checked", "lists"]

ELSEWHERE: Final = Path(__file__).parents[1] / "tables" / "made_elsewhere"
_LIST_BYTES: Final = 3_000

_OF_HANYANG: Final = {
    "estates": tables.read_estates,
    "stations": tables.read_stations,
    "gates": tables.read_gates,
    "calls": tables.read_calls,
    "problems": tables.read_problems,
    "problem_steps": tables.read_problem_steps,
    "inspections": tables.read_inspections,
    "visitors": tables.read_visitors,
    "visits": tables.read_visits,
    "matters": tables.read_matters,
    "works": tables.read_works,
    "crew_weeks": tables.read_crew_weeks,
    "budgets": tables.read_budgets,
}
_WRITTEN: Final[dict[str, tuple[Callable[..., TableRead], str]]] = {
    "candidates": (
        tables.read_candidates,
        "candidate_id,name,lon,lat\nC1,东侧备选,114.0155,30.0090\nC2,主街备选,114.0103,30.0045\n",
    ),
    "shifts": (
        tables.read_shifts,
        (
            "站点编号,日期,开始时间,结束时间,班组数,出动时间,技能\nS1,工作日,08:00,20:00,2,3,水、电\n"
            "S1,周末,9:00-17:00,,1,3分钟,\nS2,节假日,20:00,次日8:00,1,,电\n"
        ),
    ),
    "zones": (tables.read_zones, "片区,小区编号\n1,E1\n1,E2\n西街-2,E3\n"),
    "gazetteer": (
        tables.read_gazetteer,
        (
            "编号,名称,经度,纬度,坐标系,区,街道,社区,地址,别名\n"
            "G1,柳巷小区,114.2185,30.5512,wgs84,汉阳区,西街,柳巷社区,柳巷1号,柳巷新村;柳巷里\n"
            "G2,梧桐里,114.2285,30.5412,gcj02,汉阳区,东街,,,\n"
        ),
    ),
    "places": (
        tables.read_places,
        "名称,街道,社区,地址,经度,纬度\n柳巷小区,西街,,柳巷1号,114.2,30.5\n梧桐里,,,,114.21,30.51\n",
    ),
    "names": (
        tables.read_names,
        "小区名称,区,街道,地址\n柳巷小区,汉阳区,西街,柳巷1号\n梧桐里,,,\n",
    ),
    "shapes": (
        tables.read_estates,
        (
            "小区名称,街道,户数,位置\n"
            '甲,西街,300,"POINT(114.2 30.5)"\n'
            '乙,西街,约300户,"POLYGON((114 30,114.1 30,114.1 30.1,114 30))"\n'
            '丙,东街,３００,"{""type"":""Point"",""coordinates"":[114.2,30.5]}"\n'
            "丁,东街,1200,0101000000CDCCCCCCCC8C5C400000000000803E40\n"
        ),
    ),
    "angles": (
        tables.read_estates,
        (
            "序号,小区名称,街道,户数,经度,纬度\n1,甲,西街,300,114°12′30″E,30°33′N\n"
            "2,乙,西街,1千2百,东经114.21度,30.55\n合计,,,1500,,\n"
        ),
    ),
    "grid": (
        tables.read_estates,
        "小区名称,街道,户数,X,Y\n甲,西街,300,38524000.5,3380000.1\n乙,西街,20,38525000,3381000\n",
    ),
}


def lists(folder: Path) -> list[Target]:
    """Return the kinds of lists, their sound files written into a folder."""
    made = []
    for name, read in _OF_HANYANG.items():
        content = (DATA / "hanyang" / f"{name}.csv").read_bytes()[:_LIST_BYTES]
        path = folder / f"{name}.csv"
        path.write_bytes(content[: content.rfind(b"\n") + 1])
        made.append(Target(f"csv {name}", path, checked(read)))
    for name, (read, text) in _WRITTEN.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        options: dict[str, Any] = {"datum": "EPSG:4526"} if name == "grid" else {}
        made.append(Target(f"csv {name}", path, checked(read, **options)))
    return [*made, *_formats(folder), *_uploads(folder)]


def checked(read: Callable[..., TableRead], **options: Any) -> Callable[[Path], object]:
    """Return the reader of a list whose answer is held against what every list promises."""

    def reader(path: Path) -> object:
        answer = read(path, **options)
        sound_table(answer.table)
        told = [notice.sentence(language) for notice in answer.notices for language in ("zh", "en")]
        return told, [answer.at(index) for index in range(len(answer.table))]

    return reader


def _formats(folder: Path) -> list[Target]:
    """Return the formats of tables, with estates in each."""
    frame = pd.read_csv(folder / "estates.csv", dtype=str)
    workbook = folder / "estates.xlsx"
    frame.to_excel(workbook, index=False)
    cells: list[list[object]] = [list(frame.columns), *frame.fillna("").to_numpy().tolist()]
    written = {
        "gbk.csv": frame.to_csv(index=False).encode("gbk"),
        "utf16.txt": frame.to_csv(index=False, sep="\t").encode("utf-16"),
        "rows.json": frame.to_json(orient="records", force_ascii=False).encode(),
    }
    for name, content in written.items():
        (folder / name).write_bytes(content)
    paths = [
        *(workbook, write_xlsb(folder / "estates.xlsb", {"小区": cells})),
        *(folder / name for name in written),
        *(ELSEWHERE / f"clerk.{ending}" for ending in ("xls", "ods", "xlsx")),
    ]
    return [Target(path.name, path, checked(tables.read_estates), rare=2) for path in paths]


def _uploads(folder: Path) -> list[Target]:
    """Return lists as the page of uploads asks about them, and what it remembers of headers."""
    upload = folder / "upload.csv"
    upload.write_text(
        "序号,小区名称,所属街道,总户数,户数,经度,纬度\n1,甲,西街,300,280,114.2,30.5\n"
        "2,乙,西街,约300,300,114.3,30.6\n",
        encoding="utf-8",
    )
    headers = folder / "asked.csv"
    headers.write_bytes(upload.read_bytes())
    return [
        *(
            Target(f"upload {kind}", path, _read_upload_of(kind), says_file=False, rare=4)
            for kind in LIST_READERS
            if (path := folder / f"{kind}.csv").is_file()
        ),
        Target("upload csv", upload, _read_upload, says_file=False),
        Target("upload xlsx", folder / "estates.xlsx", _read_upload, says_file=False, rare=4),
        Target("headers", headers, _read_headers),
        *_remembered(folder),
    ]


def _read_upload_of(kind: str) -> Callable[[Path], object]:
    return lambda path: _read_upload(path, kind)


def _read_upload(path: Path, kind: str = "estates") -> object:
    uploaded = read_list(path.name, path.read_bytes(), kind=kind)
    if uploaded.read is not None:
        sound_table(uploaded.read.table)
    else:
        assert uploaded.error is not None
    asked = header_questions(uploaded), headers_of(uploaded)
    findings = [finding for language in ("zh", "en") for finding in findings_of(uploaded, language)]
    return asked, findings, lacks_headers(uploaded), lacks_streets(uploaded)


def _read_headers(path: Path) -> object:
    return tables.read_headers(path, limits=Limits(rows=100))


def _remembered(folder: Path) -> list[Target]:
    around = folder / "user" / "repair-circle"
    around.mkdir(parents=True)
    path = around / "headers.json"
    path.write_text('{"name": ["楼盘", "院落"], "households": ["总户"]}', encoding="utf-8")
    return [Target("remembered headers", path, _read_memory, around=folder / "user")]


def _read_memory(path: Path) -> object:
    from tests.fuzzing.homes import home

    with home(path.parent.parent):
        known = remembered_headers(["楼盘", "总户", "街道"])
        remember_headers({"street": "所在街"})
        assert remembered_headers(["所在街"])["street"] == "所在街", "what was said is lost"
    return known
