"""What every list must hold once it is read: one pandera schema per list, all faults together.

The names of the checks are the keys of the sentences that tell their faults. Most lists keep all
of them, which is seen without pandera: it loads, in half a second, to name faults.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.settings import MOST_CREWS
from geo.tables.cells import as_text, first_alike
from geo.tables.journal import Journal
from geo.tables.list_schemas import SCORES, Column, Kind, ListSchema
from geo.tables.origin import Origin

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["pandera_schema_of", "validate"]

_MOST_HOUSEHOLDS: Final = 50_000
_MOST_RESIDENTS: Final = 200_000
_MOST_BUILDINGS: Final = 2_000
_MOST_STAIRWELLS: Final = 10_000
_LARGEST_AREA_M2: Final = 20_000_000
_MOST_CAPACITY: Final = 10_000_000
_YEARS: Final = (1800, 2100)
_LONGEST_RESPONSE_MIN: Final = 7 * 24 * 60
_LONGEST_TURNOUT_MIN: Final = 24 * 60
_HIGHEST_SCORE: Final = 100
_LONGEST_STEP_DAYS: Final = 3_660
_MOST_TIMES: Final = 1_000
_MOST_POINTS: Final = 100_000
_MOST_CREW_DAYS: Final = 10_000
_GROUND_M: Final = (-500, 9_000)
_LARGEST_POSITION_ERROR_M: Final = 100_000

_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "households": (0, _MOST_HOUSEHOLDS),
    "residents": (0, _MOST_RESIDENTS),
    "buildings": (0, _MOST_BUILDINGS),
    "stairwells": (0, _MOST_STAIRWELLS),
    "floor_area_m2": (0, _LARGEST_AREA_M2),
    "crews": (0, MOST_CREWS),
    "capacity": (1, _MOST_CAPACITY),
    "built_year": _YEARS,
    "opened_year": _YEARS,
    "turnout_min": (0, _LONGEST_TURNOUT_MIN),
    "response_min": (0, _LONGEST_RESPONSE_MIN),
    "cost": (0, float("inf")),
    "danger": (1, 4),
    "consent_yes": (0, _MOST_HOUSEHOLDS),
    "consent_waived": (0, _MOST_HOUSEHOLDS),
    "consent_empty": (0, _MOST_HOUSEHOLDS),
    "consent_all": (0, _MOST_HOUSEHOLDS),
    "consent_need": (0, _MOST_HOUSEHOLDS),
    "days": (0, _LONGEST_STEP_DAYS),
    "score": (0, _HIGHEST_SCORE),
    "weight": (0, float("inf")),
    "reopened": (0, _MOST_TIMES),
    "roof_year": _YEARS,
    "rain_pipe_points": (0, _MOST_POINTS),
    "drains": (0, _MOST_POINTS),
    "ground_m": _GROUND_M,
    "repair_fund": (0, float("inf")),
    "elderly_share": (0, 1),
    "points": (0, _MOST_POINTS),
    "crew_days": (0, _MOST_CREW_DAYS),
    "weeks": (1, 53),
    "amount": (0, float("inf")),
    "position_error_m": (0, _LARGEST_POSITION_ERROR_M),
    "hours": (0, 24),
    "opens": (0, 24),
    "closes": (0, 24),
    "lon": (-180, 180),
    "lat": (-90, 90),
    **dict.fromkeys(SCORES, (0, _HIGHEST_SCORE)),
}


class _Check(NamedTuple):
    """What the values of a column must keep.

    Attributes
    ----------
    key : str
        The sentence that tells what does not.
    kept_by : callable
        Takes the values that are there and says of each whether it does.
    """

    key: str
    kept_by: "Callable[[pd.Series[Any]], pd.Series[bool]]"


@cache
def pandera_schema_of(schema: ListSchema) -> "pa.DataFrameSchema":
    """Return the schema that a list's values are held against.

    Parameters
    ----------
    schema : ListSchema

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Checks per column: present where required, within its limits, whole, not repeated.
    """
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                nullable=not _needs_value(column, schema),
                checks=[
                    pa.Check(check.kept_by, error=check.key) for check in _checks(column, schema)
                ],
            )
            for column in _checked_columns(schema)
        },
        name=schema.name,
    )


def _checked_columns(schema: ListSchema) -> list[Column]:
    return [one for one in schema.columns if one.kind not in {Kind.POSITION, Kind.SHAPE}]


def _needs_value(column: Column, schema: ListSchema) -> bool:
    """Return whether a number must be there; blank texts are a check of their own."""
    if column.kind in {Kind.LONGITUDE, Kind.LATITUDE}:
        return schema.located
    # Of calls the time may be unknown; that the day is not is asked for by itself.
    return column.required and column.name != "reported_at"


def _checks(column: Column, schema: ListSchema) -> list[_Check]:
    checks = []
    if column.name in _LIMITS and column.kind is not Kind.DAYS:
        low, high = _LIMITS[column.name]
        checks.append(_Check("tables.out_of_range", lambda numbers: numbers.between(low, high)))
    if column.kind is Kind.WHOLE:
        checks.append(_Check("tables.not_whole", lambda numbers: numbers % 1 == 0))
    if column.kind in {Kind.TEXT, Kind.ID} and (column.required or column.name == schema.key):
        checks.append(_Check("tables.missing_value", lambda texts: texts != ""))
    if column.name == schema.key:
        checks.append(_Check("tables.duplicate_id", _not_repeated))
    return checks


def _keeps_all(values: pd.DataFrame, schema: ListSchema) -> bool:
    """Return whether there is nothing to tell of a list."""
    return all(
        column.name in values
        and not (_needs_value(column, schema) and values[column.name].isna().any())
        and all(
            check.kept_by(values[column.name].dropna()).all() for check in _checks(column, schema)
        )
        for column in _checked_columns(schema)
    )


def _not_repeated(ids: "pd.Series[str]") -> "pd.Series[bool]":
    first = first_alike(ids)
    fine: pd.Series[bool] = (ids == "") | (first == np.arange(first.size))
    return fine


def validate(values: pd.DataFrame, schema: ListSchema, origin: Origin, journal: Journal) -> None:
    """Hold a list against its schema and note every fault.

    Parameters
    ----------
    values : DataFrame
        As :func:`geo.tables.values.read_values` made it; positions in WGS-84.
    schema : ListSchema
    origin, journal
        For the places of the faults.
    """
    if _keeps_all(values, schema):
        return
    from pandera.errors import SchemaErrors

    try:
        pandera_schema_of(schema).validate(values, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        repeated = cases["check"] == "tables.duplicate_id"
        for case in cases[~repeated].to_dict("records"):
            _note(case, schema, origin, journal)
        if repeated.any():
            _note_repeated(cases["index"][repeated], values, schema, origin, journal)


def _note(case: dict[Any, Any], schema: ListSchema, origin: Origin, journal: Journal) -> None:
    index, column = int(case["index"]), str(case["column"])
    place = origin.at(index, column)
    if journal.has_fault(**place):
        return
    if case["check"] == "not_nullable":
        located = schema.by_name[column].kind in {Kind.LONGITUDE, Kind.LATITUDE}
        if located and _told_already(index, origin, journal):
            return
        if not located or column == "lon":
            journal.fault("tables.no_position" if located else "tables.missing_value", **place)
    elif case["check"] == "tables.out_of_range":
        low, high = _LIMITS[column]
        params = {"found": as_text(case["failure_case"]), "low": low, "high": high}
        endless = high == float("inf")
        journal.fault("tables.too_small" if endless else "tables.out_of_range", **place, **params)
    else:
        journal.fault(str(case["check"]), **place, found=as_text(case["failure_case"]))


def _told_already(index: int, origin: Origin, journal: Journal) -> bool:
    """Return whether it is told why a row has no position: in its cells or for the whole list."""
    places = (origin.at(index, "lat"), origin.column("lon"))
    return any(journal.has_fault(**place) for place in places)


def _note_repeated(
    rows: "pd.Series[Any]",
    values: pd.DataFrame,
    schema: ListSchema,
    origin: Origin,
    journal: Journal,
) -> None:
    """Note ids that repeat, each with the row that has it first."""
    ids = values[str(schema.key)]
    first = first_alike(ids)
    for index in rows.astype("int64"):
        here, there = origin.at(index, schema.key), origin.at(first[index])
        found, other = ids.iloc[index], ids.iloc[first[index]]
        journal.fault(
            "tables.duplicate_id" if found == other else "tables.id_differs_by_case",
            **here,
            found=found,
            other=other,
            other_row=there["row"],
            other_file=there["file"],
        )
