"""Moments as LMSs and people write them; each becomes one point in time, and a time zone is never assumed."""

from __future__ import annotations

import re
from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from instructor.errors import CommandError

_OFFSET = re.compile(r"\s*([+-]\d\d):?(\d\d)$")
_MOODLE = "%A, %d %B %Y, %I:%M %p"
"""As an English Moodle writes it into its worksheet: `Friday, 20 November 2026, 11:58 PM`."""


def moment(written: str | datetime, zone: tzinfo | None, where: str) -> datetime:
    """The moment in UTC. One without an offset is in `zone`; `where` it stands is for messages.

    Of the hour that comes twice when clocks go back, the first is meant.

    Raises:
        CommandError: it is no moment, or it has no offset and `zone` is None.
    """
    try:
        found = written if isinstance(written, datetime) else _parsed(written)
        if found.tzinfo is None:
            if zone is None:
                raise CommandError(
                    f"{where}: the time {str(written)!r} has no time zone. Write it like 2026-11-20T23:59+01:00, or add"
                    ' time_zone = "Europe/Berlin" to [late] in assignment.toml.'
                )
            found = found.replace(tzinfo=zone)
        return found.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise CommandError(f"{where}: {str(written)!r} is no time. Write it like 2026-11-20T23:59+01:00.") from error


def time_zone(name: object, where: str) -> ZoneInfo:
    """The time zone of a name such as Europe/Berlin.

    Raises:
        CommandError: there is none.
    """
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise CommandError(f"{where}: there is no time zone {name!r}. Europe/Berlin is one.") from error


def _parsed(text: str) -> datetime:
    text = re.sub(r"\s*(?:Z|UTC)$", "+00:00", text.strip())
    try:
        return datetime.fromisoformat(_OFFSET.sub(r"\1:\2", text))
    except ValueError:
        return datetime.strptime(text, _MOODLE)
