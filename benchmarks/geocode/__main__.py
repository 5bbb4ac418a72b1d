"""Run with ``python -m benchmarks.geocode``: quality by kind of noise, beside rapidfuzz, and speed.

The rules were looked at on the estates with an even number only; the figures are those of the
estates with an odd number. Absent names belong to neither half and are all reported.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.geocode import Gazetteer, geocode
from geo.geocode.folding import fold, with_digits

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "geocode_beijing"
SEED = 20_261_122


def main() -> None:
    """Print the quality table, the peers and the speed on a large gazetteer."""
    if not DATA.is_dir():
        sys.exit("The Beijing names are not beside this checkout; nothing to measure.")
    places = pd.read_csv(DATA / "gazetteer.csv").rename(
        columns={"gid": "id", "NAME": "name", "d": "district"}
    )
    queries = pd.read_csv(DATA / "queries.csv").rename(columns={"q": "name", "d": "district"})
    queries = queries[(queries["gold"] < 0) | (queries["gold"] % 2 == 1)].reset_index(drop=True)
    present = (queries["gold"] >= 0).to_numpy()
    print(f"{present.sum()} queries of {len(places)} estates, {(~present).sum()} absent names")
    ours = _ours(places, queries)
    _quality(queries, ours, present)
    _peers(places, queries, present)
    _speed(places, queries)


def _ours(places: pd.DataFrame, queries: pd.DataFrame) -> pd.DataFrame:
    began = time.process_time()
    gazetteer = Gazetteer.from_table(places[["id", "name", "lon", "lat", "district"]])
    answers = geocode(queries[["name", "district"]], gazetteer=gazetteer)
    print(f"matched in {time.process_time() - began:.1f} s CPU")
    return answers


def _quality(queries: pd.DataFrame, answers: pd.DataFrame, present: np.ndarray) -> None:
    gold = queries["gold"]
    lists = answers["candidates"]
    table = pd.DataFrame(
        {
            "kind": queries["kind"],
            "top1": [bool(ids) and ids[0] == one for ids, one in zip(lists, gold, strict=True)],
            "top5": [one in ids for ids, one in zip(lists, gold, strict=True)],
            "accepted": answers["verdict"] == "accepted",
            "review": answers["verdict"] == "review",
        }
    )
    right = answers["matched_id"] == gold
    accepted = table["accepted"]
    print(f"top-1 {table.loc[present, 'top1'].mean():.4f}")
    print(f"top-5 {table.loc[present, 'top5'].mean():.4f}")
    print(f"precision of accepted rows {right[accepted].mean():.4f}")
    print(f"absent names accepted {accepted[~present].mean():.4f}")
    print(f"review, present names {table.loc[present, 'review'].mean():.3f}")
    print(f"review, all rows {table['review'].mean():.3f}")
    by_kind = table.groupby("kind").agg(
        rows=("kind", "size"),
        top1=("top1", "mean"),
        top5=("top5", "mean"),
        accepted=("accepted", "mean"),
        review=("review", "mean"),
    )
    print(by_kind.round(3).to_string())


def _peers(places: pd.DataFrame, queries: pd.DataFrame, present: np.ndarray) -> None:
    """Print the first place of plain matching within the district, raw and normalised."""
    for name, normalise in {
        "rapidfuzz ratio, raw": str,
        "rapidfuzz ratio, normalised": lambda text: with_digits(fold(text)),
    }.items():
        hits = 0
        for district, asked in queries[present].groupby("district"):
            known = places[places["district"] == district]
            scores = process.cdist(
                asked["name"].map(normalise), known["name"].map(normalise), scorer=fuzz.ratio
            )
            best = known["id"].to_numpy()[scores.argmax(axis=1)]
            hits += int((best == asked["gold"].to_numpy()).sum())
        print(f"top-1 of {name}, district known: {hits / present.sum():.4f}")


def _speed(places: pd.DataFrame, queries: pd.DataFrame) -> None:
    """Time 10,000 rows against 100,000 names made from the real ones."""
    random = np.random.default_rng(SEED)
    signs = list("东西南北新华安福康泰和平龙凤金玉山水花园里苑庄村路街桥门河湖海江天地阳光明")
    names = []
    for base in random.choice(places["name"].to_numpy(), 100_000):
        place = int(random.integers(len(base)))
        names.append(base[:place] + str(random.choice(signs)) + base[place + 1 :])
    known = pd.DataFrame({"id": np.arange(len(names)), "name": names, "lon": 116.4, "lat": 39.9})
    asked = pd.DataFrame({"name": random.choice(queries["name"].to_numpy(), 10_000)})
    began = time.process_time()
    gazetteer = Gazetteer.from_table(known)
    read = time.process_time()
    geocode(asked, gazetteer=gazetteer)
    print(
        f"10,000 rows, 100,000 names: gazetteer {read - began:.1f} s, "
        f"matching {time.process_time() - read:.1f} s CPU"
    )


if __name__ == "__main__":
    main()
