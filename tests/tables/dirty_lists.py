"""A seeded grammar of dirty lists, and the judge of what reading makes of them.

Every list is made from estates that are known. Reading it must end in a table in which each of
them is right, in a question, or in a named error; and each household of the file must be in the
table or on a row that a line speaks of.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import openpyxl

from geo.coords import distance_m, from_wgs84
from geo.errors import TableError
from geo.tables import TableRead, read_estates

__all__ = ["DirtyList", "Judgement", "dirty_lists", "judge"]

_STREETS: Final = ("西街", "东街", "永丰镇", "琴断口街")
_COMPANIES: Final = ("正阳物业", "安居兴业")
_NAMES: Final = (
    *("柳巷", "梧桐里", "河沿", "槐树", "北园", "山脚"),
    *("王家湾", "七里庙", "钟家村", "月湖", "龙灯", "汇福园"),
)
_KINDS: Final = ("小区", "宿舍", "新村", "院", "花园")

_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("小区编号", "编号", "小区 编号", "estate_id", "编码*"),
    "name": ("小区名称", "老旧小区名称", "小区名", "小区（院落）名称", "name"),
    "street": ("街道", "所属街道", "街 道", "街道办事处", "street"),
    "households": (
        *("户数", "户 数", "户数（户）", "总户数", "户数（含空置）", "户数/合计", "居民户数"),
        *("户数（2023年）", "households", "户数（单位：户）", "＊户数："),
    ),
    "residents": ("人数", "居住人数", "常住人口", "人口（人）", "实有人口", "residents"),
    "operator": ("物业企业", "物业公司", "operator"),
    "zone": ("片区编号", "片区", "zone_id"),
    "remark": ("备注", "说明", "note"),
}
_PARTS: Final = (
    *("户数（空置）", "户数（出租）", "户数/低保", "空置户数", "户数(60岁以上)", "户数-商户"),
    "households (vacant)",
)
_PAIRS: Final = (
    *(("经度", "纬度", "wgs84"), ("lng", "lat", "wgs84"), ("x", "y", "wgs84")),
    *(
        ("高德经度", "高德纬度", "gcj02"),
        ("gd_lng", "gd_lat", "gcj02"),
        ("bd_lng", "bd_lat", "bd09"),
    ),
    *(("百度经度", "百度纬度", "bd09"), ("谷歌经度", "谷歌纬度", "gcj02"), ("lng", "y", "wgs84")),
    *(("lon_wgs84", "lat_wgs84", "wgs84"), ("GPS经度", "GPS纬度", "wgs84")),
)
_CELLS: Final[dict[str, Callable[[float, float], str]]] = {
    "坐标": lambda lon, lat: f"{lon:.7f},{lat:.7f}",
    "经纬度": lambda lon, lat: f"({lon:.7f}，{lat:.7f})",
    "位置": lambda lon, lat: f"{lon:.7f} {lat:.7f}",
    "纬经度": lambda lon, lat: f"{lat:.7f},{lon:.7f}",
    "WKT": lambda lon, lat: f"POINT ({lon:.7f} {lat:.7f})",
    "geometry": lambda lon, lat: f"SRID=4326;POINT Z ({lon:.7f} {lat:.7f} 20)",
    "定位": lambda lon, lat: f"N{lat:.7f} E{lon:.7f}",
}
_REMARKS: Final = (
    "",
    "",
    "共计3栋",
    "两院合计300户",
    "合计",
    "见附表小计",
    "total of two",
    "其中空置5户",
)


@dataclass(frozen=True)
class Estate:
    """An estate as it is."""

    id: str
    name: str
    street: str
    households: int
    residents: int
    operator: str
    zone: str
    lon: float
    lat: float


@dataclass
class Row:
    """A row of the file: the estate that it holds, or how many households it only repeats."""

    cells: dict[str, Any]
    estate: Estate | None = None
    households: float = 0.0


@dataclass
class DirtyList:
    """A list as a file, with the truth about it.

    Attributes
    ----------
    seed : int
    headers : list of str
    before : int
        Rows above the header.
    rows : list of Row
    writing : str
        How the file is written: an encoding of csv, or ``xlsx``.
    kinds : set of str
        What is dirty about it.
    """

    seed: int
    headers: list[str]
    before: int
    rows: list[Row]
    writing: str
    kinds: set[str] = field(default_factory=set)

    @property
    def grid(self) -> list[list[Any]]:
        """Every row of the file, the titles and the header included."""
        width = len(self.headers)
        titles = [["老旧小区台账", *[""] * (width - 1)] for _ in range(self.before)]
        body = [[row.cells.get(header, "") for header in self.headers] for row in self.rows]
        return [*titles, list(self.headers), *body]

    def write(self, folder: Path) -> Path:
        """Write the list and return its path."""
        if self.writing == "xlsx":
            return self._workbook(folder / f"{self.seed}.xlsx")
        path = folder / f"{self.seed}.csv"
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if "tabs" in self.kinds else ",").writerows(self.grid)
        path.write_bytes(text.getvalue().encode(self.writing))
        return path

    def _workbook(self, path: Path) -> Path:
        book = openpyxl.Workbook()
        sheet: Any = book.active
        for row in self.grid:
            sheet.append([None if cell == "" else cell for cell in row])
        book.save(path)
        return path

    def estate_at(self, row: int) -> Estate | None:
        """Return the estate of a row as a spreadsheet numbers it."""
        return self.rows[row - self.before - 2].estate


def dirty_lists(count: int, seed: int = 0) -> Iterator[DirtyList]:
    """Yield dirty lists; the same seed gives the same lists."""
    return (_dirty_list(seed * 1_000_000 + number) for number in range(count))


def _dirty_list(seed: int) -> DirtyList:
    chance = random.Random(seed)
    estates = _estates(chance)
    header_of = {column: chance.choice(names) for column, names in _HEADERS.items()}
    kinds: set[str] = set()
    columns = ["id", "name", "street", "households"]
    columns += [one for one in ("residents", "operator", "zone", "remark") if chance.random() < 0.6]
    rows = [Row(_plain_cells(estate, columns, header_of, chance), estate) for estate in estates]
    headers = [header_of[column] for column in columns]
    headers += _with_positions(rows, chance, kinds)
    if chance.random() < 0.4:
        chance.shuffle(headers)
    for spoil in _SPOILERS:
        if chance.random() < 0.25:
            spoil(rows, headers, header_of, chance)
            kinds.add(spoil.__name__.strip("_"))
    writing = chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "xlsx"))
    if writing not in {"xlsx", "utf-16"} and chance.random() < 0.2:
        kinds.add("tabs")
    return DirtyList(seed, headers, chance.choice((0, 0, 0, 1, 2)), rows, writing, kinds)


def _estates(chance: random.Random) -> list[Estate]:
    count = chance.randint(3, 14)
    streets = sorted(chance.choices(_STREETS, k=count), key=_STREETS.index)
    names = chance.sample([f"{name}{kind}" for name in _NAMES for kind in _KINDS], count)
    return [
        Estate(
            id=f"A{number:03d}",
            name=name,
            street=street,
            households=(households := chance.randint(20, 900)),
            residents=households * 2 + chance.randint(0, households // 2),
            operator=chance.choice(_COMPANIES),
            zone=str(_STREETS.index(street) + 1),
            lon=round(114.2 + chance.random() / 10, 7),
            lat=round(30.5 + chance.random() / 10, 7),
        )
        for number, (name, street) in enumerate(zip(names, streets, strict=True), start=1)
    ]


def _plain_cells(
    estate: Estate, columns: list[str], header_of: dict[str, str], chance: random.Random
) -> dict[str, Any]:
    written = {column: getattr(estate, column, "") for column in columns}
    if "remark" in columns:
        written["remark"] = chance.choice(_REMARKS)
    return {header_of[column]: cell for column, cell in written.items()}


def _with_positions(rows: list[Row], chance: random.Random, kinds: set[str]) -> list[str]:
    """Write positions into the rows in one of the ways in which people do; return the headers."""
    way = chance.choice(("pair", "pair", "cell", "cell", "none"))
    kinds.add(f"positions_{way}")
    if way == "none":
        return []
    if way == "pair":
        lon_header, lat_header, datum = chance.choice(_PAIRS)
        for row in rows:
            assert row.estate is not None
            lon, lat = from_wgs84([row.estate.lon], [row.estate.lat], datum)
            row.cells |= {lon_header: round(lon.item(), 8), lat_header: round(lat.item(), 8)}
        return [lon_header, lat_header]
    header = chance.choice(list(_CELLS))
    for row in rows:
        assert row.estate is not None
        row.cells[header] = _CELLS[header](row.estate.lon, row.estate.lat)
    return [header]


# ---------------------------------------------------------------- what goes wrong in lists

Headers = list[str]
Names = dict[str, str]


def _numbers(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Write numbers as people do."""
    forms: tuple[Callable[[int], object], ...] = (
        lambda n: f"{n}户",
        lambda n: f"约{n}",
        lambda n: f"{n:,}",
        lambda n: str(n).translate({ord("0") + d: ord("０") + d for d in range(10)}),
        lambda n: f"{n}.0",
        lambda n: f" {n} ",
        float,
    )
    for row in rows:
        cell = row.cells.get(names["households"])
        if isinstance(cell, int) and chance.random() < 0.5:
            row.cells[names["households"]] = chance.choice(forms)(cell)


