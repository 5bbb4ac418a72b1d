"""Who is let in: the rules, and the gate before every address."""

import ast
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import InputError
from geo.i18n import translator
from geo.ui.access import ACCESS_VARIABLE, AccessRules, read_rules
from geo.ui.ended_logins import end_login
from geo.ui.launch.gate import Gate

PROXY = AccessRules.model_validate(
    {
        "login": "proxy",
        "planners": ["wang"],
        "viewers": ["li", "wang"],
        "proxy": {
            "addresses": ["10.0.0.5", "192.168.7.0/24", "fd00::/8"],
            "user_header": "X-User",
            "name_header": "X-Name",
        },
    }
)
OPEN_ID = AccessRules.model_validate(
    {
        "login": "oidc",
        "planners": ["wang@bureau.cn"],
        "viewers": ["*"],
        "oidc": {
            "server_metadata_url": "https://login.bureau.cn/.well-known/openid-configuration",
            "redirect_uri": "https://plan.bureau.cn/oauth2callback",
            "client_id": "repair-circle",
            "client_secret": "s",
            "cookie_secret": "c" * 32,
        },
    }
)
USER = ("x-user", "wang")


@pytest.mark.parametrize("peer", ["10.0.0.5", "192.168.7.9", "fd00::1", "::ffff:10.0.0.5"])
def test_the_proxy_is_believed(peer: str) -> None:
    """A user that the proxy names is a person with a role and a name in any script."""
    named = ("X-NAME", "王工".encode().decode("latin-1"))
    wang = PROXY.person_by_headers(peer, [USER, named])
    assert wang is not None
    assert (wang.user, wang.name, wang.is_planner) == ("wang", "王工", True)
    li = PROXY.person_by_headers(peer, [("X-User", "li")])
    assert li is not None
    assert (li.name, li.is_planner) == ("li", False)


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("10.0.0.6", [USER]),
        ("127.0.0.1", [USER]),
        ("::ffff:10.0.0.6", [USER]),
        (None, [USER]),
        ("proxy", [USER]),
        ("10.0.0.5", []),
        ("10.0.0.5", [("x-user", " ")]),
        ("10.0.0.5", [USER, ("X-User", "li")]),
        ("10.0.0.5", [("x-user", "zhao")]),
        ("10.0.0.5", [("x-user", "*")]),
        ("10.0.0.6", [USER, ("x-forwarded-for", "10.0.0.5")]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_nobody_else_is_let_in(peer: str | None, headers: list[tuple[str, str]]) -> None:
    """Another address, no header, two of them, or a user in no list."""
    assert PROXY.person_by_headers(peer, headers) is None
    assert OPEN_ID.person_by_headers(peer, headers) is None


def test_claims_make_a_person() -> None:
    """Everybody who is logged in may look; an address that is not verified is nobody's."""
    now = time.time()
    claims = {"is_logged_in": True, "email": "wang@bureau.cn", "name": "王工", "iat": now}
    wang = OPEN_ID.person_by_claims(claims)
    assert wang is not None
    assert (wang.name, wang.is_planner) == ("王工", True)
    guest = OPEN_ID.person_by_claims({"is_logged_in": True, "email": "a@b.cn", "iat": now})
    assert guest is not None
    assert not guest.is_planner
    for wrong in (
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"email_verified": False},
        {"email": None},
        {"email": ""},
        {"iat": now - 13 * 3600},
        {"iat": None},
        {"iat": True},
    ):
        assert OPEN_ID.person_by_claims({**claims, **wrong}) is None
    assert OPEN_ID.person_by_claims({}) is None
    assert PROXY.person_by_claims(claims) is None


