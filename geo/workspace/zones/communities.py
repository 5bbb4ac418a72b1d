"""What stands in each community: estates, people, floor area, and how many zones share them."""

import pandas as pd

from geo.workspace.district import District
from geo.workspace.zones.management import AMOUNTS, text_of

__all__ = ["community_totals"]


def community_totals(district: District, zoned: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of every community, and in how many zones it lies.

    Parameters
    ----------
    district : District
    zoned : DataFrame
        ``estate_id, zone_id``, one row per estate in the order of the list.

    Returns
    -------
    DataFrame
        ``street, community, estates, households, residents, floor_area_m2, zones``, by street and
        community; amounts that the list does not have are missing, a blank cell counts as 0.
    """
    estates = district.estates
    table = pd.DataFrame(
        {
            "street": text_of(estates, "street"),
            "community": text_of(estates, "community"),
            "households": district.households,
            **{
                name: estates[name].astype("Float64") if name in estates else pd.NA
                for name in AMOUNTS
            },
            "zone_id": zoned["zone_id"].to_numpy(),
        }
    )
    groups = table.groupby(["street", "community"], sort=True)
    totals = groups.agg(
        estates=("households", "size"),
        households=("households", "sum"),
        **{name: (name, lambda amounts: amounts.sum(min_count=1)) for name in AMOUNTS},
        zones=("zone_id", "nunique"),
    ).reset_index()
    return totals.astype({"households": "int64"})
