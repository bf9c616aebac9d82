"""What a late submission still earns: the rule in the table [late] of assignment.toml."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from instructor.errors import AssignmentError
from instructor.gradebook.moments import moment, time_zone

DAY = timedelta(days=1)
_KNOWN = ("due", "grace_minutes", "percent_per_day", "max_days", "time_zone")


@dataclass(frozen=True)
class LateRule:
    """Each day begun after the due date costs a part of the points; nothing within the grace.

    Attributes:
        due: in UTC.
        grace: how late is still on time. After it the days count from the due date.
        percent_per_day: of the points that the submission earned.
        max_days: after so many days it earns nothing; None for no such limit.
        zone: of times written without an offset, in this rule and in the files about submissions.
    """

    due: datetime
    percent_per_day: float
    grace: timedelta = timedelta(0)
    max_days: int | None = None
    zone: tzinfo | None = None

    def days_late(self, submitted: datetime, due: datetime | None = None) -> int:
        """Days begun between `due`, that of the rule by default, and `submitted`; 0 within the grace.

        Both are moments in UTC: between two of one time zone Python counts what clocks on the wall show.
        """
        late = submitted - (due or self.due)
        return -(-late // DAY) if late > self.grace and late > timedelta(0) else 0

    def share(self, days_late: int) -> float:
        """The share of its points, from 0 to 1, that a submission keeps."""
        if self.max_days is not None and days_late > self.max_days:
            return 0.0
        return max(0.0, 1.0 - days_late * self.percent_per_day / 100.0)


def late_rule(table: Mapping[str, Any], where: str) -> LateRule:
    """Make a rule of the parsed table [late]; `where` names the file in messages.

    Raises:
        AssignmentError: an entry is missing, unknown or not what it should be.
        CommandError: a time or a time zone is none.
    """
    if unknown := sorted(set(table) - set(_KNOWN)):
        raise AssignmentError(f"{where}: [late] has the unknown entry {unknown[0]!r}. Known are {', '.join(_KNOWN)}.")
    if not isinstance(table.get("due"), str | datetime):
        raise AssignmentError(f"{where}: [late] needs a moment, such as due = 2026-11-20T23:59:00+01:00.")
    zone = time_zone(table["time_zone"], f"{where}, [late]") if "time_zone" in table else None
    days = _number(table, "max_days", where) if "max_days" in table else None
    if days is not None and days != int(days):
        raise AssignmentError(f"{where}: [late] has max_days = {days:g}; it takes whole days.")
    return LateRule(
        due=moment(table["due"], zone, f"{where}, [late]"),
        percent_per_day=_number(table, "percent_per_day", where, most=100.0),
        grace=timedelta(minutes=_number(table, "grace_minutes", where, most=1e6, default=0)),
        max_days=None if days is None else int(days),
        zone=zone,
    )


def _number(
    table: Mapping[str, Any], name: str, where: str, most: float = 10_000.0, default: float | None = None
) -> float:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most or math.isnan(value):
        raise AssignmentError(f"{where}: [late] needs {name}, a number from 0 to {most:g}.")
    return float(value)
