"""Whether this machine has compiled kernels already, asked without loading the compiler."""

import os
from pathlib import Path

from platformdirs import user_cache_path

import geo

__all__ = ["kernels_are_compiled"]


def kernels_are_compiled() -> bool:
    """Tell whether machine code of the kernels is kept on this machine.

    It is kept in the folder that ``NUMBA_CACHE_DIR`` names, else beside the sources, else in the
    user's folder for such things. Code for another processor may be all there is: then it is
    compiled again, and nothing is lost but time.

    Returns
    -------
    bool
    """
    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        places = [Path(asked)]
    else:
        places = [Path(str(geo.__file__)).parent, user_cache_path("numba", appauthor=False)]
    return any(next(place.rglob("*.nbi"), None) for place in places)
