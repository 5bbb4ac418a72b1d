"""No press is lost: what is pressed while the page runs is carried out after it."""

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from geo.ui.launch.server import OPTIONS
from tests.ui.conftest import run_apart

_PAGE = """
import time
import streamlit as st

def note(word):
    with open("presses.txt", "a") as presses:
        presses.write(word + "\\n")

@st.fragment
def part():
    st.button("fragment", on_click=note, args=["fragment"])

part()
st.button("page", on_click=note, args=["page"])
for _ in range(20):
    time.sleep(0.1)
    st.empty()
"""
"""A page that runs for two seconds, with a button inside and one outside of a fragment."""

_BEGINS_S = 60.0
_PAUSE_S = 0.4


@pytest.mark.behaviour
@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"runner.fastReruns": True}, False),
        (OPTIONS, True),
    ],
)
def test_a_press_in_a_fragment_outlives_the_run_it_waited_for(
    tmp_path: Path, options: dict[str, object], kept: bool
) -> None:
    """By Streamlit itself it is dropped when the page is asked to run again; with us it is not."""
    (tmp_path / "page.py").write_text(_PAGE, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [f"--runner.fastReruns={options['runner.fastReruns']}", f"--server.port={port}"]
    told += ["--server.headless=true", "--server.address=127.0.0.1"]
    told += ["--browser.gatherUsageStats=false"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "page.py", *told],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        pressed = _press_in_turn(port, tmp_path / "presses.txt")
        run_apart(asyncio.wait_for(pressed, _BEGINS_S))
    finally:
        server.terminate()
        server.wait()
    presses = (tmp_path / "presses.txt").read_text("utf-8").split()
    assert sorted(presses) == ["fragment"] * kept + ["page", "page"]


def _wait_for(port: int) -> None:
    for _ in range(int(_BEGINS_S / 0.1)):
        time.sleep(0.1)
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
    raise AssertionError("the server did not begin")


async def _press_in_turn(port: int, presses: Path) -> None:
    """Press page, fragment and page as a browser would, the page running all the time."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as line:  # type: ignore[list-item]
        buttons: dict[str, tuple[str, str]] = {}
        page = ""

        async def press(label: str | None = None) -> None:
            asked = BackMsg()
            asked.rerun_script.page_script_hash = page
            if label is not None:
                button, fragment = buttons[label]
                asked.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
                asked.rerun_script.fragment_id = fragment
            await line.send(asked.SerializeToString())
            await asyncio.sleep(_PAUSE_S)

        await press()
        while "fragment" not in buttons or "page" not in buttons or not page:
            told = ForwardMsg.FromString(await line.recv())  # type: ignore[arg-type]
            page = told.new_session.page_script_hash or page
            if told.delta.new_element.WhichOneof("type") == "button":
                button = told.delta.new_element.button
                buttons[button.label] = button.id, told.delta.fragment_id
        for label in ("page", "fragment", "page"):
            await press(label)
        for _ in range(60):
            if len(presses.read_text("utf-8").split()) == 3:
                return
            await asyncio.sleep(0.1)
