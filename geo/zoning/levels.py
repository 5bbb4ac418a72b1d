"""Service level and management mode of an estate: ladders of requirements over five criteria.

Hanyang's bureau published the criteria (party building, public environment, infrastructure,
closed management, willingness to pay) and the three levels and modes, not the rule. This rule is
ours, plain on purpose: an estate stands on the highest step all of whose requirements it meets,
and every estate is told what the next step asks for.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.errors import Notice, ZoningError
from geo.locales import sentences

__all__ = [
    "CRITERIA",
    "MODE_LADDER",
    "SERVICE_LADDER",
    "Ladder",
    "Need",
    "NextStep",
    "Step",
    "management_modes",
    "mode_label",
    "next_steps",
    "service_levels",
    "zone_levels",
]

CRITERIA: Final = ("party_base", "environment", "infrastructure", "closure", "willingness")
"""The five criteria, each scored from 0 to 100."""

SCORE: Final = "score"
"""The weighted mean of the five criteria, which a step may ask for too."""


@dataclass(frozen=True)
class Step:
    """One step of a ladder.

    Attributes
    ----------
    name : str
        Key of the level or mode, for example ``basic``.
    least : mapping of str to float
        Least value of each criterion, or of ``score``, that the step asks for.
    """

    name: str
    least: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ladder:
    """Steps from the lowest, which asks for nothing, to the highest.

    Attributes
    ----------
    steps : tuple of Step
        Lowest first.
    weights : mapping of str to float
        Weight of each criterion in the score; they need not sum to one.

    Raises
    ------
    ZoningError
        No steps, a first step that asks for something, an unknown criterion, or no weight.
    """

    steps: tuple[Step, ...]
    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(CRITERIA, 1.0))

    def __post_init__(self) -> None:
        asked = {name for step in self.steps for name in step.least} - {SCORE}
        unknown = sorted((asked | set(self.weights)) - set(CRITERIA))
        if unknown:
            raise ZoningError(
                "zoning.unknown_criterion", found=", ".join(unknown), valid=", ".join(CRITERIA)
            )
        if not self.steps or self.steps[0].least:
            raise ZoningError("zoning.first_step")
        weights = list(self.weights.values())
        if min(weights, default=-1.0) < 0 or sum(weights) <= 0:
            raise ZoningError("zoning.weights", found=weights)

    def scores(self, criteria: pd.DataFrame) -> "pd.Series[float]":
        """Return the weighted mean of the criteria, missing where a weighted one is missing."""
        weights = pd.Series(self.weights, dtype=float)
        used = weights[weights > 0]
        total: pd.Series[float] = (
            criteria[list(used.index)].mul(used, axis=1).sum(axis=1, skipna=False)
        )
        return total / used.sum()


@dataclass(frozen=True)
class Need:
    """What an estate lacks for its next step: a criterion, its value, and the least asked for."""

    criterion: str
    found: float
    wanted: float

    def sentence(self, language: str = "en") -> str:
        """Return the need as a sentence."""
        criterion = Notice(f"zoning.criterion_{self.criterion}").sentence(language)
        return Notice(
            "zoning.need",
            criterion=criterion,
            found=_tenths(math.floor(self.found * 10 + 1e-6)),
            wanted=_tenths(math.ceil(self.wanted * 10 - 1e-6)),
            more=_tenths(math.ceil((self.wanted - self.found) * 10 - 1e-6)),
        ).sentence(language)


def _tenths(number: int) -> str:
    """Return a number of tenths as people write it: ``59.6``, ``60``."""
    return f"{number / 10:g}"


@dataclass(frozen=True)
class NextStep:
    """The step above the one that an estate stands on, and what it lacks for it.

    Attributes
    ----------
    name : str
        Name of the step.
    needs : tuple of Need
        Each criterion that falls short.
    """

    name: str
    needs: tuple[Need, ...]

    def sentence(self, language: str = "en") -> str:
        """Return what would move the estate up, as a sentence."""
        needs = sentences(language)["language.semicolon"].join(
            n.sentence(language) for n in self.needs
        )
        step = mode_label(self.name, language)
        return Notice("sheets.level_up", step=step, needs=needs).sentence(language)


SERVICE_LADDER: Final = Ladder(
    (
        Step("basic"),
        Step("standard", {SCORE: 45.0, "willingness": 40.0}),
        Step("full", {SCORE: 60.0, "willingness": 55.0, "infrastructure": 50.0, "closure": 45.0}),
    )
)
"""basic 保清洁、保秩序、保维修; standard adds 保绿化; full adds 保服务、保活动."""

MODE_LADDER: Final = Ladder(
    (
        Step("trusteeship"),
        Step("self_help", {"party_base": 50.0, "environment": 40.0}),
        Step(
            "quasi_market", {SCORE: 50.0, "willingness": 50.0, "closure": 45.0, "party_base": 40.0}
        ),
    )
)
"""trusteeship 社区托管; self_help 居民自助; quasi_market 公益性准市场化."""


def service_levels(criteria: pd.DataFrame, ladder: Ladder = SERVICE_LADDER) -> pd.DataFrame:
    """Return the service level of each estate and what would move it up.

    Parameters
    ----------
    criteria : DataFrame
        One row per estate with the five criteria, 0 to 100; missing values are allowed.
    ladder : Ladder
        The rule.

    Returns
    -------
    DataFrame
        Index of `criteria`; ``score``, ``service_level`` (missing where a criterion that the rule
        needs is missing), ``next_level`` (missing at the top), and ``needs``: a tuple of
        :class:`Need`.

    Raises
    ------
    ZoningError
        A criterion's column is missing, or a value outside 0 to 100.
    """
    return _climb(criteria, ladder, ("service_level", "next_level"))


def management_modes(criteria: pd.DataFrame, ladder: Ladder = MODE_LADDER) -> pd.DataFrame:
    """Return the management mode of each estate and what would move it to the next.

    Parameters and errors are those of :func:`service_levels`; the columns are ``score``,
    ``management_mode``, ``next_mode`` and ``needs``.

    Parameters
    ----------
    criteria : DataFrame
        The five criteria of each estate.
    ladder : Ladder
        Steps and what each takes.

    Returns
    -------
    DataFrame
    """
    return _climb(criteria, ladder, ("management_mode", "next_mode"))


def next_steps(placed: pd.DataFrame) -> "pd.Series[Any]":
    """Return what would move each estate up, from an answer of the two functions above.

    Parameters
    ----------
    placed : DataFrame
        Where every estate stands.

    Returns
    -------
    Series of NextStep
        Index of `placed`; None at the top, and where a criterion is missing.
    """
    following = placed["next_level"] if "next_level" in placed else placed["next_mode"]
    return pd.Series(
        [
            None if pd.isna(name) else NextStep(name, needs)
            for name, needs in zip(following, placed["needs"], strict=True)
        ],
        index=placed.index,
        dtype=object,
    )


def mode_label(step: str, language: str = "en") -> str:
    """Return what a mode, or a level, of the default ladders is called; another one as it is.

    Parameters
    ----------
    step : str
        Name of the step.
    language : str
        The language that is spoken.

    Returns
    -------
    str
    """
    for key in (f"zoning.mode_{step}", f"zoning.level_{step}"):
        if key in sentences(language):
            return Notice(key).sentence(language)
    return step


def zone_levels(
    levels: "pd.Series[str]",
    zone_of: "pd.Series[int]",
    households: "pd.Series[float]",
    ladder: Ladder = SERVICE_LADDER,
) -> "pd.Series[str]":
    """Return the service level of each zone: the highest that half its households reach.

    Parameters
    ----------
    levels : Series of str
        Level of each estate; missing counts as the lowest.
    zone_of, households : Series
        Of each estate, same index.

    Returns
    -------
    Series of str
        By zone.
    """
    rank = {step.name: place for place, step in enumerate(ladder.steps)}
    place = levels.map(rank).fillna(0).astype(int)
    zone, code = np.unique(zone_of.to_numpy(), return_inverse=True)
    weight = households.to_numpy(np.float64)
    steps = np.arange(len(ladder.steps))
    reaching = np.array(
        [np.bincount(code, weights=weight * (place >= step), minlength=zone.size) for step in steps]
    )
    highest = np.where(2 * reaching >= reaching[0], steps[:, None], 0).max(axis=0, initial=0)
    names = np.array([step.name for step in ladder.steps], dtype=object)
    return pd.Series(names[highest], index=zone, name="service_level", dtype=object)


def _climb(criteria: pd.DataFrame, ladder: Ladder, columns: tuple[str, str]) -> pd.DataFrame:
    values = _checked(criteria)
    values[SCORE] = ladder.scores(values)
    rows = [
        _place(ladder, dict(zip(values.columns, row, strict=True)))
        for row in values.itertuples(index=False, name=None)
    ]
    placed = pd.DataFrame(rows, columns=[*columns, "needs"], index=criteria.index, dtype=object)
    placed.insert(0, SCORE, values[SCORE])
    return placed


def _place(
    ladder: Ladder, values: Mapping[str, float]
) -> tuple[str | None, str | None, tuple[Need, ...]]:
    """Return the step of one estate, the next one, and what it lacks for that."""
    reached = 0
    for place, step in enumerate(ladder.steps):
        found = [values[name] for name in step.least]
        if np.isnan(found).any():
            return None, None, ()
        if all(values[name] >= least for name, least in step.least.items()):
            reached = place
    if reached + 1 == len(ladder.steps):
        return ladder.steps[reached].name, None, ()
    following = ladder.steps[reached + 1]
    needs = tuple(
        Need(name, float(values[name]), float(least))
        for name, least in following.least.items()
        if values[name] < least
    )
    return ladder.steps[reached].name, following.name, needs


def _checked(criteria: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in CRITERIA if name not in criteria.columns]
    if missing:
        raise ZoningError(
            "zoning.missing_criterion", found=", ".join(missing), valid=", ".join(CRITERIA)
        )
    values = pd.DataFrame(
        {name: pd.to_numeric(criteria[name], errors="coerce") for name in CRITERIA}, dtype=float
    )
    for name, column in values.items():
        outside = column[(column < 0) | (column > 100)]
        if len(outside):
            raise ZoningError(
                "zoning.criterion_range",
                name=name,
                row=outside.index[0],
                found=float(outside.iloc[0]),
            )
    return values
