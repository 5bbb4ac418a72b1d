"""What problems and their steps must keep: moments in order, steps without circles."""

import re
from graphlib import CycleError, TopologicalSorter
from typing import Final

import numpy as np
import pandas as pd

from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.plausibility import refuse_backwards

__all__ = ["question_problems", "question_steps", "steps_before"]

_ORDER_OF_MOMENTS: Final = (
    ("reported_at", "closed_at"),
    ("reported_at", "accepted_at"),
    ("accepted_at", "closed_at"),
    ("window_from", "window_to"),
)
_BETWEEN_STEPS: Final = re.compile(r"[、,，;；/|+&\n]+")


def steps_before(text: str) -> list[str]:
    """Return the steps that a cell names, which come first.

    Parameters
    ----------
    text : str
        As it was written.

    Returns
    -------
    list of str
    """
    return [step for part in _BETWEEN_STEPS.split(text) if (step := part.strip())]


def question_problems(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note moments out of order, consents above all, and problems without a place."""
    refuse_backwards(values, _ORDER_OF_MOMENTS, origin, journal)
    answered = ("consent_yes", "consent_waived", "consent_empty")
    said = values[list(answered)].fillna(0).sum(axis=1).to_numpy(np.float64)
    asked = values["consent_all"].to_numpy(np.float64)
    for index in np.flatnonzero(said > asked):
        place = origin.at(int(index), _first_given(values, int(index), answered))
        journal.fault(
            "problems.consent_above_all", **place, found=int(said[index]), all=int(asked[index])
        )
    for index in np.flatnonzero(values["consent_need"].to_numpy(np.float64) > asked):
        found = values["consent_need"].iloc[index]
        place = origin.at(int(index), "consent_need")
        journal.fault("problems.need_above_all", **place, found=f"{found:g}", all=int(asked[index]))
    named = (values[["estate_id", "name", "address"]] != "").any(axis=1)
    for index in np.flatnonzero(~named & values["lon"].isna()):
        journal.fault("problems.no_place", **origin.at(int(index), "name"))


def _first_given(values: pd.DataFrame, index: int, columns: tuple[str, ...]) -> str:
    return next((name for name in columns if values[name].iloc[index] > 0), columns[0])


def question_steps(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note steps named twice, steps that wait for unknown ones, and circles of waiting."""
    steps_of: dict[str, dict[str, int]] = {}
    rows = zip(values["problem_id"].to_list(), values["step"].to_list(), strict=True)
    for index, (problem, step) in enumerate(rows):
        own = steps_of.setdefault(problem, {})
        if step in own:
            other = origin.at(own[step])["row"]
            place = origin.at(index, "step")
            journal.fault("problems.step_twice", **place, found=step, other_row=other)
        own.setdefault(step, index)
    after = [steps_before(text) for text in values["after"].to_list()]
    for index_of in steps_of.values():
        waits = {step: after[index] for step, index in index_of.items()}
        _refuse_strangers(waits, index_of, origin, journal)
        _refuse_circles(waits, index_of, origin, journal)


def _refuse_strangers(
    waits: dict[str, list[str]], index_of: dict[str, int], origin: Origin, journal: Journal
) -> None:
    for step, before in waits.items():
        for stranger in before:
            if stranger not in index_of:
                place = origin.at(index_of[step], "after")
                journal.fault(
                    "problems.after_unknown", **place, found=stranger, valid=", ".join(index_of)
                )


def _refuse_circles(
    waits: dict[str, list[str]], index_of: dict[str, int], origin: Origin, journal: Journal
) -> None:
    if all(index_of.get(one, -1) < index_of[step] for step in waits for one in waits[step]):
        # Each waits for steps of earlier rows alone: there is no way round.
        return
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        circle = [str(step) for step in reversed(error.args[1])]
        key = "problems.waits_for_itself" if len(circle) == 2 else "problems.waits_in_circle"
        place = origin.at(index_of[circle[0]], "after")
        journal.fault(key, **place, step=circle[0], steps=" → ".join(circle))
