"""The double assessment (双考核): operators and streets of a district over one period."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice, OperationsError
from geo.operations import (
    OverDispersion,
    assess_units,
    band_of,
    calls_to_change,
    period_days,
    spread_of_units,
    total_points,
)
from geo.settings import AssessmentSettings
from geo.workspace.district import District
from geo.workspace.operations.call_chances import chances_of_calls
from geo.workspace.operations.lists import CallList
from geo.workspace.operations.measures import (
    Measure,
    operator_measures,
    street_measures,
    weights_of,
)

__all__ = [
    "LEVELS",
    "DoubleAssessment",
    "UnitSheet",
    "assess_district",
    "refuse_period_without_calls",
]

LEVELS: Final = ("operator", "street", "community", "zone", "station")
"""Which units calls are counted for."""

# Nobody is paid by measures that hold less than half of the weight.
_LEAST_KNOWN: Final = 0.5

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class UnitSheet:
    """What one operator or street is paid for.

    Attributes
    ----------
    side : {"operator", "street"}
    unit : str
    measures : dict of str to Measure
    weights : dict of str to float
        Of the measures that are known, adding up to 1.
    points : float or None
        0 to 100; None where nothing is known.
    band : str or None
        None where there are too few calls to say, or the measures that are known hold less than
        half of the weight.
    pay : float or None
        Share of the fee.
    calls_up, calls_down : int or None
        How many more calls on time lift the band, and how many fewer lower it; None where no
        number does.
    """

    side: str
    unit: str
    measures: dict[str, Measure]
    weights: dict[str, float]
    points: float | None
    band: str | None
    pay: float | None
    calls_up: int | None = None
    calls_down: int | None = None


@dataclass(frozen=True, eq=False)
class DoubleAssessment:
    """Operators and streets over one period.

    Attributes
    ----------
    period : str
    begin, end : date
        The end is no longer part of it.
    target_min, share : float
        The promise: so many minutes, for this share of calls.
    few : int
        With fewer calls there is no verdict.
    calls : DataFrame
        The calls that were judged: ``call_id, reported_at, month, kind, estate`` (position),
        ``on_time, p, satisfied, reopened`` and their unit at every level. No other column of the
        log is kept: what callers said of themselves goes no further.
    left_out : dict of str to int
        Calls of the period that could not be judged, by reason: ``no_estate, no_response,
        no_chance``.
    units : dict of str to DataFrame
        For every level what :func:`geo.operations.assess_units` gives, and ``z`` (standard
        deviations from what was expected) and ``widened`` (the verdict when the limits are
        stretched by the spread of the units).
    spread : dict of str to OverDispersion
    months : DataFrame
        ``level, unit, month, n, on_time, expected``.
    sheets : tuple of Sheet
        Operators, then streets.
    notices : tuple of Notice
    """

    period: str
    begin: date
    end: date
    target_min: float
    share: float
    few: int
    calls: pd.DataFrame
    left_out: dict[str, int]
    units: dict[str, pd.DataFrame]
    spread: dict[str, OverDispersion]
    months: pd.DataFrame
    sheets: tuple[UnitSheet, ...]
    notices: tuple[Notice, ...]

    def record(self) -> dict[str, Any]:
        """Return all figures as plain values, without a call."""
        return {
            "period": {
                "name": self.period,
                "begin": self.begin.isoformat(),
                "end": self.end.isoformat(),
            },
            "target_min": self.target_min,
            "share": self.share,
            "few": self.few,
            "calls": {"judged": len(self.calls), "left_out": self.left_out},
            "units": {level: _rows(table, level) for level, table in self.units.items()},
            "spread": {level: vars(spread) for level, spread in self.spread.items()},
            "months": _plain(self.months).to_dict("records"),
            "sheets": [_sheet_record(sheet) for sheet in self.sheets],
        }

    @property
    def figures(self) -> str:
        """SHA-256 over what is signed: everything but the zones, which may be drawn anew."""
        record = self.record()
        signed = {
            **record,
            "units": {name: rows for name, rows in record["units"].items() if name != "zone"},
            "spread": {name: rows for name, rows in record["spread"].items() if name != "zone"},
            "months": [row for row in record["months"] if row["level"] != "zone"],
        }
        text = json.dumps(signed, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _rows(table: pd.DataFrame, level: str) -> list[dict[Any, Any]]:
    return _plain(table.rename_axis(level).reset_index()).to_dict("records")


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(object).where(table.notna(), None)


def _sheet_record(sheet: UnitSheet) -> dict[str, Any]:
    return {**vars(sheet), "measures": {name: vars(one) for name, one in sheet.measures.items()}}


def assess_district(
    district: District,
    log: CallList,
    *,
    units: Mapping[str, NDArray[np.object_]],
    problems: pd.DataFrame | None = None,
    inspections: pd.DataFrame,
    period: str = "",
) -> DoubleAssessment:
    """Judge operators and streets by the calls of a period.

    Parameters
    ----------
    district : District
    log : CallList
    units : mapping of str to ndarray of str, shape (n_estates,)
        The unit of every estate at the levels ``operator, street, community, zone``; empty where
        it has none. Stations are those that went, else those that the plan sends.
    problems : DataFrame, optional
        The table of a :class:`ProblemList`.
    inspections : DataFrame
        As :func:`read_inspection_list` gives them.
    period : str
        Left out, the one of the settings.

    Returns
    -------
    DoubleAssessment

    Raises
    ------
    OperationsError
        Without a period, or for a period without calls.
    """
    asked = district.settings.assessment
    name = (period or asked.period).strip().upper()
    in_period = refuse_period_without_calls(log, name)
    begin, end = period_days(name)
    first, after = pd.Timestamp(begin), pd.Timestamp(end)
    calls, left_out = _judged(district, log, units, in_period)
    levels = [level for level in LEVELS if level == "station" or level in units]
    judged = {level: _level(calls, level, asked.few) for level in levels}
    tables = {level: table for level, (table, _) in judged.items()}
    dated = inspections[inspections["date"].between(first, after, inclusive="left")]
    return DoubleAssessment(
        period=name,
        begin=begin,
        end=end,
        target_min=district.settings.target.minutes,
        share=asked.share or district.settings.target.percentile,
        few=asked.few,
        calls=calls,
        left_out=left_out,
        units=tables,
        spread={level: spread for level, (_, spread) in judged.items()},
        months=_months(calls, levels),
        sheets=(
            *_operator_sheets(tables["operator"], calls, dated, asked),
            *_street_sheets(_names(units["street"]), problems, dated, (first, after), asked),
        ),
        notices=log.notices,
    )


def refuse_period_without_calls(log: CallList, period: str) -> NDArray[np.int64]:
    """Return the positions of the calls of a period; a period without calls is refused.

    Raises
    ------
    OperationsError
    """
    if not period:
        raise OperationsError("assessment.no_period")
    begin, end = (pd.Timestamp(day) for day in period_days(period))
    # Where only the day is known the call counts, though no chance can be given at its hour.
    reported = log.calls["reported_at"]
    reported = reported.fillna(log.calls.get("reported_on", reported))
    found = np.flatnonzero(reported.between(begin, end, inclusive="left").to_numpy(bool))
    if not found.size:
        known = reported.dropna()
        raise OperationsError(
            "assessment.no_calls",
            file=log.file,
            period=period,
            first="–" if known.empty else known.min().date().isoformat(),
            last="–" if known.empty else known.max().date().isoformat(),
        )
    return found


def _judged(
    district: District,
    log: CallList,
    units: Mapping[str, NDArray[np.object_]],
    in_period: NDArray[np.int64],
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the calls of the period that can be judged, and how many cannot, by reason."""
    calls, estate = log.calls.iloc[in_period].reset_index(drop=True), log.estate[in_period]
    chance, sent = chances_of_calls(district, estate, calls["reported_at"])
    response = calls["response_min"].to_numpy(float)
    no_estate = estate < 0
    no_response = ~no_estate & ~np.isfinite(response)
    no_chance = ~no_estate & ~no_response & np.isnan(chance)
    kept = np.flatnonzero(~(no_estate | no_response | no_chance))
    own = calls.iloc[kept]
    table = pd.DataFrame(
        {
            "call_id": own["call_id"],
            "reported_at": own["reported_at"],
            "month": own["reported_at"].dt.strftime("%Y-%m"),
            "kind": own["kind"],
            "estate": estate[kept],
            "on_time": response[kept] <= district.settings.target.minutes,
            "p": chance[kept],
            "satisfied": own["satisfied"],
            "reopened": own["reopened"],
            **{level: names[estate[kept]] for level, names in units.items()},
            "station": _stations(district, own["station_id"], sent[kept]),
        }
    ).reset_index(drop=True)
    reasons = {"no_estate": no_estate, "no_response": no_response, "no_chance": no_chance}
    return table, {reason: int(which.sum()) for reason, which in reasons.items()}


