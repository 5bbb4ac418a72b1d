"""The ranked problem list of a district: what is urgent, what is common, what may be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coords import local_metric_crs, project
from geo.errors import Notice
from geo.operations import (
    OpenSteps,
    common_kinds,
    days_between,
    deciding_rules,
    look_alikes,
    moore_hodgson,
    open_steps,
    priority_order,
    slack_days,
    urgency_of,
)
from geo.settings import URGENCIES, ProblemSettings, UrgencyRule
from geo.tables import steps_before
from geo.workspace.operations.lists import ProblemRows
from geo.workspace.operations.record import DONE, ProblemEvent, Record

__all__ = ["ProblemList", "list_problems"]

Reals = NDArray[np.float64]
Days = NDArray[np.datetime64]

_STEP_COLUMNS: Final = ("problem_id", "step", "days", "after", "done_at")
_NOT_A_DAY: Final = np.datetime64("NaT", "D")
_OF_ESTATES: Final = ("estate_id", "name", "street", "community", "operator")
_AS_LISTED: Final = (
    "kind",
    "source",
    "reported_at",
    "owner",
    "waiting_for",
    "window_from",
    "window_to",
    "cost",
    "money",
    "first_receiver",
    "accepted_at",
    "closed_at",
    "note",
)


@dataclass(frozen=True, eq=False)
class ProblemList:
    """Problems in the order in which they are to be taken up.

    Attributes
    ----------
    as_of : date
        The day of judgement.
    rules : tuple of UrgencyRule
        The rules of urgency, in their order.
    table : DataFrame
        One row per problem, open ones first by rank: ``rank`` (missing when done), ``problem_id``,
        the estate's ``estate_id, name, street, community, operator``, ``lon, lat, households``,
        what the list says, ``status``, ``danger``, ``days_open``, ``path_days, next_step,
        shorten_step, steps, steps_done`` (of its steps), ``latest_start, slack_days``,
        ``urgency`` and ``rule`` (position of the rule that decided, -1 for none), ``scope``
        (``common`` or ``single``), ``consent_yes, consent_waived, consent_empty, consent_missing,
        consent_all, consent_needed, consent_share, consent_reached``, ``cost_per_household``,
        ``accepted_by, proof, reopened``, ``alike`` (a problem it may repeat), ``same_as``.
    common : DataFrame
        As :func:`geo.operations.common_kinds` gives it, over the open problems.
    orders : DataFrame
        ``owner, problem_id, place, on_time``: for each owner with several open windows the order
        of works, one after the other, in which the fewest miss theirs.
    steps : DataFrame
        ``problem_id, step, days, after, done_at``, as they are listed.
    record : Record
        What was done about the problems since the list was written.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    as_of: date
    rules: tuple[UrgencyRule, ...]
    table: pd.DataFrame
    common: pd.DataFrame
    orders: pd.DataFrame
    steps: pd.DataFrame
    record: Record
    notices: tuple[Notice, ...]

    @property
    def open(self) -> pd.DataFrame:
        """The problems that are not done, by rank."""
        return self.table[self.table["rank"].notna()]


def list_problems(
    rows: ProblemRows,
    estates: gpd.GeoDataFrame,
    settings: ProblemSettings,
    *,
    record: Record | None = None,
    operators: Sequence[str] | None = None,
    as_of: date | None = None,
) -> ProblemList:
    """Judge a list of problems.

    Parameters
    ----------
    rows : ProblemRows
    estates : GeoDataFrame
        The estates of the district.
    settings : ProblemSettings
        Rules of urgency, and when two look alike.
    record : Record, optional
        What was done about the problems since the list was written.
    operators : sequence of str, optional
        Who runs each estate; left out, what the list of estates says.
    as_of : date, optional
        The day of judgement; left out, that of the settings, else today.

    Returns
    -------
    ProblemList
    """
    day = as_of or settings.as_of or date.today()
    done = Record() if record is None else record
    table = _with_record(_placed(rows, estates, operators), done)
    table = _with_steps(table, rows.steps)
    table = _with_slack(table, day)
    table = _with_urgency(table, settings.rules)
    table = _with_consent(table)
    table = _with_look_alikes(table, settings)
    is_open = ~table["status"].isin(DONE) & (table["same_as"] == "")
    common = common_kinds(table[is_open], _streets(estates))
    table = _ranked(_with_scope(table, common), is_open)
    return ProblemList(
        as_of=day,
        rules=settings.rules,
        table=table,
        common=common,
        orders=_orders(table[table["rank"].notna()], day),
        steps=pd.DataFrame(columns=list(_STEP_COLUMNS))
        if rows.steps is None
        else rows.steps[list(_STEP_COLUMNS)],
        record=done,
        notices=(*rows.notices, *_doubts(table)),
    )


