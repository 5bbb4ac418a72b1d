"""What a workspace asks for: the content of ``workspace.toml``, checked once and frozen."""

import difflib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from geo.errors import Fault, SettingsError
from geo.locales import LANGUAGES
from geo.parsing import parsed_toml

__all__ = [
    "AFTER_THE_PLAN",
    "MEASURES",
    "MOST_CREWS",
    "PERIOD",
    "URGENCIES",
    "AssessmentSettings",
    "Costs",
    "CrewCount",
    "Crews",
    "Datums",
    "DayOfPlan",
    "Demand",
    "HouseholdRoom",
    "Inputs",
    "LadderStep",
    "LegMinutes",
    "Levels",
    "OperatorQuota",
    "Positions",
    "ProblemSettings",
    "RelativePath",
    "Response",
    "RosterSettings",
    "Season",
    "Settings",
    "Share",
    "Shifts",
    "SitingHours",
    "SitingSettings",
    "SpeedFactor",
    "Speeds",
    "Target",
    "TargetMinutes",
    "Totals",
    "UrgencyRule",
    "VisitClass",
    "VisitSettings",
    "WorksSettings",
    "ZoningSettings",
    "checked_value",
    "faults_of",
    "read_settings",
    "settings_in",
    "with_month",
    "with_roster",
]

LegMinutes = Annotated[float, Field(ge=0, le=24 * 60, allow_inf_nan=False)]
TargetMinutes = Annotated[float, Field(gt=0, le=24 * 60, allow_inf_nan=False)]
_Metres = Annotated[float, Field(ge=0, le=20_000, allow_inf_nan=False)]
_Spread = Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, lt=1)]
_SpeedKmh = Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)]
HouseholdRoom = Annotated[float, Field(gt=0, allow_inf_nan=False)]
MOST_CREWS = 500
"""Crews that a station has at most: more is a slip of the pen, and takes long to calculate."""
CrewCount = Annotated[int, Field(gt=0, le=MOST_CREWS)]
SpeedFactor = Annotated[float, Field(gt=0, le=3, allow_inf_nan=False)]
_Datum = Annotated[str, Field(pattern=r"^(wgs84|gcj02|bd09|cgcs2000|EPSG:\d{4,6})$")]
_Hour = Annotated[int, Field(ge=0, le=23)]


def _inside_workspace(path: str) -> str:
    windows, posix = PureWindowsPath(path), PurePosixPath(path)
    if windows.drive or windows.root or posix.is_absolute() or not path.strip():
        raise ValueError("absolute")
    if ".." in windows.parts or ".." in posix.parts:
        raise ValueError("outside")
    return path


def _kind_of_day_or_date(day: str) -> str:
    if day in get_args(_KindOfDay):
        return day
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise PydanticCustomError("day", "no kind of day and no date") from error


