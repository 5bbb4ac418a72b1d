#!/usr/bin/env bash
# pypinyin cuts a text into its longest words from the left. 市长, mayor, is a word.
# Guess: 长宁 behind 上海市 is read as in a word of its own, and so is 长江.
# Seen: 市长 takes the character away, and Changjiang becomes Zhangjiang; behind 都市 it does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    pypinyin==0.55.0
cat > finding.py <<'EOF'
import sys
from importlib.metadata import version as version_of

from pypinyin import lazy_pinyin

version = f"pypinyin {version_of('pypinyin')}"
asked = ("长江路", "武汉市长江路", "南京市长江大桥", "重庆市长寿区", "都市长廊")
guess = ["chang"] * 5
seen = [lazy_pinyin(text)[text.index("长")] for text in asked]
surprise = ["chang", "zhang", "zhang", "zhang", "chang"]
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