def _streets(estates: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(estates[["estate_id", "street", "households"]])


def _placed(
    rows: ProblemRows, estates: gpd.GeoDataFrame, operators: Sequence[str] | None
) -> pd.DataFrame:
    """Return the problems with what is known of their estates, households and position."""
    listed = rows.problems
    table = pd.DataFrame({"problem_id": listed["problem_id"]})
    known = estates if operators is None else estates.assign(operator=list(operators))
    for column in _OF_ESTATES:
        own = known[column].fillna("").astype(str) if column in known else pd.Series(dtype=str)
        said = listed.get(column, "")
        table[column] = _of_estates(own.to_numpy(dtype=object), rows.estate, said)
    points = known.geometry
    for column, values in (("lon", points.x), ("lat", points.y)):
        own_place = _of_estates(values.to_numpy(float), rows.estate, np.nan).astype(float)
        table[column] = listed[column].to_numpy(float)
        table[column] = table[column].fillna(pd.Series(own_place))
    households = _of_estates(known["households"].to_numpy(float), rows.estate, np.nan)
    table["households"] = listed["households"].astype(float).fillna(pd.Series(households))
    return table.assign(
        **{column: listed[column].to_numpy() for column in _AS_LISTED},
        listed_status=listed["status"].to_numpy(dtype=object),
        danger=listed["danger"].to_numpy(float, na_value=np.nan),
        reopened=listed["reopened"].fillna(0).to_numpy(float),
        accepted_by=listed["accepted_by"].to_numpy(dtype=object),
        proof=listed["proof"].to_numpy(dtype=object),
        **{
            name: listed[name].to_numpy(float, na_value=np.nan)
            for name in ("consent_yes", "consent_waived", "consent_empty", "consent_all")
        },
        consent_need=listed["consent_need"].to_numpy(float, na_value=np.nan),
    )


def _of_estates(values: NDArray[Any], estate: NDArray[np.int64], otherwise: Any) -> NDArray[Any]:
    """Return a value of each row's estate, or another where there is none."""
    if not len(values):
        return np.broadcast_to(np.asarray(otherwise), estate.shape)
    return np.where(estate >= 0, values[np.maximum(estate, 0)], otherwise)


def _with_record(table: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Return the problems as they stand after what people did about them."""
    table = table.assign(same_as="", status=table.pop("listed_status"))
    position = {problem: index for index, problem in enumerate(table["problem_id"])}
    columns = {name: table[name].to_list() for name in _CHANGED}
    for event in record.events:
        if (index := position.get(event.problem_id)) is not None:
            _take(event, columns, index)
    for name, values in columns.items():
        table[name] = pd.to_datetime(pd.Series(values)) if name in _MOMENTS else values
    return table


_MOMENTS: Final = ("accepted_at", "closed_at")
_CHANGED: Final = (
    "status",
    "danger",
    "accepted_by",
    "proof",
    "reopened",
    "same_as",
    *_MOMENTS,
)


def _take(event: ProblemEvent, columns: dict[str, list[Any]], index: int) -> None:
    """Write one step in the life of a problem into the columns of its list."""
    before = columns["status"][index]
    if event.danger is not None:
        columns["danger"][index] = float(event.danger)
    for name in ("accepted_by", "proof", "same_as"):
        columns[name][index] = getattr(event, name) or columns[name][index]
    if event.state is None:
        return
    columns["status"][index] = event.state
    if event.state == "accepted":
        columns["accepted_at"][index] = event.at
    elif event.state == "closed":
        columns["closed_at"][index] = event.at
    elif before in DONE and event.state not in DONE:
        columns["reopened"][index] += 1
        columns["accepted_at"][index] = columns["closed_at"][index] = pd.NaT
        columns["accepted_by"][index] = columns["proof"][index] = ""


def _with_steps(table: pd.DataFrame, steps: pd.DataFrame | None) -> pd.DataFrame:
    """Return the problems with the longest chain of their open steps."""
    left: dict[str, OpenSteps] = {} if steps is None else _steps_left(steps)
    nothing = OpenSteps(0.0, (), "", 0, 0, _NOT_A_DAY)
    own = [left.get(problem, nothing) for problem in table["problem_id"]]
    status = [
        said or _derived_state(row, one)
        for said, row, one in zip(
            table["status"], table[["closed_at", "accepted_at", "danger"]].isna().to_numpy(), own,
            strict=True,
        )
    ]  # fmt: skip
    return table.assign(
        status=status,
        path_days=[one.days for one in own],
        next_step=[one.chain[0] if one.chain else "" for one in own],
        shorten_step=[one.longest for one in own],
        steps=[one.steps for one in own],
        steps_done=[one.done for one in own],
        last_done=np.array([one.last_done for one in own], "datetime64[D]"),
    )


def _steps_left(steps: pd.DataFrame) -> dict[str, OpenSteps]:
    done_at = steps["done_at"].to_numpy("datetime64[D]")
    columns = (steps["problem_id"], steps["step"], steps["days"], steps["after"], done_at)
    by_problem: dict[str, tuple[dict[str, float], dict[str, list[str]], dict[str, Any]]] = {}
    for problem, step, days, after, done in zip(*columns, strict=True):
        lengths, waits, dones = by_problem.setdefault(problem, ({}, {}, {}))
        lengths[step], waits[step], dones[step] = float(days), steps_before(after), done
    return {problem: open_steps(*parts) for problem, parts in by_problem.items()}


def _derived_state(missing: NDArray[np.bool_], steps: OpenSteps) -> str:
    """Return where a problem stands whose list does not say, from what it does say."""
    no_closing, no_acceptance, no_danger = missing
    if not no_closing:
        return "closed"
    if not no_acceptance:
        return "accepted"
    if steps.done:
        return "in_work"
    if steps.steps:
        return "planned"
    return "registered" if no_danger else "judged"


def _with_slack(table: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the problems with their latest start, the days until then, and the days they wait."""
    as_of = np.datetime64(day)
    closed = table["closed_at"].to_numpy("datetime64[s]").astype("datetime64[D]")
    is_done = table["status"].isin(DONE).to_numpy(bool)
    all_steps_done = (table["steps"] > 0) & (table["steps"] == table["steps_done"])
    finished = np.where(all_steps_done, table["last_done"].to_numpy("datetime64[D]"), _NOT_A_DAY)
    finished = np.where(is_done, np.where(np.isnat(closed), finished, closed), finished)
    window = table["window_to"].to_numpy("datetime64[s]")
    latest, slack = slack_days(window, table["path_days"].to_numpy(float), as_of, finished)
    until = np.where(is_done & ~np.isnat(closed), closed, as_of)
    return table.assign(
        latest_start=pd.Series(latest).astype("datetime64[s]"),
        slack_days=slack,
        days_open=np.maximum(days_between(table["reported_at"], until), 0),
    )


def _with_urgency(table: pd.DataFrame, rules: Sequence[UrgencyRule]) -> pd.DataFrame:
    decided = deciding_rules(
        rules,
        danger=table["danger"],
        slack_days=table["slack_days"],
        households=table["households"],
        days_open=table["days_open"],
    )
    code = urgency_of(rules, decided)
    return table.assign(rule=decided, urgency=np.array(URGENCIES, dtype=object)[code])


def _with_consent(table: pd.DataFrame) -> pd.DataFrame:
    """Return the problems with their owners' consent against what is needed, in households."""
    asked, need = table["consent_all"].to_numpy(float), table.pop("consent_need").to_numpy(float)
    yes, waived, empty = (
        table[f"consent_{answer}"].fillna(0).to_numpy(float)
        for answer in ("yes", "waived", "empty")
    )
    # A need up to 1 is a share of those asked; rounding keeps 0.7 x 10 from asking for 8.
    needed = np.where(need <= 1, np.ceil(np.round(need * asked, 9)), need)
    share = np.divide(yes, asked, out=np.full(yes.shape, np.nan), where=asked > 0)
    reached = pd.Series(yes >= needed).astype("boolean")
    cost, households = table["cost"].to_numpy(float), table["households"].to_numpy(float)
    return table.assign(
        consent_missing=asked - yes - waived - empty,
        consent_needed=needed,
        consent_share=share,
        consent_reached=reached.mask(np.isnan(needed) | np.isnan(asked)),
        cost_per_household=np.divide(
            cost, households, out=np.full(cost.shape, np.nan), where=households > 0
        ),
    )


def _with_look_alikes(table: pd.DataFrame, settings: ProblemSettings) -> pd.DataFrame:
    lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
    if not np.isfinite(lon).any():
        return table.assign(alike="")
    x_m, y_m = project(lon, lat, local_metric_crs(lon, lat))
    found = look_alikes(
        table["kind"],
        np.asarray(x_m),
        np.asarray(y_m),
        table["reported_at"],
        within_m=settings.alike_m,
        days=settings.alike_days,
    )
    ids = np.append(table["problem_id"].to_numpy(dtype=object), "")
    return table.assign(alike=np.where(table["same_as"] == "", ids[found], ""))


def _with_scope(table: pd.DataFrame, common: pd.DataFrame) -> pd.DataFrame:
    pairs = common[common["common"].astype(bool)]
    found = set(zip(pairs["kind"], pairs["street"], strict=True))
    keys = zip(table["kind"], table["street"], strict=True)
    return table.assign(scope=["common" if key in found else "single" for key in keys])


def _ranked(table: pd.DataFrame, is_open: "pd.Series[bool]") -> pd.DataFrame:
    """Return the open problems by class and weight, then those that are done as they are listed."""
    code = table["urgency"].map(URGENCIES.index).to_numpy(np.int64)
    order = priority_order(
        np.where(is_open, code, len(URGENCIES)),
        danger=np.where(is_open, table["danger"], 0),
        households=table["households"],
        days_open=table["days_open"],
    )
    ranked = table.iloc[order].reset_index(drop=True)
    rank = np.arange(1, len(ranked) + 1)
    ranked.insert(0, "rank", np.where(rank <= is_open.sum(), rank, np.nan))
    return ranked.drop(columns="last_done").assign(rank=ranked["rank"].astype("Int64"))


def _orders(waiting: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return for every owner of several windows the order in which the fewest are missed."""
    columns = ["owner", "problem_id", "place", "on_time"]
    rows: list[tuple[str, str, int, bool]] = []
    dated = waiting[(waiting["owner"] != "") & waiting["window_to"].notna()]
    for owner, own in dated.groupby("owner", sort=True):
        if len(own) < 2:
            continue
        days = np.ceil(own["path_days"].to_numpy(float))
        due = (own["window_to"].dt.normalize() - pd.Timestamp(day)).dt.days
        order = moore_hodgson(days.tolist(), due.tolist())
        ids = own["problem_id"].to_numpy()
        for place, work in enumerate((*order.on_time, *order.late), start=1):
            rows.append((str(owner), ids[work], place, place <= len(order.on_time)))
    return pd.DataFrame(rows, columns=columns)


def _doubts(table: pd.DataFrame) -> list[Notice]:
    """Return what is doubtful about the list: closed without acceptance or proof, unjudged."""
    closed = table["status"].isin(DONE)
    unproved = closed & ((table["proof"] == "") | (table["accepted_by"] == ""))
    unjudged = ~closed & table["danger"].isna()
    nowhere = table["estate_id"] == ""
    return [
        Notice(key, count=int(which.sum()), ids=tuple(table["problem_id"][which].head(8)))
        for key, which in (
            ("problems.closed_without_proof", unproved),
            ("problems.unjudged", unjudged),
            ("problems.without_estate", nowhere),
        )
        if which.any()
    ]
