"""Arrays the patrol kernels speak of, beside those of `geo.analysis.kernel`."""

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
"""Row numbers of fixes, steps, edges, nodes."""
Bytes = npt.NDArray[np.int8]
"""Small codes: verdicts, gaps, places in a row of candidates."""
