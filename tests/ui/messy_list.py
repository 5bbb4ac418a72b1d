"""The list of Hanyang as it comes from a street office: 161 estates, much of it awkward.

A title merged above the header, headers of the office's own, digits in full width, a sum below,
three counts of households that are none, and two estates without a position.
"""

import csv
import shutil
from pathlib import Path
from typing import Final

from openpyxl import Workbook

__all__ = [
    "HEADERS",
    "MISSPELT",
    "UNPLACED",
    "estates_of",
    "messy_thirty",
    "messy_workbook",
    "town_with_places",
]

HEADERS: Final = {
    "estate_id": "小区编号",
    "name": "小区叫什么",
    "address": "地址",
    "street": "归哪个街办管",
    "community": "社区",
    "households": "多少户人家",
    "operator": "物业企业",
    "lon": "经度",
    "lat": "纬度",
}
"""Canonical columns to headers; those of name, street and households are in no dictionary."""

MISSPELT: Final = {"HY-012": "很多", "HY-077": "待查", "HY-140": "-5"}
"""What stands where a count of households should."""

UNPLACED: Final = {"HY-033": "桥机新村", "HY-113": "仙湖新村"}
"""Estates whose positions are left out, and a place of nearly their name."""

_TITLE: Final = "汉阳区老旧小区摸底表（二〇二六年）"
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_EVERY: Final = 7


def estates_of(folder: Path) -> list[dict[str, str]]:
    """Return the rows of a list of estates."""
    with (folder / "estates.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def messy_workbook(hanyang: Path, path: Path) -> dict[str, str]:
    """Write the awkward list and return what the three faulty cells should hold, by estate."""
    rows = estates_of(hanyang)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([_TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet.append([*HEADERS.values()])
    for number, row in enumerate(rows):
        cells = {column: row[column] for column in HEADERS}
        estate = row["estate_id"]
        if number % _EVERY == 0:
            cells["households"] = cells["households"].translate(_FULL_WIDTH)
        cells["households"] = MISSPELT.get(estate, cells["households"])
        if estate in UNPLACED:
            cells |= {"lon": "", "lat": ""}
        sheet.append([cells[column] for column in HEADERS])
    total = str(sum(int(row["households"]) for row in rows))
    sheet.append(["合计", "", "", "", "", total, "", "", ""])
    book.save(path)
    return {row["estate_id"]: row["households"] for row in rows if row["estate_id"] in MISSPELT}


def town_with_places(hanyang: Path, folder: Path) -> None:
    """Copy Hanyang and give it a list of known places with those of the unplaced estates."""
    shutil.copytree(
        hanyang, folder, ignore=shutil.ignore_patterns("*.py", "*.md", "__pycache__", ".*")
    )
    with (folder / "known.csv").open("w", encoding="utf-8", newline="") as file:
        places = csv.writer(file)
        places.writerow(["id", "name", "street", "lon", "lat"])
        for number, row in enumerate(estates_of(hanyang)):
            if row["estate_id"] in UNPLACED:
                name = UNPLACED[row["estate_id"]]
                places.writerow([f"P{number}", name, row["street"], row["lon"], row["lat"]])
    settings = (folder / "workspace.toml").read_text(encoding="utf-8")
    named = settings.replace("[inputs]", '[inputs]\ngazetteer = "known.csv"')
    (folder / "workspace.toml").write_text(named, encoding="utf-8")


def messy_thirty(hanyang: Path, path: Path) -> int:
    """Write thirty estates under a title, with an unknown header, 约 and a sum; give households."""
    rows = estates_of(hanyang)[:30]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["汉阳区老旧小区摸底表"])
    sheet.append(["小区编号", "小区名称", "归哪个街办管", "户数", "经度", "纬度"])
    for number, row in enumerate(rows):
        households = f"约{row['households']}户" if number % 7 == 0 else row["households"]
        cells = (row["estate_id"], row["name"], row["street"], households, row["lon"], row["lat"])
        sheet.append(list(cells))
    total = sum(int(row["households"]) for row in rows)
    sheet.append(["合计", "", "", total, "", ""])
    book.save(path)
    return total
