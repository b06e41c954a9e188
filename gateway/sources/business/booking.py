"""Appointments and reservations. Newer versions send tables, rooms and rentals each in a shape of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.bookings.model import BookingStatus, CalendarProvider, ReservationType
from gateway.sources.amounts import NO_CURRENCY, currency_code, decimal_amount, needed, turn
from gateway.sources.business.customer import TIMES
from gateway.sources.business.order import EXTERNAL
from gateway.sources.conversions import count, flag, identifier, instant, one_of
from gateway.sources.fields import Field, belongs, leave, refer, take
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind
from gateway.sources.targets import APPOINTMENTS, RESERVATIONS

Complete = Callable[[Reading], None]

_status = one_of(BookingStatus)
_reservation_type = one_of(ReservationType, rental=ReservationType.RENTALS, other=ReservationType.RESOURCE)
_rental_status = one_of(
    BookingStatus,
    upcoming=BookingStatus.CONFIRMED,
    pickup_soon=BookingStatus.CONFIRMED,
    out=BookingStatus.CHECKED_IN,
    overdue=BookingStatus.CHECKED_IN,
    returned=BookingStatus.COMPLETED,
)
"""What is out, late or not, is with the customer."""


def _completed(starts_at: str, amounts: Mapping[str, str], kind: ReservationType | None = None) -> Complete:
    """Nothing is booked without its beginning. Amounts become minor units of the currency, which most do not name."""

    def complete(reading: Reading) -> None:
        values = reading.values
        needed(values, {"starts_at": starts_at}, "an instant")
        values["currency"] = values.get("currency") or NO_CURRENCY
        turn(values, values["currency"], amounts)
        if kind:
            values["type"] = kind.value

    return complete


def _is_booking(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda document: all(document.get(name) is not None for name in names)


_BOOKED: tuple[Field, ...] = (
    take("customerName", "customer_name"),
    take("customerEmail", "customer_email"),
    take("startTime", "starts_at", instant),
    take("endTime", "ends_at", instant),
    take("duration", "duration", count),
    take("totalPrice", "total_price", decimal_amount),
    take("depositPaid", "deposit_paid", decimal_amount),
    take("status", "status", _status),
    take("cancelReason", "cancel_reason"),
    leave("serviceConversationConfigId", because="By which conversation it was taken down."),
    *TIMES,
)
_BOOKED_AMOUNTS = {"total_price": "totalPrice", "deposit_paid": "depositPaid"}

APPOINTMENT = RecordKind(
    "appointment",
    APPOINTMENTS,
    belongs("customerId", "customer"),
    *_BOOKED,
    refer("channelId", "channel", "channel_id"),
    take("businessServiceId", "service_id", identifier),
    take("locationId", "location_id", identifier),
    take("pricing.currency", "currency", currency_code),
    *(
        leave(f"pricing.{name}", because="How the price was reached; the sum is taken.")
        for name in (
            "subtotal",
            "tax",
            "tip",
            "shippingAmount",
            "discount",
            "total",
            "appliedPricingRules",
            "appliedDiscounts",
            "appliedTaxes",
            "subtotalBeforeTax",
            "subtotalAfterPricingRules",
            "subtotalAfterDiscount",
            "subtotalAfterTax",
            "totalPricingAdjustmentAmount",
            "totalDiscountAmount",
            "totalTaxAmount",
        )
    ),
    take("providerId", "provider_id", identifier),
    leave("serviceProviderId", because="Not the person but the terms on which they give the service."),
    leave("slotIndex", because="Which of several at the same time it is."),
    leave("assignedUserAccountId", because="Who looks after it in the other system."),
    take("calendarId", "calendar_id", identifier),
    take("calendarEventId", "calendar_event_id", identifier),
    take("calendarProvider", "calendar_provider", one_of(CalendarProvider)),
    *EXTERNAL,
    changed_at="updatedAt",
    is_told=lambda document: "businessServiceId" in document,
    fallback_changed_at="createdAt",
    complete=_completed("startTime", _BOOKED_AMOUNTS),
)


_RESERVATION = "reservation"
"""All shapes are kept under this name: one that came in the older and comes in a newer one is the same."""

_RESERVED: tuple[Field, ...] = (
    take("resourceId", "resource_id", identifier),
    take("notes", "notes"),
    *(
        leave(name, because="Where and by whom it was taken down.")
        for name in ("locationId", "channelId", "source")
    ),
    *EXTERNAL,
    *TIMES,
)


def _shape(
    name: str,
    is_of: ReservationType,
    *fields: Field,
    told_by: tuple[str, str],
    amounts: Mapping[str, str],
    customer: str = "customerId",
) -> RecordKind:
    """A newer shape of a reservation, known by two of its fields; the first is when it begins."""
    starts_at, _ = told_by
    return RecordKind(
        name,
        RESERVATIONS,
        belongs(customer, "customer"),
        *_RESERVED,
        take(starts_at, "starts_at", instant),
        *fields,
        changed_at="updatedAt",
        is_told=_is_booking(*told_by),
        fallback_changed_at="createdAt",
        complete=_completed(starts_at, amounts, is_of),
        stored_as=_RESERVATION,
    )


TABLE_RESERVATION = _shape(
    "table_reservation",
    ReservationType.TABLE,
    take("duration", "duration", count),
    take("personsNumber", "persons_number", count),
    take("status", "status", _status),
    take("specialRequests", "special_requests"),
    leave("floorPlanId", because="Where the table stands."),
    leave("floorPlanSectionId", because="Where the table stands."),
    leave("isVip", because="A judgement of the staff; labels of customers say it once for all."),
    told_by=("time", "personsNumber"),
    amounts={},
)

ROOM_RESERVATION = _shape(
    "room_reservation",
    ReservationType.ROOM,
    take("checkOut", "ends_at", instant),
    take("personsNumber", "persons_number", count),
    take("status", "status", _status),
    take("totalWithTax", "total_price", decimal_amount),
    leave("nights", because="Follows from the two days."),
    leave("ratePerNight", because="How the price was reached; the sum is taken."),
    leave("deposit", because="Nothing tells whether it has been paid."),
    leave("paymentStatus", because="There is no place for it."),
    told_by=("checkIn", "checkOut"),
    amounts={"total_price": "totalWithTax"},
    customer="guestId",
)

RENTAL_RESERVATION = _shape(
    "rental_reservation",
    ReservationType.RENTALS,
    take("endAt", "ends_at", instant),
    take("status", "status", _rental_status),
    take("payment.rentalCharge", "total_price", decimal_amount),
    leave("payment.securityDeposit", because="Given back in the end; no part of the price."),
    leave("payment.depositStatus", because="There is no place for it."),
    leave("actualReturnAt", because="There is no place for it."),
    leave("tierId", because="The tariff."),
    leave("checklistCompletions", because="For those who hand it out."),
    leave("waiver", because="A document of the other system."),
    leave("idVerification", because="Whether somebody looked at an identity card."),
    told_by=("startAt", "endAt"),
    amounts={"total_price": "payment.rentalCharge"},
)


def _complete_reservation(reading: Reading) -> None:
    needed(reading.values, {"type": "reservationType"}, "what is reserved")
    _completed("startTime", _BOOKED_AMOUNTS)(reading)


RESERVATION = RecordKind(
    _RESERVATION,
    RESERVATIONS,
    belongs("customerId", "customer"),
    *_BOOKED,
    take("reservationType", "type", _reservation_type),
    take("resourceId", "resource_id", identifier),
    take("isResourceReservation", "is_resource_reservation", flag),
    take("personsNumber", "persons_number", count),
    take("notes", "notes"),
    changed_at="updatedAt",
    is_told=_is_booking("reservationType", "startTime"),
    shapes=(TABLE_RESERVATION, ROOM_RESERVATION, RENTAL_RESERVATION),
    fallback_changed_at="createdAt",
    complete=_complete_reservation,
)
