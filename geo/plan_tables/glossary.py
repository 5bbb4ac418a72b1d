"""The terms of a plan in every language of the product, side by side."""

from typing import Final

import pandas as pd

from geo.i18n import translator

__all__ = ["glossary"]

_TERMS: Final = (
    "estate",
    "station",
    "candidate",
    "crew",
    "operator",
    "street",
    "community",
    "zone",
    "service_level",
    "management_mode",
    "call",
    "response",
    "call_handling",
    "turnout",
    "drive",
    "access",
    "target",
    "p_on_time",
    "covered",
    "late",
    "unreachable",
    "unsure",
    "circle",
    "run_card",
    "gap",
    "bound",
    "utilisation",
    "scenario",
    "quota",
    "run_hash",
    "wgs84",
    "gcj02",
    "bd09",
    "cgcs2000",
)


def glossary() -> pd.DataFrame:
    """Return the terms in Chinese and English and what they mean.

    Returns
    -------
    DataFrame
        ``term_zh, term_en, meaning_zh, meaning_en``, one row per term.
    """
    spoken = {language: translator(language) for language in ("zh", "en")}
    return pd.DataFrame(
        {
            f"{column}_{language}": [t(f"glossary.{part}_{term}") for term in _TERMS]
            for column, part in (("term", "term"), ("meaning", "about"))
            for language, t in spoken.items()
        }
    )
