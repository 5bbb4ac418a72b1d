"""The options that choose the files of a plan, the same for every command that writes a pack."""

from typing import Annotated, Any

import typer

__all__ = ["Datum", "Formats", "Grid", "OnlyFormats", "OperatorFiles", "ZoneSheets"]


def _option(option: str, name: str, metavar: str) -> Any:
    return typer.Option(option, metavar=f"formats.{metavar}_metavar", help=f"formats.{name}_option")


Formats = Annotated[str, _option("--formats", "formats", "formats")]
OnlyFormats = Annotated[bool, typer.Option("--only", help="formats.only_option")]
Datum = Annotated[str, _option("--datum", "datum", "datum")]
Grid = Annotated[str | None, _option("--grid", "grid", "datum")]
ZoneSheets = Annotated[list[str] | None, _option("--zone", "zone", "zone")]
OperatorFiles = Annotated[list[str] | None, _option("--operator", "operator", "operator")]
