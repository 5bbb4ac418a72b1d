"""A change of a setting changes its value in the file and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.settings import SettingItem, edited_settings, setting_items, settings_in

WRITTEN = b"""# the promise of the bureau
name = "A"    # on screens

[inputs]
estates = "estates.csv"

# nine times in ten
[target]
minutes = 15.0     # the promise

# percentile = 0.95

[zoning]   # rules
zones = 51
band = [0.75, 1.25]

[zoning.operators."\xe6\xad\xa3\xe9\x98\xb3"]  # runs most
estates = 62

[totals]
estates = 161 # published
"""


def test_a_value_is_changed_in_its_place() -> None:
    """One line differs, and in it the value alone: comments, order and blank lines are kept."""
    written = edited_settings(WRITTEN, {"target.minutes": 12.0})
    assert written == WRITTEN.replace(b"minutes = 15.0 ", b"minutes = 12.0 ")


def test_windows_line_ends_and_the_mark_stay() -> None:
    """A file from Notepad comes back with CR LF and its byte-order mark, new lines included."""
    notepad = b"\xef\xbb\xbf" + WRITTEN.replace(b"\n", b"\r\n")
    written = edited_settings(notepad, {"target.minutes": 12.0, "season.month": 7})
    assert written.startswith(b"\xef\xbb\xbf# the promise")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert settings_in(written, file="w").season.month == 7


def test_a_value_taken_out_leaves_its_comment() -> None:
    """What was said behind a value stays, with the value that it had."""
    written = edited_settings(WRITTEN, {"totals.estates": None, "zoning.zones": None})
    assert b"# estates = 161  # published" in written
    assert b"zones = 51" not in written
    assert settings_in(written, file="w").totals.estates is None


def test_tables_in_tables_are_changed_entry_by_entry() -> None:
    """A quota changes in its place, another operator is added, one that is left out goes."""
    more = {"正阳": {"estates": 60, "households": 40000}, "安居": {"estates": 99}}
    written = edited_settings(WRITTEN, {"zoning.operators": more})
    assert '[zoning.operators."正阳"]  # runs most\nestates = 60\n'.encode() in written
    operators = settings_in(written, file="w").zoning.operators
    assert {name: quota.estates for name, quota in operators.items()} == {"正阳": 60, "安居": 99}
    fewer = edited_settings(written, {"zoning.operators": {"安居": {"estates": 1}}})
    assert set(settings_in(fewer, file="w").zoning.operators) == {"安居"}


CLASSES = [{"name": "a", "times_a_year": 12.0, "verdicts": ["late"]}, {"name": "b"}]


@pytest.mark.parametrize("before", [b"", b'[[visits.classes]]\nname = "x" # first\nminutes = 5\n'])
def test_rows_of_tables(before: bytes) -> None:
    """Rows are written as tables of their own, changed in their place, added and taken out."""
    written = edited_settings(before, {"visits.classes": CLASSES})
    assert b"[[visits.classes]]" in written
    classes = settings_in(written, file="w").visits.classes
    assert [one.name for one in classes] == ["a", "b"]
    assert classes[0].verdicts == ("late",)
    steps = [{"name": "one"}, {"name": "two", "least": {"score": 45.0}}]
    ladder = settings_in(edited_settings(before, {"levels.service": steps}), file="w")
    assert ladder.levels.service[1].least == {"score": 45.0}


@pytest.mark.parametrize(
    "layout",
    [
        b"target.minutes = 15.0\n",
        b"target = { minutes = 15.0 }\n",
        b"[target]\nminutes = 15.0\n[target.more]\n"[:24],
        b"[zoning]\nzones = 3\n[target]\nminutes = 15.0\n[zoning.operators.a]\nestates = 1\n",
    ],
)
def test_every_layout_of_toml(layout: bytes) -> None:
    """Dotted keys, tables in one line and sections out of order are edited where they stand."""
    written = edited_settings(layout, {"target.minutes": 12.0, "zoning.cap": 2.0})
    settings = settings_in(written, file="w")
    assert (settings.target.minutes, settings.zoning.cap) == (12.0, 2.0)


def other_value(item: SettingItem) -> Any:
    """Return a value that a setting may hold and does not by default."""
    if item.form in {"number", "whole"}:
        low = item.least or 0.0
        inside = low + ((item.most or low + 9) - low) / (4 if item.default != 50 else 5)
        return inside if item.form == "number" else int(inside) + 1
    others: dict[str, Any] = {
        "switch": not item.default,
        "text": {"shifts.day": "weekend", "assessment.period": "2026"}.get(item.key, "other"),
        "numbers": [1.0, 2.0] if item.key == "zoning.band" else [3, 4],
        "words": ["甲", "乙"],
        "groups": [["甲", "乙"], ["丙"]],
        "lists": {"水": ["停水"]},
    }
    return others.get(item.form)


@given(chosen=st.sets(st.sampled_from([one.key for one in setting_items()]), max_size=6))
def test_any_settings_at_once(chosen: set[str]) -> None:
    """Whatever is changed together is read again, back to the defaults too; all else stays."""
    items = {one.key: one for one in setting_items()}
    values = {
        key: value
        for key in chosen
        if not key.startswith(("datums", "inputs"))
        and (value := other_value(items[key])) is not None
    }
    written = edited_settings(WRITTEN, values)
    settings = settings_in(written, file="w")
    for key, item in items.items():
        wanted = values.get(key, item.value_in(settings_in(WRITTEN, file="w")))
        assert item.value_in(settings) == wanted, key
    assert written.count(b"#") == WRITTEN.count(b"#")
    back = edited_settings(written, dict.fromkeys(values))
    assert all(items[key].is_default_in(settings_in(back, file="w")) for key in values)


def test_examples_lose_no_comment(repository: Path) -> None:
    """Every value of the examples written anew gives the same bytes."""
    for path in sorted(repository.glob("data/*/workspace.toml")):
        content = path.read_bytes()
        settings = settings_in(content, file=path.name)
        values = {
            one.key: one.value_in(settings)
            for one in setting_items()
            if not one.is_default_in(settings)
        }
        assert edited_settings(content, values) == content
