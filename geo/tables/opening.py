"""From a path to the listings in it, whatever kind of file it is."""

from pathlib import Path

from geo.tables.formats import VALID_MAP_FORMATS, Format, identify
from geo.tables.header_rows import find_header, likely_headers
from geo.tables.journal import Journal, refusal
from geo.tables.kml import read_kml, read_kmz
from geo.tables.layers import Layer, layers_with_list, listing_of_layer, one_layer
from geo.tables.limits import Limits, Progress, require_file
from geo.tables.list_schemas import ListSchema
from geo.tables.map_files import read_dxf, read_map_file, read_parquet
from geo.tables.shapefiles import read_shapefile, read_zipped_shapefile
from geo.tables.sheets import Listing
from geo.tables.spreadsheets import read_workbook
from geo.tables.text_files import read_text

__all__ = ["open_layers", "open_listings", "raw_headers"]

_SUFFIXES = {
    Format.TEXT: {".csv", ".txt", ".tsv"},
    Format.WORKBOOK: {".xlsx", ".xlsm", ".xltx"},
    Format.GEOPACKAGE: {".gpkg"},
    Format.GEOJSON: {".geojson", ".json"},
    Format.SHAPEFILE: {".shp"},
    Format.ZIPPED_SHAPEFILE: {".zip", ".shz"},
    Format.KML: {".kml", ".ovkml"},
    Format.KMZ: {".kmz", ".ovkmz"},
    Format.DXF: {".dxf"},
    Format.PARQUET: {".parquet", ".geoparquet", ".pq"},
}


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
    require_file(path, file, limits)
    found = _identified(path, file, limits, journal)
    if found is Format.TEXT:
        sheet = read_text(path, file, schema, limits=limits, progress=progress, journal=journal)
        return [find_header(sheet, schema)]
    if found is Format.WORKBOOK:
        sheets = read_workbook(
            path, file, schema, sheet=layer, limits=limits, progress=progress, journal=journal
        )
        return [find_header(sheet, schema) for sheet in sheets]
    layers = _layers(path, file, found, limits, journal)
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


def raw_headers(path: Path, file: str, schema: ListSchema, *, limits: Limits) -> list[str]:
    """Return the headers of a file as they stand in it, for a person to say what they mean.

    Raises
    ------
    TableError
        When the file is missing, empty, damaged or too large.
    """
    journal = Journal()
    require_file(path, file, limits)
    found = _identified(path, file, limits, journal)
    if found is Format.TEXT:
        sheet = read_text(path, file, schema, limits=limits, progress=None, journal=journal)
        return likely_headers(sheet, schema)
    if found is Format.WORKBOOK:
        sheets = read_workbook(
            path, file, schema, sheet=None, limits=limits, progress=None, journal=journal
        )
        return likely_headers(sheets[0], schema)
    layers = _layers(path, file, found, limits, journal)
    chosen = layers_with_list(layers, schema, file, journal)[0]
    return [str(name) for name in chosen.attributes.columns if name != "geometry"]


def open_layers(path: Path, file: str, *, layer: str | None, limits: Limits) -> list[Layer]:
    """Open a map file and return its layers with their shapes, or the one that is asked for.

    Raises
    ------
    TableError
        As :func:`open_listings`, and when the file is no map file.
    """
    journal = Journal()
    require_file(path, file, limits)
    found = _identified(path, file, limits, journal)
    if found in {Format.TEXT, Format.WORKBOOK}:
        raise refusal("tables.not_a_map", file=file, valid=VALID_MAP_FORMATS)
    layers = _layers(path, file, found, limits, journal)
    return layers if layer is None else [one_layer(layers, layer, file)]


def _identified(path: Path, file: str, limits: Limits, journal: Journal) -> Format:
    found = identify(path, file, limits)
    if path.suffix.lower() not in _SUFFIXES[found]:
        journal.notice("tables.really_is", file=file, found=found.value)
    return found


def _layers(path: Path, file: str, found: Format, limits: Limits, journal: Journal) -> list[Layer]:
    if found is Format.KML:
        return read_kml(path, file)
    if found is Format.KMZ:
        return read_kmz(path, file, limits)
    if found is Format.SHAPEFILE:
        return [read_shapefile(path, file, journal)]
    if found is Format.ZIPPED_SHAPEFILE:
        return read_zipped_shapefile(path, file, limits=limits, journal=journal)
    if found is Format.DXF:
        return read_dxf(path, file, journal)
    if found is Format.PARQUET:
        return read_parquet(path, file)
    return read_map_file(path, file)
