"""Demo works before the rains of the Hanyang workspace, byte for byte.

All rows are invented and say so, but for the cases whose note names their public report. Run as
``python data/hanyang/demo_works.py [--out FOLDER]``; it needs nothing but this folder.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from geo.tables import read_estates, write_csv

SEED = 2026
FIRST_MONDAY, WEEKS = pd.Timestamp("2026-03-02"), 13
DEMO = "demo"
BUDGETS = {"维修资金": 240_000, "街道自筹": 60_000, "区财政": 160_000}
KINDS = {
    # kind: points for 100 households, crew-days and yuan for each point
    "雨水管更换": (5.0, 0.6, 900),
    "屋面防水": (1.2, 3.0, 9_000),
    "排水沟清淤": (2.0, 1.2, 1_100),
    "地下室挡水": (0.4, 3.5, 7_000),
}
PUBLISHED_STREET, PUBLISHED_COMMUNITIES, PUBLISHED_WORKS = "琴断口街", 5, 9
FURTHER_WORKS = 34
RAIN_PIPES = "公开：汇福园社区 12 栋、56 根雨水管破损，5 月初至 5 月底施工；工日、费用与年份为示例"
NINE_IN_FIVE = (
    "公开：北京大屯街道 2023 年汛前由数据与走访排查，5 个社区 9 项工程；此处借示例小区演示"
)


def build(folder: Path, out: Path) -> None:
    """Write works, crews by week and budgets into ``out``."""
    estates = read_estates(folder / "estates.csv").table
    rng = np.random.default_rng(SEED)
    tables = {
        "works": demo_works(estates, rng),
        "crew_weeks": demo_crews(),
        "budgets": pd.DataFrame(
            {"source": list(BUDGETS), "amount": list(BUDGETS.values()), "note": DEMO}
        ),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_csv(table, out / f"{name}.csv")


def demo_works(estates: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the works: the published cases, then invented ones."""
    rain = estates[estates["name"] == "汇福园小区"].iloc[0]
    rows = [
        {
            "estate_id": rain["estate_id"],
            "kind": "雨水管更换",
            "points": 56,
            "crew_days": 32,
            "weeks": 4,
            "window_from": "2026-05-04",
            "window_to": "2026-05-31",
            "cost": 50_400,
            "money": "区财政",
            "note": RAIN_PIPES,
        }
    ]
    own = estates[(estates["street"] == PUBLISHED_STREET) & (estates.index != rain.name)]
    communities = sorted(set(own["community"]) - {rain["community"]})[:PUBLISHED_COMMUNITIES]
    hosts = [own[own["community"] == community] for community in communities]
    for number in range(PUBLISHED_WORKS):
        host = hosts[number % len(hosts)]
        estate = host.iloc[(number // len(hosts)) % len(host)]
        rows.append(_invented(estate, rng) | {"window_to": "2026-05-31", "note": NINE_IN_FIVE})
    others = rng.choice(len(estates), FURTHER_WORKS, replace=False)
    rows += [_invented(estates.iloc[number], rng) for number in others]
    table = pd.DataFrame(rows)
    table.insert(0, "work_id", [f"W{number:02d}" for number in range(1, len(rows) + 1)])
    order = ["work_id", "estate_id", "kind", "points", "crew_days", "weeks", "not_before"]
    order += ["window_from", "window_to", "consent", "cost", "money", "note"]
    return table.reindex(columns=order).astype(object).fillna("")


def _invented(estate: pd.Series, rng: np.random.Generator) -> dict:
    kind = str(rng.choice(list(KINDS)))
    per_hundred, days, yuan = KINDS[kind]
    points = max(1, round(estate["households"] / 100 * per_hundred * rng.uniform(0.5, 1.3)))
    row = {
        "estate_id": estate["estate_id"],
        "kind": kind,
        "points": points,
        "crew_days": round(points * days * rng.uniform(0.8, 1.2), 1),
        "cost": int(round(points * yuan * rng.uniform(0.8, 1.2), -2)),
        "money": str(rng.choice(list(BUDGETS), p=[0.5, 0.2, 0.3])),
        "note": DEMO,
    }
    if rng.random() < 0.3:
        ready = FIRST_MONDAY + pd.Timedelta(weeks=int(rng.integers(1, 6)))
        row["not_before"] = ready.date().isoformat()
    if kind == "屋面防水":
        row["consent"] = "no" if rng.random() < 0.2 else "yes"
    return row


def demo_crews() -> pd.DataFrame:
    """Return four crews, six from April on; the days follow the calendar."""
    mondays = [FIRST_MONDAY + pd.Timedelta(weeks=number) for number in range(WEEKS)]
    return pd.DataFrame(
        {
            "week": [monday.date().isoformat() for monday in mondays],
            "crews": [4 if monday.month < 4 else 6 for monday in mondays],
            "days": "",
            "note": DEMO,
        }
    )


def main() -> None:
    """Read the command line and build."""
    folder = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Write the demo works before the rains.")
    parser.add_argument("--out", type=Path, default=folder, help="where to write")
    build(folder, parser.parse_args().out)


if __name__ == "__main__":
    main()
