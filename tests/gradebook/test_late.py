from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.errors import GradlabError
from instructor.gradebook.late import LateRule, late_rule
from instructor.gradebook.moments import moment

DUE = datetime(2026, 11, 20, 22, 59, tzinfo=timezone.utc)
RULE = LateRule(DUE, percent_per_day=20.0, grace=timedelta(minutes=15), max_days=3)

rules = st.builds(
    LateRule,
    due=st.just(DUE),
    percent_per_day=st.floats(0, 100),
    grace=st.timedeltas(timedelta(0), timedelta(days=3)),
    max_days=st.none() | st.integers(0, 20),
)
delays = st.timedeltas(timedelta(days=-400), timedelta(days=400))


def share(rule: LateRule, delay: timedelta) -> float:
    return rule.share(rule.days_late(DUE + delay))


@pytest.mark.parametrize(
    ("delay", "days", "kept"),
    [
        (timedelta(days=-1), 0, 1.0),
        (timedelta(0), 0, 1.0),
        (timedelta(minutes=15), 0, 1.0),
        (timedelta(minutes=15, microseconds=1), 1, 0.8),
        (timedelta(days=1), 1, 0.8),
        (timedelta(days=1, microseconds=1), 2, 0.6),
        (timedelta(days=3), 3, 0.4),
        (timedelta(days=3, seconds=1), 4, 0.0),
    ],
)
def test_each_day_begun_after_the_grace_costs_its_part(delay: timedelta, days: int, kept: float) -> None:
    assert RULE.days_late(DUE + delay) == days
    assert RULE.share(days) == pytest.approx(kept)


@settings(deadline=None)
@given(rules, delays, delays)
def test_later_never_earns_more(rule: LateRule, one: timedelta, two: timedelta) -> None:
    assert share(rule, min(one, two)) >= share(rule, max(one, two))


@settings(deadline=None)
@given(rules, delays)
def test_a_share_is_never_negative_and_never_above_one(rule: LateRule, delay: timedelta) -> None:
    assert 0.0 <= share(rule, delay) <= 1.0


@settings(deadline=None)
@given(rules, st.timedeltas(timedelta(days=-400), timedelta(0)), st.floats(0, 1))
def test_on_time_and_within_the_grace_nothing_is_taken_off(rule: LateRule, early: timedelta, part: float) -> None:
    assert share(rule, early) == 1.0
    assert share(rule, rule.grace * part) == 1.0


@settings(deadline=None)
@given(rules, delays, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_an_extension_never_costs_anything(rule: LateRule, delay: timedelta, extension: timedelta) -> None:
    assert rule.days_late(DUE + delay, DUE + extension) <= rule.days_late(DUE + delay)


@settings(deadline=None)
@given(delays, st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "UTC"]))
def test_the_zone_in_which_a_moment_is_written_makes_no_difference(delay: timedelta, zone: str) -> None:
    written = (DUE + delay).astimezone(ZoneInfo(zone)).isoformat()
    assert moment(written, None, "x") == DUE + delay


def test_a_day_on_which_clocks_change_has_as_many_hours_as_it_has() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rule = LateRule(moment("2026-10-24T12:00", berlin, "x"), 10.0)
    assert rule.days_late(moment("2026-10-25T11:00", berlin, "x")) == 1
    assert rule.days_late(moment("2026-10-25T11:00:01", berlin, "x")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T23:59+01:00",
        "2026-11-20 23:59:00 +0100",
        "2026-11-20 22:59:00 UTC",
        "2026-11-20T22:59:00Z",
        "2026-11-20 23:59",
        "Friday, 20 November 2026, 11:59 PM",
    ],
)
def test_a_moment_is_read_as_people_and_lmss_write_it(text: str) -> None:
    assert moment(text, ZoneInfo("Europe/Berlin"), "x") == DUE


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "a.toml: [late] needs a moment, such as due = 2026-11-20T23:59:00+01:00."),
        ({"due": DUE}, "a.toml: [late] needs percent_per_day, a number from 0 to 100."),
        ({"due": DUE, "percent_per_day": 120}, "a.toml: [late] needs percent_per_day, a number from 0 to 100."),
        ({"due": DUE, "percent_per_day": True}, "a.toml: [late] needs percent_per_day, a number from 0 to 100."),
        ({"due": DUE, "percent_per_day": 10, "max_days": -1}, "[late] needs max_days, a number from 0 to 10000."),
        ({"due": DUE, "percent_per_day": 10, "max_days": 1.5}, "[late] has max_days = 1.5; it takes whole days."),
        (
            {"due": DUE, "percent_per_day": 10, "grace": 5},
            "[late] has the unknown entry 'grace'. Known are due, grace_",
        ),
        (
            {"due": DUE, "percent_per_day": 10, "time_zone": "Mars"},
            "there is no time zone 'Mars'. Europe/Berlin is one.",
        ),
        ({"due": "soon", "percent_per_day": 10}, "'soon' is no time. Write it like 2026-11-20T23:59+01:00."),
        ({"due": datetime(2026, 11, 20), "percent_per_day": 10}, "the time '2026-11-20 00:00:00' has no time zone."),
    ],
)
def test_what_is_wrong_with_the_rule_is_one_sentence(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(GradlabError) as error:
        late_rule(table, "a.toml")
    assert sentence in str(error.value)
