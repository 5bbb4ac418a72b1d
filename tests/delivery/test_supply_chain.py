"""The bill of materials of the bundle and the audit of what is installed."""

import json
import zipfile
from datetime import date
from email.message import Message
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from delivery.audit import Package, advisories, installed, release_days
from delivery.bill_of_materials import bill_of_materials
from delivery.licences import UNSTATED, stated_licence
from delivery.oldest import oldest


def wheel(folder: Path, name: str, day: tuple[int, int, int] = (2026, 3, 4)) -> Path:
    """Write a wheel whose one file has a day."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    text = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense-Expression: MIT\n"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo(f"{name}-1.0.dist-info/METADATA", (*day, 0, 0, 0))
        archive.writestr(entry, text)
    return path


def test_the_bill_of_materials_names_every_wheel(tmp_path: Path) -> None:
    """Name, version, licence, address and hash of each; the same bytes in any order."""
    wheels = [wheel(tmp_path, "b"), wheel(tmp_path, "a")]
    made = bill_of_materials(wheels)
    assert made == bill_of_materials(wheels[::-1])
    document = json.loads(made)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    first, second = document["components"]
    assert (first["name"], second["name"]) == ("a", "b")
    assert first["version"] == "1.0"
    assert first["purl"].startswith("pkg:pypi/a@1.0")
    assert first["licenses"] == [{"license": {"name": "MIT"}}]
    assert len(first["hashes"][0]["content"]) == 64


def test_another_wheel_is_another_document(tmp_path: Path) -> None:
    """The serial number follows from the hashes."""
    before = json.loads(bill_of_materials([wheel(tmp_path, "a")]))
    after = json.loads(bill_of_materials([wheel(tmp_path, "a", (2026, 3, 5))]))
    assert before["serialNumber"] != after["serialNumber"]


def test_the_day_of_a_release_is_that_of_its_newest_file(tmp_path: Path) -> None:
    """Wheels with the made-up time of their builder have none."""
    wheels = [
        wheel(tmp_path, "a"),
        wheel(tmp_path, "b", (2020, 2, 2)),
        wheel(tmp_path, "c", (1980, 1, 1)),
    ]
    assert release_days(wheels) == {("a", "1.0"): date(2026, 3, 4)}


def distribution(folder: Path, name: str, said: str, text: str = "") -> Distribution:
    """Return an installed package that says one thing of its licence."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    lines = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{said}\n"
    (info / "METADATA").write_text(lines, encoding="utf-8")
    (info / "RECORD").write_text(f"{info.name}/LICENSE,,\n", encoding="utf-8")
    (info / "LICENSE").write_text(text, encoding="utf-8")
    return PathDistribution(info)


@pytest.mark.parametrize(
    ("said", "text", "fault"),
    [
        ("License-Expression: MIT", "", None),
        ("License: AGPL-3.0-only", "", "AGPL is not allowed"),
        (
            "Classifier: License :: OSI Approved :: GNU Affero General Public License v3",
            "",
            "AGPL is not allowed",
        ),
        ("Summary: x", "GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3", "AGPL is not allowed"),
        ("Summary: x", "Zlib License\n", None),
        ("Summary: x", "", "licence unknown"),
        ("License: UNKNOWN", "", "licence unknown"),
    ],
)
def test_licences_that_end_the_audit(
    tmp_path: Path, said: str, text: str, fault: str | None
) -> None:
    """AGPL by whichever field or by its text, and none at all."""
    (one,) = installed([distribution(tmp_path, "x", said, text)])
    assert one.fault == fault


def test_the_product_itself_is_not_a_dependency(tmp_path: Path) -> None:
    """It is left out of the list."""
    assert installed([distribution(tmp_path, "repair_circle", "License: MIT")]) == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [("0.9", False), ("1.0", True), ("1.10", True), ("2.0", False), ("3.1", True), ("3.2", False)],
)
def test_an_advisory_counts_for_its_versions(version: str, affected: bool) -> None:
    """By a list of versions or between introduced and fixed; other ecosystems do not count."""
    events = [{"introduced": "1.0"}, {"fixed": "2.0"}]
    ranges = [{"type": "ECOSYSTEM", "events": events}]
    record = {
        "id": "DEMO-1",
        "affected": [
            {"package": {"ecosystem": "npm", "name": "x-y"}, "versions": [version]},
            {
                "package": {"ecosystem": "PyPI", "name": "X_Y"},
                "ranges": ranges,
                "versions": ["3.1"],
            },
        ],
    }
    found = list(advisories([record], Package("x-y", version, "MIT")))
    assert found == (["DEMO-1"] if affected else [])


def test_an_empty_licence_file_states_nothing() -> None:
    """No text is no licence."""
    said = Message()
    said["Name"] = "x"
    assert stated_licence(said, ["x-1.0.dist-info/LICENSE"], lambda _: "") == UNSTATED


def test_the_oldest_versions_are_the_lower_bounds() -> None:
    """Extras and markers stay; what has no bound is left as it is."""
    asked = ["numpy>=1.26", "x[b,a]>=2,<3 ; python_version < '3.12'", "y==1.0", "z"]
    assert oldest(asked) == [
        "numpy==1.26",
        'x[a,b]==2 ; python_version < "3.12"',
        "y==1.0",
        "z",
    ]
