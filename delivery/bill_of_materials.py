"""The bill of materials of the bundle, as CycloneDX writes it."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from delivery.licences import licence, metadata

__all__ = ["bill_of_materials"]

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""Written as the time of making, so that the same wheels give the same bytes."""


def bill_of_materials(wheels: Iterable[Path]) -> str:
    """Return the CycloneDX 1.6 document of some wheels, in JSON.

    Parameters
    ----------
    wheels : iterable of Path
        One component each: a package with wheels for two systems stands there twice, under the
        names of its files.

    Returns
    -------
    str
        The same for the same wheels in any order.
    """
    components = [_component(wheel) for wheel in sorted(wheels, key=lambda one: one.name)]
    told = "\n".join(str(one.hashes) for one in components)
    document = Bom(
        components=components,
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, told),
        metadata=BomMetaData(timestamp=_MOMENT),
    )
    return str(JsonV1Dot6(document).output_as_string(indent=1)) + "\n"


def _component(wheel: Path) -> Component:
    said = metadata(wheel)
    name = canonicalize_name(said["Name"])
    address = PackageURL("pypi", None, name, said["Version"], {"file_name": wheel.name})
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Component(
        name=name,
        version=said["Version"],
        type=ComponentType.LIBRARY,
        bom_ref=wheel.name,
        purl=address,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=[DisjunctiveLicense(name=licence(wheel))],
    )
