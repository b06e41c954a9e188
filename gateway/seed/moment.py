"""Milliseconds since 1970 → the text that a column of instants or days takes, on both databases."""

from datetime import UTC, date, datetime
from functools import cache

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def _milliseconds(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * SECOND


START = _milliseconds(2018, 3, 1)
"""The first customers came then."""
END = _milliseconds(2026, 7, 1)
"""Nothing that has happened is later; appointments and the like may be agreed beyond."""
IMPORT = END
"""From then on the gateway recorded the customers, one after the other."""


def spell_instant(at: int) -> str:
    """1769851800000 → `2026-01-31T09:30:00.000Z`."""
    day, rest = divmod(at, DAY)
    minute, rest = divmod(rest, MINUTE)
    return f"{spell_day(day)}T{_MINUTES[minute]}{_SECONDS[rest // SECOND]}{rest % SECOND:03d}Z"


@cache
def spell_day(day: int) -> str:
    """Days since 1970 → `2026-01-31`."""
    return date.fromordinal(_FIRST_DAY + day).isoformat()


_FIRST_DAY = date(1970, 1, 1).toordinal()
_MINUTES = tuple(f"{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60))
_SECONDS = tuple(f"{second:02d}." for second in range(60))
