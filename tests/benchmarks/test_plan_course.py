"""The arithmetic and the queue behind docs/planning.md."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan_course import Course, arrivals, parser_of_the_command, report, simulate  # noqa: E402

DEFAULTS = vars(parser_of_the_command().parse_args([]))
WORKERS = DEFAULTS.pop("workers")
COURSE = Course(**DEFAULTS)
SMALL = replace(COURSE, students=100)
PAGE = (ROOT / "docs" / "planning.md").read_text(encoding="utf-8")

courses = st.builds(
    replace,
    st.just(SMALL),
    students=st.integers(1, 60),
    tries=st.floats(1, 4),
    hours=st.floats(1, 200),
    half=st.floats(0.5, 50),
    cpu=st.floats(0.1, 5_000),
    spread=st.floats(0.1, 1.5),
    startup=st.floats(0.1, 1_000),
)


@settings(max_examples=100, deadline=None)
@given(courses, st.integers(1, 20))
def test_one_more_worker_makes_nobody_wait_longer(course: Course, workers: int) -> None:
    fewer, more = simulate(course, workers), simulate(course, workers + 1)
    assert more.median_wait <= fewer.median_wait
    assert more.slowest_hundredth <= fewer.slowest_hundredth
    assert more.last_after_deadline <= fewer.last_after_deadline
    assert more.busy < fewer.busy


@settings(max_examples=100, deadline=None)
@given(courses)
def test_with_a_worker_for_each_submission_nobody_waits_for_another_one(course: Course) -> None:
    course = replace(course, startup=1e-9)
    draw = np.random.default_rng(0)
    arrivals(course, draw)
    alone = draw.lognormal(np.log(course.cpu) - course.spread**2 / 2, course.spread, course.submissions)
    found = simulate(course, course.submissions)
    assert found.median_wait == pytest.approx(np.median(alone), abs=1e-6)
    assert found.slowest_hundredth == pytest.approx(np.quantile(alone, 0.99), abs=1e-6)


def test_one_worker_that_is_always_behind_ends_when_all_work_is_done() -> None:
    course = replace(SMALL, cpu=1e6, spread=1e-9, hours=1.0, half=1.0)
    found = simulate(course, 1)
    work = course.submissions * course.cpu
    assert found.last_after_deadline == pytest.approx(work, rel=1e-3)
    assert found.busy == pytest.approx(work / 3600, rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(courses)
def test_all_come_between_the_opening_and_the_deadline_in_order(course: Course) -> None:
    times = arrivals(course, np.random.default_rng(1))
    assert times.size == course.submissions
    assert times[0] >= -1e-6
    assert times[-1] <= course.hours * 3600
    assert (np.diff(times) >= 0).all()


def test_arrivals_double_in_every_next_half() -> None:
    times = arrivals(replace(COURSE, students=200_000), np.random.default_rng(2))
    counts, _ = np.histogram(times, bins=np.arange(144, 169, 6) * 3600.0)
    assert counts[1:] / counts[:-1] == pytest.approx([2.0] * 3, rel=0.03)


@given(courses, st.integers(2, 10))
def test_costs_and_sizes_grow_in_proportion_to_the_students(course: Course, factor: int) -> None:
    course = replace(course, tries=3.0)
    larger = replace(course, students=factor * course.students)
    for figure in ("core_hours", "core_hours_of_the_last", "cores_at_the_end", "computing", "gigabytes", "storage"):
        assert getattr(larger, figure) == pytest.approx(factor * getattr(course, figure))


def test_the_arithmetic_of_one_course_by_hand() -> None:
    course = replace(
        COURSE, students=1_000, tries=2.0, cpu=3.6, evidence=5.0, core_hour=2.0, gigabyte_month=0.5, months=3.0
    )
    assert course.core_hours == pytest.approx(2.0)
    assert course.core_hours_of_the_last == pytest.approx(1.0)
    assert course.computing == pytest.approx(4.0)
    assert course.gigabytes == pytest.approx(10.0)
    assert course.storage == pytest.approx(15.0)
    # Half of 2 core hours in the last 6 of 168 hours.
    assert course.cores_at_the_end == pytest.approx(1 / 6, rel=1e-6)
    assert course.cores_on_average == pytest.approx(2 / 168)


@given(courses)
def test_the_cores_of_the_end_are_never_fewer_than_those_of_the_average_hour(course: Course) -> None:
    assert course.cores_at_the_end >= course.cores_on_average * (1 - 1e-9)


def test_the_work_that_comes_in_during_the_last_hours_is_what_the_cores_of_the_end_can_do() -> None:
    course = replace(COURSE, students=200_000, hours=10.0, half=4.0)
    times = arrivals(course, np.random.default_rng(3))
    last = (times > 6 * 3600).sum() * course.cpu / (4 * 3600)
    assert course.cores_at_the_end == pytest.approx(last, rel=0.01)


def test_the_bottleneck_is_the_end_where_all_come_late_and_the_work_where_they_do_not() -> None:
    assert COURSE.bottleneck.startswith("the last 6 hours: ")
    assert replace(COURSE, half=1_000.0).bottleneck.startswith("the amount of work: ")


def test_one_notebook_in_twenty_takes_more_than_twice_and_a_half_the_mean() -> None:
    work = np.random.default_rng(4).lognormal(-(COURSE.spread**2) / 2, COURSE.spread, 1_000_000)
    assert work.mean() == pytest.approx(1.0, rel=0.01)
    assert (work > 2.5).mean() == pytest.approx(1 / 20, rel=0.05)


def test_the_page_shows_what_the_command_prints() -> None:
    facts, _, table = "\n".join(report(COURSE, WORKERS)).partition("\n\n")
    assert "\n".join(f"    {line}" for line in facts.split("\n")) in PAGE
    printed = [re.split(r"\s{2,}", line.strip()) for line in table.split("\n")[1:]]
    shown = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    assert [(*row[:4], row[4].removesuffix(" after the deadline")) for row in printed] == shown


@pytest.mark.parametrize(
    ("number", "field"),
    [
        ("CPU a submission", "cpu"),
        ("start-up of a worker", "startup"),
        ("evidence", "evidence"),
        ("opening to deadline", "hours"),
        ("submissions a student", "tries"),
        ("spread of the CPU time", "spread"),
    ],
)
def test_the_page_names_the_defaults(number: str, field: str) -> None:
    (shown,) = re.findall(rf"^\| {number} \| ([\d.]+)", PAGE, re.MULTILINE)
    assert float(shown) == DEFAULTS[field]
