"""Lists as they come: read forgivingly, checked once, every change and every fault told.

``read_estates`` and its sisters take csv, Excel and map files with Chinese or English headers and
return a table under canonical names, in WGS-84, with notices for all that was changed. What cannot
be used is raised as one :class:`geo.errors.TableError` with every fault's file, row and column.
"""

from geo.tables.boundary import read_barriers, read_boundary
from geo.tables.call_rows import LONGEST_RESPONSE_MIN
from geo.tables.chinese_numerals import CHINESE_NUMERAL, read_chinese
from geo.tables.corrections import Cell, Split
from geo.tables.datetimes import DateTimeRead, read_datetime
from geo.tables.days import EVERY_DAY, HOLIDAY, WEEKDAYS, WEEKEND, Days, read_days
from geo.tables.durations import Duration, durations_in
from geo.tables.formats import upload_endings
from geo.tables.gdal_frames import read_gdal_frame
from geo.tables.header_choice import QUESTIONS_OF_HEADERS
from geo.tables.kml_origin import KML_DATUM_KEY
from geo.tables.limits import LIMITS, Limits, Progress
from geo.tables.list_schemas import SCORES
from geo.tables.list_templates import ListTemplate, TemplateColumn, list_templates
from geo.tables.locking import only_writer
from geo.tables.numbers import number_in
from geo.tables.opening_hours import read_hours
from geo.tables.origin import Origin, Place
from geo.tables.plausibility import totals_apart
from geo.tables.problem_rows import steps_before
from geo.tables.reading import (
    ReadingOptions,
    TableRead,
    known_headers,
    no_stations,
    read_budgets,
    read_calls,
    read_candidates,
    read_crew_weeks,
    read_estates,
    read_gates,
    read_gazetteer,
    read_headers,
    read_inspections,
    read_matters,
    read_names,
    read_places,
    read_problem_steps,
    read_problems,
    read_shifts,
    read_stations,
    read_visitors,
    read_visits,
    read_works,
    read_zones,
)
from geo.tables.shift_rows import shifts_overlap
from geo.tables.spellings import spelling_key
from geo.tables.whole_file import set_aside, settle, write_whole
from geo.tables.writing import csv_text, guard_text, marked_csv_text, write_csv

__all__ = [
    "CHINESE_NUMERAL",
    "EVERY_DAY",
    "HOLIDAY",
    "KML_DATUM_KEY",
    "LIMITS",
    "LONGEST_RESPONSE_MIN",
    "QUESTIONS_OF_HEADERS",
    "SCORES",
    "WEEKDAYS",
    "WEEKEND",
    "Cell",
    "DateTimeRead",
    "Days",
    "Duration",
    "Limits",
    "ListTemplate",
    "Origin",
    "Place",
    "Progress",
    "ReadingOptions",
    "Split",
    "TableRead",
    "TemplateColumn",
    "csv_text",
    "durations_in",
    "guard_text",
    "known_headers",
    "list_templates",
    "marked_csv_text",
    "no_stations",
    "number_in",
    "only_writer",
    "read_barriers",
    "read_boundary",
    "read_budgets",
    "read_calls",
    "read_candidates",
    "read_chinese",
    "read_crew_weeks",
    "read_datetime",
    "read_days",
    "read_estates",
    "read_gates",
    "read_gazetteer",
    "read_gdal_frame",
    "read_headers",
    "read_hours",
    "read_inspections",
    "read_matters",
    "read_names",
    "read_places",
    "read_problem_steps",
    "read_problems",
    "read_shifts",
    "read_stations",
    "read_visitors",
    "read_visits",
    "read_works",
    "read_zones",
    "set_aside",
    "settle",
    "shifts_overlap",
    "spelling_key",
    "steps_before",
    "totals_apart",
    "upload_endings",
    "write_csv",
    "write_whole",
]
