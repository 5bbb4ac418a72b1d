"""Who may use a served app: rules from a file of the server, and the person behind a request.

Without rules the app listens on this machine alone and its user may do everything. The rules lie
outside the workspace, so nobody who edits plans can edit them. Nothing here knows of Streamlit.
"""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.errors import Fault, InputError
from geo.parsing import parsed_toml
from geo.ui.ended_logins import has_ended

__all__ = [
    "ACCESS_VARIABLE",
    "EVERYBODY",
    "LOCAL_PERSON",
    "AccessRules",
    "Claim",
    "LogRules",
    "Person",
    "read_rules",
    "served_rules",
]

ACCESS_VARIABLE: Final = "REPAIR_CIRCLE_ACCESS"
"""The environment variable that names the file of the rules."""

EVERYBODY: Final = "*"
_CLIENT_SECRET: Final = "REPAIR_CIRCLE_CLIENT_SECRET"  # noqa: S105 (the name of a variable)
_COOKIE_SECRET: Final = "REPAIR_CIRCLE_COOKIE_SECRET"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """Somebody who is let in.

    Attributes
    ----------
    user : str
        The name that the login gives; empty on one's own machine.
    name : str
        What the history of a scenario calls them.
    is_planner : bool
        Whether they may change anything; others look and take files with them.
    """

    user: str
    name: str
    is_planner: bool


@dataclass(frozen=True)
class Claim:
    """Who a request says that it comes from, believed or not.

    Attributes
    ----------
    user : str
        Empty where it names nobody, or comes from where nobody is believed.
    name : str
    reason : {"", "not_the_proxy", "no_user", "not_logged_in", "login_too_old", "logged_out"}
        Why it is not believed; empty where it is.
    """

    user: str = ""
    name: str = ""
    reason: str = ""


