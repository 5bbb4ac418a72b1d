"""What the map is sent after a click: small, and nothing that is the same as before."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.cartography.palette import VERDICTS
from geo.scenarios.planner import open_planner
from geo.scenarios.scenario import Scenario
from geo.ui.components.map.plan_map import news_bytes

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"


def status(text: str) -> list[tuple[str, int | None]]:
    """Return verdict and tenths of minutes of every estate, as the map script reads them."""
    numbers = [
        64 * SIGNS.index(first) + SIGNS.index(second)
        for first, second in zip(text[::2], text[1::2], strict=True)
    ]
    return [(VERDICTS[n // 1024], None if n % 1024 == 1023 else n % 1024) for n in numbers]


def test_verdicts_and_minutes_in_two_signs(toy: Path) -> None:
    """What the map reads is what the ledger says, tenths rounded, no minutes where none are."""
    answer = open_planner(toy).answer(Scenario())
    message = json.loads(
        news_bytes(answer, key="k", language="en", selected=None, mode="pick").decode()
    )
    shown = answer.estates[answer.estates["lon"].notna()]
    expected = [
        (verdict, None if pd.isna(minutes) else round(10 * minutes))
        for verdict, minutes in zip(shown["verdict"], shown["response_min"], strict=True)
    ]
    assert [verdict for verdict, _ in status(message["estates"])] == [v for v, _ in expected]
    for (_, read), (_, wanted) in zip(status(message["estates"]), expected, strict=True):
        assert read == pytest.approx(wanted, abs=1) if wanted is not None else read is None
