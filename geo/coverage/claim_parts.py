"""The parts of a claim as its text says them: shares, areas, minutes, and what belongs to neither.

Each part that is found is blanked out of the text, so that nothing is read twice and what is left
over can be named.
"""

import re
from dataclasses import dataclass
from typing import Any

from geo.coverage.claim_words import (
    ALL_DAY_MIN,
    AREA_SPAN,
    AREAS,
    BOUND_AFTER,
    BOUND_BEFORE,
    BOUND_DOWN,
    BOUND_UP,
    CHANCE,
    CLAUSE_END,
    CLOCK_HOURS,
    COVERS,
    DOING,
    ENGLISH_IN,
    FILLER,
    FRACTION_BEFORE,
    LEFT_OVER,
    MEAN,
    MEDIAN,
    NO_GROUND,
    PERCENTILES,
    ROUND_THE_CLOCK,
    SAME_AGAIN,
    SAME_AREA,
    SHARES,
    SPAN_BEFORE,
    TO,
    TRAVEL_BEFORE,
    WHOSE,
    WITHIN_AFTER,
    WITHIN_BEFORE,
    YEAR,
    number_said,
)
from geo.errors import CoverageError
from geo.tables import Duration, durations_in

__all__ = ["AreaSaid", "ClaimText", "ShareSaid", "TimeSaid"]


@dataclass(frozen=True)
class ShareSaid:
    """A share, and of what: one of ``households, estates, residents, area, responses``."""

    share: float
    of: str


@dataclass(frozen=True)
class AreaSaid:
    """Square kilometres, and the words that say them."""

    km2: float
    said: str


@dataclass(frozen=True)
class TimeSaid:
    """Minutes, what is done within them, and whether they are a mean.

    ``does`` is one of ``arrive, respond, answer, repair, travel, open`` or blank where nothing says
    it.
    """

    minutes: float
    does: str
    is_mean: bool
    said: str


