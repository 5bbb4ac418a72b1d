"""Who is covered for a kind of fault: only crews that can mend it count."""

from typing import Any

from geo.coverage import every_skill, skill_of_kind
from geo.errors import WorkspaceError
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District

__all__ = ["cover_by_skill", "district_for_fault", "skills_of"]

_SHOWN = ("estates_covered", "households_covered", "share_households")


def skills_of(district: District) -> tuple[str, ...]:
    """Return the skills that crews of a district have, or that the settings ask for.

    Parameters
    ----------
    district : District

    Returns
    -------
    tuple of str
        Empty where nobody says anything about skills.
    """
    return every_skill(district.inputs.duty.skills, district.settings.skills)


def district_for_fault(district: District, fault: str) -> District:
    """Return the district with the crews alone that can mend a kind of fault.

    Parameters
    ----------
    district : District
    fault : str
        A skill, or a kind of fault that ``[skills]`` says needs one.

    Returns
    -------
    District

    Raises
    ------
    WorkspaceError
        When neither a crew nor the settings know it.
    """
    skills = skills_of(district)
    skill = skill_of_kind(fault, skills, district.settings.skills)
    if skill is None:
        raise WorkspaceError("skills.unknown", found=fault, valid=tuple(skills))
    return district.with_skill(skill)


def cover_by_skill(district: District) -> list[dict[str, Any]]:
    """Return who is reached in time for faults that need each skill.

    Parameters
    ----------
    district : District

    Returns
    -------
    list of dict
        ``skill, kinds, stations_on_duty, crews_on_duty, estates_covered, households_covered,
        share_households``; empty where nobody says anything about skills.
    """
    return [_row(district.with_skill(skill), skill) for skill in skills_of(district)]


def _row(district: District, skill: str) -> dict[str, Any]:
    summary = cover_stations(district).summary
    stations = district.stations
    return {
        "skill": skill,
        "kinds": list(district.settings.skills.get(skill, ())),
        "stations_on_duty": len(stations),
        "crews_on_duty": int(stations["crews"].astype("Float64").fillna(1).sum()),
        **{name: summary[name] for name in _SHOWN},
    }
