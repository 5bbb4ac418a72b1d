"""The small plan of :mod:`tests.sample_plan`."""

from tests.sample_plan import make_plan, plan

__all__ = ["make_plan", "plan"]
