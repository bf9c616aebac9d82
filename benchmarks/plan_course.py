"""Plan a course from measured figures: how long students wait before a deadline, and what computing and storage cost.

    python benchmarks/plan_course.py [--students 100000] [--workers 8 32 128]

Every student hands in several times, more and more often towards the deadline; a queue serves them in order with so many
workers, one core each. The rest is arithmetic. Where the figures come from is in docs/planning.md; each can be given.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator, Sequence
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

    @property
    def core_hours(self) -> float:
        return self.submissions * self.cpu / 3600

    @property
    def core_hours_of_the_last(self) -> float:
        """To grade once, after the deadline, what each student handed in last."""
        return self.students * self.cpu / 3600

    @property
    def cores_on_average(self) -> float:
        return self.core_hours / self.hours

    @property
    def cores_at_the_end(self) -> float:
        """To keep up with what comes in during the last `half` hours; half of everything does, or more if they open it."""
        last = min(self.half, self.hours)
        share = -np.expm1(-np.log(2) * last / self.half) / -np.expm1(-np.log(2) * self.hours / self.half)
        return float(share) * self.core_hours / last

    @property
    def computing(self) -> float:
        """The price of all submissions, if computing is paid by use."""
        return self.core_hours * self.core_hour

    @property
    def gigabytes(self) -> float:
        """The evidence of all submissions."""
        return self.submissions * self.evidence / 1000

    @property
    def storage(self) -> float:
        """The price of keeping all evidence for all months."""
        return self.gigabytes * self.gigabyte_month * self.months

    @property
    def bottleneck(self) -> str:
        """A sentence about what decides how many cores are needed."""
        average, end = self.cores_on_average, self.cores_at_the_end
        last = f"the last {min(self.half, self.hours):g} hours"
        if end < 2 * average:
            return f"the amount of work: {average:.1f} cores are busy from the opening on, {end:.1f} in {last}"
        return f"{last}: they keep {end:.1f} cores busy, the whole time {average:.1f} on average"


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
    parser = parser_of_the_command()
    given = vars(parser.parse_args())
    workers = given.pop("workers")
    if min(workers) < 1 or min(given.values()) <= 0:
        parser.error("every number has to be above 0")
    print("\n".join(report(Course(**given), workers)))


def parser_of_the_command() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    number = {"type": float, "metavar": "X"}
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[4, 8, 16, 32, 64], help="cores that grade")
    parser.add_argument("--tries", **number, default=3.0, help="submissions of a student (assumed)")
    parser.add_argument("--hours", **number, default=168.0, help="from the opening to the deadline (assumed)")
    parser.add_argument("--half", **number, default=6.0, help="hours in which arrivals double (assumed)")
    parser.add_argument("--cpu", **number, default=1.9, help="CPU seconds a submission (measured)")
    parser.add_argument("--spread", **number, default=0.7, help="sd of the logarithm of that (assumed)")
    parser.add_argument("--startup", **number, default=10.0, help="seconds until a worker is warm (measured)")
    parser.add_argument("--evidence", **number, default=3.2, help="MB kept of a submission (measured)")
    parser.add_argument("--core-hour", **number, default=0.05, help="price of a core for an hour (assumed)")
    parser.add_argument("--gigabyte-month", **number, default=0.025, help="price of a GB for a month (assumed)")
    parser.add_argument("--months", **number, default=6.0, help="how long evidence is kept (assumed)")
    return parser


def report(course: Course, workers: Sequence[int]) -> Iterator[str]:
    """The lines that are printed."""
    yield f"{course.submissions:,} submissions of {course.students:,} students"
    yield (
        f"computing   {course.core_hours:,.0f} core hours, {course.computing:,.2f} at {course.core_hour:g} each, if paid by use"
    )
    yield f"            {course.core_hours_of_the_last:,.0f} core hours, if only the last of each is graded, after the deadline"
    yield f"evidence    {course.gigabytes:,.0f} GB, {course.storage:,.2f} for {course.months:g} months"
    yield f"            {course.students * course.evidence / 1000:,.0f} GB, if only the last of each is kept"
    yield f"bottleneck  {course.bottleneck}"
    yield ""
    yield f"{'workers':>8}{'busy':>8}{'median wait':>14}{'slowest 1 %':>14}{'last result':>30}"
    for count in workers:
        found = simulate(course, count)
        last = f"{_words(found.last_after_deadline)} after the deadline"
        waits = f"{_words(found.median_wait):>14}{_words(found.slowest_hundredth):>14}"
        yield f"{count:>8}{found.busy:>8.0%}{waits}{last:>30}"


def _words(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    main()
