#!/usr/bin/env bash
# A table of opening hours in Excel: 8:00 to 24:00, all cells in the format h:mm.
# Guess: every cell is a time, or 24:00 is one day.
# Seen: openpyxl and calamine read 8:00 as a time and 24:00 as the first of January 1900; in the
# format [h]:mm the same number is a duration of one day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    openpyxl==3.1.5 python-calamine==0.9.1 xlsxwriter==3.3.1
cat > finding.py <<'EOF'
import datetime as dt
import sys
from importlib.metadata import version as version_of

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

version = f"openpyxl {openpyxl.__version__}, calamine {version_of('python-calamine')}"
book = xlsxwriter.Workbook("hours.xlsx")
sheet = book.add_worksheet()
for row, (days, shown) in enumerate([(8 / 24, "h:mm"), (1.0, "h:mm"), (1.0, "[h]:mm")]):
    sheet.write_number(row, 0, days, book.add_format({"num_format": shown}))
book.close()

by_openpyxl = [row[0] for row in openpyxl.load_workbook("hours.xlsx").active.values]
by_calamine = [row[0] for row in CalamineWorkbook.from_path("hours.xlsx").get_sheet_by_index(0).to_python()]
guess = [dt.time(8), dt.timedelta(days=1), dt.timedelta(days=1)]
seen = (by_openpyxl, by_calamine)
surprise = (
    [dt.time(8), dt.datetime(1900, 1, 1), dt.timedelta(days=1)],
    [dt.time(8), dt.date(1900, 1, 1), dt.timedelta(days=1)],
)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
