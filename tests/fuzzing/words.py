"""What people write into fields, options and cells: shifts, hours, days, numbers, names, claims."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from geo import tables
from geo.coords import parse_datum
from geo.coverage import parse_claim, split_skills
from geo.errors import GeoError
from geo.geocode import parse_name
from geo.roads import parse_maxspeed
from geo.scenarios import read_candidate_lines, read_shift
from geo.settings import setting_items, value_of_text
from tests.fuzzing.target import Target

__all__ = ["words"]

_EXAMPLES: Final[dict[str, tuple[Callable[[str], object], tuple[str, ...]]]] = {
    "shift": (
        lambda text: read_shift("S1", text),
        (
            "weekday 20:00-08:00 crews 1 turnout 5",
            "工作日 20:00-08:00 班组 1 出动 5 技能 水、电",
            "周一至周五、节假日 8时-17时30分",
        ),
    ),
    "days": (tables.read_days, ("周一至周五", "weekday, sunday", "每天", "周六日；节假日", "1-5")),
    "hours": (tables.read_hours, ("08:00-20:00", "8时至17时30分", "22:00-次日6:00", "24小时")),
    "moment": (
        tables.read_datetime,
        (
            "2026-01-02T03:04:05+08:00",
            "2026年1月2日下午3点4分",
            "46000.5",
            "20260102 030405",
            "02/01/2026 3:04 PM",
        ),
    ),
    "number": (
        tables.number_in,
        ("约300", "３００", "1,200", "300户", "1.2万", "2千5百", "-3.5e2"),
    ),
    "numeral": (tables.read_chinese, ("一千二百零三", "三万五", "壹佰贰拾", "〇", "两百")),
    "durations": (
        tables.durations_in,
        ("15分钟内", "1小时30分", "90 s", "一刻钟", "2.5 h", "1:30"),
    ),
    "datum": (parse_datum, ("wgs84", "GCJ-02", "EPSG:4547", "cgcs2000", "百度", "32650")),
    "maxspeed": (parse_maxspeed, ("50", "30 mph", "60;40", "约60", "CN:urban", "none", "walk")),
    "name": (
        lambda text: parse_name(text, ("汉阳",)),
        ("汉阳区柳巷小区（东区）3号楼", "钟家村1-3栋", "职工宿舍", "马鹦路12号院", "A区12#"),
    ),
    "candidates": (
        read_candidate_lines,
        ("东站 114.25 30.55", "西站,114.2,30.5", "114.21\t30.51\t南站"),
    ),
    "settings": (
        lambda text: [value_of_text(item, text) for item in setting_items()],
        ("15", "90%", "甲 = 3; 乙 = 4", "E1、E2; E3", '[{name = "重点", minutes = 30}]', "是"),
    ),
    "skills": (split_skills, ("水、电", "water; power", "水/电/气")),
    "claim": (
        lambda text: parse_claim(text).reading(),
        (
            "15分钟内到达，108平方公里，90%的住户",
            "95% of 57,000 households within 15 minutes of 2 stations",
            "全区161个小区、5.7万户，九成十五分钟到场",
        ),
    ),
}


def words(folder: Path) -> list[Target]:
    """Return the kinds of words, some of each kind, a line each, written into a folder."""
    made = []
    for kind, (read, examples) in _EXAMPLES.items():
        path = folder / f"{kind}.txt"
        path.write_text("\n".join(examples), encoding="utf-8")
        made.append(Target(f"words {kind}", path, _each_line(read), says_file=False))
    return made


def _each_line(read: Callable[[str], object]) -> Callable[[Path], object]:
    """Return the reader of every line of a file; a line that is refused stops no other."""

    def reader(path: Path) -> object:
        answers: list[object] = []
        for line in path.read_text("utf-8", "surrogateescape").split("\n"):
            try:
                answers.append(read(line))
            except GeoError as error:
                answers.append((error.sentence("zh"), error.sentence("en")))
        return answers

    return reader
