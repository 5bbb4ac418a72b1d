"""The csv and json files hold what they promise, and nothing that others choke on."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.plan_tables import Kind, cell_value, column_values
from geo.report import estate_records, json_text, plan_record, station_records, zone_records


def test_estate_columns_are_those_promised(plan: Any) -> None:
    """Column for column, in order."""
    assert ",".join(estate_records(plan.estates).columns) == (
        "estate_id,name,street,community,households,residents,lon,lat,located_by,station_id,"
        "call_min,turnout_min,drive_min,access_min,response_min,p_on_time,verdict,zone_id,"
        "operator,service_level,percentile_min"
    )


def test_zone_and_station_columns_are_those_promised(plan: Any) -> None:
    """Column for column, in order."""
    assert ",".join(zone_records(plan.zones).columns) == (
        "zone_id,street,operator,service_level,estates,households,centre_estate_id,max_min"
    )
    assert ",".join(station_records(plan.stations).columns) == (
        "station_id,name,lon,lat,crews,status,opened_year,estates_served,households_served"
    )


def test_an_unreachable_estate_leaves_its_minutes_blank(plan: Any) -> None:
    """No infinite drive, no response, no probability, no station; the other legs stay."""
    row = estate_records(plan.estates).iloc[3]
    assert row[["station_id", "drive_min", "response_min", "p_on_time"]].isna().all()
    assert row["call_min"] == 2.0


def test_legs_add_up_to_the_response(plan: Any) -> None:
    """In every row that has a response."""
    records = estate_records(plan.estates).dropna(subset="response_min")
    legs = records[["call_min", "turnout_min", "drive_min", "access_min"]].astype(float)
    np.testing.assert_allclose(legs.sum(axis=1), records["response_min"].astype(float))


def test_plan_record_has_every_figure(plan: Any) -> None:
    """The figures others read are there, in plain types."""
    record = json.loads(json_text(plan_record(plan)))
    assert record["run"]["hash"].startswith("3f9ac1d27b0e")
    assert list(record["run"]["inputs"]) == ["estates.csv", "stations.csv"]
    assert "language" not in record["run"]["settings"]
    assert record["estates"] == {"count": 12, "located": 11, "households": 8496}
    assert record["coverage"]["by_street"][0].keys() >= {"street", "estates", "share_households"}
    assert record["siting"]["chosen"] == ["C-0412"]
    assert record["siting"].keys() >= {"model", "objective", "bound", "gap", "status"}
    assert record["zoning"]["zones"] == 4
    assert record["zoning"]["violations"] == []


def test_what_is_not_finite_becomes_null(plan: Any) -> None:
    """A bound that nobody knows is null, and no NaN or Infinity reaches the file."""
    text = json_text(plan_record(plan))
    assert json.loads(text)["zoning"]["bound"] is None
    assert "NaN" not in text
    assert "Infinity" not in text


def test_json_text_refuses_nan() -> None:
    """The last line of defence."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"gap": float("nan")})


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", None, "b\u202ec", np.inf, 3], Kind.TEXT),
        ([1, 2.0, np.nan, np.inf], Kind.WHOLE),
        ([1, pd.NA, 3], Kind.MINUTES),
    ],
)
def test_a_column_has_the_values_of_its_cells(values: list[Any], kind: Kind) -> None:
    """All at once or each alone, types included."""
    column = column_values(pd.Series(values, dtype=object), kind)
    wanted = [cell_value(value, kind) for value in values]
    assert column == wanted
    assert list(map(type, column)) == list(map(type, wanted))
