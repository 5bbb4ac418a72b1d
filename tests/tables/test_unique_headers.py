"""Columns of one name are told apart, whatever their names are."""

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.journal import Journal
from geo.tables.layers import Layer, listing_of_layer
from geo.tables.limits import LIMITS
from geo.tables.sheets import unique_headers


@given(headers=st.lists(st.sampled_from(["a", "a (2)", "a (3)", "b", "a (2) (2)", " a"])))
def test_no_name_stands_twice(headers: list[str]) -> None:
    """Also where a list holds a name that the second of another would be given."""
    named = unique_headers(headers)
    assert len(set(named)) == len(headers)


def test_columns_without_names_are_two() -> None:
    """A damaged table of a shapefile may have no names at all; the cells stay apart."""
    attributes = pd.DataFrame([["E1", "x", "y"]], columns=["estate_id", "", ""])
    shapes = np.array(gpd.points_from_xy([114.2], [30.5]), dtype=object)
    layer = Layer("estates", attributes, shapes, None)
    listing = listing_of_layer(layer, "estates.shp", LIMITS, Journal())
    assert list(listing.cells.columns) == ["estate_id", "__", "__ (2)"]
