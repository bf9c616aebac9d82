"""The type of the batch that the toolkit's tests share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Batch = tuple[NDArray[np.float32], NDArray[np.int64]]
