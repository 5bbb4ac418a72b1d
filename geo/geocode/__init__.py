"""Geocoding: from the names of a messy list to places, by rules that can be named."""

from geo.geocode.gazetteer import Gazetteer
from geo.geocode.matching import geocode
from geo.geocode.names import NameParts, parse_name

__all__ = ["Gazetteer", "NameParts", "geocode", "parse_name"]
