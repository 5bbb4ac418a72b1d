"""The management zones of a district: who runs which estates, at which level of service."""
