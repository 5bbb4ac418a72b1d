"""A claim such as "15 min, 108 km2" or “15分钟 108平方公里”, read from plain text."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from geo.coverage.claim_parts import ClaimText, ShareSaid, TimeSaid
from geo.errors import CoverageError, Notice

__all__ = ["CLAIM_PARTS", "Claim", "parse_claim"]

LONGEST_CLAIM: Final = 2_000
"""Signs of a claim."""

CLAIM_PARTS: Final = ("area", "percentile", "share", "mean")
"""The parts of a claim that a person can deny; without its minutes it claims nothing."""

_Figure = TypeVar("_Figure")
_PROMISES: Final = ("arrive", "", "respond")


@dataclass(frozen=True)
class Claim:
    """What is promised: minutes, and where given the area, the chance and the share.

    Attributes
    ----------
    minutes : float
    area_km2 : float or None
    percentile : float or None
        Share of responses, 0 to 1.
    share : float or None
        Share of what ``share_of`` names that shall be reached, 0 to 1; all of it where None.
    share_of : {"households", "estates", "residents", "area"} or None
    is_mean : bool
        Whether the minutes are those of the mean response.
    set_aside : tuple of str
        Words with numbers that were taken for no part of the promise.
    """

    minutes: float
    area_km2: float | None = None
    percentile: float | None = None
    share: float | None = None
    share_of: str | None = None
    is_mean: bool = False
    set_aside: tuple[str, ...] = field(default=(), compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts besides its minutes that the claim has, of :data:`CLAIM_PARTS`."""
        has = (self.area_km2, self.percentile, self.share, self.is_mean or None)
        return tuple(
            part for part, value in zip(CLAIM_PARTS, has, strict=True) if value is not None
        )

    def without(self, denied: Iterable[str]) -> "Claim":
        """Return the claim without the parts that a person says it does not have.

        Raises
        ------
        CoverageError
            For a part that no claim has.
        """
        nothing = {
            "area": {"area_km2": None},
            "percentile": {"percentile": None},
            "share": {"share": None, "share_of": None},
            "mean": {"is_mean": False},
        }
        claim = self
        for part in denied:
            if part not in nothing:
                raise CoverageError("coverage.claim_part", found=part, valid=", ".join(CLAIM_PARTS))
            claim = replace(claim, **nothing[part])  # type: ignore[arg-type]
        return claim

    def reading(
        self, *, percentile: float | None = None, has_outline: bool = True
    ) -> list[tuple[str, Notice]]:
        """Return how the claim is read, a sentence for each part.

        Parameters
        ----------
        percentile : float, optional
            The chance that is asked for where the claim names none.
        has_outline : bool
            Whether the district has an outline in which an area can be audited.

        Returns
        -------
        list of (str, Notice)
            ``minutes`` or ``mean``, then the other :data:`CLAIM_PARTS`, then what cannot be denied.
        """
        key = "coverage.reads_mean" if self.is_mean else "coverage.reads_minutes"
        said = [("mean" if self.is_mean else "minutes", Notice(key, minutes=f"{self.minutes:g}"))]
        if self.area_km2 is not None:
            said.append(("area", Notice("coverage.reads_area", km2=f"{self.area_km2:.10g}")))
        if self.percentile is not None:
            said.append(
                ("percentile", Notice("coverage.reads_chance", percent=_percent(self.percentile)))
            )
        if self.share is not None:
            key = f"coverage.reads_share_{self.share_of}"
            said.append(("share", Notice(key, percent=_percent(self.share))))
        if self.percentile is None and percentile is not None and not self.is_mean:
            notice = Notice("coverage.reads_usual_chance", percent=_percent(percentile))
            said.append(("usual_chance", notice))
        if self.area_km2 is not None and not has_outline:
            said.append(("no_outline", Notice("coverage.reads_no_outline")))
        if self.set_aside:
            words = "; ".join(self.set_aside)
            said.append(("set_aside", Notice("coverage.reads_set_aside", words=words)))
        return said


def _percent(share: float) -> str:
    return f"{100 * share:.6g}"


def parse_claim(text: str) -> Claim:
    """Return the claim that a text makes, in English or Chinese.

    Read are minutes (``一刻钟``, ``半小时``, ``15-minute``), areas in any unit, which add up, a
    chance (``90%``, ``九成``, ``百分之九十``), a share of households, estates, residents or area
    (``80%的住户``) and a mean (``平均15分钟``). What says that somebody is there day and night, or
    names minutes to answer or to repair beside those to arrive, is set aside.

    Parameters
    ----------
    text : str
        As it was written.

    Returns
    -------
    Claim

    Raises
    ------
    CoverageError
        When the text is longer than a claim, no minutes are named, a part may mean two things
        (``10-15分钟``, ``覆盖率90%``), or a figure cannot be.
    """
    if len(text) > LONGEST_CLAIM:
        raise CoverageError("coverage.claim_long", count=len(text), most=LONGEST_CLAIM)
    said = ClaimText(text, unicodedata.normalize("NFKC", text).replace("’", "'"))
    said.take_round_the_clock()
    shares = said.take_shares()
    areas = said.take_areas()
    time = _promised(said, said.take_times())
    percentile = _one(said, [one.share for one in shares if one.of == "responses"], "%")
    share = _share(said, [one for one in shares if one.of != "responses"])
    area = sum(one.km2 for one in areas) if areas else None
    said.take_rest()
    for name, value in (("minutes", time.minutes), ("km2", area), ("%", percentile)):
        if value is not None and not value > 0:
            raise said.refusal("claim_figure", name=name)
    if any(one.share > 1 or one.share <= 0 for one in shares):
        raise said.refusal("claim_figure", name="%")
    if time.is_mean and (percentile is not None or share is not None):
        raise said.refusal("claim_mean")
    return Claim(
        time.minutes,
        None if area is None else round(area, 9),
        percentile,
        None if share is None else share.share,
        None if share is None else share.of,
        time.is_mean,
        tuple(said.set_aside),
    )


def _promised(said: ClaimText, times: Sequence[TimeSaid]) -> TimeSaid:
    """Return the time to arrive; others are set aside where they say what else they are for."""
    promised = [time for time in times if time.does in _PROMISES]
    arriving = [time for time in promised if time.does == "arrive"]
    if arriving:
        promised = [time for time in promised if time.does != "respond"]
    if not promised:
        others = [time for time in times if time.does != "open"]
        if others:
            raise said.refusal("claim_other", said=others[0].said)
        raise said.refusal("claim_minutes")
    _one(said, [time.minutes for time in promised], "minutes")
    said.set_aside += [time.said for time in times if time not in promised]
    means = [time for time in promised if time.is_mean]
    return means[0] if means else promised[0]


def _share(said: ClaimText, shares: Sequence[ShareSaid]) -> ShareSaid | None:
    _one(said, [(one.share, one.of) for one in shares], "%")
    return shares[0] if shares else None


def _one(said: ClaimText, figures: Sequence[_Figure], name: str) -> _Figure | None:
    if len(set(figures)) > 1:
        raise said.refusal("claim_twice", name=name)
    return figures[0] if figures else None
