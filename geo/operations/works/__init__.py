"""Works: which ones are done and in which week, so that the most is gained before the season."""

from geo.operations.works.mending import MendedWorks, mend_works
from geo.operations.works.problem import WorksQuestion
from geo.operations.works.schedule import WorksPlan, schedule_works, value_of_more

__all__ = [
    "MendedWorks",
    "WorksPlan",
    "WorksQuestion",
    "mend_works",
    "schedule_works",
    "value_of_more",
]
