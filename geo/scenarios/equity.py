"""Who is served how well in a scenario, calculated once for each count.

Nothing here knows of Streamlit.
"""

from geo.scenarios.planner import Planner, answered_once
from geo.scenarios.scenario import Scenario
from geo.workspace import Equity, equity_of, weight_columns

__all__ = ["counted_columns", "equity_in"]


def equity_in(planner: Planner, scenario: Scenario, weight: str) -> Equity:
    """Return who is served how well in a scenario.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    weight : str
        The column that groups, worst off and hot spots count; the others stand beside it.

    Returns
    -------
    Equity
    """
    return _equity(planner, scenario.situation, weight)


def counted_columns(planner: Planner) -> list[str]:
    """Return the columns of the list that can be counted, that of the settings first.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    list of str
    """
    usual = planner.district.settings.demand.weight
    return list(dict.fromkeys([usual, *weight_columns(planner.district.estates)]))


@answered_once
def _equity(planner: Planner, scenario: Scenario, weight: str) -> Equity:
    further = [name for name in ("households", "residents") if name in counted_columns(planner)]
    return equity_of(planner.district_of(scenario), weights=(weight, *further))
