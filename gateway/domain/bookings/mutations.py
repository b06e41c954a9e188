"""The acts on appointments and reservations, as clients ask for them."""

from collections.abc import Iterator
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.domain.bookings import operations
from gateway.domain.bookings.model import BookingStatus, CalendarProvider, ReservationType
from gateway.domain.bookings.operations import APPOINTMENTS, RESERVATIONS, Bookable
from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.enums import publish
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import Currency, DateTime, Decimal, EmailAddress

for _enum in (CalendarProvider, ReservationType):
    publish(_enum)

_CUSTOMER = frozenset({"customer_id"})


@strawberry.input
class BookingFields(ReferencedFields):
    """What may be written of any booking, whether it is new or not."""

    ends_at: Maybe[DateTime | None] = field("When it ends, whole minutes after its start.")
    duration: Maybe[int | None] = field("How long it lasts, in minutes; follows from its end when left out.")
    customer_name: Maybe[str | None] = field("Name it was booked under.")
    customer_email: Maybe[EmailAddress | None] = field("E-mail address it was booked with.")
    total_price: Maybe[Decimal | None] = field("What it costs in all, in its currency and with its decimals.")
    deposit_paid: Maybe[Decimal | None] = field("What has been paid in advance; nothing when it is cleared.")


@strawberry.input
class AppointmentFields(BookingFields):
    """What may be written of an appointment, whether it is new or not."""

    service_id: Maybe[str | None] = field("Identifier of the service.")
    location_id: Maybe[str | None] = field("Identifier of the place.")
    provider_id: Maybe[str | None] = field(
        "Identifier of the person who gives the service; a person has one appointment at a time."
    )
    calendar_provider: Maybe[CalendarProvider | None] = field("Whose calendar it is in.")
    calendar_id: Maybe[str | None] = field("Identifier of the calendar.")
    calendar_event_id: Maybe[str | None] = field("Identifier of its entry in the calendar.")
    channel_id: Maybe[ID | None] = field("Id of the channel it was agreed through.")


@strawberry.input
class ReservationFields(BookingFields):
    """What may be written of a reservation, whether it is new or not."""

    resource_id: Maybe[str | None] = field("Identifier of what is reserved; it is reserved once at a time.")
    is_resource_reservation: Maybe[bool | None] = field("Whether one particular thing is reserved.")
    persons_number: Maybe[int | None] = field("How many people come, from 1.")
    special_requests: Maybe[str | None] = field("What the customer asked for.")
    notes: Maybe[str | None] = field("Internal notes of the staff.")


@strawberry.input(
    description="A new appointment, which waits to be confirmed. It lasts 30 minutes unless told."
)
class AppointmentCreateInput(AppointmentFields, Repeatable):
    customer_id: ID = field("Id of the customer.")
    starts_at: DateTime = field("When it starts.")
    currency: Currency = field("ISO 4217 code of its amounts.")


@strawberry.input(
    description=(
        "Changes to an appointment. What is left out stays as it is; null clears. "
        "With another start alone it lasts as long as before."
    )
)
class AppointmentUpdateInput(AppointmentFields, Existing):
    starts_at: Maybe[DateTime | None] = field("When it starts.")
    currency: Maybe[Currency | None] = field("ISO 4217 code of its amounts, which are given with it.")


@strawberry.input(
    description="A new reservation, which waits to be confirmed. Its end or its duration is needed."
)
class ReservationCreateInput(ReservationFields, Repeatable):
    customer_id: ID = field("Id of the customer.")
    type: ReservationType = field("What is reserved.")
    starts_at: DateTime = field("When it starts.")
    currency: Currency = field("ISO 4217 code of its amounts.")


@strawberry.input(
    description=(
        "Changes to a reservation. What is left out stays as it is; null clears. "
        "With another start alone it lasts as long as before."
    )
)
class ReservationUpdateInput(ReservationFields, Existing):
    type: Maybe[ReservationType | None] = field("What is reserved.")
    starts_at: Maybe[DateTime | None] = field("When it starts.")
    currency: Maybe[Currency | None] = field("ISO 4217 code of its amounts, which are given with it.")


@strawberry.input
class CancelFields(Existing):
    cancel_reason: Maybe[str | None] = field("Why it is called off.")


@strawberry.input(description="Which appointment is agreed.")
class AppointmentConfirmInput(Existing):
    pass


@strawberry.input(description="Which appointment is called off.")
class AppointmentCancelInput(CancelFields):
    pass


