"""The known answers that ship with the product."""

import numpy as np

from geo.coverage import selftest


def test_all_known_answers_come_out() -> None:
    """Every packaged figure is met, and every row tells its source in both languages."""
    rows = selftest()
    assert len(rows) >= 30
    assert [row.name for row in rows if not row.passed] == []
    assert all(row.source and row.source_zh and row.name and row.name_zh for row in rows)


def test_the_set_cover_case_runs_where_a_solver_is_brought() -> None:
    """The matrix arrives whole, and a wrong answer fails."""
    seen: list[np.ndarray] = []

    def wrong(covers: np.ndarray) -> int:
        seen.append(covers)
        return 3

    rows = selftest(set_cover=wrong)
    assert [row.passed for row in rows if "facilities" in row.name] == [False]
    assert seen[0].shape == (16, 16)
    assert len(rows) == len(selftest()) + 1
