"""From a path to the listings in it, whatever kind of file it is."""

from pathlib import Path

from geo.tables.damage import damage_told
from geo.tables.formats import ListFormat, Source, format_names
from geo.tables.header_rows import find_header, likely_headers
from geo.tables.identification import identify
from geo.tables.journal import Journal, refusal
from geo.tables.layers import Layer, layers_with_list, listing_of_layer, one_layer
from geo.tables.limits import Limits, Progress, require_file
from geo.tables.list_schemas import ListSchema
from geo.tables.sheets import Listing, Sheet

__all__ = ["open_layers", "open_listings", "raw_headers"]


def open_listings(
    path: Path,
    file: str,
    schema: ListSchema,
    *,
    layer: str | None,
    limits: Limits,
    progress: Progress | None,
    journal: Journal,
) -> list[Listing]:
    """Open a file and return the lists in it, as they are.

    Parameters
    ----------
    path : Path
    file : str
        What to call it in messages.
    schema : ListSchema
        The list that is looked for.
    layer : str or None
        The one sheet, layer or folder to read.
    limits, progress, journal
        See :class:`geo.tables.Limits`, :data:`geo.tables.Progress` and the journal of remarks.

    Returns
    -------
    list of Listing
        One per sheet, layer or folder; at least one.

    Raises
    ------
    TableError
        When the file is missing, empty, damaged, too large or no list.
    """
    source = Source(path, file, layer, limits, progress, journal)
    found = _identified(source)
    if found.sheets is not None:
        with damage_told(path, file):
            sheets = found.sheets(source, schema)
        return [_listing(sheet, schema, journal) for sheet in sheets]
    layers = _layers(found, source)
    chosen = (
        layers_with_list(layers, schema, file, journal)
        if layer is None
        else [one_layer(layers, layer, file)]
    )
    return [
        listing_of_layer(
            part, f"{file} [{part.name}]" if len(chosen) > 1 else file, limits, journal
        )
        for part in chosen
    ]


def _listing(sheet: Sheet, schema: ListSchema, journal: Journal) -> Listing:
    """Find the header of a sheet, and say which columns nobody sees in it."""
    listing = find_header(sheet, schema)
    for key, headers in (
        ("tables.hidden_columns_read", listing.hidden_headers),
        ("tables.hidden_columns_left_aside", listing.hidden_doubles),
    ):
        if headers:
            shown = ", ".join(headers)
            journal.notice(key, file=listing.label, count=len(headers), columns=shown)
    return listing


def raw_headers(path: Path, file: str, schema: ListSchema, *, limits: Limits) -> list[str]:
    """Return the headers of a file as they stand in it, for a person to say what they mean.

    Raises
    ------
    TableError
        When the file is missing, empty, damaged or too large.
    """
    journal = Journal()
    source = Source(path, file, None, limits, None, journal)
    found = _identified(source)
    if found.sheets is not None:
        with damage_told(path, file):
            sheets = found.sheets(source, schema)
        return likely_headers(sheets[0], schema)
    chosen = layers_with_list(_layers(found, source), schema, file, journal)[0]
    return [str(name) for name in chosen.attributes.columns if name != "geometry"]


def open_layers(path: Path, file: str, *, layer: str | None, limits: Limits) -> list[Layer]:
    """Open a map file and return its layers with their shapes, or the one that is asked for.

    Raises
    ------
    TableError
        As :func:`open_listings`, and when the file is no map file.
    """
    source = Source(path, file, layer, limits, None, Journal())
    layers = _layers(_identified(source), source)
    return layers if layer is None else [one_layer(layers, layer, file)]


def _identified(source: Source) -> ListFormat:
    require_file(source.path, source.file, source.limits)
    found = identify(source.path, source.file, source.limits)
    if source.path.suffix.lower() not in found.suffixes:
        source.journal.notice("tables.really_is", file=source.file, found=found.name)
    return found


def _layers(found: ListFormat, source: Source) -> list[Layer]:
    if found.layers is None:
        valid = format_names(maps_only=True)
        raise refusal("tables.not_a_map", file=source.file, valid=valid)
    with damage_told(source.path, source.file):
        return found.layers(source)