@strawberry.input(description="Which appointment has taken place.")
class AppointmentCompleteInput(Existing):
    pass


@strawberry.input(description="To which appointment the customer did not come.")
class AppointmentMarkNoShowInput(Existing):
    pass


@strawberry.input(description="Which reservation is agreed.")
class ReservationConfirmInput(Existing):
    pass


@strawberry.input(description="The guests of which reservation have arrived.")
class ReservationCheckInInput(Existing):
    pass


@strawberry.input(description="The guests of which reservation are at their table.")
class ReservationSeatInput(Existing):
    pass


@strawberry.input(description="Which reservation is called off.")
class ReservationCancelInput(CancelFields):
    pass


@strawberry.input(description="Which reservation has taken place.")
class ReservationCompleteInput(Existing):
    pass


@strawberry.input(description="To which reservation the customer did not come.")
class ReservationMarkNoShowInput(Existing):
    pass


def _writes(kind: Bookable, name: str, create: type, update: type) -> Iterator[Mutation]:
    """`appointmentCreate` and `appointmentUpdate`."""

    def run_create(act: Act, given: Any) -> Outcome:
        values = values_of(given, without=_CUSTOMER)
        return Outcome({name: operations.create_booking(act, kind, given.customer_id, values)})

    def run_update(act: Act, given: Any) -> Outcome:
        changed = operations.update_booking(act, kind, given.id, values_of(given), expected_of(given))
        return Outcome({name: changed})

    yield Mutation(f"{name}Create", f"Books: makes a new {name}.", create, run_create, _shown(kind, name))
    yield Mutation(
        f"{name}Update", f"Changes the {name}, but not its status.", update, run_update, _shown(kind, name)
    )


def _move(
    kind: Bookable, name: str, act: str, input_: type, status: BookingStatus, event: str, description: str
) -> Mutation:
    """`appointmentConfirm`: brings a booking to another status."""

    def run(by: Act, given: Any) -> Outcome:
        moved = operations.move_booking(
            by, kind, given.id, status, event, expected_of(given), values_of(given)
        )
        return Outcome({name: moved})

    return Mutation(f"{name}{act}", description, input_, run, _shown(kind, name))


def _shown(kind: Bookable, name: str) -> dict[str, tuple[str, str]]:
    return {name: (kind.entity.__name__, f"The {name} as it is now; null when nothing was done.")}


_S = BookingStatus
_APPOINTMENT = (APPOINTMENTS, "appointment")
_RESERVATION = (RESERVATIONS, "reservation")

MUTATIONS: tuple[Mutation, ...] = (
    *_writes(*_APPOINTMENT, AppointmentCreateInput, AppointmentUpdateInput),
    _move(*_APPOINTMENT, "Confirm", AppointmentConfirmInput, _S.CONFIRMED, "confirm", "Agrees to an appointment."),
    _move(*_APPOINTMENT, "Cancel", AppointmentCancelInput, _S.CANCELLED, "cancel", "Calls an appointment off."),
    _move(
        *_APPOINTMENT, "Complete", AppointmentCompleteInput, _S.COMPLETED, "complete",
        "Says that an appointment has taken place.",
    ),
    _move(
        *_APPOINTMENT, "MarkNoShow", AppointmentMarkNoShowInput, _S.NO_SHOW, "mark_no_show",
        "Says that the customer did not come to an appointment.",
    ),
    *_writes(*_RESERVATION, ReservationCreateInput, ReservationUpdateInput),
    _move(*_RESERVATION, "Confirm", ReservationConfirmInput, _S.CONFIRMED, "confirm", "Agrees to a reservation."),
    _move(
        *_RESERVATION, "CheckIn", ReservationCheckInInput, _S.CHECKED_IN, "check_in",
        "Says that the guests of a reservation have arrived.",
    ),
    _move(
        *_RESERVATION, "Seat", ReservationSeatInput, _S.SEATED, "seat",
        "Says that the guests of a reservation are at their table.",
    ),
    _move(*_RESERVATION, "Cancel", ReservationCancelInput, _S.CANCELLED, "cancel", "Calls a reservation off."),
    _move(
        *_RESERVATION, "Complete", ReservationCompleteInput, _S.COMPLETED, "complete",
        "Says that a reservation has taken place.",
    ),
    _move(
        *_RESERVATION, "MarkNoShow", ReservationMarkNoShowInput, _S.NO_SHOW, "mark_no_show",
        "Says that the customer did not come to a reservation.",
    ),
)  # fmt: skip
