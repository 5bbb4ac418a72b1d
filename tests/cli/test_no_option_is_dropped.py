"""Every option and every siting key changes the answer, or is refused: none is ever ignored.

One table for the options of seven commands and one for the keys of ``[siting]``. A row that is
missing for an option or a key fails, so that none is added without an answer.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from geo.cli.commands import application
from geo.settings import SitingSettings

Command = Callable[..., Any]

OF_EVERY_COMMAND = {"--json", "--lang", "--help", "--out", "--time-limit"}
"""How it is said, where it goes, how long it may take: tests of their own."""

CANDIDATES = """candidate_id,name,lon,lat,cost
C1,东侧备选,114.0155477,30.0090201,50
C2,主街备选,114.0103646,30.0045101,20
C3,北侧备选,114.0155484,30.0135306,10
C4,西北备选,114.0,30.0135306,10
"""
AREAS = {
    "area": (114.015, 30.008, 114.017, 30.010),
    "roads": (114.0025, 30.004, 114.0053, 30.006),
    "street": (114.0115, 30.004, 114.0145, 30.005),
}
"""West, south, east, north: around C1, around a junction, on the main street."""


@dataclass(frozen=True)
class Row:
    """What an option does: an answer that differs from that without it, or a refusal.

    Attributes
    ----------
    words : str
        The option with its value; ``{name}`` is a file of the town.
    beside : str
        Words that are given with and without it.
    refused : str
        A word of the refusal; empty where the answer differs.
    """

    words: str
    beside: str = ""
    refused: str = ""


TABLE: dict[tuple[str, str], list[Row]] = {
    ("site", "--model"): [Row("--model p_median")],
    ("site", "--stations"): [
        Row("--stations 2 --lock C3"),
        Row("--stations 1", "--budget 50", "--stations"),
        Row("--stations 0", "--model set_cover", "0"),
    ],
    ("site", "--budget"): [
        Row("--budget 20"),
        Row("--budget 20", "--model p_center", "budget"),
        Row("--budget 20", "--model set_cover", "budget"),
        *(
            Row("--budget 60", further, "budget")
            for further in ("--alternatives 2", "--phases 1", "--scenario 8", "--front")
        ),
        Row("--budget 60", "--capacity 500", "only one"),
        Row("--budget 60", "--most-moves 1", "only one"),
    ],
    ("site", "--capacity"): [
        Row("--capacity 310"),
        Row("--capacity 500", "--model mexclp", "capacity"),
        *(
            Row("--capacity 500", further, "capacity")
            for further in ("--alternatives 2", "--phases 1", "--scenario 8", "--front")
        ),
    ],
    ("site", "--lock"): [Row("--lock C3"), Row("--lock C3", "--alternatives 2")],
    ("site", "--forbid"): [Row("--forbid C1"), Row("--forbid C1", "--phases 1")],
    ("site", "--forbid-area"): [Row("--forbid-area {area}")],
    ("site", "--movable"): [Row("--movable S1 --movable S2", "--stations 0 --model p_median")],
    ("site", "--everyone"): [
        Row("--everyone", "", "山脚小区"),
        Row("--everyone", "--model set_cover", "山脚小区"),
        Row("--everyone --stations 0", "--model backup_cover", "山脚小区"),
    ],
    ("site", "--busy"): [
        Row("--busy 0.9", "--model mexclp"),
        Row("--busy 0.9", "", "mexclp"),
    ],
    ("site", "--backup"): [
        Row("--backup 0.05", "--model backup_cover"),
        Row("--backup 0.5", "--model p_median", "backup_cover"),
    ],
    ("site", "--far"): [
        Row("--far 9", "--model double_standard --near-share 0.3"),
        Row("--far 20", "", "double_standard"),
    ],
    ("site", "--near-share"): [
        Row("--near-share 0.3", "--model double_standard"),
        Row("--near-share 0.3", "--model p_center", "double_standard"),
    ],
    ("site", "--most-moves"): [
        Row("--most-moves 2", "--stations 0"),
        Row("--most-moves 1", "--model p_center", "max_cover"),
        Row("--most-moves 1", "--front", "one best plan"),
    ],
    ("site", "--hours"): [
        Row("--hours equal"),
        Row("--hours equal", "--front", "one best plan"),
    ],
    ("site", "--alternatives"): [Row("--alternatives 2")],
    ("site", "--phases"): [Row("--phases 1")],
    ("site", "--scenario"): [Row("--scenario 8")],
    ("site", "--front"): [Row("--front")],
    ("site", "--tolerance"): [Row("--tolerance")],
    ("site", "--weight"): [Row("--weight residents")],
    ("curve", "--stations"): [Row("--stations 1"), Row("--stations 9", "", "9")],
    ("curve", "--best"): [Row("--best 1", "--stations 3")],
    ("zone", "--zones"): [Row("--zones 4")],
    ("zone", "--sample"): [Row("--sample 20")],
    ("zone", "--seed"): [Row("--seed 5", "--sample 60 --zones 4"), Row("--seed 5", "", "--sample")],
    ("zone", "--barriers"): [Row("--barriers {nofile}", "--zones 4", "nofile")],
    ("zone", "--seed-point"): [Row("--seed-point E99", "--zones 4", "E99")],
    ("zone", "--scenario"): [Row("--scenario nobody", "", "nobody")],
    ("zone", "--close"): [Row("--close {roads}", "--zones 4")],
    ("zone", "--slow"): [Row("--slow {roads}=3")],
    ("zone", "--weight"): [Row("--weight residents")],
    ("cover", "--scenario"): [Row("--scenario nobody", "", "nobody")],
    ("cover", "--close"): [Row("--close {roads}")],
    ("cover", "--slow"): [Row("--slow {roads}=3")],
    ("cover", "--weight"): [Row("--weight residents")],
    ("cover", "--skill"): [Row("--skill 电", "", "电")],
    ("roster", "--share"): [
        Row("--share 0.2"),
        Row("--share 0.2", "--crew-hours 30", "--crew-hours"),
    ],
    ("roster", "--crew-hours"): [Row("--crew-hours 30")],
    ("roster", "--month"): [Row("--month 13", "", "13")],
    ("roster", "--scenario"): [Row("--scenario nobody", "", "nobody")],
    ("roster", "--close"): [Row("--close {roads}", "--share 0.2")],
    ("roster", "--slow"): [Row("--slow {roads}=3", "--share 0.2")],
    ("explain", "--scenario"): [Row("--scenario nobody", "E1", "nobody")],
    ("explain", "--close"): [Row("--close {roads}", "E1")],
    ("explain", "--slow"): [Row("--slow {roads}=3", "E1")],
    ("audit", "--claim"): [Row("--claim 20分钟")],
    ("audit", "--not"): [Row("--not area", "--claim 15分钟108平方公里")],
    ("plan", "--scenario"): [Row("--scenario nobody", "", "nobody")],
    ("plan", "--close"): [Row("--close {street}")],
    ("plan", "--slow"): [Row("--slow {street}=3")],
    ("plan", "--formats"): [Row("--formats geojson")],
    ("plan", "--only"): [Row("--only", "--formats csv")],
    ("plan", "--datum"): [
        Row("--datum gcj02", "--formats kml"),
        Row("--datum gcj02", "", "kml"),
    ],
    ("plan", "--grid"): [
        Row("--grid EPSG:4546", "--formats dxf"),
        Row("--grid EPSG:4546", "", "dxf"),
    ],
    ("plan", "--zone"): [Row("--zone 99", "", "99")],
    ("plan", "--operator"): [Row("--operator 丙", "", "丙")],
}

ALWAYS = {"audit": "--claim 15分钟", "plan": "--out {out}", "curve": "--stations 2"}


@pytest.fixture
def rich_town(town: Path) -> Path:
    """Return the toy town with candidates that cost, an area to forbid, roads to close."""
    (town / "candidates.csv").write_text(CANDIDATES, "utf-8")
    for name, (west, south, east, north) in AREAS.items():
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        area = {"type": "Polygon", "coordinates": [ring]}
        (town / f"{name}.geojson").write_text(json.dumps(area), "utf-8")
    return town


def answered(command: Command, town: Path, name: str, words: str) -> tuple[int, Any, str]:
    """Return exit code, answer and errors; of a plan what its files hold."""
    out = town.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    usual = ALWAYS.get(name, "")
    given = "" if usual and usual.split()[0] in words else usual
    areas = {name: town / f"{name}.geojson" for name in AREAS}
    text = f"{given} {words}".format(out=out, nofile=town / "nofile.geojson", **areas)
    run = command(name, town, *text.split(), "--json", "--lang", "en")
    files = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.suffix in {".json", ".csv", ".kml", ".dxf", ".geojson", ".xlsx"}
    }
    return run.code, (run.out, files), run.err


@pytest.mark.parametrize(
    ("name", "option", "row"),
    [
        pytest.param(name, option, row, id=f"{name} {row.words} {row.beside}".strip())
        for (name, option), rows in TABLE.items()
        for row in rows
    ],
)
def test_an_option_is_honoured_or_refused(
    command: Command, rich_town: Path, name: str, option: str, row: Row
) -> None:
    """The answer differs from the one without the option, or the option is named and refused."""
    assert option in row.words
    code, with_it, said = answered(command, rich_town, name, f"{row.beside} {row.words}")
    if row.refused:
        assert code == 1, with_it
        assert row.refused in said
        return
    assert code == 0, said
    code, without, said = answered(command, rich_town, name, row.beside)
    assert code == 0, said
    assert without != with_it


def test_the_table_knows_every_option() -> None:
    """An option that is added to one of these commands needs a row."""
    group = typer.main.get_command(application)
    named = {name for name, _ in TABLE}
    options = {
        (name, option)
        for name in named
        for parameter in group.commands[name].params  # type: ignore[attr-defined]
        for option in parameter.opts
        if option.startswith("--") and option not in OF_EVERY_COMMAND
    }
    assert options == set(TABLE)


KEYS: dict[str, list[tuple[str, str, str]]] = {
    "model": [('model = "p_median"', "", "")],
    "stations": [("stations = 0", "", "")],
    "spacing_m": [("spacing_m = 5000", "--alternatives 6", "")],
    "budget": [("budget = 20", "", ""), ("budget = 60", "--front", "budget")],
    "capacity": [("capacity = 310", "", ""), ("capacity = 500", "--phases 1", "capacity")],
    "lock": [('lock = ["C3"]', "", ""), ('lock = ["C3"]', "--alternatives 2", "")],
    "forbid": [('forbid = ["C1"]', "", "")],
    "busy_share": [("busy_share = 0.9", "--model mexclp", "")],
    "backup_share": [("backup_share = 0.05", "--model backup_cover", "")],
    "far_min": [("far_min = 9", "--model double_standard --near-share 0.3", "")],
    "near_share": [("near_share = 0.3", "--model double_standard", "")],
    "hours": [('hours = "equal"', "", ""), ('hours = "equal"', "--phases 1", "one best plan")],
    "most_moves": [
        ("most_moves = 2", "--stations 0", ""),
        ("most_moves = 1", "--front", "one best plan"),
    ],
}
"""A line of ``[siting]``, words of ``site``, and a word of the refusal, if it is refused."""


def test_the_table_knows_every_key_of_siting() -> None:
    """A key that is added needs a row."""
    assert set(KEYS) == set(SitingSettings.model_fields)


@pytest.mark.parametrize(
    ("key", "line", "words", "refused"),
    [(key, *row) for key, rows in KEYS.items() for row in rows],
)
def test_a_key_of_siting_is_honoured_or_refused(
    command: Command, rich_town: Path, key: str, line: str, words: str, refused: str
) -> None:
    """The answer of ``site`` differs with the key, or says why the key cannot be."""
    if key == "spacing_m":
        # Candidates that nobody lists are thinned to this distance.
        (rich_town / "candidates.csv").unlink()
        toml = rich_town / "workspace.toml"
        text = toml.read_text("utf-8").replace('candidates = "candidates.csv"', "")
        toml.write_text(text, "utf-8")
    before = answered(command, rich_town, "site", words)
    toml = rich_town / "workspace.toml"
    above, below = toml.read_text("utf-8").split("[siting]\n")
    kept = [one for one in below.splitlines() if not one.startswith(f"{key} =")]
    toml.write_text("\n".join([above, "[siting]", line, *kept]), "utf-8")
    code, after, said = answered(command, rich_town, "site", words)
    if refused:
        assert code == 1
        assert refused in said
        return
    assert code == 0, said
    assert after != before[1]


@pytest.mark.parametrize(
    ("line", "said"),
    [("budget = 50", "stations has no effect"), ("busy_share = 0.9", "busy_share is not read")],
)
def test_a_key_of_another_question_is_told(
    command: Command, rich_town: Path, line: str, said: str
) -> None:
    """A workspace may keep what other models read: the answer says that it has no effect."""
    toml = rich_town / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace("[siting]\n", f"[siting]\n{line}\n"), "utf-8")
    code, (out, _), _ = answered(command, rich_town, "site", "")
    assert code == 0
    assert any(said in note for note in json.loads(out)["notices"])


@pytest.mark.parametrize("line", ["budget = 60", "capacity = 500", "most_moves = 1"])
def test_a_curve_knows_no_limit_but_the_number(
    command: Command, rich_town: Path, line: str
) -> None:
    """Numbers that a limit of the workspace would forbid are not shown as if there were none."""
    toml = rich_town / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace("[siting]\n", f"[siting]\n{line}\n"), "utf-8")
    code, _, said = answered(command, rich_town, "curve", "")
    assert code == 1
    assert "one best plan" in said
