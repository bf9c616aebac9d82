"""Turn the measurements into tables and a plot: ``python report.py [--data /tmp/thresholds]``.

Written beside this file: ``initial.csv`` (quantiles of each statistic of each family), ``trained.csv`` (medians and
extremes of the short trainings), ``draws.npz`` (log10 of single draws, in thousandths), ``tables.md``, ``limits.png``.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from derived import Array, derived, log_spread, medians
from families import FAMILIES, Family
from plot import draw
from rules import LIMITS, Limit, grade
from run import slug
from training import COLUMNS, OPTIMIZERS

HERE = Path(__file__).parent
QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
KEPT = ("ratio", "ratio_per_input", "interior", "curvature", "mean_saturated", "first", "loss")
Data = dict[Family, dict[str, Array]]


def load(folder: Path) -> Data:
    """The statistics of every family measured so far."""
    paths = {family: folder / "initial" / f"{slug(family.name)}.npz" for family in FAMILIES}
    return {family: derived(np.load(path)) for family, path in paths.items() if path.exists()}


def write_initial(data: Data) -> None:
    """Write the quantiles of single draws, and the extremes of the medians of five."""
    with (HERE / "initial.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["family", "verdict", "statistic", "draws", "defined", "sd_log10",
                        *(f"q{100 * q:g}" for q in QUANTILES), "median5_least", "median5_most"])  # fmt: skip
        for family, statistics in data.items():
            for name, values in statistics.items():
                defined = values[np.isfinite(values)]
                if not defined.size or not defined.any():
                    continue
                groups = medians(values)
                groups = groups[np.isfinite(groups)]
                ends = [groups.min(), groups.max()] if groups.size else [np.nan, np.nan]
                numbers = [log_spread(values)[1], *np.quantile(defined, QUANTILES), *ends]
                table.writerow([family.name, family.verdict, name, len(values), len(defined),
                                *(f"{number:.3g}" for number in numbers)])  # fmt: skip


def write_draws(data: Data, most: int = 150) -> None:
    """Write single draws as thousandths of log10; -32768 stands for zero or undefined."""
    stored = {}
    for family, statistics in data.items():
        rows = np.stack([statistics[name][:most] for name in KEPT])
        fine = np.isfinite(rows) & (rows > 0)
        logs = np.log10(np.where(fine, rows, 1.0))
        stored[slug(family.name)] = np.where(fine, np.round(1000 * logs), -32768).astype(np.int16)
    np.savez_compressed(HERE / "draws.npz", statistics=np.array(KEPT), **stored)  # type: ignore[arg-type]


def write_trained(folder: Path) -> None:
    """Write least, median and most of each column of the short trainings."""
    with (HERE / "trained.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["family", "verdict", "optimizer", "trainings",
                        *(f"{column} {which}" for column in COLUMNS for which in ("least", "median", "most"))])  # fmt: skip
        for family in FAMILIES:
            for optimizer in OPTIMIZERS:
                path = folder / "trained" / f"{slug(family.name)}@{slug(optimizer)}.npz"
                if path.exists():
                    rows = np.load(path)["rows"]
                    numbers = np.stack([rows.min(axis=0), np.median(rows, axis=0), rows.max(axis=0)], axis=1).ravel()
                    table.writerow([family.name, family.verdict, optimizer, len(rows), *(f"{n:.3g}" for n in numbers)])


def margin(limit: Limit, values: Array) -> tuple[float, float, float, float]:
    """Median, and distance of the limit from it in standard deviations of log10: of one draw, of a median of five."""
    middle, one, five = float(np.nanmedian(values)), log_spread(values)[1], log_spread(medians(values))[1]
    distance = np.log10(middle / limit.value)
    return middle, one, distance / one, distance / five


def nearest(limit: Limit, data: Data, count: int = 5) -> list[tuple[Family, float, float, float, float]]:
    """The families whose medians lie nearest to the limit, in standard deviations, on either side."""
    found = [(family, *margin(limit, values[limit.statistic])) for family, values in data.items()
             if (values[limit.statistic] > 0).mean() > 0.5]  # fmt: skip
    sides = [[row for row in found if bool(row[3] >= 0) is above] for above in (True, False)]
    return [row for side in sides for row in sorted(side, key=lambda row: abs(row[3]))[:count]]


def tables(data: Data) -> str:
    """The margins of every limit and the grades of every family, as Markdown."""
    lines = []
    for name, limit in LIMITS.items():
        lines += [f"### {name}: {limit.statistic} {'>=' if limit.least else '<='} {limit.value:g}", "",
                  "| nearest families | verdict | median | sd log10 | margin, one build | margin, median of five |",
                  "|---|---|---|---|---|---|"]  # fmt: skip
        lines += [f"| {f.name} | {f.verdict} | {middle:.3g} | {sd:.3f} | {one:+.1f} sd | {five:+.1f} sd |"
                  for f, middle, sd, one, five in nearest(limit, data)]  # fmt: skip
        lines.append("")
    lines += ["### Grades", "", "| family | verdict | gradings | healthy | " + " | ".join(RULES) + " |",
              "|---|---|---|---|" + "---|" * len(RULES)]  # fmt: skip
    for family, statistics in data.items():
        passed = grade(statistics)
        shares = [f"{100 * passed[rule].mean():.4g} %" for rule in ("healthy", *RULES)]
        lines.append(f"| {family.name} | {family.verdict} | {len(passed['healthy'])} | " + " | ".join(shares) + " |")
    return "\n".join(lines) + "\n"


RULES = ("gradient arrives", "useful size", "not saturated")


def main() -> None:
    """Read the command line and write all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("/tmp/thresholds"))
    folder = parser.parse_args().data
    data = load(folder)
    write_initial(data)
    write_draws(data)
    write_trained(folder)
    (HERE / "tables.md").write_text(tables(data))
    draw(data, HERE / "limits.png")


if __name__ == "__main__":
    main()
