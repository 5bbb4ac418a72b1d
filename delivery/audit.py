"""List what is installed: version, licence, age and known advisories, without a network.

``make audit`` runs this. An installed package does not say when it was released; the wheels do, by
the newest file inside. Advisories are OSV records in a folder that is brought along.
"""

import json
import sys
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from delivery.licences import UNSTATED, metadata, stated_licence

_OWN = "repair-circle"
_FORBIDDEN = ("agpl", "affero")
_NORMALISED_YEARS = (1980, 2020)
"""Years that builders write into wheels in place of the true one (2020-02-02 is Hatch's)."""


@dataclass(frozen=True)
class Package:
    """An installed package.

    Attributes
    ----------
    name : str
    version : str
    licence : str
    """

    name: str
    version: str
    licence: str

    @property
    def fault(self) -> str | None:
        """What is wrong with its licence."""
        if self.licence in {UNSTATED, "UNKNOWN"}:
            return "licence unknown"
        if any(word in self.licence.lower() for word in _FORBIDDEN):
            return "AGPL is not allowed"
        return None


def installed(among: Iterable[Distribution]) -> list[Package]:
    """Return the packages of an environment by name, the product itself left out."""
    found = {}
    for one in among:
        name = canonicalize_name(one.metadata["Name"])
        files = [file.as_posix() for file in one.files or []]
        licence = stated_licence(one.metadata, files, partial(_text, one))  # type: ignore[arg-type]
        found.setdefault(name, Package(name, one.version, licence))
    found.pop(_OWN, None)
    return [found[name] for name in sorted(found)]


def _text(package: Distribution, file: str) -> str:
    return Path(str(package.locate_file(file))).read_text(encoding="utf-8", errors="replace")


def release_days(wheels: Iterable[Path]) -> dict[tuple[str, str], date]:
    """Return the day of the newest file in each wheel, where its builder kept the time.

    Parameters
    ----------
    wheels : iterable of Path

    Returns
    -------
    dict
        By name and version.
    """
    days = {}
    for wheel in wheels:
        said = metadata(wheel)
        with zipfile.ZipFile(wheel) as archive:
            newest = date(*max(entry.date_time for entry in archive.infolist())[:3])
        if newest.year not in _NORMALISED_YEARS:
            days[canonicalize_name(said["Name"]), said["Version"]] = newest
    return days


def advisories(records: Iterable[Mapping[str, Any]], package: Package) -> Iterator[str]:
    """Yield the numbers of the OSV records that name this version of a package."""
    for record in records:
        for affected in record.get("affected", []):
            named = affected.get("package", {})
            if named.get("ecosystem") != "PyPI":
                continue
            if canonicalize_name(named.get("name", "")) != package.name:
                continue
            if package.version in affected.get("versions", []) or any(
                _within(package.version, one.get("events", []))
                for one in affected.get("ranges", [])
                if one.get("type") == "ECOSYSTEM"
            ):
                yield str(record["id"])
                break


def _within(version: str, events: Iterable[Mapping[str, str]]) -> bool:
    inside = False
    for event in events:  # in order of versions, as OSV wants them
        (kind, bound) = next(iter(event.items()))
        if kind == "introduced" and (bound == "0" or Version(version) >= Version(bound)):
            inside = True
        if kind == "fixed" and Version(version) >= Version(bound):
            inside = False
        if kind == "last_affected" and Version(version) > Version(bound):
            inside = False
    return inside


def main() -> None:
    """Print the list; leave with 1 if a licence or an advisory speaks against a package."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, help="folder of wheels, searched below too")
    parser.add_argument("--advisories", type=Path, help="folder of OSV records (JSON)")
    asked = parser.parse_args()
    days = release_days(asked.wheels.rglob("*.whl")) if asked.wheels else {}
    files = sorted(asked.advisories.rglob("*.json")) if asked.advisories else []
    records = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    today = datetime.now(UTC).date()
    packages = installed(distributions())
    faults = []
    for one in packages:
        day = days.get((one.name, one.version))
        age = f"{(today - day).days} days" if day else "age unknown"
        known = [f"advisory {number}" for number in advisories(records, one)]
        wrong = [text for text in (one.fault, *known) if text]
        faults += [f"{one.name} {one.version}: {text}" for text in wrong]
        sys.stdout.write(f"{one.name} {one.version}  {age}  {one.licence}\n")
    dated = sum((one.name, one.version) in days for one in packages)
    sys.stdout.write(f"{len(packages)} packages; the age of {dated} is known, from wheels\n")
    database = f"{len(records)} OSV records of {asked.advisories}" if records else "none at hand"
    sys.stdout.write(f"advisories: {database}\n")
    sys.stdout.write("".join(f"{line}\n" for line in faults))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