LOCAL_PERSON: Final = Person("", "", is_planner=True)
"""The user of an app that listens on this machine alone."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProxyLogin(_Strict):
    """A reverse proxy that logs people in and says by headers who they are.

    Attributes
    ----------
    addresses : tuple of networks
        Where the proxy connects from; nobody else is let in.
    user_header : str
    name_header : str or None
        A header with the name for the history; the user's otherwise.
    client_header : str or None
        A header with the address of the user's machine, for the security log; the proxy's own
        otherwise.
    """

    addresses: tuple[IPv4Network | IPv6Network, ...] = Field(min_length=1)
    user_header: str = Field(default="X-Forwarded-User", min_length=1)
    name_header: str | None = None
    client_header: str | None = None


class OpenIdLogin(_Strict):
    """A provider of OpenID Connect.

    Attributes
    ----------
    server_metadata_url, client_id, redirect_uri : str
    client_secret, cookie_secret : str
        By default those of ``REPAIR_CIRCLE_CLIENT_SECRET`` and ``REPAIR_CIRCLE_COOKIE_SECRET``.
    user_claim, name_claim : str
        The claims that hold the user and the name for the history.
    session_hours : float
        How long a login holds.
    """

    server_metadata_url: str = Field(pattern="^https?://")
    redirect_uri: str = Field(pattern="^https?://.*/oauth2callback$")
    client_id: str = Field(min_length=1)
    client_secret: str = Field(
        default_factory=lambda: os.environ.get(_CLIENT_SECRET, ""),
        min_length=1,
        validate_default=True,
        repr=False,
    )
    cookie_secret: str = Field(
        default_factory=lambda: os.environ.get(_COOKIE_SECRET, ""),
        min_length=32,
        validate_default=True,
        repr=False,
    )
    user_claim: str = "email"
    name_claim: str = "name"
    session_hours: float = Field(default=12.0, gt=0.0, le=720.0)


class LogRules(_Strict):
    """The security log.

    Attributes
    ----------
    file : Path or None
        Where it lies; by default in the user data folder of the server's account.
    largest_mb : float
        A larger file is set aside as ``file.1`` and a new one begun.
    files : int
        How many older ones are kept.
    """

    file: Path | None = None
    largest_mb: float = Field(default=10.0, gt=0.0, le=1000.0)
    files: int = Field(default=10, ge=1, le=1000)


class AccessRules(_Strict):
    """Who may use the app.

    Attributes
    ----------
    login : {"proxy", "oidc"}
    planners, viewers : tuple of str
        Users; ``*`` is everybody who is logged in. A user in both is a planner.
    folders : tuple of Path
        Where further workspaces may be opened from.
    hosts : tuple of str
        Names under which the app is reached; any where none are given.
    https : bool
        Whether every browser reaches it by https: browsers are told to keep to that.
    proxy : ProxyLogin or None
    oidc : OpenIdLogin or None
    log : LogRules
    """

    login: Literal["proxy", "oidc"]
    planners: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()
    https: bool = False
    proxy: ProxyLogin | None = None
    oidc: OpenIdLogin | None = None
    log: LogRules = LogRules()

    @model_validator(mode="after")
    def _section_of_the_login(self) -> Self:
        if getattr(self, self.login) is None:
            raise ValueError(f"[{self.login}]")
        return self

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """The names under which the app answers; a provider sends people to one alone."""
        if self.hosts or self.login != "oidc" or self.oidc is None:
            return self.hosts
        return (urlsplit(self.oidc.redirect_uri).hostname or "",)

    def person(self, user: str, name: str = "") -> Person | None:
        """Return the person behind a user, None for one who is in neither list."""
        if user in self.planners or EVERYBODY in self.planners:
            return Person(user, name or user, is_planner=True)
        if user in self.viewers or EVERYBODY in self.viewers:
            return Person(user, name or user, is_planner=False)
        return None

    def person_by_headers(
        self, peer: str | None, headers: Sequence[tuple[str, str]]
    ) -> Person | None:
        """Return whom a proxy let through.

        Parameters
        ----------
        peer : str or None
            The address that the connection comes from.
        headers : sequence of (name, value)

        Returns
        -------
        Person or None
            None when the connection does not come from the proxy, the header is missing, empty or
            there twice (a proxy that adds to what a client sent proves nothing), or the user is in
            neither list.
        """
        return self.person_of(self.claim_by_headers(peer, headers))

    def claim_by_headers(self, peer: str | None, headers: Sequence[tuple[str, str]]) -> Claim:
        """Return whom the headers of a request name, and why they are not believed.

        Parameters
        ----------
        peer : str or None
            The address that the connection comes from.
        headers : sequence of (name, value)

        Returns
        -------
        Claim
        """
        proxy = self.proxy
        if self.login != "proxy" or proxy is None or not _is_within(peer, proxy.addresses):
            return Claim(reason="not_the_proxy")
        users = _values(headers, proxy.user_header)
        if len(users) != 1 or not users[0]:
            return Claim(reason="no_user")
        names = _values(headers, proxy.name_header) if proxy.name_header else []
        return Claim(users[0], names[0] if len(names) == 1 else "")

    def client_by_headers(self, peer: str, headers: Sequence[tuple[str, str]]) -> str:
        """Return the address of the user's machine: as the proxy says it, else the peer.

        Parameters
        ----------
        peer : str
            The address that the connection comes from.
        headers : sequence of (name, value)

        Returns
        -------
        str
        """
        proxy = self.proxy
        if proxy is None or not proxy.client_header or not _is_within(peer, proxy.addresses):
            return peer
        said = _values(headers, proxy.client_header)
        return said[0] if len(said) == 1 and said[0] else peer

    def person_by_claims(self, claims: Mapping[str, Any]) -> Person | None:
        """Return who logged in at the provider, None for nobody and for one in neither list."""
        return self.person_of(self.claim_by_claims(claims))

    def claim_by_claims(self, claims: Mapping[str, Any]) -> Claim:
        """Return whom the claims of a login name, and why they are not believed.

        Parameters
        ----------
        claims : mapping
            As the provider signed them.

        Returns
        -------
        Claim
        """
        if self.login != "oidc" or self.oidc is None or claims.get("is_logged_in") is not True:
            return Claim(reason="not_logged_in")
        user = claims.get(self.oidc.user_claim)
        # An address that the provider has not verified can be anybody's.
        doubtful = self.oidc.user_claim == "email" and claims.get("email_verified") is False
        if not isinstance(user, str) or not user or doubtful:
            return Claim(reason="no_user")
        if _hours_since(claims.get("iat")) > self.oidc.session_hours:
            return Claim(user, reason="login_too_old")
        if has_ended(claims):
            return Claim(user, reason="logged_out")
        name = claims.get(self.oidc.name_claim)
        return Claim(user, name if isinstance(name, str) else "")

    def person_of(self, claim: Claim) -> Person | None:
        """Return the person behind a claim that is believed, None for one in neither list.

        Parameters
        ----------
        claim : Claim

        Returns
        -------
        Person or None
        """
        return None if claim.reason else self.person(claim.user, claim.name)

    def may_open(self, folder: Path, others: Sequence[Path], below: Sequence[Path] = ()) -> bool:
        """Tell whether a workspace may be opened: one of the others, or below a folder.

        The name is looked at before the disk is: on Windows a name may be another machine's, and
        asking for it would log the server in there. Links are followed before the second look.

        Parameters
        ----------
        folder : Path
        others : sequence of Path
            Workspaces that are open to everybody who is let in.
        below : sequence of Path
            Folders that count beside those of the rules.

        Returns
        -------
        bool
        """
        roots = (*self.folders, *below)
        named = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve would ask the disk)
        told = {one for known in (*others, *roots) for one in _names_of(known)}
        if not any(named.is_relative_to(one) for one in told):
            return False
        wanted = _real(folder)
        if wanted is None:
            return False
        if wanted in {_real(other) for other in others}:
            return True
        return any(wanted.is_relative_to(root) for root in map(_real, roots) if root is not None)


def _names_of(known: Path) -> set[Path]:
    """Return a folder as it is named and as it is reached."""
    named = Path(os.path.abspath(known))  # noqa: PTH100
    return {named, _real(known) or named}


def _real(folder: Path) -> Path | None:
    """Return where a name leads to once all links are followed, None where it cannot be a path."""
    try:
        return folder.resolve()
    except (OSError, ValueError, RuntimeError):  # too long, a zero inside, links in a circle
        return None


def _hours_since(moment: Any) -> float:
    """Return the age of a login; one that does not say when it was made is as old as can be."""
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        return float("inf")
    return (time.time() - moment) / 3600.0


def _is_within(peer: str | None, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(peer or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return the values of a header; names of people travel in UTF-8 whatever HTTP says."""
    wanted = name.lower()
    return [_as_utf8(value).strip() for key, value in headers if key.lower() == wanted]


