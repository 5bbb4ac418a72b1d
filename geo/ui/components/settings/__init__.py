"""Settings as forms: a field for every kind of value, and what saving would change."""
