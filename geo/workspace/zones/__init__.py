"""The zones of a district, and who runs them at which level of service."""
