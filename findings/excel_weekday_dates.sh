#!/usr/bin/env bash
# Excel's format aaaa shows a date as its weekday, 星期三; with a year before it the date too.
# Guess: a cell with such a format is a date, as one with dddd is.
# Seen: openpyxl and calamine read dddd as a date and aaaa as the number 45931.
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
book = xlsxwriter.Workbook("visits.xlsx")
sheet = book.add_worksheet()
for row, shown in enumerate(["dddd", "[$-804]aaaa", "aaa"]):
    sheet.write_number(row, 0, 45931, book.add_format({"num_format": shown}))
book.close()

by_openpyxl = [row[0] for row in openpyxl.load_workbook("visits.xlsx").active.values]
by_calamine = [row[0] for row in CalamineWorkbook.from_path("visits.xlsx").get_sheet_by_index(0).to_python()]
guess = 3 * [dt.date(2025, 10, 1)]
seen = (by_openpyxl, by_calamine)
surprise = ([dt.datetime(2025, 10, 1), 45931, 45931], [dt.date(2025, 10, 1), 45931.0, 45931.0])
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