def test_faults_of_the_rules_are_told_together(tmp_path: Path) -> None:
    """Every wrong rule is named, and no secret is repeated."""
    path = tmp_path / "access.toml"
    path.write_text(
        'login = "oidc"\nplaners = []\n[oidc]\nclient_id = "x"\ncookie_secret = "hush"\n'
        'server_metadata_url = "login"\nredirect_uri = "https://a/back"\nclient_secret = "hush"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_rules(path)
    said = caught.value.sentence("zh")
    for rule in ("planers", "oidc.cookie_secret", "oidc.server_metadata_url", "oidc.redirect_uri"):
        assert rule in said
    assert "hush" not in said
    path.write_text('login = "proxy"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"\[proxy\]"):
        read_rules(path)
    path.write_text("login = ", encoding="utf-8")
    with pytest.raises(InputError, match=r"access\.toml"):
        read_rules(path)
    with pytest.raises(InputError, match="nowhere"):
        read_rules(tmp_path / "nowhere.toml")


def test_folders_are_kept_in(tmp_path: Path) -> None:
    """A workspace below a folder of the rules may be opened, one beside it by dots may not."""
    plans = tmp_path / "plans"
    (plans / "a").mkdir(parents=True)
    rules = PROXY.model_copy(update={"folders": (plans,)})
    assert rules.may_open(plans / "a", [])
    assert not rules.may_open(plans / "a" / ".." / ".." / "b", [])
    assert not rules.may_open(tmp_path, [])
    assert rules.may_open(tmp_path, [tmp_path])


@pytest.mark.parametrize("typed", ["\0", "a\0b", "x" * 5_000, "ring/ring", "out/b", "../b"])
def test_folders_by_strange_names_are_not_opened(tmp_path: Path, typed: str) -> None:
    """A zero, a name too long, links in a circle or out of the folder: closed, and no fault."""
    plans = tmp_path / "plans"
    plans.mkdir()
    (tmp_path / "b").mkdir()
    (plans / "ring").symlink_to(plans / "ring")
    (plans / "out").symlink_to(tmp_path)
    rules = PROXY.model_copy(update={"folders": (plans,)})
    if typed != "x" * 5_000:
        assert not rules.may_open(plans / typed, [])
    assert not rules.may_open(tmp_path / typed, [])


def test_a_name_outside_is_not_asked_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused by its name is not looked up: on Windows it may be another machine's."""
    rules = PROXY.model_copy(update={"folders": (tmp_path,)})
    asked: list[Path] = []
    real = Path.resolve

    def resolve(path: Path, strict: bool = False) -> Path:
        asked.append(path)
        return real(path, strict)

    monkeypatch.setattr(Path, "resolve", resolve)
    outside = Path("//stranger/share/plans")
    assert not rules.may_open(outside, [tmp_path])
    assert asked
    assert outside not in asked


def test_a_linked_folder_of_the_rules_is_open_by_both_names(tmp_path: Path) -> None:
    """The rules name a link: what lies below it may be opened as it is named and as it is."""
    (tmp_path / "real" / "a").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    rules = PROXY.model_copy(update={"folders": (tmp_path / "link",)})
    assert rules.may_open(tmp_path / "link" / "a", [])
    assert rules.may_open(tmp_path / "real" / "a", [])


def test_a_login_that_was_ended_is_nobodys() -> None:
    """Another login of the same user holds; a copy of the cookie does not."""
    claims = {"is_logged_in": True, "email": "li@bureau.cn", "iat": time.time(), "nonce": "one"}
    other = {**claims, "nonce": "two"}
    assert OPEN_ID.person_by_claims(claims) is not None
    end_login(claims)
    assert OPEN_ID.claim_by_claims(claims).reason == "logged_out"
    assert OPEN_ID.person_by_claims(claims) is None
    assert OPEN_ID.person_by_claims(other) is not None


def answered(rules: AccessRules, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the gate sends for a request; what comes through is answered with 200."""
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "through"})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    # In a thread of its own: the browser of other tests may keep a loop in this one.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, Gate(app, rules)(scope, receive, send)).result()
    return sent


@pytest.mark.parametrize(
    "path", ["/", "/data", "/media/abc.csv", "/_stcore/upload_file/a/b", "/static/js/index.js"]
)
def test_the_gate_stands_before_every_address(path: str) -> None:
    """Without the proxy's word each address is refused in both languages; with it, it is open."""
    scope = {"type": "http", "path": path, "headers": [], "client": ("10.0.0.5", 5)}
    refused = answered(PROXY, scope)
    assert refused[0]["status"] == 403
    said = refused[1]["body"].decode()
    assert translator("zh")("access.refused") in said
    assert translator("en")("access.refused") in said
    known = {**scope, "headers": [(b"x-user", b"li")]}
    assert answered(PROXY, known) == [{"type": "through"}]
    assert answered(PROXY, {**known, "client": ("10.0.0.6", 5)})[0]["status"] == 403


def test_the_stream_is_closed_before_it_opens() -> None:
    """A websocket without the proxy's word is closed for a violation of policy."""
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "client": None}
    assert answered(PROXY, scope) == [{"type": "websocket.close", "code": 1008}]
    assert answered(PROXY, {**scope, "type": "http", "path": "/_stcore/health"}) == [
        {"type": "through"}
    ]


@pytest.mark.parametrize("cookie", ["", "_streamlit_user=forged", "_streamlit_user=a.b.c"])
def test_files_wait_for_the_login_of_the_provider(cookie: str) -> None:
    """The page to log in on is open; files and uploads ask for the signed cookie of a login."""
    headers = [(b"cookie", cookie.encode())]
    scope = {"type": "http", "path": "/", "headers": headers, "client": ("10.0.0.9", 5)}
    assert answered(OPEN_ID, scope) == [{"type": "through"}]
    for path in ("/media/abc.csv", "/_stcore/upload_file/a/b"):
        assert answered(OPEN_ID, {**scope, "path": path})[0]["status"] == 403


WRITERS = {
    *("new_workspace", "remember_headers", "decide", "refuse", "take_back", "save_settings"),
    *("change_file", "undo_change", "redo_change", "copy_project", "begin_project"),
}


def test_whatever_writes_asks_first(repository: Path) -> None:
    """Pages keep scenarios through the state; a module that writes otherwise asks by itself."""
    folder = repository / "geo" / "ui"
    asking = [folder / "state.py", folder / "folder_state.py"]
    for path in [*folder.glob("components/**/*.py"), *folder.glob("pages/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert "store" not in calls, path.name
        if names & WRITERS:
            asking.append(path)
    assert len(asking) >= 3
    for path in asking:
        assert "visitor.may_change()" in path.read_text(encoding="utf-8"), path.name


PAGE = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("scenarios", PAGES["scenarios"][1])
"""


def test_a_stranger_sees_no_data(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With rules and no login a page shows the refusal alone."""
    rules = tmp_path / "access.toml"
    rules.write_text(
        'login = "proxy"\nplanners = ["*"]\n[proxy]\naddresses = ["10.0.0.5"]\n',
        encoding="utf-8",
    )
    monkeypatch.setenv(ACCESS_VARIABLE, str(rules))
    monkeypatch.setenv("REPAIR_CIRCLE_WORKSPACE", str(toy))
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    assert not app.exception
    assert [text.value for text in app.text] == [translator("zh")("access.refused")]
    assert not app.dataframe
    assert not app.button
