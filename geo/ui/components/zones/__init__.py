"""The zones: what they cost, and changing them."""
