"""The first lines of a security log: what was started, and which rules differ from before."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from geo import __version__
from geo.parsing import parsed_json
from geo.presence import file_there
from geo.tables import write_whole
from geo.ui import security_log
from geo.ui.access import ACCESS_VARIABLE, AccessRules

__all__ = ["begin_log", "log_file"]

_SECRETS: Final = {"oidc": {"client_secret", "cookie_secret"}}


def log_file(rules: AccessRules) -> Path:
    """Return where the security log of a server lies.

    Parameters
    ----------
    rules : AccessRules

    Returns
    -------
    Path
    """
    home = user_data_path("repair-circle", appauthor=False)
    return rules.log.file or home / "log" / "security.jsonl"


def begin_log(rules: AccessRules, address: str) -> None:
    """Switch the log on and write what is started; rules that were changed are told.

    Parameters
    ----------
    rules : AccessRules
    address : str
        Where the server listens.

    Raises
    ------
    WorkspaceError
        When the log cannot be written.
    """
    file = log_file(rules)
    security_log.switch_on(file, largest_mb=rules.log.largest_mb, files=rules.log.files)
    source = Path(os.environ.get(ACCESS_VARIABLE, ""))
    digest = hashlib.sha256(source.read_bytes()).hexdigest() if file_there(source) else ""
    security_log.note(
        "server_started",
        version=__version__,
        address=address,
        login=rules.login,
        rules=str(source),
        sha256=digest,
    )
    now = rules.model_dump(mode="json", exclude=_SECRETS)
    kept = file.with_name(f"{file.name}.rules.json")
    before = _read(kept)
    if before is not None and (changed := _changed(before, now)):
        security_log.note("rules_changed", **changed)
    if before != now:
        write_whole(kept, json.dumps(now, ensure_ascii=False, indent=1))


def _changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Return what each rule was and is, of those that differ."""
    return {
        name: {"before": before.get(name), "after": now.get(name)}
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    }


def _read(kept: Path) -> dict[str, Any] | None:
    try:
        found = parsed_json(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
