"""The figures as Markdown: one table of times, one of ratios beside the targets, one of memory."""

from __future__ import annotations

from collections.abc import Sequence

from memory_curve import Point
from timing import Took

TARGETS = {
    "otter run": (">=", 12.0),
    "nbgrader autograde": (">=", 6.0),
    "otter grade --containers 2": (">=", 4.0),
    "code alone: notebook": ("<=", 2.0),
    "code alone: answers": ("<=", 2.0),
}
"""How many times as long as gradlab a grader should take at least; how many times the code alone gradlab may take."""


def times(every: Sequence[Took]) -> str:
    """What was measured."""
    lines = ["| system | how | submissions | s each | CPU s each |", "|---|---|---:|---:|---:|"]
    for one in every:
        cpu = f"{one.cpu_each:.2f}" if one.cpu == one.cpu else "not counted"
        lines.append(f"| {one.system} | {one.how} | {one.count} | {one.each:.2f} | {cpu} |")
    return "\n".join(lines)


def ratios(ours: Took, others: Sequence[Took]) -> str:
    """Each system beside gradlab, on the clock and in CPU time, with its target."""
    lines = ["| ratio | on the clock | CPU | target | met on the clock |", "|---|---:|---:|---:|---|"]
    for one in others:
        sign, target = TARGETS[one.system]
        pairs = [(one.each, ours.each), (one.cpu_each, ours.cpu_each)]
        if sign == "<=":
            pairs = [(ours_took, alone) for alone, ours_took in pairs]
        clock, cpu = (above / below for above, below in pairs)
        name = f"{one.system} / gradlab" if sign == ">=" else f"gradlab / {one.system}"
        met = clock >= target if sign == ">=" else clock <= target
        shown = f"{cpu:.1f}" if cpu == cpu else "not counted"
        lines.append(f"| {name} | {clock:.1f} | {shown} | {sign} {target:g} | {'yes' if met else 'no'} |")
    return "\n".join(lines)


def memory(points: Sequence[Point]) -> str:
    """Resident megabytes after so many results."""
    lines = ["| results | command, MB | warm processes, MB | together, MB |", "|---:|---:|---:|---:|"]
    lines += [
        f"| {point.count} | {point.command:.0f} | {point.warm:.0f} | {point.command + point.warm:.0f} |"
        for point in points
    ]
    return "\n".join(lines)
