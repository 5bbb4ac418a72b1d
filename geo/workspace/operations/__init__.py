"""What follows a plan once it runs: the problem list and the double assessment of a district."""

from geo.workspace.operations.double_assessment import LEVELS, DoubleAssessment, UnitSheet
from geo.workspace.operations.measures import Measure
from geo.workspace.operations.problem_list import ProblemList
from geo.workspace.operations.questions import assess_workspace, problems_of, units_of_estates
from geo.workspace.operations.record import (
    DONE,
    STATES,
    ProblemEvent,
    Record,
    RecordStore,
    SignOff,
    record_store,
    refuse_event,
)

__all__ = [
    "DONE",
    "LEVELS",
    "STATES",
    "DoubleAssessment",
    "Measure",
    "ProblemEvent",
    "ProblemList",
    "Record",
    "RecordStore",
    "SignOff",
    "UnitSheet",
    "assess_workspace",
    "problems_of",
    "record_store",
    "refuse_event",
    "units_of_estates",
]
