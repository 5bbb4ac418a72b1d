"""Many districts at once: on the cores of this machine, or on a Dask cluster.

A task is a pair of paths: the workspace to plan and the folder to write. It says the same wherever
it runs, and what is on disk with the right run hash is never calculated again.
"""

from geo.cluster.districts import find_districts, split_districts
from geo.cluster.on_dask import on_dask
from geo.cluster.on_this_machine import on_this_machine
from geo.cluster.province import Progress, Province, plan_province
from geo.cluster.task import DistrictTask, plan_district

__all__ = [
    "DistrictTask",
    "Progress",
    "Province",
    "find_districts",
    "on_dask",
    "on_this_machine",
    "plan_district",
    "plan_province",
    "split_districts",
]
