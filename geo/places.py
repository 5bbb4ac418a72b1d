"""Tables of places whose ``explore`` draws a map with no network."""

from importlib.metadata import entry_points
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.text import safe_text

__all__ = ["Places"]

_MAPS: Final = "repair_circle.maps"
"""Entry points that make an empty offline map: the room of maps stands above that of tables."""


class Places(gpd.GeoDataFrame):  # type: ignore[misc]
    """A GeoDataFrame that is drawn offline; in all else it is what geopandas makes of it."""

    @property
    def _constructor(self) -> type["Places"]:
        return Places

    def explore(self, *arguments: Any, **options: Any) -> Any:
        """Return an interactive map that fetches nothing; options as geopandas takes them.

        Names of a list are shown as text: they are no HTML and no script. It takes the extra
        ``plot`` (matplotlib and mapclassify), as ``plot`` does.

        Returns
        -------
        folium.Map
            A page of its own; ``.save("map.html")`` writes it.
        """
        if "m" not in options:
            (offline_map,) = entry_points(group=_MAPS, name="offline")
            options["m"] = offline_map.load()(name="places", title="", language="en")
        # The legend of geopandas for words asks a content network for its script.
        options.setdefault("legend", False)
        shown = gpd.GeoDataFrame(self.copy())
        for column in shown.columns.drop(shown.geometry.name):
            if not pd.api.types.is_numeric_dtype(shown[column]):
                shown[column] = [safe_text(str(value)) for value in shown[column].fillna("")]
        drawn = shown.explore(*arguments, **options)
        west, south, east, north = shown.to_crs(4326).total_bounds
        drawn.fit_bounds([[south, west], [north, east]], padding=(30, 30))
        return drawn
