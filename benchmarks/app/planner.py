"""A planner without a browser: one session of the app, spoken to as its page does."""

import json
import urllib.request
from types import TracebackType
from typing import Any, Final
from urllib.parse import urljoin

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

__all__ = ["Planner"]

_FINISHED: Final = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY


class Planner:
    """One session of the app over its websocket.

    Parameters
    ----------
    address : str
        Of the app, with the ``/`` at its end.
    scenario : str
        Id of the scenario to open.
    """

    def __init__(self, address: str, scenario: str = "s1") -> None:
        self._query = f"lang=zh&scenario={scenario}"
        self._address = address
        self._socket = connect(
            address.replace("http", "ws") + "_stcore/stream",
            origin=address.rstrip("/"),
            max_size=None,
        )
        self._widget_ids: dict[str, str] = {}
        self._kept: set[str] = set()
        self._page = ""
        self._pages: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self.received_bytes = 0
        self.stations: list[tuple[float, float]] = []
        self._run([])

    def __enter__(self) -> "Planner":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the window."""
        self._socket.close()

    def begin_placing(self) -> None:
        """Press the button after which a click on the map places a station."""
        self.press("rc_place")

    def press(self, key: str) -> None:
        """Press a button that the page shows and wait until the whole page has followed.

        Parameters
        ----------
        key : str
            Its name in the session, such as ``rc_export``.
        """
        self._run([WidgetState(id=self._widget_ids[key], trigger_value=True)])

    @property
    def page_names(self) -> list[str]:
        """The pages by the names in their addresses; that of the root is empty."""
        return list(self._pages)

    @property
    def page_name(self) -> str:
        """The page that is open, by the name in its address."""
        return next(name for name, page in self._pages.items() if page == self._page)

    def turn_to(self, name: str) -> None:
        """Open another page and wait until it is drawn.

        Parameters
        ----------
        name : str
            As in its address.
        """
        self._page = self._pages[name]
        self._run([])

    def file(self, key: str) -> bytes:
        """Return the file that a button of the page downloads.

        Parameters
        ----------
        key : str
            Name of the button in the session.

        Returns
        -------
        bytes
        """
        with urllib.request.urlopen(urljoin(self._address, self._files[key]), timeout=60) as answer:
            content: bytes = answer.read()
        return content

    def place(self, lon: float, lat: float) -> None:
        """Click on the map and wait until the whole page has followed."""
        said = json.dumps([{"event": "place", "value": {"lat": lat, "lon": lon}}])
        events = f"$$STREAMLIT_INTERNAL_KEY_{self._widget_ids['rc_map']}__events"
        self._run([WidgetState(id=events, json_trigger_value=said)])

    def _run(self, changed: list[WidgetState]) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(changed)
        message.rerun_script.cached_message_hashes.extend(sorted(self._kept))
        message.rerun_script.context_info.url = self._address
        self._socket.send(message.SerializeToString())
        while not self._is_last(self._next()):
            pass

    def _next(self) -> ForwardMsg:
        frame = self._socket.recv()
        if isinstance(frame, str):
            raise TypeError(frame)
        self.received_bytes += len(frame)
        message = ForwardMsg()
        message.ParseFromString(frame)
        return message

    def _is_last(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
            self._pages = {
                page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta.new_element)
        if kind == "script_finished" and message.script_finished != _FINISHED:
            raise RuntimeError(f"the page ended with {message.script_finished}")
        return kind == "script_finished"

    def _see(self, element: Any) -> None:
        shown = getattr(element, element.WhichOneof("type"))
        widget_id = str(getattr(shown, "id", ""))
        if "-rc_" in widget_id:
            key = "rc_" + widget_id.split("-rc_", 1)[1]
            self._widget_ids[key] = widget_id
            if element.WhichOneof("type") == "download_button":
                self._files[key] = shown.url
        if element.WhichOneof("type") == "bidi_component" and shown.bytes:
            self._hear(shown.bytes)

    def _hear(self, news: bytes) -> None:
        if news.startswith(b'{"kind":"status"'):
            calls = json.loads(news)["calls"]
            stations = next(call[2] for call in calls if call[0] == "stations")
            self.stations = [(one["lon"], one["lat"]) for one in stations]
