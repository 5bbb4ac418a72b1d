"""A station that gains nothing is not recommended; the plan is otherwise the same."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import SitingError
from geo.workspace import District, SiteRules, open_district, open_workspace, site_stations


@pytest.fixture(scope="module")
def town(toy: Path) -> District:
    """Return the toy town: of its three candidates only C1 brings households on time."""
    return open_district(open_workspace(toy))


@pytest.mark.parametrize("stations", [1, 2, 3])
def test_only_what_helps_is_proposed(town: District, stations: int) -> None:
    """Asked for more than help, the answer has those that do, the same objective, and says why."""
    one = site_stations(town, model="max_cover", stations=1)
    more = site_stations(town, model="max_cover", stations=stations)
    assert more.plan.objective == one.plan.objective == 950
    assert list(more.proposed["candidate_id"]) == ["C1"]
    assert (more.proposed["households_gained"] > 0).all()
    assert np.isin(more.plan.assigned[more.plan.assigned >= 0], more.plan.chosen).all()
    told = [notice.key for notice in more.notices]
    assert ("choice.some_help" in told) == (stations > 1)


def test_a_locked_site_stays_and_is_named(town: District) -> None:
    """What the planner insists on is proposed all the same."""
    sited = site_stations(town, model="max_cover", stations=2, rules=SiteRules(lock=("C2",)))
    assert set(sited.proposed["candidate_id"]) == {"C1", "C2"}
    assert "choice.locked_in_vain" in [notice.key for notice in sited.notices]


def test_none_helps_where_all_are_on_time(town: District) -> None:
    """With a target that everybody on a road meets no station is proposed."""
    sited = site_stations(town.with_target(minutes=60), model="max_cover", stations=2)
    assert sited.proposed.empty
    told = [notice.key for notice in sited.notices]
    assert told[0] == "choice.none_helps"


def test_everyone_that_cannot_be_is_no_solution(town: District) -> None:
    """Whoever is left out is named, at whatever model."""
    for model in ("max_cover", "p_median", "backup_cover"):
        with pytest.raises(SitingError, match="山脚小区"):
            site_stations(town, model=model, stations=1, rules=SiteRules(everyone=True))
