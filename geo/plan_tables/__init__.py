"""The rows of a plan and their words: one table of columns that every export iterates over."""

from geo.plan_tables.columns import (
    COLUMNS,
    TABLES,
    Column,
    Kind,
    cell_value,
    known_column,
    shown_cell,
)
from geo.plan_tables.dictionary import column_named, describe_columns
from geo.plan_tables.glossary import glossary
from geo.plan_tables.headline import (
    headline,
    is_demo,
    plan_title,
    station_kinds,
    station_names,
    target_line,
)
from geo.plan_tables.records import estate_records, station_records, zone_records
from geo.plan_tables.worded import operators_by_size, worded_estates, worded_stations, worded_zones
from geo.plan_tables.worded_claim import claim_figures, claim_reading
from geo.plan_tables.worded_operations import (
    VERDICT_WORD_KEYS,
    measure_rows,
    rule_sentence,
    sheet_sentence,
    worded_problems,
    worded_units,
)
from geo.plan_tables.wording import (
    ASSUMPTION_KEYS,
    LEG_KEYS,
    STATION_KEYS,
    VERDICT_KEYS,
    households_text,
    level_text,
    minutes_text,
    name_or_id,
    proof_line,
    remark_text,
    roads_line,
    site_names,
)

__all__ = [
    "ASSUMPTION_KEYS",
    "COLUMNS",
    "LEG_KEYS",
    "STATION_KEYS",
    "TABLES",
    "VERDICT_KEYS",
    "VERDICT_WORD_KEYS",
    "Column",
    "Kind",
    "cell_value",
    "claim_figures",
    "claim_reading",
    "column_named",
    "describe_columns",
    "estate_records",
    "glossary",
    "headline",
    "households_text",
    "is_demo",
    "known_column",
    "level_text",
    "measure_rows",
    "minutes_text",
    "name_or_id",
    "operators_by_size",
    "plan_title",
    "proof_line",
    "remark_text",
    "roads_line",
    "rule_sentence",
    "sheet_sentence",
    "shown_cell",
    "site_names",
    "station_kinds",
    "station_names",
    "station_records",
    "target_line",
    "worded_estates",
    "worded_problems",
    "worded_stations",
    "worded_units",
    "worded_zones",
    "zone_records",
]
