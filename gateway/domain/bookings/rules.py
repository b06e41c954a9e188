"""What the values of appointments and reservations must be, and which status may follow which."""

from gateway.domain.bookings.model import BookingStatus
from gateway.domain.rules import Rules, at_least, json_object
from gateway.domain.transitions import Transitions, may_become, stays

LONGEST = 366 * 24 * 60
"""Most minutes that a booking lasts."""

_S = BookingStatus
STATUS: Transitions = {
    _S.PENDING: may_become(_S.CONFIRMED, _S.CANCELLED),
    _S.CONFIRMED: may_become(_S.CHECKED_IN, _S.SEATED, _S.COMPLETED, _S.CANCELLED, _S.NO_SHOW),
    _S.CHECKED_IN: may_become(_S.SEATED, _S.COMPLETED, _S.CANCELLED),
    _S.SEATED: may_become(_S.COMPLETED),
    _S.COMPLETED: stays,
    _S.CANCELLED: stays,
    _S.NO_SHOW: stays,
}

FREE = (_S.CANCELLED, _S.NO_SHOW)
"""In these states a booking keeps nobody from its time."""


def _minutes(value: int) -> str | None:
    return None if 1 <= value <= LONGEST else f"a whole number of minutes from 1 to {LONGEST}"


_REQUIRED = frozenset({"starts_at", "currency"})

APPOINTMENT = Rules(
    longest={"customer_email": 254, "cancel_reason": 10_000},
    rules={"duration": _minutes, "metadata": json_object},
    required=_REQUIRED,
)
RESERVATION = Rules(
    longest={"customer_email": 254, "cancel_reason": 10_000, "special_requests": 10_000, "notes": 10_000},
    rules={"duration": _minutes, "persons_number": at_least(1), "metadata": json_object},
    required=_REQUIRED | {"type"},
)
