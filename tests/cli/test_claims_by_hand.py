"""What an audit says of a claim is what anybody calculates from the exported table by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

Command = Callable[..., Any]

LEGS = ("call_min", "turnout_min", "drive_min", "access_min")
CV = 0.25
"""Of every leg of Hanyang: standard deviation over mean."""


@pytest.fixture
def exported(command: Command, hanyang: Path, tmp_path: Path) -> pd.DataFrame:
    """Return the estates as ``cover --out`` writes them for a spreadsheet."""
    assert command("cover", hanyang, "--out", tmp_path / "out").code == 0
    return pd.read_csv(tmp_path / "out" / "estates.csv", encoding="utf-8-sig")


def audited(command: Command, hanyang: Path, claim: str) -> Any:
    """Return the audit of a claim."""
    run = command("audit", hanyang, "--claim", claim, "--json")
    assert run.code == 0, run.err
    return run.json


def test_a_mean_by_hand(command: Command, hanyang: Path, exported: pd.DataFrame) -> None:
    """The mean of a lognormal leg is its median times the root of 1 + cv²; households weigh."""
    audit = audited(command, hanyang, "平均15分钟到达")
    mean_min = exported[list(LEGS)].sum(axis=1) * np.sqrt(1 + CV**2)
    by_hand = (mean_min * exported["households"]).sum() / exported["households"].sum()
    assert audit["mean_min"] == pytest.approx(by_hand, abs=5e-4)
    assert (audit["verdict"] == "true") == (by_hand <= 15)


def test_shares_by_hand(command: Command, hanyang: Path, exported: pd.DataFrame) -> None:
    """Sums over the rows with the verdict; what is needed is the share of the whole column."""
    on_time = exported[exported["verdict"] == "covered"]
    for words, column in (("居民", "residents"), ("户", "households")):
        audit = audited(command, hanyang, f"85%的{words}15分钟内到达")
        share, whole = audit["share"], exported[column].sum()
        assert share["of"] == column
        assert share["reached"] == on_time[column].sum()
        assert share["count"] == whole
        assert share["needed"] == pytest.approx(0.85 * whole)
        assert (audit["verdict"] == "true") == (on_time[column].sum() >= 0.85 * whole)
    assert audit["estates"]["reached"] == len(on_time)


def test_chances_by_hand(command: Command, hanyang: Path, exported: pd.DataFrame) -> None:
    """A chance is the share of many drawn responses that meet the target; so is the verdict."""
    audit = audited(command, hanyang, "90%的报修15分钟内到达")
    spread = np.sqrt(np.log1p(CV**2))
    drawn = np.random.default_rng(1).lognormal(0.0, spread, size=(40_000, len(LEGS)))
    chance = np.array([(drawn @ legs <= 15).mean() for legs in exported[list(LEGS)].to_numpy()])
    assert np.abs(chance - exported["p_on_time"]).max() < 0.012
    assert np.abs(chance - exported["p_on_time"]).mean() < 0.003
    assert audit["estates"]["reached"] == (exported["p_on_time"] >= 0.9).sum()
    assert audit["households"]["reached"] == exported.query("p_on_time >= 0.9")["households"].sum()


def test_the_median_is_the_sum_of_the_legs(exported: pd.DataFrame) -> None:
    """One median everywhere: the sum of the four legs, to the last digit of the ledger."""
    total = exported[list(LEGS)].sum(axis=1)
    assert exported["response_min"].to_numpy() == pytest.approx(total.to_numpy(), abs=1.1e-4)
