"""The thresholds of the network checks, each with its margin to healthy and to sick networks.

Measured on handwritten digits, batches of 64 in training mode, medians of five builds: 198 families of networks with 300
initial draws each, 24 of them with 3,000. `benchmarks/thresholds` holds script, data and plot. Margins are in standard
deviations (sd) of log10 of the nearer family's single draws; a median of five has less than half of that spread. The limits
were set looking at these families; `gradlab verify --full` counts misgrades on fresh draws.
"""

from __future__ import annotations

MIN_FACTOR = 0.47
"""Least factor by which a hidden layer passes the gradient back (kernel norms over the square root of their fan-in).

Sigmoid with Glorot weights: 0.236 (sd 0.02, 15 sd below); with He weights 0.31 (sd 0.03, 6 sd). Softplus with Glorot
weights straddles it (0.48, sd 0.033) and passes on both sides, by `MIN_CURVATURE`. All other healthy families: 0.52 to 1.5.
"""

GREY_FACTOR = 0.30
"""From here to `MIN_FACTOR` the curvature decides. Sigmoid after layer normalisation lies here (0.39, sd 0.03 to 0.05)."""

MIN_CURVATURE = 0.077
"""How much the output bends between two digits, in the grey zone of the factor: vanishing layers leave an almost linear map.

Sigmoid with Glorot weights 0.042, with He weights 0.053 (sd 0.06, 2.7 sd below; 5 sd for a median of five); softplus 0.107;
sigmoid after layer normalisation 0.25 (sd 0.08, 6 sd above). A short training does not tell these apart.
"""

MIN_BALANCED_RATIO = 0.002
"""Least first/last ratio of the balanced norms, whatever the factor: it multiplies up over very deep networks.

Healthy: 0.0037 and more (sigmoid after layer normalisation, six layers deep, which trains to 90 %). Softplus ten layers deep:
0.0011, trains to 53 %.
"""

MIN_FIRST_NORM = 5e-3
"""Least gradient norm of the first kernel.

Smallest healthy median 0.05 (ReLU, N(0, 0.05)), 18 sd above; ReLU from N(0, 0.02) 0.0013, 11 sd below.
"""

MIN_FRESH_LOSS = 1.5
"""Least cross-entropy of a fresh network: weights that were drawn know no digit, so none is much below guessing.

Least of 202 families with 300 draws each: 1.97, and 2.28 for a median of five. Three epochs of 1,000 digits leave a healthy
network at 0.1 to 0.5; what was trained for a few steps only stays above, and is not told from a fresh one.
"""

LARGE_INITIAL_LOSS = 5.0
"""Cross-entropy of a fresh network (guessing: ln 10 = 2.3) above which short trainings decide. Nothing hangs on
it but time: most healthy networks start at 4.1 at most, residual sigmoid at 3.2 to 7.6 (a quarter of its gradings are above),
deep residual ones with batch normalisation at up to 13, and all of these train well."""

MAX_LOSS_AFTER_ADAM = 2.0
"""A network that starts large has to be below this after 96 steps of Adam, in the median of three builds: those that train
reach 0.14 to 1.4 (one build in five or six may stay high), those whose signal explodes stay above 7.

Residual sigmoid: 0.51 (0.48 to 0.55 in 97 gradings, 44 sd below); ReLU from N(0, 1): 14.4 (13.1 to 15.2 in 120, 62 sd above).
"""

MAX_SATURATED = 0.47
"""Largest share of saturated sigmoid and tanh units, averaged over the layers.

Sigmoid from N(0, 1): 0.55 (sd 0.012, 5.6 sd above); tanh from N(0, 1) 0.77. Tanh from N(0, 0.3), which trains to 88 %: 0.41;
residual tanh, 30 layers deep: 0.29; ordinary healthy networks: 0.00.
"""

MAX_LOSS_GROWTH = 1.1
"""A training is stable when its last losses are at most this many times its first, plus `LOSS_SLACK`.

Healthy networks outside this: 0 of 256 trainings with Adam 1e-3, 0 of 155 with SGD 0.1, 0 of 155 with SGD 0.01, 2 of 155 with
RMSprop 1e-3 (SELU twenty layers deep, which diverges in fact).
"""

LOSS_SLACK = 0.1

LARGEST_CLIP = 100.0
"""Largest limit that still clips what the lab calls an explosion (the default threshold of detect_explosion)."""
