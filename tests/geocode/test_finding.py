"""Finding a thing from what somebody types: names, pinyin, initials, ids, errors, hostile text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geocode import LONGEST_QUERY, Named, NameIndex, find_named
from geo.geocode.finding import _Letters

ESTATES = {
    "HY-001": "龙灯里小区",
    "HY-002": "龙灯小区",
    "HY-003": "紫荆花园",
    "HY-004": "长江新村",
    "HY-005": "绿地花园三期",
    "HY-006": "Riverside Garden",
    "HY-010": "七里庙小区",
}
INDEX = NameIndex(
    [Named("estate", key, name, weight=float(len(name))) for key, name in ESTATES.items()]
    + [Named("page", "zones", "片区", also=("片区", "Zones"))]
)


def found(query: str, most: int = 3) -> list[str]:
    """Return the names that a query finds."""
    return [one.name for one in find_named(query, [INDEX], most=most)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("龙灯里", "龙灯里小区"),
        ("longdengli", "龙灯里小区"),
        ("LDL", "龙灯里小区"),
        ("longdl", "龙灯里小区"),
        ("lóng dēng lǐ", "龙灯里小区"),
        ("cjxc", "长江新村"),
        ("changjiang", "长江新村"),
        ("lvdi", "绿地花园三期"),
        ("lǜdì", "绿地花园三期"),
        ("绿地三期", "绿地花园三期"),
        ("garden", "Riverside Garden"),
        ("river gar", "Riverside Garden"),
        ("hy010", "七里庙小区"),
        ("HY-010", "七里庙小区"),
        ("ＨＹ－０１０", "七里庙小区"),
        ("zones", "片区"),
        ("pq", "片区"),
    ],
)
def test_a_thing_is_found_by_all_that_it_is_called(query: str, first: str) -> None:
    """By name, pinyin with and without tones, initials, both mixed, id, another language."""
    assert found(query)[0] == first


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("龙登里", "龙灯里小区"),
        ("紫京花园", "紫荆花园"),
        ("紫金花园", "紫荆花园"),
        ("longdnegli", "龙灯里小区"),
        ("zijnghuayuan", "紫荆花园"),
        ("riversde", "Riverside Garden"),
        ("七里庙小去", "七里庙小区"),
    ],
)
def test_a_typing_error_still_finds_what_is_meant(query: str, meant: str) -> None:
    """Another sign of the same sound, a wrong one, letters left out or swapped."""
    assert meant in found(query)


def test_the_best_fit_comes_first() -> None:
    """The name itself, then what begins with it, then what holds it; of equals the heavier."""
    index = NameIndex(
        [
            Named("estate", "1", "新花园小区", weight=900),
            Named("estate", "2", "花园小区", weight=5),
            Named("estate", "3", "花园", weight=1),
            Named("estate", "4", "花园新村", weight=50),
        ]
    )
    assert [one.key for one in find_named("花园", [index])] == ["3", "4", "2", "1"]


def test_the_beginning_of_an_id_yields_to_a_name() -> None:
    """All ids begin with hy, which are the initials of one name, too: the name comes first."""
    index = NameIndex([Named("estate", f"HY-{i}", "五里墩", weight=9.0) for i in range(5)])
    named = NameIndex([Named("estate", "HY-9", "汉阳新村")])
    assert find_named("hy", [index, named])[0].name == "汉阳新村"
    assert find_named("hy3", [index, named])[0].key == "HY-3"


def test_an_error_is_guessed_only_where_nothing_fits() -> None:
    """龙灯 has two hits and needs no guess, in whichever index they lie."""
    other = NameIndex([Named("station", "S1", "龙灯站")])
    near = NameIndex([Named("street", "龙灯堤", "龙登")])
    assert {one.kind for one in find_named("龙灯", [INDEX, other])} == {"estate", "station"}
    assert [one.kind for one in find_named("龙灯站", [INDEX, near, other])] == ["station"]


@pytest.mark.parametrize(
    "query", ["", "   ", "\x00", "🏠", "'; --", "((((", "\u202e", "%", "😀" * 900, "\ud800"]
)
def test_text_without_a_name_finds_nothing(query: str) -> None:
    """No sign of a name: an empty list, and no error."""
    assert found(query) == []


def test_a_long_query_counts_by_its_first_signs() -> None:
    """A pasted page is cut; it takes no longer and finds what its beginning names."""
    assert found("龙灯里小区" + " " * LONGEST_QUERY + "x" * 100_000)[0] == "龙灯里小区"


def test_an_empty_index_and_nameless_things_are_no_error() -> None:
    """Things of empty names are found by id; an index of nothing finds nothing."""
    assert find_named("龙灯", [NameIndex([])]) == []
    assert find_named("E7", [NameIndex([Named("estate", "E7", "")])])[0].key == "E7"
    assert find_named("E7", []) == []


syllable = st.text(alphabet="abc", min_size=1, max_size=3)
text_of_syllables = st.lists(syllable, min_size=0, max_size=4)


def _reads(letters: str, syllables: list[str], first: int) -> bool:
    """Return whether beginnings of consecutive syllables, in full or left early, give letters."""
    for last in range(first, len(syllables)):
        parts = [range(1, len(one) + 1) for one in syllables[first : last + 1]]
        for lengths in itertools.product(*parts):
            taken = syllables[first : last + 1]
            if "".join(one[:n] for one, n in zip(taken, lengths, strict=True)) == letters:
                return True
    return False


@given(st.lists(text_of_syllables, min_size=1, max_size=5), st.text("abc", min_size=1, max_size=5))
def test_spelling_equals_trying_every_way(texts: list[list[str]], letters: str) -> None:
    """Against a search of all beginnings of all syllables, from the first one and from any."""
    row = _Letters(texts)
    for anywhere in (False, True):
        got, _ = row.spelled(letters, anywhere=anywhere, jumps=True)
        starts = {number: range(len(one) if anywhere else 1) for number, one in enumerate(texts)}
        wanted = {
            number
            for number, one in enumerate(texts)
            if one and any(_reads(letters, one, first) for first in starts[number])
        }
        assert set(got.tolist()) == wanted


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=6))
def test_any_text_is_found_by_itself_or_is_none(query: str, names: list[str]) -> None:
    """Whatever is typed and whatever a list holds: no error, and equal runs give equal answers."""
    index = NameIndex([Named("estate", f"K{i}", name) for i, name in enumerate(names)])
    first = find_named(query, [index])
    assert first == find_named(query, [index])
    assert len(first) <= len(names)
