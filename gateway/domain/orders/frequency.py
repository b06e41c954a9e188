"""How often a recurring order runs, and when next: words of the calendar, or a crontab expression. All in UTC."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

INTERVALS: Mapping[str, timedelta] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
}
MONTHS: Mapping[str, int] = {
    "monthly": 1,
    "two-month": 2,
    "three-month": 3,
    "four-month": 4,
    "six-month": 6,
    "yearly": 12,
}
_MINUTE = re.compile(r"[0-9]{1,2}")
_FIELDS = 5
_EXPECTED = (
    f"one of {', '.join((*INTERVALS, *MONTHS))}, "
    "or a crontab expression whose minute is one number, such as 30 6 * * 1"
)


def frequency(value: str) -> str | None:
    """A rule: what was expected when it is no frequency."""
    if value in INTERVALS or value in MONTHS:
        return None
    parts = value.split()
    if len(parts) != _FIELDS or not _MINUTE.fullmatch(parts[0]):
        return _EXPECTED
    try:
        never = _next_match(value, datetime(2000, 1, 1, tzinfo=UTC)) is None
    except (CronSimError, ValueError):
        return _EXPECTED
    return "a crontab expression that some day fits" if never else None


def next_run(value: str, starts_at: datetime, after: datetime) -> datetime | None:
    """The first run that is not before `starts_at` and is later than `after`; None when time ends before.

    A word counts from `starts_at`, each run for itself: 31 January monthly is 28 February, then 31 March.
    """
    try:
        if value in INTERVALS:
            return _next_interval(INTERVALS[value], starts_at, after)
        if value in MONTHS:
            return _next_month(MONTHS[value], starts_at, after)
        return _next_match(value, max(after, starts_at - timedelta(seconds=1)))
    except OverflowError:
        return None


def _next_interval(interval: timedelta, starts_at: datetime, after: datetime) -> datetime:
    runs = (after - starts_at) // interval + 1
    return starts_at + max(runs, 0) * interval


def _next_month(months: int, starts_at: datetime, after: datetime) -> datetime:
    passed = (after.year - starts_at.year) * 12 + after.month - starts_at.month
    runs = max(passed // months, 0)
    run = add_months(starts_at, runs * months)
    return run if run > after else add_months(starts_at, (runs + 1) * months)


def add_months(at: datetime, months: int) -> datetime:
    """The same day so many months later, or that month's last when it has no such day.

    Raises:
        OverflowError: the calendar ends before.
    """
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    if year > MAXYEAR:
        raise OverflowError(f"{at} and {months} months")
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _next_match(expression: str, after: datetime) -> datetime | None:
    # The library's search starts at whole seconds; what is left of `after` must not bring its own second again.
    return next(CronSim(expression, after.replace(microsecond=0)), None)
