#!/usr/bin/env bash
# xlsxwriter's autofit() measures characters by a table of Latin letters.
# Guess: a column of ten Chinese characters becomes as wide as they are, twenty Latin digits.
# Seen: it becomes little wider than half of that, and the names are cut off or run over.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    xlsxwriter==3.3.1 openpyxl==3.1.5
cat > finding.py <<'EOF'
import sys

import openpyxl
import xlsxwriter

version = f"xlsxwriter {xlsxwriter.__version__}"
book = xlsxwriter.Workbook("widths.xlsx")
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["老旧小区改造名称清单", "00000000000000000000"])
sheet.autofit()
book.close()
widths = openpyxl.load_workbook("widths.xlsx").active.column_dimensions
chinese, digits = widths["A"].width, widths["B"].width
print(f"{version}: ten Chinese characters {chinese:.1f}, twenty digits {digits:.1f}")
guess = "as wide"
seen = "as wide" if chinese >= 0.9 * digits else "two thirds at most" if chinese < 0.67 * digits else "between"
surprise = "two thirds at most"
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
