"""The known answers that come with the product, worked out on this machine."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo import operations, siting
from geo.coverage import SelfTest, selftest

__all__ = ["run_self_test"]


def run_self_test() -> list[SelfTest]:
    """Work out every known answer, those of siting and operations included.

    Returns
    -------
    list of SelfTest
    """
    return [*selftest(set_cover=_fewest_sites), *operations.selftest()]


def _fewest_sites(covers: NDArray[np.bool_]) -> int:
    return int(siting.set_cover(sparse.csr_array(covers)).objective)
