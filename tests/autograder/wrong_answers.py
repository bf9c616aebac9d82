"""Wrong answers, one misconception each: question, check that has to name it, what is wrong, the function."""

from __future__ import annotations

import wrong_clippers
import wrong_detectors
import wrong_measurers

WRONG = [*wrong_clippers.WRONG, *wrong_detectors.WRONG, *wrong_measurers.WRONG]
