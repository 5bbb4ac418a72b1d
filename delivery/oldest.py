"""Write the oldest versions that pyproject.toml allows, as pip takes them.

``make same-everywhere`` installs these beside the newest of everything else and plans with
them: a bound that does not work is a promise that nobody keeps.
"""

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def oldest(requirements: Iterable[str]) -> list[str]:
    """Return each requirement at its lower bound.

    Parameters
    ----------
    requirements : iterable of str
        ``"numpy>=1.26"``; what has no lower bound is left as it is.

    Returns
    -------
    list of str
        ``"numpy==1.26"``.
    """
    pinned = []
    for text in requirements:
        one = Requirement(text)
        bounds = [bound.version for bound in one.specifier if bound.operator in {">=", "=="}]
        extras = f"[{','.join(sorted(one.extras))}]" if one.extras else ""
        marker = f" ; {one.marker}" if one.marker else ""
        pinned.append(f"{one.name}{extras}=={bounds[0]}{marker}" if bounds else text)
    return pinned


def main() -> None:
    """Print the pins of the product's own requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sys.stdout.write("\n".join(oldest(project["dependencies"])) + "\n")


if __name__ == "__main__":
    main()
