"""What every page has: the line above it, charts, waiting, signing in."""
