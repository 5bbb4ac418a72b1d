"""Repair Circle: who is reached in time, where to put stations, how to draw zones.

The package is a house with one way through it, from lists and roads on the left to maps and
exports on the right; every room imports only what stands to its left::

    errors · settings · coords · i18n → tables · geocode → roads → travel → response → coverage
        → siting | zoning | operations → workspace → scenarios | plan_tables → cartography
        → report → cluster → cli | ui
"""

from geo.faces import load_faces_by_name

load_faces_by_name()

__version__ = "0.1.0"

__all__ = ["__version__"]
