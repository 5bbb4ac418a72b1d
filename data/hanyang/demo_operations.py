"""Demo problems, calls of one quarter and inspections of the Hanyang workspace, byte for byte.

All rows are invented and say so, but for the cases whose note names their public report. Run as
``python data/hanyang/demo_operations.py [--out FOLDER]``; it needs nothing but this folder.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from geo.settings import read_settings
from geo.tables import write_csv
from geo.workspace import District, Workspace, decide_management, open_district

SEED = 2025
BEGIN, DAYS = pd.Timestamp("2025-10-01"), 92
CALLS = 2_800
"""Some 0.2 calls of a household in a year."""

HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 7, 9, 9, 8, 7, 6, 6, 6, 6, 6, 7, 8, 8, 6, 4, 3, 2], float)
"""How calls spread over the day."""
CALL_KINDS = {
    "水管漏水": 30,
    "下水堵塞": 28,
    "电路故障": 16,
    "照明故障": 12,
    "屋面渗漏": 8,
    "门禁故障": 6,
}
SLOW_STREET, SLOW_MIN = "琴断口街", 6.0
"""Where the demo's crews of 安居兴业 turn out later than the plan says, and by how many minutes."""
SLOW_OPERATOR = "安居兴业"
MINUTE = pd.Timedelta(minutes=1)

PROBLEM_KINDS = {
    # kind: days of survey, consent, permit, work; cost per household in yuan
    "雨水管破损": (3, 0, 5, 12, 90),
    "屋面渗漏": (5, 10, 0, 20, 380),
    "下水管堵塞": (2, 0, 0, 4, 40),
    "化粪池满溢": (2, 0, 0, 3, 55),
    "路面破损": (4, 7, 20, 15, 160),
    "楼道照明损坏": (1, 0, 0, 3, 25),
    "围墙开裂": (5, 0, 10, 15, 120),
    "消防设施缺失": (3, 0, 0, 10, 70),
    "二次供水老化": (7, 20, 15, 30, 900),
}
COMMON_KIND, COMMON_STREET, COMMON_ESTATES = "化粪池满溢", "鹦鹉街", 9
PROBLEMS = 54
SOURCES = ("走访", "热线", "汛前排查", "网格上报")
OWNERS = {
    "雨水管破损": "区水务部门",
    "二次供水老化": "供水企业",
    "路面破损": "街道",
    "消防设施缺失": "街道",
}
RECEIVERS = ("社区网格员", "街道受理窗口", "物业值班岗")
"""Posts, not people."""
DEMO = "demo"


