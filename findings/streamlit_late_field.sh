#!/usr/bin/env bash
# A button sets the value of a slider. The next press comes from a browser that has not drawn the
# new value yet, and so repeats the slider's old one, as browsers do with every press.
# Guess: nobody touched the slider, so its callback is not called and the new value stays.
# Seen: the callback is called with the old value, which sets the slider back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    streamlit==1.67.0 websockets==17.4
cat > page.py <<'EOF'
import streamlit as st

state = st.session_state
state.setdefault("chosen", 10)


def choose(hour):
    state.chosen = hour


def moved():
    with open("moved.txt", "a") as notes:
        notes.write(f"{state.hour}\n")
    choose(state.hour)


state.hour = state.chosen
st.slider("Hour", 0, 23, key="hour", on_change=moved)
st.button("eight", on_click=choose, args=[8])
st.button("other")
st.text(f"chosen {state.chosen}")
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


async def chosen_after_two_presses(port):
    """Press the button that sets the hour, then another; both say that the slider is at 10."""
    line = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    )
    ids, page, said = {}, "", ""
    for pressed in (None, "eight", "other"):
        asked = BackMsg()
        asked.rerun_script.page_script_hash = page
        if pressed:
            widgets = asked.rerun_script.widget_states.widgets
            widgets.add(id=ids["Hour"]).double_array_value.data.append(10)
            widgets.add(id=ids[pressed], trigger_value=True)
        await line.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await line.recv())
            kind, element = told.WhichOneof("type"), told.delta.new_element
            if kind == "new_session":
                page = told.new_session.page_script_hash
            if kind == "script_finished":
                break
            if element.WhichOneof("type") in ("button", "slider"):
                shown = getattr(element, element.WhichOneof("type"))
                ids[shown.label] = shown.id
            if element.WhichOneof("type") == "text":
                said = element.text.body
    await line.close()
    return said


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = subprocess.Popen(
    [sys.executable, "-m", "streamlit", "run", "page.py", "--server.headless=true",
     "--server.address=127.0.0.1", f"--server.port={port}", "--browser.gatherUsageStats=false"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    for _ in range(600):
        time.sleep(0.1)
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                break
    said = asyncio.run(asyncio.wait_for(chosen_after_two_presses(port), 60))
finally:
    server.terminate()
    server.wait()

moved = Path("moved.txt").read_text().split() if Path("moved.txt").exists() else []
print(f"streamlit {version_of('streamlit')}: guess chosen 8 and no call, seen {said}, called {moved}")
sys.exit(None if (said, moved) == ("chosen 10", ["10"]) else "The behaviour changed.")
EOF
venv/bin/python finding.py
