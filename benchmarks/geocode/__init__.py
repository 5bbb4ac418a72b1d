"""Geocoding held against plain string matching, on names that clerks typed."""