def build(folder: Path, out: Path) -> None:
    """Write problems, their steps, calls and inspections into ``out``."""
    settings = read_settings(folder / "workspace.toml")
    # Opened by hand: the lists that are to be written may not be there yet.
    district = open_district(Workspace(folder, settings))
    operator = decide_management(district)["operator"].to_numpy(dtype=object)
    rng = np.random.default_rng(SEED)
    problems, steps = demo_problems(district, operator, rng)
    tables = {
        "calls": demo_calls(district, operator, rng),
        "problems": problems,
        "problem_steps": steps,
        "inspections": demo_inspections(district, operator, rng),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_csv(table, out / f"{name}.csv")


def demo_calls(district: District, operator: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return calls whose minutes follow the plan's own model, but for one slow corner."""
    estate = rng.choice(
        len(district.estates), CALLS, p=district.households / district.households.sum()
    )
    hour = rng.choice(24, CALLS, p=HOURS / HOURS.sum())
    seconds = np.sort(rng.integers(0, DAYS, CALLS)) * 86_400 + hour * 3_600
    seconds = seconds + rng.integers(0, 60, CALLS) * 60
    reported = BEGIN + pd.to_timedelta(seconds, unit="s")
    legs, station = _legs(district, estate, hour, rng)
    street = district.estates["street"].to_numpy()[estate]
    legs[1] += SLOW_MIN * ((street == SLOW_STREET) & (operator[estate] == SLOW_OPERATOR))
    departed = (reported + legs[:2].sum(axis=0) * MINUTE).round("min")
    arrived = (reported + legs.sum(axis=0) * MINUTE).round("s")
    closed = arrived + pd.to_timedelta(rng.gamma(2.0, 40.0, CALLS).round(), unit="min")
    unknown = rng.random(CALLS) < 0.01
    answered = rng.random(CALLS) < 0.6
    satisfied = rng.random(CALLS) < 0.94
    again = rng.random(CALLS) < 0.04
    calls = pd.DataFrame(
        {
            "reported_at": reported,
            "departed_at": np.minimum(departed, arrived),
            "arrived_at": pd.Series(arrived).mask(unknown),
            "station_id": district.stations["station_id"].to_numpy()[station],
            "estate_id": district.estates["estate_id"].to_numpy()[estate],
            "kind": rng.choice(list(CALL_KINDS), CALLS, p=np.array([*CALL_KINDS.values()]) / 100),
            "closed_at": pd.Series(closed).mask(unknown),
            "satisfied": np.where(answered, np.where(satisfied, "yes", "no"), ""),
            "reopened": np.where(again, 1, 0),
            "note": DEMO,
        }
    ).sort_values(["reported_at", "estate_id"], ignore_index=True, kind="stable")
    calls.insert(0, "call_id", [f"C{number:04d}" for number in range(1, CALLS + 1)])
    for column in ("reported_at", "departed_at", "arrived_at", "closed_at"):
        calls[column] = calls[column].dt.strftime("%Y-%m-%d %H:%M:%S").fillna("")
    return calls


def _legs(
    district: District, estate: np.ndarray, hour: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the minutes of the four legs of every call, drawn from the model, and who went."""
    model = district.model
    station = np.zeros(CALLS, int)
    median = np.empty((4, CALLS))
    median[0], median[1] = model.call_min, model.turnout_min
    for one in np.unique(hour):
        at_hour = district.at_hour(int(one))
        drive, access = at_hour.minutes_to_estates(at_hour.station_points)
        nearest = (drive + access).argmin(axis=0)
        own = np.flatnonzero(hour == one)
        station[own] = nearest[estate[own]]
        median[2, own] = drive[station[own], estate[own]]
        median[3, own] = access[station[own], estate[own]]
    spread = np.array([model.spread(leg) for leg in ("call", "turnout", "drive", "access")])
    return median * np.exp(spread[:, None] * rng.standard_normal((4, CALLS))), station


def demo_problems(
    district: District, operator: np.ndarray, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the problems and their steps: the published cases, then invented ones."""
    estates = district.estates
    rows, steps = _published(estates)
    in_street = np.flatnonzero(estates["street"] == COMMON_STREET)[:COMMON_ESTATES]
    others = rng.choice(len(estates), PROBLEMS - in_street.size, replace=False)
    kinds = [COMMON_KIND] * in_street.size + list(rng.choice(list(PROBLEM_KINDS), others.size))
    for estate, kind in zip([*in_street, *others], kinds, strict=True):
        problem_id = f"P{len(rows) + 1:03d}"
        row, own = _invented(problem_id, kind, estates.iloc[estate], str(operator[estate]), rng)
        rows.append(row)
        steps += own
    return pd.DataFrame(rows).astype(object).fillna(""), pd.DataFrame(steps)


def _published(estates: pd.DataFrame) -> tuple[list[dict], list[dict]]:
    """Return the two cases of the public reports."""
    rain = estates[estates["name"] == "汇福园小区"].iloc[0]
    host = estates[estates["households"] >= 141].sort_values(["households", "estate_id"]).iloc[0]
    rows = [
        {
            "problem_id": "P001",
            "estate_id": rain["estate_id"],
            "kind": "雨水管破损",
            "source": "汛前排查",
            "reported_at": "2025-03-10",
            "households": "",
            "danger": 3,
            "owner": "街道",
            "waiting_for": "",
            "window_from": "2025-05-05",
            "window_to": "2025-05-31",
            "cost": "",
            "money": "",
            "status": "closed",
            "first_receiver": "社区网格员",
            "accepted_by": "街道与居民代表",
            "accepted_at": "2025-05-30",
            "proof": "12 栋 56 根雨水管更换照片（示例）",
            "closed_at": "2025-05-31",
            "reopened": 0,
            "note": "公开：汇福园社区 12 栋、56 根雨水管破损，5 月底前完工；日期的年份与其余为示例",
        },
        {
            "problem_id": "P002",
            "estate_id": host["estate_id"],
            "kind": "路面破损",
            "source": "走访",
            "reported_at": "2025-09-08",
            "households": 141,
            "danger": 2,
            "owner": "街道",
            "waiting_for": "掘路许可（127 米人行道），每年 11 月 15 日起停办",
            "window_from": "2025-09-15",
            "window_to": "2025-11-15",
            "consent_yes": 135,
            "consent_waived": 4,
            "consent_empty": 2,
            "consent_all": 141,
            "cost": "",
            "money": "居民缴费",
            "status": "planned",
            "first_receiver": "街道受理窗口",
            "reopened": 0,
            "note": "公开：郑州康华小区 2010 年个案（3 栋 141 户，135 户缴费、4 户免缴、2 户空置，"
            "许可 11 月 25 日办齐）；此处借示例小区演示，小区与年份为示例",
        },
    ]
    steps = [
        _step("P001", "备料", 10, "", "2025-04-28"),
        _step("P001", "更换 12 栋雨水管", 26, "备料", "2025-05-30"),
        _step("P002", "逐户征询与缴费", 30, "", "2025-10-20"),
        _step("P002", "办理掘路许可", 36, "逐户征询与缴费", "2025-11-25"),
    ]
    return rows, steps


def _step(problem_id: str, step: str, days: int, after: str, done_at: str = "") -> dict:
    return {
        "problem_id": problem_id,
        "step": step,
        "days": days,
        "after": after,
        "done_at": done_at,
    }


def _invented(
    problem_id: str, kind: str, estate: pd.Series, operator: str, rng: np.random.Generator
) -> tuple[dict, list[dict]]:
    """Return an invented problem and its steps."""
    reported = BEGIN + pd.Timedelta(days=int(rng.integers(-90, 85)))
    survey, consent, permit, work, per_household = PROBLEM_KINDS[kind]
    households = int(max(8, round(estate["households"] * rng.uniform(0.15, 0.8))))
    row = {
        "problem_id": problem_id,
        "estate_id": estate["estate_id"],
        "kind": kind,
        "source": rng.choice(SOURCES),
        "reported_at": reported.date().isoformat(),
        "households": households,
        "danger": int(rng.choice([1, 2, 3, 4], p=[0.35, 0.4, 0.2, 0.05])),
        "owner": OWNERS.get(kind, operator),
        "cost": int(round(households * per_household, -2)),
        "first_receiver": rng.choice(RECEIVERS),
        "reopened": int(rng.random() < 0.08),
        "note": DEMO,
    }
    if rng.random() < 0.7:
        window = reported + pd.Timedelta(
            days=int(survey + consent + permit + work + rng.integers(-4, 100))
        )
        row["window_to"] = window.date().isoformat()
    if consent:
        asked = households
        waived, empty = (int(asked * share) for share in rng.uniform(0, 0.05, 2))
        row["consent_all"], row["consent_need"] = asked, round(2 * asked / 3)
        row["consent_waived"], row["consent_empty"] = waived, empty
        row["consent_yes"] = int((asked - waived - empty) * rng.uniform(0.5, 1))
    chain = [("现场勘查", survey), ("征求业主意见", consent), ("办理许可", permit), ("施工", work)]
    return row, _chain(row, [(step, days) for step, days in chain if days], reported, rng)


def _chain(
    row: dict, chain: list[tuple[str, int]], reported: pd.Timestamp, rng: np.random.Generator
) -> list[dict]:
    """Return steps one after the other, the first ones done; close the problem when all are."""
    last = BEGIN + pd.Timedelta(days=DAYS - 1)
    # Most problems move on as planned; the others stand still at some step, as the common ones do.
    moves_on = rng.random() < 0.6 and row["kind"] != COMMON_KIND
    done = len(chain) if moves_on else int(rng.integers(0, len(chain)))
    if not moves_on and row.get("window_to"):
        row["window_to"] = (last + pd.Timedelta(days=int(rng.integers(-12, 90)))).date().isoformat()
    day, before, steps = reported, "", []
    for number, (step, days) in enumerate(chain):
        day += pd.Timedelta(days=days)
        is_done = number < done and day <= last
        done_at = day.date().isoformat() if is_done else ""
        steps.append(_step(row["problem_id"], step, days, before, done_at))
        before = step
    if steps[-1]["done_at"]:
        row |= {
            "status": "closed",
            "accepted_by": "街道验收小组",
            "accepted_at": steps[-1]["done_at"],
            "proof": "验收单（示例）",
            "closed_at": steps[-1]["done_at"],
        }
    return steps


def demo_inspections(
    district: District, operator: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return monthly scores: of operators their services, of streets gates, visits and files."""
    items = {
        **dict.fromkeys(sorted(set(operator)), ("保洁", "保秩序", "保维修")),
        **dict.fromkeys(sorted(set(district.estates["street"])), ("出入口开放", "走访", "台账")),
    }
    rows = [
        {
            "unit": unit,
            "date": f"2025-{month}-20",
            "item": item,
            "score": round(float(rng.uniform(72, 99)), 1),
            "weight": 1,
            "note": DEMO,
        }
        for unit, of_unit in items.items()
        for month in (10, 11, 12)
        for item in of_unit
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Read the command line and build."""
    folder = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Write the demo lists of operations.")
    parser.add_argument("--out", type=Path, default=folder, help="where to write")
    build(folder, parser.parse_args().out)


if __name__ == "__main__":
    main()
