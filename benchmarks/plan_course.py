"""Plan a course from measured figures: how long students wait before a deadline, and what computing and storage cost.

    python benchmarks/plan_course.py [--students 100000] [--workers 8 32 128]

Every student hands in several times, more and more often towards the deadline; a queue serves them in order with so many
workers, one core each. The rest is arithmetic. Where the figures come from is in docs/planning.md; each can be given.
"""

from __future__ import annotations

import argparse
import heapq
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Course:
    """What is assumed. Times in seconds, sizes in MB, prices in any currency."""

    students: int
    tries: float
    hours: float
    half: float
    cpu: float
    spread: float
    startup: float
    evidence: float
    core_hour: float
    gigabyte_month: float
    months: float

    @property
    def submissions(self) -> int:
        return round(self.students * self.tries)


@dataclass(frozen=True)
class Outcome:
    """What a number of workers makes of it: seconds a submission waits for its result, and the last result after the deadline."""

    median_wait: float
    slowest_hundredth: float
    last_after_deadline: float
    busy: float


def arrivals(course: Course, draw: np.random.Generator) -> np.ndarray:
    """Seconds from the opening at which submissions come in, sorted: twice as many in every next `half` hours."""
    rate = np.log(2) / (course.half * 3600)
    whole = course.hours * 3600
    share = draw.random(course.submissions)
    before = -np.log1p(-share * -np.expm1(-rate * whole)) / rate  # exponential, cut off at the opening
    return np.sort(whole - before)


def simulate(course: Course, workers: int, seed: int = 0) -> Outcome:
    """Serve all submissions in order of arrival."""
    draw = np.random.default_rng(seed)
    times = arrivals(course, draw)
    # Some notebooks take several times as long as others: log-normal about the measured mean.
    work = draw.lognormal(np.log(course.cpu) - course.spread**2 / 2, course.spread, times.size)
    free = [course.startup] * workers
    waits = np.empty(times.size)
    for number, (time, needed) in enumerate(zip(times.tolist(), work.tolist(), strict=True)):
        end = max(time, free[0]) + needed
        heapq.heapreplace(free, end)
        waits[number] = end - time
    deadline = course.hours * 3600
    return Outcome(
        float(np.median(waits)),
        float(np.quantile(waits, 0.99)),
        max(0.0, float(max(free)) - deadline),
        float(work.sum() / (workers * deadline)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    number = {"type": float, "metavar": "X"}
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[4, 8, 16, 32, 64], help="cores that grade")
    parser.add_argument("--tries", **number, default=3.0, help="submissions of a student (assumed)")
    parser.add_argument("--hours", **number, default=168.0, help="from the opening to the deadline (assumed)")
    parser.add_argument("--half", **number, default=6.0, help="hours in which arrivals double (assumed)")
    parser.add_argument("--cpu", **number, default=4.4, help="CPU seconds a submission (measured)")
    parser.add_argument("--spread", **number, default=0.7, help="sd of the logarithm of that (assumed)")
    parser.add_argument("--startup", **number, default=10.0, help="seconds until a worker is warm (measured)")
    parser.add_argument("--evidence", **number, default=3.2, help="MB kept of a submission (measured)")
    parser.add_argument("--core-hour", **number, default=0.05, help="price of a core for an hour (assumed)")
    parser.add_argument("--gigabyte-month", **number, default=0.025, help="price of a GB for a month (assumed)")
    parser.add_argument("--months", **number, default=6.0, help="how long evidence is kept (assumed)")
    given = vars(parser.parse_args())
    workers = given.pop("workers")
    if min(workers) < 1 or min(given.values()) <= 0:
        parser.error("every number has to be above 0")
    course = Course(**given)
    hours = course.submissions * course.cpu / 3600
    stored = course.submissions * course.evidence / 1000
    print(f"{course.submissions:,} submissions of {course.students:,} students")
    print(
        f"computing  {hours:,.0f} core hours, {hours * course.core_hour:,.2f} at {course.core_hour:g} each, if paid by use"
    )
    print(
        f"evidence   {stored:,.0f} GB, {stored * course.gigabyte_month * course.months:,.2f} for {course.months:g} months"
    )
    print(f"           of the last submission alone {course.students * course.evidence / 1000:,.0f} GB")
    print(f"\n{'workers':>8}{'busy':>8}{'median wait':>14}{'slowest 1 %':>14}{'last result':>30}")
    for count in workers:
        found = simulate(course, count)
        last = f"{_words(found.last_after_deadline)} after the deadline"
        waits = f"{_words(found.median_wait):>14}{_words(found.slowest_hundredth):>14}"
        print(f"{count:>8}{found.busy:>8.0%}{waits}{last:>30}")


def _words(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    main()
