"""Geocoding: from the names of a messy list to places, by rules that can be named."""

from geo.geocode.cascade import cascade
from geo.geocode.decisions import (
    NOWHERE,
    Decision,
    Decisions,
    append_decision,
    known_places,
    read_decisions,
)
from geo.geocode.finding import LONGEST_QUERY, Named, NameIndex, find_named
from geo.geocode.gazetteer import Gazetteer, place_word
from geo.geocode.matching import geocode
from geo.geocode.names import NameParts, parse_name
from geo.geocode.nearest import nearest_names
from geo.geocode.proposals import (
    PROPOSAL_COLUMNS,
    merged_proposals,
    proposals_for,
    read_proposals,
)

__all__ = [
    "LONGEST_QUERY",
    "NOWHERE",
    "PROPOSAL_COLUMNS",
    "Decision",
    "Decisions",
    "Gazetteer",
    "NameIndex",
    "NameParts",
    "Named",
    "append_decision",
    "cascade",
    "find_named",
    "geocode",
    "known_places",
    "merged_proposals",
    "nearest_names",
    "parse_name",
    "place_word",
    "proposals_for",
    "read_decisions",
    "read_proposals",
]
