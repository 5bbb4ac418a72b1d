"""Operations: what follows a plan once it runs, from problem lists to assessment and rosters.

Kernels on arrays and tables. What they mean for a district is composed in
:mod:`geo.workspace.operations`.
"""

from geo.operations.assessment import VERDICTS, assess_units, spread_of_units
from geo.operations.bands import band_of, calls_to_change, total_points
from geo.operations.call_forecast import SEASON_DRIFT, CallForecast, fit_calls
from geo.operations.call_rates import (
    ShrunkRates,
    count_interval,
    poisson_deviance,
    shrunk_rates,
)
from geo.operations.common_kinds import COMMON_LEVEL, common_kinds
from geo.operations.count_limits import (
    poisson_binomial,
    poisson_binomial_limits,
    poisson_limits,
)
from geo.operations.critical_path import critical_path, longest_chain
from geo.operations.fewest_late import WorkOrder, moore_hodgson
from geo.operations.intervals import wilson_interval
from geo.operations.look_alikes import look_alikes
from geo.operations.over_dispersion import OverDispersion, over_dispersion
from geo.operations.periods import period_days
from geo.operations.rain_screening import ScreenedRates, screened_rates
from geo.operations.rosters import Roster, hourly_bound, largest_roster, roster
from geo.operations.selftest import selftest
from geo.operations.shrinkage import shrunk_shares
from geo.operations.slack import OpenSteps, days_between, open_steps, slack_days
from geo.operations.urgency import deciding_rules, priority_order, urgency_of
from geo.operations.visits import (
    VisitCalendar,
    VisitNeed,
    day_patterns,
    fewest_visits,
    most_visits,
    visit_calendar,
    visit_rounds,
)
from geo.operations.works import (
    MendedWorks,
    WorksPlan,
    WorksQuestion,
    mend_works,
    schedule_works,
    value_of_more,
)

__all__ = [
    "COMMON_LEVEL",
    "SEASON_DRIFT",
    "VERDICTS",
    "CallForecast",
    "MendedWorks",
    "OpenSteps",
    "OverDispersion",
    "Roster",
    "ScreenedRates",
    "ShrunkRates",
    "VisitCalendar",
    "VisitNeed",
    "WorkOrder",
    "WorksPlan",
    "WorksQuestion",
    "assess_units",
    "band_of",
    "calls_to_change",
    "common_kinds",
    "count_interval",
    "critical_path",
    "day_patterns",
    "days_between",
    "deciding_rules",
    "fewest_visits",
    "fit_calls",
    "hourly_bound",
    "largest_roster",
    "longest_chain",
    "look_alikes",
    "mend_works",
    "moore_hodgson",
    "most_visits",
    "open_steps",
    "over_dispersion",
    "period_days",
    "poisson_binomial",
    "poisson_binomial_limits",
    "poisson_deviance",
    "poisson_limits",
    "priority_order",
    "roster",
    "schedule_works",
    "screened_rates",
    "selftest",
    "shrunk_rates",
    "shrunk_shares",
    "slack_days",
    "spread_of_units",
    "total_points",
    "urgency_of",
    "value_of_more",
    "visit_calendar",
    "visit_rounds",
    "wilson_interval",
]
