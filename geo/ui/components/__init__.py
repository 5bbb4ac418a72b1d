"""Pieces of pages; each owns its keys of the session."""
