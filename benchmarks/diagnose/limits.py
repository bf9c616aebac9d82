"""Where healthy and sick networks lie beside the limits of `gradlab.diagnose`, and what it answers to each.

    python benchmarks/diagnose/limits.py [--seeds 5]

Every network is built with several seeds (trained ones with fewer) and measured on its own 128 digits. Printed are the
false alarms, the misses, and for each rule the edge of the healthy and of the sick group beside the limit.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from networks import HEALTHY, SICK

import gradlab
from gradlab import symptoms as rules
from gradlab.diagnosis import measure_all

# Rule, limit, whether sick values lie above it, and the symptoms whose networks show it.
RULES = {
    "first/last norm": (rules.VANISHING_RATIO, False, {"vanishing gradients"}),
    "norm kept per inner layer": (rules.VANISHING_FACTOR, False, {"vanishing gradients"}),
    "gradient / weight norm": (rules.EXPLODING, True, {"exploding gradients"}),
    "saturated share": (rules.SATURATED, True, {"saturated units"}),
    "dead share": (rules.DEAD, True, {"dying units"}),
    "spread of the units": (rules.SYMMETRIC, False, {"symmetric weights"}),
    "last/first rms, fading": (rules.FADING, False, {"badly scaled weights"}),
    "last/first rms, growing": (rules.GROWING, True, {"exploding gradients"}),
}


def statistics(m: rules.Measurements) -> dict[str, float]:
    """Return the value that each rule compares with its limit; NaN where the rule does not apply."""
    ratio, factor = rules.vanishing_measures(m) or (np.nan, np.nan)
    change = rules.signal_change(m)
    return {
        "first/last norm": ratio,
        "norm kept per inner layer": factor,
        "gradient / weight norm": max(rules.relative_gradients(m).values(), default=np.nan),
        "saturated share": max((layer.saturated for layer in m.activity.values()), default=np.nan),
        "dead share": max((layer.dead for layer in m.activity.values()), default=np.nan),
        "spread of the units": min(rules.unit_spread(m).values(), default=np.nan),
        "last/first rms, fading": np.nan if change is None else change,
        "last/first rms, growing": np.nan if change is None else change,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the limits of gradlab.diagnose.")
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    x, y, _, _ = gradlab.split_digits()
    draw = np.random.default_rng(0)
    values: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    runs, wrong = [0, 0], [0, 0]
    cases = [(name, "", build) for name, build in HEALTHY.items()]
    cases += [(name, symptom, build) for name, (symptom, build) in SICK.items()]
    for name, symptom, build in cases:
        for seed in range(max(1, seeds // 3) if "trained" in name else seeds):
            keras.utils.set_random_seed(seed)
            chosen = draw.choice(len(x), 128, replace=False)
            target = y[chosen].astype("float32") if name == "the exploding network" else y[chosen]
            measured = measure_all(build(), x[chosen], target)
            found = {finding.symptom for finding in rules.find_all(measured) if finding.alarm}
            runs[bool(symptom)] += 1
            if (symptom and symptom not in found) or (not symptom and found):
                wrong[bool(symptom)] += 1
                print(f"{'MISSED' if symptom else 'FALSE ALARM'}: {name}, seed {seed}: {sorted(found) or 'nothing'}")
            for rule, value in statistics(measured).items():
                values[rule, symptom].append((value, name))
            keras.backend.clear_session()
    print(f"healthy: {wrong[0]} false alarms in {runs[0]} runs; sick: {wrong[1]} misses in {runs[1]} runs")
    for rule, (limit, above, sick) in RULES.items():
        well = [pair for pair in values[rule, ""] if np.isfinite(pair[0])]
        ill = [pair for symptom in sick for pair in values[rule, symptom] if np.isfinite(pair[0])]
        edge_well, edge_ill = (max(well), min(ill)) if above else (min(well), max(ill))
        if rule == "last/first rms, fading":
            edge_ill = max(pair for pair in ill if pair[0] < 1)
        print(
            f"{rule:28} limit {limit:<6g} healthy {'<=' if above else '>='} {edge_well[0]:.3g} ({edge_well[1]}),"
            f" sick {'>=' if above else '<='} {edge_ill[0]:.3g} ({edge_ill[1]})"
        )


if __name__ == "__main__":
    main()
