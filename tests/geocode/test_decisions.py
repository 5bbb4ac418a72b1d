"""Decisions are kept whole and in order, and their names are known afterwards."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeocodeError, TableError
from geo.geocode import (
    NOWHERE,
    Decision,
    Decisions,
    Gazetteer,
    append_decision,
    geocode,
    known_places,
    read_decisions,
)

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HEADER = "estate_id,name,decided_at,lon,lat,place_id,district,street\n"
PLACES = pd.DataFrame(
    {"id": ["1", "2"], "name": ["龙灯里小区", "下马湖小区"], "lon": 114.2, "lat": 30.5}
)


def _decision(estate: str, name: str = "龙灯里", **changed: object) -> Decision:
    values = {"decided_at": MOMENT.isoformat(), "lon": 114.25, "lat": 30.55, **changed}
    return Decision(estate, name, **values)  # type: ignore[arg-type]


@settings(max_examples=30)
@given(
    name=st.text(
        st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=["Cs"]),
        max_size=12,
    ).filter(lambda text: not text.startswith("'")),
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, lon: float, lat: float
) -> None:
    """Formulas, emoji, quotes and every digit survive the file."""
    path = tmp_path_factory.mktemp("decisions") / "decisions.csv"
    wanted = _decision("=A-1", name, lon=lon, lat=lat, street="@街")
    append_decision(path, wanted)
    assert read_decisions(path).history == (wanted,)


def test_the_last_decision_counts_and_all_are_kept(tmp_path: Path) -> None:
    """Three decisions about one row: the file holds three, the last one stands; nothing else."""
    path = tmp_path / ".repair-circle" / "decisions.csv"
    for hours, lon in enumerate((114.1, 114.2, 114.3)):
        moment = (MOMENT + timedelta(hours=hours)).isoformat()
        append_decision(path, _decision("7", lon=lon, decided_at=moment))
    decisions = read_decisions(path)
    assert [one.lon for one in decisions.history] == [114.1, 114.2, 114.3]
    assert decisions.standing["7"].lon == 114.3
    assert {one.name for one in path.parent.iterdir()} == {"decisions.csv", "decisions.csv.lock"}


def test_a_decision_taken_back_stands_no_more(tmp_path: Path) -> None:
    """No position takes back; the history keeps both."""
    path = tmp_path / "decisions.csv"
    append_decision(path, _decision("7"))
    decisions = append_decision(path, _decision("7", lon=np.nan, lat=np.nan))
    assert decisions.standing == {}
    assert len(read_decisions(path).history) == 2


def test_a_row_may_be_left_without_a_position(tmp_path: Path) -> None:
    """None of the proposals is a decision too: it places nothing, is kept, and can be undone."""
    path = tmp_path / "decisions.csv"
    append_decision(path, _decision("6"))
    nowhere = {"lon": np.nan, "lat": np.nan, "place_id": NOWHERE}
    decisions = append_decision(path, _decision("7", **nowhere))
    assert decisions.refuses("7", "龙灯里")
    assert not decisions.refuses("7", "下马湖")
    assert not decisions.refuses("6", "龙灯里")
    assert set(decisions.standing) == {"6"}
    latest = read_decisions(path).latest({"6", "7"})
    assert latest is not None
    assert latest.estate_id == "7"
    decisions = append_decision(path, _decision("7", lon=np.nan, lat=np.nan))
    assert not decisions.refuses("7", "龙灯里")
    assert decisions.latest({"6", "7"}) == decisions.history[0]
    assert decisions.latest({"7"}) is None


def test_no_decision_is_lost_among_many_writers(tmp_path: Path) -> None:
    """Four threads and two programs decide at once: every decision is in the file, each once."""
    path = tmp_path / "decisions.csv"
    program = (
        "import sys; from pathlib import Path; from geo.geocode import Decision, append_decision\n"
        "for n in range(8): append_decision(Path(sys.argv[1]),"
        " Decision(f'{sys.argv[2]}-{n}', 'x', '2026-11-22T09:30:00', 114.2, 30.5))"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", program, str(path), one]) for one in ("p", "q")
    ]

    def decide(writer: int) -> None:
        for number in range(8):
            append_decision(path, _decision(f"{writer}-{number}"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(decide, range(4)))
    assert [other.wait(timeout=60) for other in others] == [0, 0]
    kept = [one.estate_id for one in read_decisions(path).history]
    assert sorted(kept) == sorted(f"{who}-{number}" for who in "pq0123" for number in range(8))


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    """A file where the folder should be: one sentence that names it, nothing written."""
    blocked = tmp_path / "taken"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(TableError, match=r"decisions.csv cannot be written"):
        append_decision(blocked / "decisions.csv", _decision("7"))


def test_a_decision_stands_for_its_name_only() -> None:
    """The same id with another name is another estate; another spelling is not."""
    decisions = Decisions((_decision("7", "龙灯里小区"),))
    assert decisions.about("7", "龍燈里 小區") is not None
    assert decisions.about("7", "下马湖小区") is None
    assert decisions.about("8", "龙灯里小区") is None


@pytest.mark.parametrize(
    "changed",
    [{"lat": 114.0}, {"lon": np.nan}, {"lon": np.inf}, {"decided_at": "gestern"}],
)
def test_impossible_decisions_are_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    """A latitude of 114, half a position, no moment: refused, and the file stays as it was."""
    path = tmp_path / "decisions.csv"
    append_decision(path, _decision("6"))
    before = path.read_bytes()
    with pytest.raises(GeocodeError, match="A decision needs"):
        append_decision(path, _decision("7", **changed))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("estate_id,name\n1,a\n", "lacks the columns"),
        (f"{HEADER}1,a,x,1,1,,,\n", "row 2"),
        (
            f"{HEADER}1,a,2026-11-22,1,1,,,\n2,b,2026-11-22,east,1,,,\n",
            "row 3",
        ),
        ('"' * 5, "cannot be read"),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, content: str, message: str) -> None:
    """The message names the file and, where one row is wrong, that row."""
    path = tmp_path / "decisions.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GeocodeError, match=message) as caught:
        read_decisions(path)
    assert "decisions.csv" in str(caught.value)


def test_decisions_become_names() -> None:
    """A name decided for a place is its alias; one decided for a point is a place of its own."""
    decisions = Decisions(
        (
            _decision("a", "老纺织厂北院", place_id="1", lon=114.2, lat=30.5),
            _decision("b", "七里庙铁路新村"),
        )
    )
    table = known_places(PLACES, decisions)
    assert table is not None
    asked = pd.DataFrame({"name": ["老纺织厂北院", "七里庙铁路新村", "龙灯里小区"]})
    answers = geocode(asked, gazetteer=Gazetteer.from_table(table))
    assert answers["matched_id"].tolist() == ["1", "decision:b", "1"]
    assert answers["verdict"].eq("accepted").all()
    alone = known_places(None, decisions)
    assert alone is not None
    assert len(alone) == 2
    assert known_places(None, Decisions()) is None
    assert known_places(PLACES, Decisions()) is PLACES


def test_names_that_tell_nothing_become_no_aliases() -> None:
    """职工宿舍, and a name decided for two places, would lead other rows astray."""
    decisions = Decisions(
        (
            _decision("a", "职工宿舍"),
            _decision("b", "幸福里", lon=114.1),
            _decision("c", "幸福里", lon=114.3),
        )
    )
    assert known_places(PLACES, decisions) is PLACES
