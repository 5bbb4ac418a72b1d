"""A claim and its audit in words: how it was read, and the figures of what it claims."""

from collections.abc import Iterator, Mapping
from typing import Any

from geo.coverage import parse_claim
from geo.errors import Notice
from geo.i18n import Translate, format_minutes, format_number

__all__ = ["claim_figures", "claim_reading"]


def claim_reading(audited: Mapping[str, Any]) -> list[tuple[str, Notice]]:
    """Return how a claim was read, a sentence for each part.

    Parameters
    ----------
    audited : mapping
        As :func:`geo.workspace.audit_claim` gives it.

    Returns
    -------
    list of (str, Notice)
        Denied parts included, so that they can be taken back.
    """
    said = audited["claim"]
    return parse_claim(said["said"]).reading(
        percentile=said["percentile"], has_outline=audited["area"] is not None
    )


def claim_figures(audited: Mapping[str, Any], t: Translate, language: str) -> Iterator[str]:
    """Yield the mean or the share that a claim names, beside what is reached.

    Parameters
    ----------
    audited : mapping of str to Any
        What :func:`geo.coverage.audit` found.
    t : callable
        The translator of the language that is spoken.
    language : str
        The language that is spoken.

    Returns
    -------
    iterator of str
    """
    claim, share = audited["claim"], audited["share"]
    if claim["is_mean"]:
        mean = audited["mean_min"]
        yield t(
            "cli.audit_mean",
            mean=t("cli.audit_no_mean") if mean is None else format_minutes(mean, language),
            minutes=format_minutes(claim["minutes"], language),
        )
    if share is not None:
        yield t(
            "cli.audit_share",
            of=t(f"cli.audit_of_{share['of']}"),
            **{
                name: format_number(share[name])
                for name in ("reached", "count", "needed", "unsure")
            },
        )
