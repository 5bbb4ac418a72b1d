"""One layer through GDAL, whatever lists stand in its cells."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["read_gdal_frame"]


def read_gdal_frame(source: Path | bytes, **options: Any) -> "gpd.GeoDataFrame":
    """Return one layer as GDAL reads it; lists that pyogrio cannot hold come as JSON.

    GDAL writes a cell ``[True, False]`` (osmnx's ``reversed``) into GeoJSON as a list of true and
    false, and pyogrio fails on such a list (``setting an array element with a sequence``).

    Parameters
    ----------
    source : Path or bytes
    **options
        Those of :func:`pyogrio.read_dataframe`.

    Returns
    -------
    GeoDataFrame

    Raises
    ------
    RuntimeError, ValueError
        When the file is damaged.
    """
    import pyogrio
    from shapely.errors import ShapelyError

    try:
        try:
            return pyogrio.read_dataframe(source, **options)
        except ValueError:
            return pyogrio.read_dataframe(source, ARRAY_AS_STRING="YES", **options)
    except (ShapelyError, UnboundLocalError) as error:
        # A ring that is not closed, a line of one point: no shape at all. Of a system that GDAL
        # cannot write down pyogrio reads a variable that it never set.
        raise ValueError(str(error)) from error
