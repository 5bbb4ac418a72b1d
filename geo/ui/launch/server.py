"""The server of the app: Streamlit on this machine's loopback, the district opened beforehand.

On another address than loopback it serves only with rules of access, behind the gate.
"""

import gc
import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from geo.allocator import few_heaps
from geo.errors import GeoError
from geo.i18n import choose_language
from geo.scenarios import LIMITS
from geo.ui.access import AccessRules, served_rules
from geo.ui.components.map.basemaps import allowed_basemaps, tile_addresses
from geo.ui.launch.housekeeping import COMES_BACK_S, keep_house
from geo.ui.launch.log_start import begin_log
from geo.workspace import LARGEST_MB

__all__ = ["LOOPBACK_HOSTS", "OPTIONS", "main"]

OPTIONS: Final[dict[str, Any]] = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableStaticServing": False,
    "server.maxUploadSize": LARGEST_MB,
    "server.maxMessageSize": LIMITS.message_mb,
    "server.disconnectedSessionTTL": 2 * COMES_BACK_S,
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.postScriptGC": False,
    "runner.fastReruns": False,
    "global.maxCachedMessageAge": 1000,
    "global.minCachedMessageSize": 1000,
    "theme.light.primaryColor": "#0b5cad",
    "theme.light.textColor": "#0f1419",
    "theme.dark.primaryColor": "#6aa9ea",
    "theme.font": "'Narrow signs', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', "
    "'Noto Sans CJK SC', sans-serif",
    "theme.baseFontSize": 16,
    "theme.baseRadius": "4px",
}
"""What Streamlit is told: no usage statistics, no Deploy button, no file served by its name,
no upload larger than a list may be, our theme.

Fast reruns would stop a run with the presses that wait for it: a button in a fragment, pressed just
before the page runs again, would do nothing.
"""

LOOPBACK_HOSTS: Final = ("localhost", "127.0.0.1", "::1")
"""Names under which an app without a login answers: a page of another name cannot reach it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the app until the process is told to stop.

    Parameters
    ----------
    arguments : sequence of str, optional
        The port and ``--host``; the words of the process by default.
    """
    parser = ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    asked = parser.parse_args(sys.argv[1:] if arguments is None else list(arguments))
    try:
        rules = served_rules()
        if rules is None and not ip_address(asked.host).is_loopback:
            raise GeoError("access.needed", host=asked.host)
        allowed_basemaps()
        if rules is not None and rules.login == "oidc" and find_spec("authlib") is None:
            raise GeoError("access.needs_authlib")
        if rules is not None:
            begin_log(rules, f"{asked.host}:{asked.port}")
        _serve(asked.host, asked.port, rules)
    except GeoError as error:
        sys.exit(error.sentence(choose_language()))


def _serve(host: str, port: int, rules: AccessRules | None) -> None:
    few_heaps()
    import streamlit as st
    from starlette.middleware import Middleware

    from geo.ui.launch.gate import Gate
    from geo.ui.launch.guide_pages import GUIDE_ROUTES
    from geo.ui.launch.headers import SafeHeaders
    from geo.ui.launch.own_pages import OwnPages
    from geo.ui.launch.upload_room import UploadRoom

    # The address that a connection comes from decides whether a proxy's headers count; it must
    # not be replaced by what another header says.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    threading.Thread(target=_warm, daemon=True).start()
    hosts = LOOPBACK_HOSTS if rules is None else rules.own_hosts
    app = st.App(
        Path(__file__).with_name("entry.py"),
        secrets=_secrets(rules),
        lifespan=keep_house,
        routes=GUIDE_ROUTES,
        middleware=[
            Middleware(
                SafeHeaders,
                image_hosts=tile_addresses(),
                https=rules is not None and rules.https,
            ),
            Middleware(OwnPages, hosts=hosts),
            *([] if rules is None else [Middleware(Gate, rules=rules)]),
            Middleware(UploadRoom),
        ],
    )
    own = {"server.address": host, "server.port": port, "server.allowedHosts": list(hosts)}
    if rules is not None and hosts:
        # Known without asking a service outside for this machine's address.
        own["browser.serverAddress"] = hosts[0]
    app.run(config={**OPTIONS, **own})


def _secrets(rules: AccessRules | None) -> dict[str, Any] | None:
    """Return what Streamlit's login needs to know of the provider."""
    if rules is None or rules.login != "oidc" or rules.oidc is None:
        return None
    known = {"server_metadata_url", "redirect_uri", "client_id", "client_secret", "cookie_secret"}
    return {"auth": rules.oidc.model_dump(include=known)}


def _warm() -> None:
    """Open the district and answer once, so that kernels are compiled before the first click."""
    from geo.scenarios import Scenario, areas_by_now, open_planner
    from geo.travel import load_kernels
    from geo.ui.known_workspaces import served_folder

    load_kernels()
    # What is wrong with the workspace is said on the page.
    with suppress(GeoError):
        # Areas of many stations are left to the window that shows them.
        areas_by_now(open_planner(served_folder()), Scenario(), window="start")
    # The district stays as long as the server: the collector need not look at it again.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
