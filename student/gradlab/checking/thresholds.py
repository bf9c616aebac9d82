"""The thresholds of the network checks, each with its margin to healthy and to sick networks.

Measured on handwritten digits, batches of 64 in training mode, medians of five builds: 172 families of networks, at least
200 initial draws each. `benchmarks/thresholds` holds script, data and plot. Margins are in standard deviations (sd) of
log10 of the nearer family's single draws.
"""

from __future__ import annotations

MIN_FACTOR = 0.44
"""Least factor by which a hidden layer passes the gradient back (kernel norms over the square root of their fan-in).

Sigmoid with Glorot weights: 0.236 (sd 0.02, so 13 sd below); with He weights 0.31 (sd 0.03, 5 sd). Softplus, the healthy
family that comes closest: 0.50; tanh, ReLU, SELU, residual and normalised networks: 0.58 to 1.5.
"""

GREY_FACTOR = 0.34
"""From here to `MIN_FACTOR` a short training decides. Sigmoid after layer normalisation lies here (0.39) and learns; so do
sigmoid networks that narrow towards the output, which do not."""

MIN_RATIO = 0.1
"""Least balanced first/last ratio, used only where fewer than two hidden kernels leave no factor to measure."""

LEARNS = 0.86
"""Share of 400 held-out digits that a network in a grey zone must recognise after 96 steps of Adam.

Sigmoid after layer normalisation: 0.90 to 0.95. The best of the sick ones there, sigmoid with He weights narrowing from
256 to 64: 0.68 to 0.83.
"""

MIN_FIRST_NORM = 5e-3
"""Gradient norm of the first kernel below which a short training decides.

Smallest healthy median 0.05 (ReLU, N(0, 0.05)), 18 sd above; ReLU from N(0, 0.02) 0.0013, 11 sd below.
"""

LARGE_INITIAL_LOSS = 5.0
"""Cross-entropy of a fresh network (guessing: ln 10 = 2.3) above which a short training decides. Healthy networks start
at 4.1 at most, but deep residual ones with batch normalisation start at up to 13 and train well."""

MAX_LOSS_AFTER_ADAM = 2.0
"""A network that starts large has to be below this after 96 steps of Adam: those that train reach 0.3, those whose signal
explodes stay above 7."""

MAX_SATURATED = 0.25
"""Share of saturated sigmoid or tanh units in a layer above which a short training decides. Healthy networks: 0.00;
sigmoid from N(0, 0.3): 0.15, which trains."""

HOPELESSLY_SATURATED = 0.5
"""Above this nothing is decided any more: sigmoid from N(0, 1) has 0.66, tanh from N(0, 1) 0.78."""

MAX_LOSS_GROWTH = 1.1
"""A training is stable when its last losses are at most this many times its first, plus `LOSS_SLACK`. All healthy families
with Adam 1e-3, SGD 0.01 and 0.1 and RMSprop end at 1.0 times or less."""

LOSS_SLACK = 0.1

LARGEST_CLIP = 100.0
"""Largest limit that still clips what the lab calls an explosion (the default threshold of detect_explosion)."""
