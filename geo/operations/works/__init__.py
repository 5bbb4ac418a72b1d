"""Works: which ones are done and in which week, so that the most is gained before the season."""

from geo.operations.works.mending import MendedWorks, mend_works
from geo.operations.works.schedule import WorksPlan, schedule_works

__all__ = ["MendedWorks", "WorksPlan", "mend_works", "schedule_works"]