def _stations(
    district: District, said: "pd.Series[str]", sent: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the station that went, by id or name as the log says; else the one that is sent."""
    listed = district.inputs.stations
    ids = listed["station_id"].astype(str)
    by_name = dict(zip(listed["name"].astype(str), ids, strict=True))
    went = said.map({**by_name, **dict(zip(ids, ids, strict=True))})
    return np.where(said == "", sent, went.fillna("").to_numpy(dtype=object))


def _level(calls: pd.DataFrame, level: str, few: int) -> tuple[pd.DataFrame, OverDispersion]:
    """Return the units of a level with what was expected of them, and how far they lie apart."""
    own = calls[calls[level] != ""]
    table = assess_units(own["p"], own["on_time"], own[level], few=few)
    spread = spread_of_units(own["p"], own["on_time"], own[level], few=few)
    variance = (own["p"] * (1 - own["p"])).groupby(own[level]).sum().reindex(table.index)
    apart = table["on_time"] - table["expected"]
    expected, stretched = table["expected"], spread.widening
    # An interpolated upper limit lies below a count that chance alone still reaches: a unit is
    # better only where the count itself is that unlikely, as it must be to be worse.
    likely = (table["verdict"] == "better") & (table["on_time"] - 1 < table["high_998"])
    table = table.assign(verdict=table["verdict"].mask(likely, "as promised"))
    low = expected - stretched * (expected - table["low_998"])
    high = expected + stretched * (table["high_998"] - expected)
    widened = np.select(
        [table["n"] < few, table["on_time"] < low, table["on_time"] - 1 >= high],
        ["too few", "worse", "better"],
        "as promised",
    )
    z: pd.Series[float] = (apart / np.sqrt(variance)).where(variance > 0)
    return table.assign(z=z, widened=widened.astype(object)), spread


def _months(calls: pd.DataFrame, levels: Iterable[str]) -> pd.DataFrame:
    parts = [
        calls[calls[level] != ""]
        .groupby([level, "month"], sort=True)
        .agg(n=("p", "size"), on_time=("on_time", "sum"), expected=("p", "sum"))
        .reset_index()
        .rename(columns={level: "unit"})
        .assign(level=level)
        for level in levels
    ]
    columns = ["level", "unit", "month", "n", "on_time", "expected"]
    return pd.concat(parts, ignore_index=True)[columns]


def _names(units: NDArray[np.object_]) -> list[str]:
    return sorted({str(unit) for unit in units if unit})


def _operator_sheets(
    table: pd.DataFrame, calls: pd.DataFrame, inspections: pd.DataFrame, asked: AssessmentSettings
) -> list[UnitSheet]:
    rows = table.rename_axis("unit").reset_index().to_dict("records")
    return [
        _operator_sheet(
            row,
            operator_measures(
                calls[calls["operator"] == row["unit"]],
                inspections[inspections["unit"] == row["unit"]],
            ),
            asked,
        )
        for row in rows
    ]


def _operator_sheet(
    row: Mapping[Any, Any], others: dict[str, Measure], asked: AssessmentSettings
) -> UnitSheet:
    """Return the sheet of an operator; chance costs nothing, and too few calls pay nothing."""
    weights = weights_of("operator", asked.weights)
    fixed = {name: measure.points for name, measure in others.items()}
    n, reached = int(row["n"]), int(row["on_time"])

    def on_time_points(on_time: int) -> float:
        kept = on_time >= row["low_998"]
        return 100.0 if kept else 100 * on_time / max(row["expected"], 1e-9)

    def points(on_time: int) -> float | None:
        return total_points({"on_time": on_time_points(on_time), **fixed}, weights)

    def band(on_time: int) -> str:
        return band_of(points(on_time) or 0.0, asked.bands)

    value = reached / row["expected"] if row["expected"] else 1.0
    on_time = Measure(n, float(value), on_time_points(reached))
    sheet = _sheet("operator", str(row["unit"]), {"on_time": on_time, **others}, weights, asked)
    if row["verdict"] == "too few":
        return replace(sheet, band=None, pay=None)
    if sheet.band is None:
        return sheet
    up, down = calls_to_change(band, reached, n)
    return replace(sheet, calls_up=up, calls_down=down)


def _street_sheets(
    streets: Iterable[str],
    problems: pd.DataFrame | None,
    inspections: pd.DataFrame,
    days: tuple[pd.Timestamp, pd.Timestamp],
    asked: AssessmentSettings,
) -> list[UnitSheet]:
    weights = weights_of("street", asked.weights)
    sheets = []
    for street in streets:
        listed = problems if problems is None else problems[problems["street"] == street]
        own = inspections[inspections["unit"] == street]
        sheets.append(_sheet("street", street, street_measures(listed, own, *days), weights, asked))
    return sheets


def _sheet(
    side: str,
    unit: str,
    measures: dict[str, Measure],
    weights: Mapping[str, float],
    asked: AssessmentSettings,
) -> UnitSheet:
    points = total_points({name: one.points for name, one in measures.items()}, weights)
    known = sum(weights[name] for name in measures)
    enough = known >= _LEAST_KNOWN * sum(weights.values())
    band = band_of(points, asked.bands) if points is not None and enough else None
    whole = known or 1.0
    return UnitSheet(
        side=side,
        unit=unit,
        measures=measures,
        weights={name: weights[name] / whole for name in measures},
        points=points,
        band=band,
        pay=None if band is None else asked.pay[band],
    )
