"""Plain arrays: their types, and the compiler's door, behind which functions over them run at machine speed."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]
Int32s = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a function over arrays; it frees Python's lock, and a second process finds it ready on disk."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
