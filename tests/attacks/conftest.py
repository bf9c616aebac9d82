"""Puts the attack suite's own modules where its tests can import them."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]
collect_ignore = ["fuzz.py", "inside", "outside", "honest"]
