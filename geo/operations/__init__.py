"""Operations: what follows a plan once it runs, from problem lists to assessment and rosters.

Kernels on arrays and tables. What they mean for a district is composed in
:mod:`geo.workspace.operations`.
"""

from geo.operations.intervals import wilson_interval

__all__ = ["wilson_interval"]
