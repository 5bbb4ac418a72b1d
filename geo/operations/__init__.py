"""Operations: what follows a plan once it runs, from problem lists to assessment and rosters.

Kernels on arrays and tables. What they mean for a district is composed in
:mod:`geo.workspace.operations`.
"""

from geo.operations.assessment import VERDICTS, assess_units, spread_of_units
from geo.operations.common_kinds import COMMON_LEVEL, common_kinds
from geo.operations.count_limits import (
    poisson_binomial,
    poisson_binomial_limits,
    poisson_limits,
)
from geo.operations.critical_path import critical_path, longest_chain
from geo.operations.fewest_late import WorkOrder, moore_hodgson
from geo.operations.intervals import wilson_interval
from geo.operations.over_dispersion import OverDispersion, over_dispersion
from geo.operations.shrinkage import shrunk_shares
from geo.operations.urgency import deciding_rules, priority_order, urgency_of

__all__ = [
    "COMMON_LEVEL",
    "VERDICTS",
    "OverDispersion",
    "WorkOrder",
    "assess_units",
    "common_kinds",
    "critical_path",
    "deciding_rules",
    "longest_chain",
    "moore_hodgson",
    "over_dispersion",
    "poisson_binomial",
    "poisson_binomial_limits",
    "poisson_limits",
    "priority_order",
    "shrunk_shares",
    "spread_of_units",
    "urgency_of",
    "wilson_interval",
]