def _unreadable(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Spoil one number."""
    row = chance.choice(rows)
    row.cells[names["households"]] = chance.choice(
        ("", "无", "待定", "100-120", "-5", "#REF!", "几百")
    )


def _spellings(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Write streets, companies and zones in many ways."""
    for row in rows:
        if row.estate is None:
            continue
        street, company, zone = row.estate.street, row.estate.operator, row.estate.zone
        streets = [street, f"{street[0]} {street[1:]}", f" {street}"]
        if street.endswith("街"):
            streets += [f"{street}道", f"{street}道办事处", f"{street}道办"]
        written = {
            "street": streets,
            "operator": [company, f"{company}有限公司", f"{company}有限责任公司", f"{company}公司"],
            "zone": [zone, f"0{zone}", f"{zone}.0", f"{zone}号片区", f"片区{zone}"],
        }
        for column, forms in written.items():
            if names[column] in row.cells and row.cells[names[column]] != "":
                row.cells[names[column]] = chance.choice(forms)


def _part_column(rows: list[Row], headers: Headers, names: Names, chance: random.Random) -> None:
    """Put a column of a part before or after the whole."""
    header = chance.choice(_PARTS)
    for row in rows:
        row.cells[header] = 0 if row.estate is None else row.estate.households // 5
    headers.insert(headers.index(names["households"]) + chance.choice((0, 1)), header)


def _twice(rows: list[Row], headers: Headers, names: Names, chance: random.Random) -> None:
    """Put a second column of households beside the first, under another name or the same."""
    header = chance.choice(("涉及户数", "居民户数", "小区户数", "住户"))
    if header in headers:
        return
    shares = (1.0, 0.8) if chance.random() < 0.7 else (1.2,)
    share = chance.choice(shares)
    for row in rows:
        row.cells[header] = "" if row.estate is None else int(row.estate.households * share)
    headers.insert(chance.randint(0, len(headers)), header)


def _written_once(rows: list[Row], _: Headers, names: Names, __: random.Random) -> None:
    """Leave the street out below the first of its estates."""
    former = None
    for row in rows:
        if row.estate is not None:
            street = row.estate.street
            if street == former:
                row.cells[names["street"]] = ""
            former = street


def _total(names: Names, households: float, **texts: str) -> Row:
    cells = {names[column]: text for column, text in texts.items()}
    return Row({**cells, names["households"]: households}, None, households)


def _grand_total(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Add everything up, above or below, with a word or without, rightly or not."""
    households = float(sum(row.estate.households for row in rows if row.estate is not None))
    texts: tuple[dict[str, str], ...] = (
        *(
            {"name": "合计"},
            {"id": "合计"},
            {"name": "总 计"},
            {"street": "总计"},
            {"name": "Total"},
        ),
        *({}, {"name": "全区合计"}, {"id": "合计", "name": f"{len(rows)}个小区"}),
    )
    text = chance.choice(texts)
    wrong = chance.choice((0, 0, 0, 1)) if text else 0
    rows.insert(chance.choice((0, len(rows))), _total(names, households + wrong, **text))


def _subtotals(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Add up every street, above or below its estates."""
    above, word = chance.random() < 0.5, chance.choice(("小计", "{}小计", "", "{}", "{}合计"))
    streets = [
        s for s in _STREETS if any(r.estate is not None and r.estate.street == s for r in rows)
    ]
    for street in streets:
        own = [i for i, r in enumerate(rows) if r.estate is not None and r.estate.street == street]
        households = float(sum(rows[i].estate.households for i in own))  # type: ignore[union-attr]
        texts = {"name": word.format(street)} if word else {}
        if chance.random() < 0.5:
            texts["street"] = street
        rows.insert(own[0] if above else own[-1] + 1, _total(names, households, **texts))


def _part_rows(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Tell a part of an estate in a row below it."""
    place = chance.randint(1, len(rows))
    above = rows[place - 1].estate
    if above is not None:
        text = chance.choice(("其中：出租", "其中空置", "  其中:商户"))
        rows.insert(place, _total(names, float(above.households // 3), name=text))


def _notes(rows: list[Row], headers: Headers, __: Names, chance: random.Random) -> None:
    """Write notes, blank rows, the header again and an example between and under the estates."""
    notes = ("注：户数以2021年普查为准。", "填表人：某某", "说明：合计不含商户。")
    rows.append(Row({headers[0]: chance.choice(notes)}))
    rows.insert(chance.randint(1, len(rows)), Row({}))
    if chance.random() < 0.5:
        rows.insert(chance.randint(1, len(rows)), Row({header: header for header in headers}))


def _example(rows: list[Row], _: Headers, names: Names, __: random.Random) -> None:
    """Leave the example of a template in the list."""
    texts = {"id": "示例", "name": "示例小区", "street": "示例街"}
    rows.insert(0, _total(names, 320.0, **texts))


def _ids(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Repeat an id, leave one out, or write two that differ by case."""
    chosen = [row for row in rows if row.estate is not None]
    one, other = chance.sample(chosen, 2)
    one.cells[names["id"]] = chance.choice(
        (other.cells[names["id"]], "", f"a{one.cells[names['id']]}")
    )


def _swapped(rows: list[Row], headers: Headers, __: Names, chance: random.Random) -> None:
    """Exchange longitude and latitude, or leave a position out, half or whole."""
    for lon, lat, _ in _PAIRS:
        if lon in headers and lat in headers:
            row = chance.choice(rows)
            given = row.cells.get(lon, ""), row.cells.get(lat, "")
            forms = ((given[1], given[0]), ("", ""), (given[0], ""), (0, 0))
            row.cells[lon], row.cells[lat] = chance.choice(forms)
            return


def _words_in_names(rows: list[Row], _: Headers, names: Names, chance: random.Random) -> None:
    """Put formulas, apostrophes, blanks and wide letters into remarks, and unknown columns."""
    for row in rows:
        if names["remark"] in row.cells and row.estate is not None:
            row.cells[names["remark"]] = chance.choice(
                ("=1+1", "'", "a  b", "ＡＢ", "-", "合计：3栋")
            )


def _unknown_column(rows: list[Row], headers: Headers, __: Names, chance: random.Random) -> None:
    """Add a column that means nothing here."""
    for row in rows:
        row.cells["联系人"] = chance.choice(("甲", "乙", ""))
    headers.insert(chance.randint(0, len(headers)), "联系人")


_SPOILERS: Final = (
    *(_numbers, _spellings, _part_column, _twice, _words_in_names, _unknown_column, _unreadable),
    *(_ids, _swapped, _written_once, _subtotals, _part_rows, _grand_total, _example, _notes),
)


# ---------------------------------------------------------------- the judge


@dataclass(frozen=True)
class Judgement:
    """How the reading of a dirty list ended.

    Attributes
    ----------
    end : str
        ``"a table"``, or the key of the first fault.
    fault : str or None
        What is wrong with the answer; None where it is right. A named error is an answer: all of
        its faults can be said in both languages.
    """

    end: str
    fault: str | None


def judge(dirty: DirtyList, path: Path) -> Judgement:
    """Read a dirty list and judge the answer."""
    try:
        read = read_estates(path)
    except TableError as error:
        return Judgement(error.faults[0].key if error.faults else error.key, _unsaid(error))
    except Exception as error:
        return Judgement("an exception", f"{type(error).__name__}: {error}")
    fault = _wrong_rows(dirty, read) or _wrong_values(dirty, read) or _wrong_places(dirty, read)
    return Judgement("a table", fault)


def _unsaid(error: TableError) -> str | None:
    if not error.faults:
        return f"{error.key}: no fault is named"
    for language in ("zh", "en"):
        if "{" in error.sentence(language) or not error.sentence(language).strip():
            return f"{error.key}: not said in {language}"
    return None


def _wrong_rows(dirty: DirtyList, read: TableRead) -> str | None:
    """Return a row that is lost without a line, or read though it is no estate."""
    there = {int(row) for row in read.origin.row}
    told = {notice.row for notice in read.notices if notice.row is not None}
    for place, row in enumerate(dirty.rows):
        number = place + dirty.before + 2
        if row.estate is not None and number not in there:
            return f"row {number}: {row.estate.name} is lost"
        if row.estate is None and number in there and number not in told:
            return f"row {number}: {row.cells} is taken for an estate"
        if row.estate is None and row.households and number not in told:
            return f"row {number}: {row.households} households are left out without a line"
    return None


def _wrong_values(dirty: DirtyList, read: TableRead) -> str | None:
    keys = {notice.key for notice in read.notices}
    of_street: dict[str, set[str]] = {}
    for index, number in enumerate(read.origin.row):
        estate, row = dirty.estate_at(int(number)), read.table.iloc[index]
        if estate is None:
            continue
        if row["households"] != estate.households:
            return f"row {number}: {row['households']} households for {estate.households}"
        if row["name"] != estate.name:
            return f"row {number}: {row['name']} for {estate.name}"
        of_street.setdefault(estate.street, set()).add(row["street"])
    several = [names for names in of_street.values() if len(names) > 1]
    if several and "tables.spelling_doubt" not in keys:
        return f"one street in several spellings: {several[0]}"
    return None


def _wrong_places(dirty: DirtyList, read: TableRead) -> str | None:
    if "positions_none" in dirty.kinds:
        return None
    keys = {notice.key for notice in read.notices}
    for index, number in enumerate(read.origin.row):
        estate, row = dirty.estate_at(int(number)), read.table.iloc[index]
        if estate is None:
            continue
        if not np.isfinite(row["lon"]):
            if "swapped" not in dirty.kinds and "tables.positions_unread" not in keys:
                return f"row {number}: the position is lost"
        elif distance_m(row["lon"], row["lat"], estate.lon, estate.lat) > 1:
            return f"row {number}: {row['lon']}, {row['lat']} for {estate.lon}, {estate.lat}"
    return None
