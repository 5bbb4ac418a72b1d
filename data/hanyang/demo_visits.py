"""Demo visitors, visits of one quarter and the matters they brought back, byte for byte.

All rows are invented and say so; visitors are posts, not people. Run as
``python data/hanyang/demo_visits.py [--out FOLDER]``; it needs nothing but this folder.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from geo.settings import read_settings
from geo.tables import write_csv
from geo.workdays import DayKind, day_kind
from geo.workspace import District, Workspace, open_district

SEED = 2026
BEGIN, DAYS = date(2025, 10, 1), 92
VISITORS = 4
MISSED = 0.04
MATTERS = 70
MATTER_KINDS = {
    # kind: what was asked
    "停车": "晚间车位不足，请划定临时车位",
    "渗漏": "顶层雨后渗水，请查看屋面",
    "照明": "楼道灯不亮",
    "环境": "垃圾投放点清运不及时",
    "加装设施": "请增设晾晒和休息座椅",
    "安全": "通道被杂物占用",
}
RECEIVERS = ("社区网格员", "街道受理窗口", "物业值班岗")
DEMO = "demo"


def build(folder: Path, out: Path) -> None:
    """Write visitors, visits and matters into ``out``."""
    settings = read_settings(folder / "workspace.toml")
    # Opened by hand: the lists that are to be written may not be there yet.
    district = open_district(Workspace(folder, settings))
    rng = np.random.default_rng(SEED)
    visitors = demo_visitors(district)
    visits = demo_visits(district, visitors, rng)
    tables = {
        "visitors": visitors,
        "visits": visits,
        "matters": demo_matters(visits, rng),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_csv(table, out / f"{name}.csv")


def demo_visitors(district: District) -> pd.DataFrame:
    """Return posts that share the streets so that each has about as many estates."""
    counts = district.estates["street"].value_counts().sort_index()
    order = counts.sort_values(ascending=False, kind="stable")
    share: list[list[str]] = [[] for _ in range(VISITORS)]
    for street in order.index:
        smallest = min(range(VISITORS), key=lambda v: (sum(order[s] for s in share[v]), v))
        share[smallest].append(str(street))
    bases = district.stations["station_id"].to_list()
    return pd.DataFrame(
        [
            {
                "visitor_id": f"V{v + 1}",
                "unit": "区住房部门（示例）" if v < 2 else "街道（示例）",
                "role": "走访岗",
                "base": bases[v % len(bases)],
                "weekdays": "工作日",
                "hours": 7,
                "streets": "、".join(sorted(streets)),
                "note": DEMO,
            }
            for v, streets in enumerate(share)
        ]
    )


def demo_visits(
    district: District, visitors: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one or two visits of every estate in the quarter, some of them missed."""
    worked = [
        day
        for number in range(DAYS)
        for day in [BEGIN + timedelta(number)]
        if day_kind(day) is DayKind.WEEKDAY and day.weekday() < 5
    ]
    visitor_of = {
        street: row["visitor_id"]
        for row in visitors.to_dict("records")
        for street in row["streets"].split("、")
    }
    half = len(worked) // 2
    rows = []
    for estate in district.estates.to_dict("records"):
        rows += [
            {
                "date": days[int(rng.integers(0, len(days)))],
                "visitor_id": visitor_of[estate["street"]],
                "estate_id": estate["estate_id"],
                "status": "missed" if rng.random() < MISSED else "done",
                "note": DEMO,
            }
            for days in (worked[: half - 5], worked[half + 5 :])[: int(rng.integers(1, 3))]
        ]
    rows.sort(key=lambda row: (row["date"], row["visitor_id"], row["estate_id"]))
    return pd.DataFrame([{"visit_id": f"W{k:04d}", **row} for k, row in enumerate(rows, start=1)])


def demo_matters(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return what visits brought back: most of it closed, some answered, some open and late."""
    made = visits[visits["status"] == "done"].reset_index(drop=True)
    chosen = np.sort(rng.choice(len(made), MATTERS, replace=False))
    last = BEGIN + timedelta(DAYS - 1)
    rows = []
    for number, index in enumerate(chosen, start=1):
        visit = made.iloc[index]
        kind = str(rng.choice(list(MATTER_KINDS)))
        raised = visit["date"]
        answered = raised + timedelta(int(rng.integers(2, 24)))
        closed = answered + timedelta(int(rng.integers(3, 45)))
        row = {
            "matter_id": f"M{number:03d}",
            "estate_id": visit["estate_id"],
            "visit_id": visit["visit_id"],
            "raised_at": raised.isoformat(),
            "kind": kind,
            "first_receiver": str(rng.choice(RECEIVERS)),
            "scope": "共性" if rng.random() < 0.3 else "个性",
            "due_at": (raised + timedelta(15)).isoformat(),
            "answered_at": answered.isoformat() if answered <= last else "",
            "closed_at": closed.isoformat() if closed <= last else "",
            "proof": "答复单与照片（示例）" if closed <= last else "",
            "note": f"{MATTER_KINDS[kind]}（{DEMO}）",
        }
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Read the command line and build."""
    folder = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Write the demo lists of visit rounds.")
    parser.add_argument("--out", type=Path, default=folder, help="where to write")
    build(folder, parser.parse_args().out)


if __name__ == "__main__":
    main()
