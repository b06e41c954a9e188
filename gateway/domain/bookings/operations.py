"""What can be done to appointments and reservations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain import rows
from gateway.domain.amounts import read_amounts
from gateway.domain.bookings.model import Appointment, Booking, BookingStatus, Reservation
from gateway.domain.bookings.rules import APPOINTMENT, RESERVATION, STATUS
from gateway.domain.bookings.times import PERIOD, keep_free, read_period
from gateway.domain.customers.model import Channel, Customer
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, refuse
from gateway.domain.rules import Rules, check
from gateway.domain.transitions import check_transition
from gateway.errors import UserErrorCode
from gateway.events.act import Act

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bookable:
    """A kind of booking."""

    entity: type[Booking]
    rules: Rules
    resource: str
    """The column that names what only one can have at a time."""
    defaults: Values
    """What a new one has that is told nothing else, and what one has again that is cleared."""
    duration: int | None = None
    """Minutes that one lasts of which nothing else is said."""


APPOINTMENTS = Bookable(
    Appointment, APPOINTMENT, resource="provider_id", defaults={"deposit_paid": 0}, duration=30
)
RESERVATIONS = Bookable(
    Reservation,
    RESERVATION,
    resource="resource_id",
    defaults={"deposit_paid": 0, "is_resource_reservation": False},
)

_AMOUNTS = ("total_price", "deposit_paid")


def create_booking(act: Act, kind: Bookable, customer_id: str, values: Values) -> str:
    """A new booking that waits to be confirmed; amounts are decimals.

    Raises:
        Rejected: there is no such customer, a value breaks a rule, or the resource is booked at that time.
    """
    values = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    with refusals.collecting():
        rows.find(act, Customer, customer_id, path=(*INPUT, "customerId"))
    new = _read(act, kind, values, {}, refusals)
    row = {**kind.defaults, **new, "status": BookingStatus.PENDING, "customer_id": customer_id}
    keep_free(act, kind.entity, kind.resource, {kind.resource: None, **row})
    return str(rows.add(act, kind.entity, row)["id"])


def update_booking(
    act: Act, kind: Bookable, booking_id: str, values: Values, expected_version: int | None
) -> str:
    """Changes the columns given, and only those; None clears. One that starts at another time lasts as long as before.

    Raises:
        Rejected: there is no such booking, it was changed meanwhile, a value breaks a rule, or the resource is booked
            at that time.
    """
    row = rows.find(act, kind.entity, booking_id, expected_version=expected_version)
    new = _read(act, kind, values, row, Refusals())
    for column in new.keys() & kind.defaults.keys():
        if new[column] is None:
            new[column] = kind.defaults[column]
    after = {**row, **new}
    if any(after[column] != row[column] for column in (kind.resource, "starts_at", "ends_at")):
        keep_free(act, kind.entity, kind.resource, after)
    rows.change(act, kind.entity, row, new)
    return booking_id


def move_booking(
    act: Act,
    kind: Bookable,
    booking_id: str,
    status: BookingStatus,
    event: str,
    expected_version: int | None,
    values: Values | None = None,
) -> str:
    """Brings a booking to another status. `event` is the act: `confirm`.

    Raises:
        Rejected: there is no such booking, it was changed meanwhile, or its status cannot become this one.
    """
    values = values or {}
    # A reason is free text, and may tell of the person.
    row = rows.find(
        act, kind.entity, booking_id, expected_version=expected_version, may_be_anonymized=not values
    )
    check(kind.entity, kind.rules, values)
    check_transition(STATUS, "status", row["status"], status)
    done = status.value.lower()
    rows.change(act, kind.entity, row, {**values, "status": status}, event=event, done=done)
    return booking_id


def _read(act: Act, kind: Bookable, values: Values, before: Values, refusals: Refusals) -> dict[str, Any]:
    """What is given, checked: amounts in minor units, and the whole period when anything of it is given."""
    read = dict(values)
    with refusals.collecting():
        check(kind.entity, kind.rules, values, is_new=not before)
    with refusals.collecting():
        if values.get("channel_id") is not None:
            rows.find(act, Channel, values["channel_id"], path=(*INPUT, "channelId"))
    with refusals.collecting():
        _check_currency(values, before)
    with refusals.collecting():
        currency = values.get("currency") or before.get("currency", "")
        read |= {
            column: value
            for column, value in read_amounts(values, currency, _AMOUNTS).items()
            if column in _AMOUNTS
        }
    # The period of a start that is missing, or of a duration that cannot be, is not worth a second complaint.
    broken = {error.field[-1] for error in refusals.errors if error.field}
    if PERIOD & values.keys() and not broken & {"startsAt", "duration"}:
        with refusals.collecting():
            read |= read_period(values, before, kind.duration)
    refusals.tell()
    return read


def _check_currency(values: Values, before: Values) -> None:
    """Amounts that stay would be of the new currency without anybody having said so."""
    currency = values.get("currency")
    if not before or currency is None or currency == before["currency"]:
        return
    if any(before[column] and column not in values for column in _AMOUNTS):
        message = f"currency is {currency!r}; expected totalPrice and depositPaid together with a new one."
        refuse(UserErrorCode.INVALID, message, *INPUT, "currency")
