"""What a solver could say instead of the truth: answers changed by hand at the door."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geo.solver import LinearProgram, solve
from geo.solver.highs import RawAnswer
from geo.stop import Stop

Ask = Callable[..., RawAnswer]
_truth: Ask = solve._ask


def _changed(**changes: object) -> Ask:
    def ask(program: LinearProgram, *rest: object, **named: object) -> RawAnswer:
        return _truth(program, *rest, **named)._replace(**changes)

    return ask


def _zeros(program: LinearProgram, *rest: object, **named: object) -> RawAnswer:
    return _truth(program, *rest, **named)._replace(
        point=np.zeros(program.cost.size), outcome="optimal"
    )


def _nothing_at_all(program: LinearProgram, *_: object, **_named: object) -> RawAnswer:
    """Answer as HiGHS does in a thread that began with another number of threads."""
    return RawAnswer("failed", "kError, kNotset", np.zeros(program.cost.size), 0.0, None, 0)


def _halves(program: LinearProgram, *rest: object, **named: object) -> RawAnswer:
    return _truth(program, *rest, **named)._replace(point=np.full(program.cost.size, 0.5))


def _worst_called_best(
    program: LinearProgram, stop: Stop, *rest: object, **named: object
) -> RawAnswer:
    """Answer with the worst point there is, proven by a bound of the same value."""
    raw = _truth(replace(program, cost=-program.cost), stop, None, {})
    if raw.point is None:
        return raw
    value = program.value(program.rounded(raw.point))
    return RawAnswer("optimal", "kOk, kOptimal", raw.point, value, None, 1)


def _bound_beyond(program: LinearProgram, *rest: object, **named: object) -> RawAnswer:
    return _truth(program, *rest, **named)._replace(mip_bound=program.sign * 1e7)


LIES: dict[str, Ask] = {
    "an error with zeros": _nothing_at_all,
    "zeros called optimal": _zeros,
    "halves": _halves,
    "infeasible": _changed(outcome="infeasible", point=None, mip_bound=None),
    "a bound of 0": _changed(mip_bound=0.0),
    "a bound far beyond": _bound_beyond,
    "no bound": _changed(mip_bound=None),
    "no point": _changed(point=None),
    "the worst called best": _worst_called_best,
}


def tell(lie: str, patch: pytest.MonkeyPatch) -> None:
    """Change every answer of HiGHS from now on."""
    patch.setattr(solve, "_ask", LIES[lie])