def _as_utf8(value: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def read_rules(path: Path) -> AccessRules:
    """Read the rules of access.

    Parameters
    ----------
    path : Path
        A TOML file.

    Raises
    ------
    InputError
        When it is missing, is no TOML, or rules are missing or wrong; all faults together.
    """
    try:
        given = parsed_toml(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError("access.no_file", file=path, reason=error.strerror) from error
    except ValueError as error:
        raise InputError("access.not_toml", file=path.name, reason=error) from error
    try:
        return AccessRules.model_validate(given)
    except ValidationError as error:
        faults = [
            _fault(detail["type"], detail["loc"], str(given.get("login", "")), path.name)
            for detail in error.errors(include_input=False)
        ]
        raise InputError("access.faults", faults=faults, file=path.name) from error


def _fault(kind: str, place: tuple[int | str, ...], login: str, file: str) -> Fault:
    """Return what is wrong with a rule; its value is not repeated, it may be a secret."""
    rule = ".".join(map(str, place))
    if not place:
        return Fault("access.rule_missing", file=file, rule=f"[{login}]")
    if kind == "missing":
        return Fault("access.rule_missing", file=file, rule=rule)
    if kind == "extra_forbidden":
        return Fault("access.rule_unknown", file=file, rule=rule)
    return Fault("access.rule_wrong", file=file, rule=rule)


@lru_cache(maxsize=4)
def _rules_at(path: str) -> AccessRules:
    return read_rules(Path(path))


def served_rules() -> AccessRules | None:
    """Return the rules that the server was started with, None on one's own machine.

    They are read once: a change counts from the next start.
    """
    path = os.environ.get(ACCESS_VARIABLE)
    return _rules_at(path) if path else None
