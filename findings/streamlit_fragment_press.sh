#!/usr/bin/env bash
# A page runs for two seconds; a button in a fragment is pressed meanwhile, then one outside of it.
# Guess: both presses are carried out, as two presses of buttons outside of fragments are.
# Seen: that of the fragment is dropped with the run it waited for; with runner.fastReruns off both
# are carried out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    streamlit==1.67.0 websockets==17.4
cat > page.py <<'EOF'
import time

import streamlit as st


def note(word):
    with open("presses.txt", "a") as presses:
        presses.write(f"{word}\n")


@st.fragment
def part():
    st.button("in the fragment", on_click=note, args=["fragment"])


part()
st.button("on the page", on_click=note, args=["page"])
for _ in range(20):
    time.sleep(0.1)
    st.empty()
EOF
cat > finding.py <<'EOF'
import asyncio
import socket
import subprocess
import sys
import time
from importlib.metadata import version as version_of
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

PRESSES = Path("presses.txt")


async def press_in_turn(port):
    """Open the page, and press what a browser would press while the page runs."""
    line = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    )
    buttons, page = {}, ""

    async def press(label=None):
        asked = BackMsg()
        asked.rerun_script.page_script_hash = page
        if label:
            button, fragment = buttons[label]
            asked.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
            asked.rerun_script.fragment_id = fragment
        await line.send(asked.SerializeToString())
        await asyncio.sleep(0.4)

    await press()
    while True:
        told = ForwardMsg.FromString(await line.recv())
        if told.WhichOneof("type") == "new_session":
            page = told.new_session.page_script_hash
        if told.WhichOneof("type") == "script_finished":
            break
        if told.delta.new_element.WhichOneof("type") == "button":
            button = told.delta.new_element.button
            buttons[button.label] = button.id, told.delta.fragment_id
    for label in ("on the page", "in the fragment", "on the page"):
        await press(label)
    await asyncio.sleep(6)
    await line.close()


def presses(*options):
    """Return which presses were carried out."""
    PRESSES.unlink(missing_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "page.py", "--server.headless=true",
         "--server.address=127.0.0.1", f"--server.port={port}",
         "--browser.gatherUsageStats=false", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            time.sleep(0.1)
            with socket.socket() as tried:
                if not tried.connect_ex(("127.0.0.1", port)):
                    break
        asyncio.run(asyncio.wait_for(press_in_turn(port), 60))
    finally:
        server.terminate()
        server.wait()
    return PRESSES.read_text().split()


version = f"streamlit {version_of('streamlit')}"
guess = ["page", "page", "fragment"]
seen = sorted(presses()), sorted(presses("--runner.fastReruns=false"))
print(f"{version}: guess {guess}, seen {seen[0]}, without fast reruns {seen[1]}")
surprise = ["page", "page"], ["fragment", "page", "page"]
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
