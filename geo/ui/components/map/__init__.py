"""The map and what lies on, beside and under it."""
