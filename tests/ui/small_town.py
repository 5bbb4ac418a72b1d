"""A few estates of Hanyang with all their lists: small enough to scan every page of the app."""

from pathlib import Path
from typing import Final

import pandas as pd

__all__ = ["small_town"]

ESTATES: Final = 20
ZONES: Final = 18


def small_town(hanyang: Path, folder: Path, *, estates: int = ESTATES, zones: int = ZONES) -> Path:
    """Write a workspace that holds part of Hanyang's estates, and every list cut to them.

    Parameters
    ----------
    hanyang : Path
        The workspace that is cut.
    folder : Path
        A folder that does not exist yet.
    estates : int
        About how many there are to be.
    zones : int
        How many the settings ask for.
    """
    folder.mkdir()
    whole = pd.read_csv(hanyang / "estates.csv", dtype=str, encoding="utf-8-sig")
    ids = set(whole["estate_id"].iloc[:: len(whole) // estates])
    for path in hanyang.iterdir():
        if path.suffix == ".csv":
            table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
            if "estate_id" in table:
                table = table[table["estate_id"].isin(ids)]
            if path.name == "problem_steps.csv":
                kept = pd.read_csv(hanyang / "problems.csv", dtype=str, encoding="utf-8-sig")
                kept = kept[kept["estate_id"].isin(ids)]
                table = table[table["problem_id"].isin(kept["problem_id"])]
            table.to_csv(folder / path.name, index=False, encoding="utf-8-sig")
        elif path.suffix in {".npz", ".geojson"}:
            (folder / path.name).write_bytes(path.read_bytes())
    _settings(hanyang, folder, zones)
    return folder


def _settings(hanyang: Path, folder: Path, zones: int) -> None:
    """Write the settings without quotas and totals, which are of the whole district."""
    kept: list[str] = []
    skipping = False
    for line in (hanyang / "workspace.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            skipping = line.startswith(("[zoning.operators", "[totals"))
        if not skipping:
            kept.append(f"zones = {zones}" if line.startswith("zones = ") else line)
    (folder / "workspace.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")
