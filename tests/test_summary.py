"""Public objects say in a short line, and in a notebook as a small table, what they hold."""

from pathlib import Path
from typing import Any

import pytest

from geo.summary import Summarized
from geo.workspace import (
    audit_claim,
    cover_stations,
    draw_zones,
    make_plan,
    open_district,
    open_workspace,
    site_stations,
)


@pytest.fixture(scope="module")
def answers(toy: Path) -> list[Any]:
    """Return what an analyst meets in a first notebook."""
    workspace = open_workspace(str(toy))
    district = open_district(workspace)
    covered, sited = (
        cover_stations(district),
        site_stations(district, model="max_cover", stations=1),
    )
    zones = draw_zones(district)
    roads = [district.network, district.road_map, district.gates, district.station_points]
    return [
        *(workspace, district, district.inputs, *roads, covered, covered.coverage),
        *(sited, sited.plan, zones, zones.zoning, zones.zoning.problem, make_plan(workspace)),
    ]


def test_a_line_is_short_and_names_the_class(answers: list[Any]) -> None:
    """However large what it holds."""
    for answer in answers:
        assert isinstance(answer, Summarized), type(answer)
        line = repr(answer)
        assert line.startswith(f"<{type(answer).__name__}")
        assert len(line) <= 160
        assert "\n" not in line


def test_a_notebook_shows_a_table_without_markup_of_others(answers: list[Any]) -> None:
    """Facts are text: a hostile name is no tag."""
    for answer in answers:
        assert answer._repr_html_().startswith("<table>")
    district = answers[1]
    hostile = district.settings.model_copy(update={"name": "<img src=x onerror=alert(1)>"})
    from dataclasses import replace

    assert "<img" not in replace(district, settings=hostile)._repr_html_()


def test_a_district_says_what_matters(answers: list[Any]) -> None:
    """Counts, not shapes of arrays."""
    assert "estates 6, households 1,200, stations 2" in repr(answers[1])


def test_an_audit_is_read_by_attribute_by_key_or_as_plain_values(answers: list[Any]) -> None:
    """All three say the same; plain values may be changed without changing the audit."""
    audited = audit_claim(answers[1], "9 min")
    assert audited.verdict == audited["verdict"] == audited.to_dict()["verdict"]
    assert list(audited) == list(audited.to_dict())
    plain = audited.to_dict()
    plain["estates"]["count"] = -1
    assert audited.estates["count"] == 6
    with pytest.raises(KeyError):
        audited["to_dict"]
    assert "verdict false" in repr(audited)
