"""Answers are kept by their weight: the longest unused go, and equal questions are asked once."""

import pickle
import threading
import time
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import sparse

from geo.kept import KeptAnswers, LastMade, bytes_of

MEGABYTE = 2**20


def megabytes(count: int) -> np.ndarray:
    """Return an array of so many megabytes."""
    return np.zeros(count * MEGABYTE, dtype=np.uint8)


def test_the_longest_unused_go_when_the_room_is_full() -> None:
    """What was asked for again stays; the weight never exceeds the room."""
    asked = []

    def large(number: int) -> np.ndarray:
        asked.append(number)
        return megabytes(1)

    answers = KeptAnswers(3 * MEGABYTE + 5_000, most=100)
    kept = answers.keeping(large)
    for number in (1, 2, 3, 1, 4, 1, 2):
        kept(number)
    assert asked == [1, 2, 3, 4, 2]
    assert answers.bytes <= 3 * MEGABYTE + 5_000
    assert len(answers) == 3


def test_an_answer_larger_than_the_room_is_still_given() -> None:
    """It alone is kept."""
    answers = KeptAnswers(10, most=100)
    assert answers.answer(megabytes, 1).nbytes == MEGABYTE
    assert len(answers) == 1


def test_small_answers_end_by_their_number() -> None:
    """However little they weigh."""
    answers = KeptAnswers(MEGABYTE, most=5)
    for number in range(50):
        answers.answer(str, number)
    assert len(answers) == 5


def test_a_question_that_many_ask_at_once_is_calculated_once() -> None:
    """The others wait for the answer; nothing and None are answers too."""
    begun = []

    def slow(number: int) -> None:
        begun.append(number)
        time.sleep(0.2)

    answers = KeptAnswers(MEGABYTE, most=5)
    everyone = [threading.Thread(target=answers.answer, args=(slow, 1)) for _ in range(8)]
    for one in everyone:
        one.start()
    for one in everyone:
        one.join()
    assert begun == [1]


def test_a_question_that_failed_is_asked_again() -> None:
    """An error is no answer, and locks nobody out."""
    answers = KeptAnswers(MEGABYTE, most=5)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answers.answer(divmod, 1, 0)
    assert answers.answer(divmod, 7, 2) == (3, 1)
    assert len(answers) == 1


def test_weights_follow_what_is_held() -> None:
    """Arrays, sparse arrays, tables, shapes and what holds them; views by what they look at."""
    square = shapely.box(0, 0, 1, 1)
    circle = shapely.Point(0, 0).buffer(1, quad_segs=10_000)
    assert bytes_of(megabytes(1)) >= MEGABYTE
    assert bytes_of(megabytes(1)[:10]) >= MEGABYTE
    assert bytes_of(sparse.csr_array(np.ones((100, 1000)))) >= 800_000
    assert bytes_of(pd.DataFrame({"a": np.zeros(1000)})) >= 8_000
    assert bytes_of(circle) > 100 * bytes_of(square)
    many = gpd.GeoDataFrame({"a": [1]}, geometry=[circle])
    assert bytes_of(many) > bytes_of(circle)
    assert bytes_of(many.geometry) > bytes_of(circle)
    assert bytes_of([megabytes(1), {"x": megabytes(1)}]) >= 2 * MEGABYTE


def test_what_is_shared_counts_once_or_not_at_all() -> None:
    """The same array twice is held once; the ground is held anyway."""

    @dataclass(frozen=True)
    class Pair:
        left: np.ndarray
        right: np.ndarray

    Pair.__module__ = "geo.somewhere"
    shared = megabytes(1)
    assert bytes_of(Pair(shared, shared)) < 1.1 * MEGABYTE
    answers = KeptAnswers(MEGABYTE, most=5, ground=Pair(shared, shared))
    answers.answer_to("pair", lambda: Pair(shared, megabytes(2)))
    assert 2 * MEGABYTE <= answers.bytes < 2.1 * MEGABYTE


def test_what_was_last_made_is_made_anew_for_another_table_or_word() -> None:
    """Equal tables are not the same one; a table that is gone is never mistaken for another."""
    asked: list[str] = []
    last: LastMade[int] = LastMade()

    def made(table: pd.DataFrame, word: str) -> int:
        return last.of([table], lambda: asked.append(word) or len(asked), word)

    table = pd.DataFrame({"a": [1]})
    assert [made(table, "one"), made(table, "one"), made(table, "two")] == [1, 1, 2]
    assert made(table.copy(), "two") == 3


def test_another_process_begins_with_nothing_kept() -> None:
    """What is kept holds a lock and much memory: neither travels."""
    kept = KeptAnswers(MEGABYTE, 3, ground=("a", "b"))
    assert kept.answer(len, "abc") == 3
    there = pickle.loads(pickle.dumps(kept))
    assert len(there) == 0
    assert there.answer(len, "abc") == 3
