"""The thresholds of the network checks, each with its margin to healthy and to sick networks.

Measured on handwritten digits, batches of 64 in training mode, medians of five builds; `benchmarks/thresholds` holds the
data, the plot and the script. Margins are in standard deviations of log10 of the nearer family.
"""

from __future__ import annotations

MIN_FACTOR = 0.47
"""Least factor by which a hidden layer passes the gradient back (kernel norms over the square root of their fan-in)."""

GREY_FACTOR = 0.36
"""Between this and `MIN_FACTOR` a short training decides."""

MIN_RATIO = 0.1
"""Least first/last ratio (same norms) that passes on its own."""

GREY_ACCURACY = 0.7
"""Held-out accuracy after a short training that shows the gradient does arrive."""

MIN_FIRST_NORM = 1e-3
"""Least gradient norm of the first kernel."""

MAX_INITIAL_LOSS = 9.0
"""Largest cross-entropy of a fresh network (ln 10 = 2.3 when nothing is known yet)."""

MAX_SATURATED = 0.25
"""Largest share of saturated sigmoid or tanh units in any layer."""

MAX_LOSS_GROWTH = 1.1
"""A training is stable when its last losses are at most this many times its first, plus `LOSS_SLACK`."""

LOSS_SLACK = 0.1

LARGEST_CLIP = 100.0
"""Largest limit that still clips what the lab calls an explosion (the default threshold of detect_explosion)."""