_KindOfDay = Literal["weekday", "weekend", "holiday"]
RelativePath = Annotated[str, AfterValidator(_inside_workspace)]
DayOfPlan = Annotated[str, AfterValidator(_kind_of_day_or_date)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


# What the operations of a district are judged by; no plan depends on it.
AFTER_THE_PLAN: Final = (
    "problems",
    "problem_steps",
    "inspections",
    "visitors",
    "matters",
    "visits",
    "works",
    "crew_weeks",
    "budgets",
)


class Inputs(_Section):
    """The files of the workspace, as paths relative to it."""

    estates: RelativePath | None = None
    gates: RelativePath | None = None
    stations: RelativePath | None = None
    candidates: RelativePath | None = None
    roads: RelativePath | None = None
    boundary: RelativePath | None = None
    calls: RelativePath | None = None
    zones: RelativePath | None = None
    gazetteer: RelativePath | None = None
    speed_profile: RelativePath | None = None
    proposals: RelativePath | None = None
    shifts: RelativePath | None = None
    barriers: RelativePath | None = None
    problems: RelativePath | None = None
    problem_steps: RelativePath | None = None
    inspections: RelativePath | None = None
    visitors: RelativePath | None = None
    matters: RelativePath | None = None
    visits: RelativePath | None = None
    works: RelativePath | None = None
    crew_weeks: RelativePath | None = None
    budgets: RelativePath | None = None

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield the inputs that are given, as (input, path)."""
        for name in type(self).model_fields:
            if path := getattr(self, name):
                yield name, path


class Datums(_Section):
    """What the positions of a file are in, where the file does not say or says it wrongly."""

    estates: _Datum | None = None
    gates: _Datum | None = None
    stations: _Datum | None = None
    candidates: _Datum | None = None
    gazetteer: _Datum | None = None


class Target(_Section):
    """The promise: within how many minutes, and how surely."""

    minutes: TargetMinutes = 15.0
    percentile: Share = 0.9


class Response(_Section):
    """The legs beside the drive, their spread, and how a point meets the road.

    The four ``*_cv`` are coefficients of variation of lognormal legs; 0 means no spread.
    """

    call_min: LegMinutes = 2.0
    turnout_min: LegMinutes = 3.0
    access_min: LegMinutes = 1.0
    walk_kmh: Annotated[float, Field(gt=0, le=15)] = 5.0
    call_cv: _Spread = 0.25
    turnout_cv: _Spread = 0.25
    drive_cv: _Spread = 0.25
    access_cv: _Spread = 0.25
    hour: _Hour = 10
    max_snap_m: Annotated[float, Field(gt=0, le=5000)] = 500.0
    warn_snap_m: Annotated[float, Field(gt=0, le=5000)] = 300.0


class Positions(_Section):
    """By how many metres a place may be off, by how precisely it was found; 0 counts as exact.

    A house number lies somewhere along its building, a street or an area has one point for all.
    """

    point: _Metres = 0.0
    estate: _Metres = 0.0
    address: _Metres = 50.0
    street: _Metres = 300.0
    area: _Metres = 1000.0


class Demand(_Section):
    """Whom coverage, siting and zones count: a column of the list of estates."""

    weight: Annotated[str, Field(min_length=1, max_length=100)] = "households"


class Speeds(_Section):
    """Speeds in km/h by road class where the roads carry none, and how the rush hour slows them.

    With ``turns`` the drive also counts turns, traffic lights and forbidden turns.
    """

    motorway: _SpeedKmh = 80.0
    trunk: _SpeedKmh = 50.0
    primary: _SpeedKmh = 35.0
    secondary: _SpeedKmh = 30.0
    tertiary: _SpeedKmh = 25.0
    unclassified: _SpeedKmh = 18.0
    residential: _SpeedKmh = 18.0
    living_street: _SpeedKmh = 12.0
    service: _SpeedKmh = 12.0
    link: _SpeedKmh = 30.0
    rush_factor: SpeedFactor = 0.7
    rush_hours: tuple[_Hour, ...] = (7, 8, 17, 18)
    turns: bool = False

    def by_class(self) -> dict[str, float]:
        """Return the speed in km/h of every road class."""
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name not in {"rush_factor", "rush_hours", "turns"}
        }


SitingHours = Literal["plan", "calls", "equal", "worst"]
"""Which hours siting counts: that of the plan, or all of them weighed."""


class SitingSettings(_Section):
    """Which question is asked about new stations, how many of them, and what must hold.

    ``budget`` takes the place of the number of stations; ``capacity`` is in households. What single
    models ask for besides, from ``busy_share`` on, their terms say (``geo.workspace.ModelTerms``).
    """

    # Which models there are, the workspace knows: its table of them is asked when it is opened.
    model: str = "max_cover"
    stations: NonNegativeInt = 1
    spacing_m: Annotated[float, Field(gt=0, le=50_000)] = 300.0
    budget: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    capacity: HouseholdRoom | None = None
    lock: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    busy_share: Annotated[float, Field(ge=0, lt=1)] = 0.3
    backup_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    far_min: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    near_share: Annotated[float, Field(ge=0, le=1)] = 0.9
    most_moves: NonNegativeInt | None = None
    hours: SitingHours = "plan"


class OperatorQuota(_Section):
    """What an operator is to run in all."""

    estates: NonNegativeInt | None = None
    households: NonNegativeInt | None = None
    residents: NonNegativeInt | None = None
    floor_area_m2: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None

    @model_serializer(mode="wrap")
    def _without_what_came_later(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the later quotas where none is asked for: a run keeps its hash."""
        written: dict[str, Any] = write(self)
        later = [name for name in ("residents", "floor_area_m2") if written[name] is None]
        return {name: value for name, value in written.items() if name not in later}


_Estates = Annotated[tuple[str, ...], Field(min_length=1)]


class ZoningSettings(_Section):
    """How many zones, under which rules, run by whom."""

    zones: PositiveInt | None = None
    max_estates: PositiveInt = 8
    radius_min: Annotated[float, Field(gt=0)] = 8.0
    cap: Annotated[float, Field(gt=0)] = 1.75
    band: tuple[Annotated[float, Field(ge=0)], PositiveFloat] = (0.75, 1.25)
    outside_min: Annotated[float, Field(ge=0)] = 3.0
    move_price: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 200.0
    level_price_min: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    one_station: bool = False
    must_link: tuple[_Estates, ...] = ()
    cannot_link: tuple[_Estates, ...] = ()
    fixed: tuple[_Estates, ...] = ()
    seeds: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    operators: dict[str, OperatorQuota] = Field(default_factory=dict)


_Criterion = Literal["party_base", "environment", "infrastructure", "closure", "willingness"]
_Requirement = Literal[
    "score", "party_base", "environment", "infrastructure", "closure", "willingness"
]
_Score = Annotated[float, Field(ge=0, le=100)]


class LadderStep(_Section):
    """One step of a ladder: its name, and the least value of each criterion that it asks for."""

    name: Annotated[str, Field(min_length=1)]
    least: dict[_Requirement, _Score] = Field(default_factory=dict)


def _ladder(steps: tuple[LadderStep, ...]) -> tuple[LadderStep, ...]:
    if steps and steps[0].least:
        raise PydanticCustomError("first_step", "the first step asks for nothing")
    names = [step.name for step in steps]
    if len(set(names)) < len(names):
        raise PydanticCustomError("step_twice", "two steps of one name")
    return steps


def _some_weight(weights: dict[_Criterion, float]) -> dict[_Criterion, float]:
    if len(weights) == len(get_args(_Criterion)) and not sum(weights.values()) > 0:
        raise PydanticCustomError("no_weight", "no weight above 0")
    return weights


_Ladder = Annotated[tuple[LadderStep, ...], AfterValidator(_ladder)]


class Levels(_Section):
    """The ladders of service level and management mode; empty: those of the product."""

    weights: Annotated[
        dict[_Criterion, Annotated[float, Field(ge=0, allow_inf_nan=False)]],
        AfterValidator(_some_weight),
    ] = Field(default_factory=dict)
    service: _Ladder = ()
    modes: _Ladder = ()


class Totals(_Section):
    """What the bureau says the totals are; the lists are held against it."""

    estates: NonNegativeInt | None = None
    households: NonNegativeInt | None = None
    residents: NonNegativeInt | None = None


class Crews(_Section):
    """How much work the crews have: calls by households, and how long a call keeps a crew."""

    calls_per_household_year: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 0.2
    busy_min: Annotated[float, Field(gt=0, le=24 * 60, allow_inf_nan=False)] = 60.0


class Shifts(_Section):
    """Which day the plan stands for, and whether cover by hour is written where no crew has hours.

    ``day`` is a kind of day or a date; a date takes its kind from the calendar of holidays.
    """

    day: DayOfPlan = "weekday"
    by_hour: bool = False


class RosterSettings(_Section):
    """Which shifts a crew may work, what they cost, and what the roster must keep.

    ``patterns`` are written as ``08:00-16:00``, one day's work of a crew each; left empty, every
    shift of ``shift_hours`` that begins at ``every_hours`` is allowed. A crew is paid for at least
    ``paid_hours`` a day; hours of the night cost ``night_factor`` times as much. Where calls would
    wait longer than ``most_wait_min`` on average, crews are added.
    """

    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    patterns: tuple[str, ...] = ()
    shift_hours: tuple[Annotated[int, Field(ge=1, le=24)], ...] = (8, 12)
    every_hours: Annotated[int, Field(ge=1, le=24)] = 2
    least_crews: NonNegativeInt = 0
    most_crews: NonNegativeInt | None = None
    min_rest_h: Annotated[float, Field(ge=0, le=24)] = 11.0
    paid_hours: Annotated[float, Field(ge=0, le=24)] = 0.0
    hour_cost: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    night_factor: Annotated[float, Field(ge=0, le=100)] = 1.0
    night_hours: tuple[_Hour, ...] = (22, 23, 0, 1, 2, 3, 4, 5)
    crew_hours: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    most_wait_min: Annotated[float, Field(gt=0, le=24 * 60)] = 5.0


class Season(_Section):
    """The months of the rain season, and how many more calls it brings where no log says so.

    ``from`` and ``to`` are the first and the last day of the season that works are done for, and
    ``ready_by`` the day by which they must be finished; left out, the day before the season.
    ``month`` is the month whose calls keep crews busy and rosters waiting; the mean month without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, populate_by_name=True)

    rain_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = (5, 6, 7, 8, 9)
    rain_factor: SpeedFactor = 1.0
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None
    ready_by: date | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None

    def month_factors(self) -> tuple[float, ...]:
        """Return the calls of January to December over those of the mean month."""
        rain = [month in self.rain_months for month in range(1, 13)]
        level = [self.rain_factor if is_rain else 1.0 for is_rain in rain]
        return tuple(of_month / (sum(level) / len(level)) for of_month in level)

    def factor(self, season: str) -> float:
        """Return the calls of a month of a season, ``rain`` or ``dry``, over the mean month's."""
        of_season = [
            factor
            for month, factor in enumerate(self.month_factors(), start=1)
            if (month in self.rain_months) == (season == "rain")
        ]
        return of_season[0] if of_season else 1.0

    @property
    def without_days(self) -> "Season":
        """The season without the days that only works are planned by."""
        return self.model_copy(update=dict.fromkeys(("from_", "to", "ready_by")))

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Season":
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("season_backwards", "the season ends before it begins")
        return self


_Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class WorksSettings(_Section):
    """What works before the rains are worth, and what their plan must keep.

    ``from`` is the first day that is planned; left out, the first week with crews. With ``ready``
    at ``hard`` nothing is finished after the season's ``ready_by``; at ``priced`` each day after it
    costs ``late_price`` days of leak more. A call of the rain keeps leaking for ``leak_days``; its
    kind is one that contains one of ``rain_kinds``. A day of storm brings ``storm_factor`` times as
    many of them as a mean day of the season.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, populate_by_name=True)

    from_: Annotated[date | None, Field(alias="from")] = None
    ready: Literal["hard", "priced"] = "hard"
    late_price: _Weight = 1.0
    most_at_once: PositiveInt = 1
    crews_at_most: PositiveInt = 2
    site_cost: _Weight = 0.0
    leak_days: Annotated[float, Field(gt=0, le=366)] = 7.0
    rain_kinds: tuple[Annotated[str, Field(min_length=1)], ...] = (
        "屋面",
        "屋顶",
        "雨",
        "外墙渗",
        "积水",
        "内涝",
        "排水",
        "roof",
        "rain",
        "flood",
    )
    severity: dict[str, _Weight] = Field(default_factory=dict)
    vulnerable: _Weight = 1.0
    storm_factor: _Weight = 10.0
    gap: Annotated[float, Field(ge=0, lt=1)] = 0.005


class Costs(_Section):
    """What a change costs, in one unit, to find the cheapest fix of a late estate.

    ``unit`` is what answers call it, such as 万元; without one they are relative points.
    """

    unit: Annotated[str, Field(max_length=20)] = ""
    open_gate: Annotated[float, Field(ge=0)] = 1.0
    turnout_minute: Annotated[float, Field(ge=0)] = 2.0
    reopened_road: Annotated[float, Field(ge=0)] = 5.0
    shift_hour: Annotated[float, Field(ge=0)] = 1.0
    extra_crew: Annotated[float, Field(ge=0)] = 10.0
    new_site: Annotated[float, Field(ge=0)] = 30.0


URGENCIES: Final = ("urgent", "serious", "deferrable", "minor")

_Urgency = Literal["urgent", "serious", "deferrable", "minor"]


class UrgencyRule(_Section):
    """When a problem is of a class; all conditions that are given must hold.

    ``slack_most`` is in days before work must begin, ``danger_least`` from 1 to 4.
    """

    urgency: _Urgency
    danger_least: Annotated[int, Field(ge=1, le=4)] | None = None
    slack_most: Annotated[float, Field(allow_inf_nan=False)] | None = None
    households_least: NonNegativeInt | None = None
    days_open_least: NonNegativeInt | None = None

    def conditions(self) -> dict[str, float]:
        """Return the conditions that are given, by their name."""
        given = self.model_dump(exclude={"urgency"}, exclude_none=True)
        return {name: float(value) for name, value in given.items()}


_DEFAULT_RULES: Final = (
    UrgencyRule(urgency="urgent", danger_least=4),
    UrgencyRule(urgency="urgent", danger_least=2, slack_most=0),
    UrgencyRule(urgency="serious", danger_least=3),
    UrgencyRule(urgency="serious", slack_most=14),
    UrgencyRule(urgency="serious", danger_least=2, households_least=200),
    UrgencyRule(urgency="deferrable", danger_least=2),
    UrgencyRule(urgency="deferrable", slack_most=60),
    UrgencyRule(urgency="deferrable", days_open_least=90),
)


class ProblemSettings(_Section):
    """The problem list: the day it is judged on, the rules of urgency, when two look alike.

    Without ``as_of`` the list is judged as of today.
    """

    as_of: date | None = None
    rules: Annotated[tuple[UrgencyRule, ...], Field(min_length=1)] = _DEFAULT_RULES
    alike_m: Annotated[float, Field(ge=0, le=5000)] = 50.0
    alike_days: Annotated[float, Field(ge=0, le=366)] = 30.0


MEASURES: Final = {
    "operator": ("on_time", "repeats", "satisfaction", "inspections"),
    "street": ("close_out", "reopened", "gates", "visits", "consent", "inspections"),
}
PERIOD: Final = re.compile(
    r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|-(?P<month>0[1-9]|1[0-2]))?"
)

_Measure = Literal[
    "on_time",
    "repeats",
    "satisfaction",
    "inspections",
    "close_out",
    "reopened",
    "gates",
    "visits",
    "consent",
]
_Points = Annotated[float, Field(ge=0, le=100)]


def _period(text: str) -> str:
    if text and not PERIOD.fullmatch(text):
        raise PydanticCustomError("period", "no period")
    return text


_VisitGap = Annotated[int, Field(ge=0, le=730)]


class VisitClass(_Section):
    """How often estates of a class are visited; all conditions that are given must hold.

    A gap that is left out follows from ``times_a_year``: at least half and at most one and a half
    times the mean gap. ``open_matters`` and ``households_least`` are numbers, ``elderly_least`` is
    a share of 0 to 1.
    """

    name: Annotated[str, Field(min_length=1)]
    times_a_year: Annotated[float, Field(gt=0, le=366)] = 6.0
    gap_least_days: _VisitGap | None = None
    gap_most_days: _VisitGap | None = None
    minutes: Annotated[float, Field(gt=0, le=24 * 60)] = 30.0
    verdicts: tuple[Literal["covered", "late", "unreachable", "unsure"], ...] = ()
    streets: tuple[str, ...] = ()
    service_levels: tuple[str, ...] = ()
    open_matters: NonNegativeInt | None = None
    households_least: NonNegativeInt | None = None
    elderly_least: Annotated[float, Field(ge=0, le=1)] | None = None


_DEFAULT_CLASSES: Final = (
    VisitClass(name="priority", times_a_year=12.0, verdicts=("late", "unsure")),
    VisitClass(name="priority", times_a_year=12.0, open_matters=1),
    VisitClass(name="regular", times_a_year=6.0),
)


class VisitSettings(_Section):
    """The visit rounds: how often each class of estates, what a visitor's day is, what counts.

    The first class of which all conditions hold decides. Without ``hour`` the roads are those of
    the hour of the plan. ``day_hours`` is the day of visitors whose list says none. ``balance``
    prices every minute by which the visits of a day are off the mean, ``lateness`` every day by
    which a priority estate is visited after it is due, both in minutes of driving.
    """

    classes: Annotated[tuple[VisitClass, ...], Field(min_length=1)] = _DEFAULT_CLASSES
    hour: _Hour | None = None
    day_hours: Annotated[float, Field(gt=0, le=24)] = 7.0
    starts_at: _Hour = 9
    balance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.02
    lateness: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.2
    elderly_least: Annotated[float, Field(ge=0, le=1)] = 0.3


class AssessmentSettings(_Section):
    """The double assessment: the period, what counts how much, bands and what they pay.

    ``bands`` name the least points of each band, ``pay`` what share of the fee it pays. ``share``
    is the promised share of calls on time; left out, the target's percentile.
    """

    period: Annotated[str, AfterValidator(_period)] = ""
    share: Share | None = None
    few: PositiveInt = 20
    weights: dict[_Measure, _Weight] = Field(default_factory=dict)
    bands: dict[str, _Points] = Field(default_factory=lambda: {"A": 90.0, "B": 75.0, "C": 0.0})
    pay: dict[str, Annotated[float, Field(ge=0, le=10)]] = Field(
        default_factory=lambda: {"A": 1.0, "B": 0.95, "C": 0.85}
    )

    @model_validator(mode="after")
    def _one_pay_for_each_band(self) -> "AssessmentSettings":
        if set(self.bands) != set(self.pay):
            raise PydanticCustomError("bands_pay", "bands and pay differ")
        if 0 not in self.bands.values():
            raise PydanticCustomError("bands_from_zero", "no band begins at 0")
        return self


def _known_language(found: str) -> str:
    if found not in LANGUAGES:
        raise PydanticCustomError("literal_error", "unknown", {"expected": ", ".join(LANGUAGES)})
    return found


class Settings(_Section):
    """All that a workspace asks for.

    Attributes
    ----------
    name : str
        What the workspace is called on screens and reports.
    language : {"zh", "en"}
        The language of its reports, where nothing else is asked for.
    inputs, datums, target, response, positions, demand, speeds, siting, zoning, levels, totals,
    crews, costs, shifts, skills, roster, season, problems, assessment, visits, works
        The sections of ``workspace.toml``.
    """

    name: str = ""
    language: Annotated[str, AfterValidator(_known_language)] = "zh"
    inputs: Inputs = Inputs()
    datums: Datums = Datums()
    target: Target = Target()
    response: Response = Response()
    positions: Positions = Positions()
    demand: Demand = Demand()
    speeds: Speeds = Speeds()
    siting: SitingSettings = SitingSettings()
    zoning: ZoningSettings = ZoningSettings()
    levels: Levels = Levels()
    totals: Totals = Totals()
    crews: Crews = Crews()
    costs: Costs = Costs()
    shifts: Shifts = Shifts()
    skills: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    roster: RosterSettings = RosterSettings()
    season: Season = Season()
    problems: ProblemSettings = ProblemSettings()
    assessment: AssessmentSettings = AssessmentSettings()
    visits: VisitSettings = VisitSettings()
    works: WorksSettings = WorksSettings()

    def with_target(
        self, *, minutes: float | None = None, percentile: float | None = None
    ) -> "Settings":
        """Return the settings with another promise; what is left out stays.

        Raises
        ------
        SettingsError
            When a figure is out of range.
        """
        given = {"minutes": minutes, "percentile": percentile}
        asked = {name: value for name, value in given.items() if value is not None}
        try:
            target = Target.model_validate({**self.target.model_dump(), **asked})
        except ValidationError as error:
            faults = [_fault({**one, "loc": ("target", *one["loc"])}, "") for one in error.errors()]
            raise SettingsError("settings.faults", faults=faults, file="[target]") from error
        return self.model_copy(update={"target": target})

    def for_run(self) -> dict[str, Any]:
        """Return the settings that decide a plan: not the language, nor what follows a plan.

        Sections and inputs that came after the first edition are left out where nothing is asked
        of them, so that a plan which does not use them keeps its hash.
        """
        after: dict[str, Any] = dict.fromkeys(("problems", "assessment", "visits", "works"), True)
        after["inputs"] = set(AFTER_THE_PLAN)
        after["season"] = {"from_", "to", "ready_by"}
        asked = self.model_dump(mode="json", exclude={"language": True, **after})
        for name in _LATER_SECTIONS:
            section = getattr(self, name)
            if name == "season":
                section = section.without_days
            if section == type(self).model_fields[name].get_default(call_default_factory=True):
                del asked[name]
        for section, names in _LATER_KEYS.items():
            usual = type(getattr(self, section)).model_fields
            for name in names:
                if getattr(getattr(self, section), name) == usual[name].default:
                    asked.get(section, {}).pop(name, None)
        return asked


_LATER_SECTIONS = ("shifts", "skills", "roster", "season", "positions", "demand")
_LATER_KEYS = {
    "costs": ("unit", "shift_hour"),
    "inputs": ("shifts", "barriers"),
    "zoning": ("seeds",),
    "siting": ("busy_share", "backup_share", "far_min", "near_share", "most_moves", "hours"),
    "season": ("month",),
}


def with_roster(
    settings: Settings, *, share: float | None = None, crew_hours: float | None = None
) -> Settings:
    """Return settings with another question about the roster.

    Parameters
    ----------
    settings : Settings
    share, crew_hours : float, optional
        What takes the place of the same keys; None leaves them.

    Raises
    ------
    SettingsError
        For a value that cannot be.
    """
    said = {"share": share, "crew_hours": crew_hours}
    asked = {name: value for name, value in said.items() if value is not None}
    try:
        changed = RosterSettings.model_validate({**settings.roster.model_dump(), **asked})
    except ValidationError as error:
        faults = [
            _fault({**detail, "loc": ("roster", *detail["loc"])}, "") for detail in error.errors()
        ]
        raise SettingsError("settings.options", faults=faults) from error
    return settings.model_copy(update={"roster": changed})


def with_month(settings: Settings, month: int | None) -> Settings:
    """Return settings whose calls are those of a month.

    Parameters
    ----------
    settings : Settings
    month : int, optional
        1 to 12; None leaves what they say.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        When there is no such month.
    """
    if month is None:
        return settings
    if month not in range(1, 13):
        raise SettingsError("settings.no_month", found=month)
    return settings.model_copy(
        update={"season": settings.season.model_copy(update={"month": month})}
    )


def read_settings(path: Path) -> Settings:
    """Read ``workspace.toml``.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Settings
        The checked settings; what the file leaves out has its default.

    Raises
    ------
    SettingsError
        When the file is missing, is not UTF-8 TOML, or holds unknown keys or impossible values;
        all of them are named together, an unknown key with the nearest valid one.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingsError("settings.missing", file=path.name, folder=path.parent.name) from error
    return settings_in(content, file=path.name)


def settings_in(content: bytes, *, file: str) -> Settings:
    """Read the content of a ``workspace.toml``.

    Parameters
    ----------
    content : bytes
        TOML in UTF-8, with or without a byte-order mark.
    file : str
        What messages call it.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        As :func:`read_settings` raises it.
    """
    try:
        given = parsed_toml(content.decode("utf-8-sig"))
    except ValueError as error:
        raise SettingsError("settings.not_toml", file=file, reason=str(error)) from error
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        faults = faults_of(error, root=Settings, file=file)
        raise SettingsError("settings.faults", faults=faults, file=file) from error


# What each kind of refusal is called in the catalogues, and the field of its context that says
# what was wanted.
_WANTED: dict[str, tuple[str, str | None]] = {
    "value_error": ("settings.path", None),
    "greater_than": ("settings.above", "gt"),
    "greater_than_equal": ("settings.at_least", "ge"),
    "less_than": ("settings.below", "lt"),
    "less_than_equal": ("settings.at_most", "le"),
    "literal_error": ("settings.choice", "expected"),
    "string_pattern_mismatch": ("review.datum_setting", None),
    "string_type": ("settings.text", None),
    "finite_number": ("settings.number", None),
    "float_parsing": ("settings.number", None),
    "float_type": ("settings.number", None),
    "int_from_float": ("settings.whole", None),
    "int_parsing": ("settings.whole", None),
    "int_type": ("settings.whole", None),
    "model_type": ("settings.section", None),
    "dict_type": ("settings.section", None),
    "tuple_type": ("settings.list", None),
    "too_short": ("sheets.no_estates_named", None),
    "missing": ("sheets.setting_missing", None),
    "string_too_short": ("sheets.setting_missing", None),
    "first_step": ("sheets.first_step", None),
    "step_twice": ("sheets.step_twice", None),
    "no_weight": ("sheets.no_weight", None),
    "day": ("hours.setting_day", None),
    "shift_days": ("condition.bad_days", None),
    "shift_hours": ("condition.bad_hours", None),
    "shifts_overlap": ("condition.bad_overlap", None),
    "named_twice": ("condition.bad_twice", None),
    "no_outline": ("condition.bad_outline", "least"),
    "period": ("assessment.period_setting", None),
    "season_backwards": ("works.season_backwards", None),
    "bands_pay": ("assessment.bands_pay", None),
    "bands_from_zero": ("assessment.bands_from_zero", None),
    "date_from_datetime_parsing": ("problems.date_setting", None),
    "date_type": ("problems.date_setting", None),
}


def checked_value(name: str, kind: Any, value: Any) -> Any:
    """Return a single value as a setting of its kind would hold it.

    Parameters
    ----------
    name : str
        What the value is called in the message.
    kind : type
        One of the kinds of values above, such as ``TargetMinutes``.
    value : Any
        What was asked for, a text too.

    Returns
    -------
    Any

    Raises
    ------
    SettingsError
        When it is no such value.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        faults = [_fault({**one, "loc": (name,)}, "") for one in error.errors()]
        raise SettingsError("settings.options", faults=faults) from error


def faults_of(error: ValidationError, *, root: type[BaseModel], file: str) -> list[Fault]:
    """Return what a record refuses, each with the place of the value and what was wanted there.

    Parameters
    ----------
    error : ValidationError
    root : type of BaseModel
        The record that was to be read.
    file : str
        Where it was read from.

    Returns
    -------
    list of Fault
    """
    # A list of which every item is refused counts as too short as well: one fault is enough.
    return [
        _fault(detail, file, root)
        for detail in error.errors()
        if detail["type"] != "too_short" or not detail["input"]
    ]


def _fault(detail: Any, file: str, root: type[BaseModel] | None = None) -> Fault:
    # A key of a table that is refused itself has a mark of its own behind it.
    location = [str(part) for part in detail["loc"] if part != "[key]"]
    key = ".".join(location)
    if detail["type"] == "extra_forbidden":
        valid = _valid_keys(location[:-1], root or Settings)
        nearest = difflib.get_close_matches(location[-1], valid, n=1, cutoff=0.5)
        if nearest:
            return Fault(
                "settings.unknown_key_near",
                file=file,
                name=key,
                nearest=nearest[0],
                valid=", ".join(valid),
            )
        return Fault("settings.unknown_key", file=file, name=key, valid=", ".join(valid))
    sentence, field = _WANTED.get(detail["type"], ("settings.value", None))
    wanted = str(detail.get("ctx", {}).get(field, "")).replace(" or ", ", ")
    return Fault(sentence, file=file, name=key, found=detail["input"], wanted=wanted)


def _valid_keys(location: list[str], root: type[BaseModel]) -> list[str]:
    section: Any = root
    for part in location:
        field = section.model_fields.get(part)
        # The place in a list, or the name of an operator, leads to no other section.
        if field is not None:
            section = _section_in(field.annotation) or section
    return [field.alias or name for name, field in section.model_fields.items()]


def _section_in(annotation: Any) -> Any:
    """Return the section that a field holds, itself or as its items; None where it holds none."""
    if hasattr(annotation, "model_fields"):
        return annotation
    found = (_section_in(part) for part in get_args(annotation))
    return next((section for section in found if section is not None), None)
