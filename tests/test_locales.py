"""The two languages say the same things."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Fault, TableError, WorkspaceError
from geo.i18n import choose_language, format_minutes, format_number, format_share, translator
from geo.locales import filled, sentences


def test_both_languages_hold_the_same_keys() -> None:
    """No sentence exists in one language only."""
    assert set(sentences("zh")) == set(sentences("en"))


@pytest.mark.parametrize("key", sorted(sentences("en")))
def test_both_languages_use_known_fields(key: str) -> None:
    """A Chinese sentence uses no field that the English one does not have, and none is empty."""
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(sentences(lang)[key]) if name}
        for lang in ("en", "zh")
    ]
    assert fields[1] == fields[0]
    assert sentences("zh")[key].strip()


def test_a_fault_names_its_place_in_both_languages() -> None:
    """File, row and column stand before the sentence."""
    fault = Fault(
        "settings.number", file="a.csv", row=7, column="户数", name="x", found="y", wanted=""
    )
    error = TableError("settings.faults", faults=[fault], file="a.csv")
    assert 'a.csv, row 7, column "户数": x is' in str(error)
    assert "a.csv 第 7 行 “户数”列：x 的值" in error.sentence("zh")


def test_language_is_chosen_by_option_environment_workspace_locale() -> None:
    """The option wins over the environment, which wins over the workspace and the locale."""
    environment = {"REPAIR_CIRCLE_LANG": "en", "LANG": "zh_CN.UTF-8"}
    assert choose_language("zh", "en", environment) == "zh"
    assert choose_language(None, "zh", environment) == "en"
    assert choose_language(None, "en", {"LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language(None, None, {"LANG": "en_GB.UTF-8"}) == "en"


def test_numbers_are_written_for_people() -> None:
    """Thousands are separated, shares are percentages, what is not finite is a dash."""
    assert format_number(57000) == "57,000"
    assert format_share(0.8456) == "84.6 %"
    assert format_minutes(16.24, "zh") == "16.2 分钟"
    assert format_number(float("nan")) == "–"
    assert format_number(-0.04, 1) == "0.0"


def test_unknown_key_is_a_programming_fault() -> None:
    """A key that no catalogue holds raises instead of showing itself to a user."""
    with pytest.raises(KeyError):
        translator("zh")("no.such_key")


def test_every_sentence_is_used(repository: Path) -> None:
    """No sentence of a catalogue has lost its caller: its key stands in the code, or is built."""
    written, built = set(), set()
    for path in sorted((repository / "geo").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                built.add("".join(map(_pattern, node.values)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
    written |= _keys_in_templates(repository / "geo")
    patterns = re.compile("|".join(sorted(one for one in built if re.match(r"\w+\\\.", one))))
    unused = [key for key in sentences("en") if key not in written and not patterns.fullmatch(key)]
    assert unused == []


def _pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"


def _keys_in_templates(folder: Path) -> set[str]:
    written = [*folder.rglob("*.j2"), *folder.rglob("browser_words.json")]
    texts = (path.read_text(encoding="utf-8") for path in sorted(written))
    return {key for text in texts for key in re.findall(r"\w+\.\w+", text)}


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 way is"), ("1", "1 way is"), (0, "0 ways are"), (2, "2 ways are"), ("–", "– ways are")],
)
def test_one_and_many_are_worded_apart(count: object, said: str) -> None:
    """A field may offer two wordings: the first where the count is one."""
    assert filled("{count} {count:way is|ways are}", {"count": count}, "en") == said


@pytest.mark.parametrize(
    "key",
    [
        "tables.hidden_rows_read",
        "tables.areas_as_points",
        "roads.drawn_twice",
        "sheets.present_plan_strangers",
        "certainty.log_strange_estates",
        "choice.no_way",
        "workspace.left_out",
    ],
)
def test_verbs_and_pronouns_follow_a_count_of_one(key: str) -> None:
    """One row is left out and it is one: nothing of the plural is left in the sentence."""
    template = sentences("en")[key]
    one = re.sub(r"\{count:([^}|]*)\|[^}]*\}", r"\1", template)
    assert not re.search(r"\b(are|were|them|they|these|their)\b", one), one


def test_a_count_of_one_has_no_plural() -> None:
    """No English sentence says 1 estates, whichever of its counts is one."""
    nouns = "estates|households|stations|rows|zones|candidates|calls|ways|roads|faults"
    for key, template in sentences("en").items():
        bare = re.findall(rf"\{{(\w+)(?::[^}}|]*)?\}} (?:{nouns})\b", template)
        assert "count" not in bare, key


def test_a_list_is_divided_as_its_language_does_it() -> None:
    """Names in a sentence stand as 甲、乙 in Chinese and as A, B elsewhere; none is a dash."""
    some, none = (
        WorkspaceError("skills.unknown", found="火", valid=valid)
        for valid in (("水", "电", "气"), ())
    )
    assert "水、电、气" in some.sentence("zh")
    assert "水, 电, 气" in some.sentence("en")
    assert "–" in none.sentence("zh")
    assert "水, 电" in translator("en")("works.cli_inspect", names=("水", "电"))


@given(
    st.floats(-1e17, 1e17) | st.floats(-2000, 2000) | st.integers(-(10**18), 10**18),
    st.integers(0, 6),
)
def test_numbers_are_written_as_the_library_writes_them(value: float, decimals: int) -> None:
    """Thousands, decimals and signs are Babel's, also where the quick way is taken."""
    pattern = f"#,##0.{'0' * decimals}"
    rounded = round(float(value), decimals) + 0.0
    assert format_number(value, decimals) == format_decimal(rounded, format=pattern, locale="en")


_ENGLISH_SIGNS = re.compile(r"[\x20-\x7e\n²³°±·×–—…→↑≥≤−Σ©▲▼①-⑳]*")
_EXAMPLES_IN_CHINESE = re.compile(r"[\u3400-\u9fff、]+")


def test_english_is_written_with_english_signs() -> None:
    """No quote, comma or bracket of Chinese width stands in an English sentence.

    Words of lists that are Chinese are named as they are, with the comma between them.
    """
    bare = {key: _EXAMPLES_IN_CHINESE.sub("", said) for key, said in sentences("en").items()}
    assert [key for key, said in bare.items() if not _ENGLISH_SIGNS.fullmatch(said)] == []


def test_chinese_is_quoted_in_one_way() -> None:
    """Chinese sentences quote as the standard of punctuation has it, never with corner brackets."""
    assert [key for key, said in sentences("zh").items() if re.search("[「」『』]", said)] == []


def test_english_headings_begin_with_a_capital() -> None:
    """Headings of tables are in sentence case, whichever page or command shows them."""
    headings = {
        key: said
        for key, said in sentences("en").items()
        if ".column_" in key and not key.startswith(("language.", "dictionary."))
    }
    assert [key for key, said in headings.items() if said[:1].islower()] == []


def test_a_text_is_quoted_as_its_language_does_it() -> None:
    """What was found stands between the signs of the language; line ends are escaped in both."""
    fault = Fault("tables.same_name", file="a.csv", row=3, found="南园\n小区", other_row=2)
    assert "“南园\\n小区”在同一街道" in fault.sentence("zh")
    assert "'南园\\n小区' is also in row 2" in fault.sentence("en")
    number = Fault("roads.line_length", file="a.geojson", feature=1, found=-2.5)
    assert "-2.5" in number.sentence("zh")
    assert "“" not in number.sentence("zh")