class ClaimText:
    """The text of a claim from which parts are taken one after the other.

    Parameters
    ----------
    text : str
        As it was written, for messages.
    plain : str
        In the width of NFKC.
    """

    def __init__(self, text: str, plain: str) -> None:
        self.text = text
        self._plain = plain
        self._left = plain
        self.set_aside: list[str] = []

    def refusal(self, key: str, **params: Any) -> CoverageError:
        """Return the question to ask back about the claim."""
        return CoverageError(f"coverage.{key}", found=self.text, **params)

    def take_round_the_clock(self) -> None:
        """Set aside that somebody is there day and night: no promise to arrive."""
        while found := CLOCK_HOURS.search(self._left):
            self.set_aside.append(found[0])
            self._blank(found.start(), found.end())
        while found := ROUND_THE_CLOCK.search(self._left):
            if WITHIN_AFTER.match(self._left[found.end() :]):
                return
            self.set_aside.append(found[0].strip())
            self._blank(found.start(), found.end())

    def take_shares(self) -> list[ShareSaid]:
        """Take the shares that the text names, and of what each is one."""
        shares = []
        for pattern in PERCENTILES:
            while found := pattern.search(self._left):
                shares.append(ShareSaid(float(found[1]) / 100, "responses"))
                self._blank(found.start(), found.end())
        while found := MEDIAN.search(self._left):
            shares.append(ShareSaid(0.5, "responses"))
            self._blank(found.start(), found.end())
        for pattern, reading in SHARES:
            while found := pattern.search(self._left):
                share = reading(found)
                if share is None:
                    raise self.refusal("claim_unread", said=found[0])
                shares.append(ShareSaid(share, self._whose(found)))
                self._blank(found.start(), found.end())
        return shares

    def _whose(self, found: re.Match[str]) -> str:
        before, after = self._clause(found.start(), found.end())
        if BOUND_UP.search(before) or BOUND_DOWN.match(after):
            raise self.refusal("claim_bound", said=found[0])
        for whose, words in WHOSE.items():
            if re.match(rf"{FILLER}(?:{words})", after, re.I):
                return whose
        if re.match(rf"{FILLER}(?:{CHANCE})", after, re.I) or re.search(
            rf"(?:{CHANCE})率?\s*{TO}", before, re.I
        ):
            return "responses"
        for whose, words in WHOSE.items():
            if re.search(rf"(?:{words})的?\s*(?:{COVERS})?率?\s*{TO}", before, re.I):
                return whose
        if re.match(rf"{FILLER}(?:{COVERS})", after, re.I) or re.search(
            rf"(?:{COVERS})\s*{TO}", before, re.I
        ):
            raise self.refusal("claim_share_of", said=found[0])
        return "responses"

    def take_areas(self) -> list[AreaSaid]:
        """Take the areas that the text names; what says an area again is taken once."""
        found = sorted(
            (match.start(), match.end(), number_said(match[1]), km2, match[0])
            for pattern, km2 in AREAS
            for match in pattern.finditer(self._left)
        )
        areas: list[tuple[int, AreaSaid]] = []
        for start, end, number, factor, said in found:
            before, after = self._left[:start], self._left[end:]
            if number is None or AREA_SPAN.search(before):
                raise self.refusal("claim_unread", said=said.strip())
            if BOUND_UP.search(before) or BOUND_DOWN.match(after):
                raise self.refusal("claim_bound", said=said.strip())
            area = AreaSaid(number * factor, said.strip())
            again = areas and SAME_AGAIN.fullmatch(self._left[areas[-1][0] : start])
            if again and abs(areas[-1][1].km2 / max(area.km2, 1e-9) - 1) < SAME_AREA:
                continue
            if NO_GROUND.search(before):
                self.set_aside.append(area.said)
                continue
            areas.append((end, area))
        for start, end, *_ in found:
            self._blank(start, end)
        return [area for _, area in areas]

    def take_times(self) -> list[TimeSaid]:
        """Take the lengths of time that the text names, with what is done within each."""
        durations = durations_in(self._left)
        times = [self._time(durations, place) for place in range(len(durations))]
        for duration in durations:
            self._blank(duration.start, duration.end)
        return times

    def _time(self, durations: list[Duration], place: int) -> TimeSaid:
        duration = durations[place]
        said = self._left[duration.start : duration.end].strip()
        before, after = self._clause(duration.start, duration.end)
        if SPAN_BEFORE.search(before):
            raise self.refusal("claim_span", said=said)
        if FRACTION_BEFORE.search(before):
            raise self.refusal("claim_unread", said=said)
        if BOUND_AFTER.match(after) or BOUND_BEFORE.search(before):
            raise self.refusal("claim_bound", said=said)
        for other in durations[:place]:
            if other.end <= duration.start and duration.start - other.end < len(before):
                before = self._left[other.end : duration.start]
        if place + 1 < len(durations):
            after = after[: max(durations[place + 1].start - duration.end, 0)]
        within = bool(WITHIN_AFTER.match(after) or WITHIN_BEFORE.search(before))
        doing = _last(DOING, before) if ENGLISH_IN.search(before) else None
        doing = doing or DOING.search(after) or _last(DOING, before)
        does = "" if doing is None or doing.lastgroup is None else doing.lastgroup
        if TRAVEL_BEFORE.search(before):
            does = "travel"
        if duration.minutes == ALL_DAY_MIN and not within:
            does = "open"
        is_mean = bool(MEAN.search(before) or MEAN.search(after))
        return TimeSaid(duration.minutes, does, is_mean, said)

    def take_rest(self) -> None:
        """Set aside the numbers that are left: they are no part of what can be audited."""
        for found in LEFT_OVER.finditer(YEAR.sub(" ", self._left)):
            self.set_aside.append(found[0].strip())

    def _clause(self, start: int, end: int) -> tuple[str, str]:
        """Return what stands before and after a part within its clause, as it was written."""
        before = CLAUSE_END.split(self._plain[:start])[-1]
        after = CLAUSE_END.split(self._plain[end:])[0]
        return before, after

    def _blank(self, start: int, end: int) -> None:
        self._left = self._left[:start] + " " * (end - start) + self._left[end:]


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for one in pattern.finditer(text):
        found = one
    return found
