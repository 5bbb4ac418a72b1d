"""Erlang's formulas: how often all crews are busy when any crew may take any call.

References
----------
.. [1] Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of
   significance in automatic telephone exchanges. Elektroteknikeren 13: formulas for lost calls
   (B) and waiting (C).
"""

from math import isfinite

from geo.errors import CoverageError

__all__ = ["erlang_b", "erlang_c"]


def erlang_b(crews: int, load: float) -> float:
    """Return the share of calls lost when all crews are busy and nobody waits.

    Parameters
    ----------
    crews : int
        Number of crews, at least 1.
    load : float
        Offered load: calls per hour times hours per call.

    Returns
    -------
    float
        Probability that a call finds all crews busy.

    Raises
    ------
    CoverageError
        For no crews, or a load that is negative or not finite.
    """
    _check(crews, load)
    # The recursion B(n) = a B(n-1) / (n + a B(n-1)) adds only positive terms: no digit is lost.
    blocked = 1.0
    for crew in range(1, crews + 1):
        blocked = load * blocked / (crew + load * blocked)
    return blocked


def erlang_c(crews: int, load: float) -> float:
    """Return the share of calls that wait when calls queue for the first free crew.

    Parameters
    ----------
    crews : int
        Number of crews, at least 1.
    load : float
        Offered load: calls per hour times hours per call, below the number of crews.

    Returns
    -------
    float
        Probability that a call waits.

    Raises
    ------
    CoverageError
        As :func:`erlang_b`, and for a load of at least the number of crews: the queue would grow
        without bound.
    """
    blocked = erlang_b(crews, load)
    utilisation = load / crews
    if utilisation >= 1:
        raise CoverageError("coverage.overload", utilisation=utilisation, crews=crews)
    return blocked / (1 - utilisation * (1 - blocked))


def _check(crews: int, load: float) -> None:
    if crews != int(crews) or crews < 1:
        raise CoverageError("coverage.crews", found=crews)
    if not (isfinite(load) and load >= 0):
        raise CoverageError("coverage.load", found=load)
