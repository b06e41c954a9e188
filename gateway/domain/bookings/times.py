"""From when to when a booking lasts, and whether its resource is free then."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from gateway.columns import format_instant
from gateway.domain import rows
from gateway.domain.bookings.model import Booking
from gateway.domain.bookings.rules import FREE, LONGEST
from gateway.domain.rows import INPUT, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]

PERIOD = frozenset({"starts_at", "ends_at", "duration"})
_MINUTE = timedelta(minutes=1)


def read_period(values: Values, before: Values, usual: int | None) -> dict[str, Any]:
    """The start, the end and the minutes between, from those of them that are given; null says nothing.

    What is not given follows: the end from the duration, the duration from the end, and both from what the booking
    `before` lasted, or else from what such bookings `usual`ly last.

    Raises:
        Rejected: the end is not after the start by whole minutes, is not what the duration says, or is unknown.
    """
    starts: datetime = values.get("starts_at") or before["starts_at"]
    ends: datetime | None = values.get("ends_at")
    duration: int | None = values.get("duration")
    if ends is None:
        if duration is None:
            duration = before.get("duration") or usual
        if duration is None:
            refuse(UserErrorCode.REQUIRED, "endsAt is missing; expected it or duration.", *INPUT, "endsAt")
        return {"starts_at": starts, "ends_at": _end(starts, duration), "duration": duration}
    lasts = ends - starts
    if lasts < _MINUTE or lasts % _MINUTE or lasts > LONGEST * _MINUTE:
        message = (
            f"endsAt is {format_instant(ends)}; expected 1 to {LONGEST} whole minutes after "
            f"{format_instant(starts)}."
        )
        refuse(UserErrorCode.INVALID, message, *INPUT, "endsAt")
    if duration is not None and duration != lasts // _MINUTE:
        message = f"duration is {duration}; expected the {lasts // _MINUTE} minutes from startsAt to endsAt."
        refuse(UserErrorCode.INVALID, message, *INPUT, "duration")
    return {"starts_at": starts, "ends_at": ends, "duration": lasts // _MINUTE}


def _end(starts: datetime, duration: int) -> datetime:
    try:
        return starts + duration * _MINUTE
    except OverflowError:
        message = f"startsAt is {format_instant(starts)}; expected {duration} minutes after it."
        refuse(UserErrorCode.INVALID, message, *INPUT, "startsAt")


def keep_free(act: Act, entity: type[Booking], column: str, booking: Values) -> None:
    """Makes sure that nobody else has the resource of a booking, named by `column`, before the act ends.

    A booking has its time from its start to just before its end: the next one may start right then.

    Raises:
        Rejected: another booking of the resource shares some of the time.
    """
    resource = booking[column]
    if resource is None or booking["status"] in FREE:
        return
    table = table_of(entity)
    act.transaction.lock(f"{table.name} {act.environment} {resource}")
    asked = {
        "environment": act.environment,
        "resource": resource,
        "starts": booking["starts_at"],
        "ends": booking["ends_at"],
        "booking": booking.get("id", ""),
    }
    found = act.transaction.select(
        f"{table.name} at the same time", lambda: _at_the_same_time(entity, column), asked
    )
    if found:
        other = rows.find(act, entity, found[0][0])
        until = f" until {format_instant(other['ends_at'])}" if other["ends_at"] else ""
        message = f"{resource} is booked from {format_instant(other['starts_at'])}{until}."
        refuse(UserErrorCode.OVERLAP, message, *INPUT, "startsAt")


def _at_the_same_time(entity: type[Booking], column: str) -> Any:
    table = table_of(entity)
    starts = bindparam("starts", type_=table.c.starts_at.type)
    ends = bindparam("ends", type_=table.c.starts_at.type)
    # What other systems brought may have no end: it has the instant at which it starts.
    is_still_on = or_(table.c.ends_at > starts, table.c.ends_at.is_(None) & (table.c.starts_at >= starts))
    return (
        select(table.c.id)
        .where(
            table.c[column] == bindparam("resource"),
            table.c.environment == bindparam("environment"),
            table.c.starts_at < ends,
            is_still_on,
            *(table.c.status != status for status in FREE),
            table.c.id != bindparam("booking"),
        )
        .order_by(table.c.starts_at)
        .limit(1)
    )
