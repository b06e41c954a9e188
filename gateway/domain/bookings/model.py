"""Appointments and reservations."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Optional

from sqlalchemy import Index

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, exposed, money, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Channel, Customer


@described(
    {
        "PENDING": "Waits to be confirmed.",
        "CONFIRMED": "Agreed.",
        "SEATED": "The guests are at their table.",
        "CHECKED_IN": "The guests have arrived.",
        "COMPLETED": "Has taken place.",
        "CANCELLED": "Called off.",
        "NO_SHOW": "The customer did not come.",
    }
)
class BookingStatus(StrEnum):
    """Where an appointment or a reservation stands."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    SEATED = "SEATED"
    CHECKED_IN = "CHECKED_IN"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"


@described(
    {
        "TABLE": "A table in a restaurant.",
        "ROOM": "A room.",
        "RENTALS": "Something for hire.",
        "RESOURCE": "Anything else that can be booked.",
    }
)
class ReservationType(StrEnum):
    """What is reserved."""

    TABLE = "TABLE"
    ROOM = "ROOM"
    RENTALS = "RENTALS"
    RESOURCE = "RESOURCE"


@described({"GOOGLE": "Google Calendar.", "OUTLOOK": "Microsoft Outlook.", "CALENDLY": "Calendly."})
class CalendarProvider(StrEnum):
    """Whose calendar an appointment is in."""

    GOOGLE = "GOOGLE"
    OUTLOOK = "OUTLOOK"
    CALENDLY = "CALENDLY"


class Booking(Referenced):
    """What appointments and reservations have in common."""

    status: BookingStatus = exposed(
        "Where it stands.", default=BookingStatus.PENDING, filterable=True, sortable=True
    )
    starts_at: datetime = exposed("When it starts.", filterable=True, sortable=True)
    ends_at: datetime | None = exposed("When it ends.", filterable=True, sortable=True)
    duration: int | None = exposed("How long it lasts, in minutes.", filterable=True)
    customer_name: str | None = exposed("Name it was booked under.")
    customer_email: str | None = exposed("E-mail address it was booked with.", scalar=Scalar.EMAIL_ADDRESS)
    currency: str = exposed("ISO 4217 code of its amounts.", scalar=Scalar.CURRENCY)
    total_price: int | None = money("What it costs in all.", filterable=True)
    deposit_paid: int | None = money("What has been paid in advance.", filterable=True)
    cancel_reason: str | None = exposed("Why it was called off.")


class Appointment(Booking, table=True):
    """A time agreed with a customer for a service."""

    __prefix__: ClassVar[str] = "apt"
    __owner__: ClassVar[str | None] = "customer_id"

    service_id: str | None = exposed(
        "Identifier of the service, in the system it came from.", filterable=True
    )
    location_id: str | None = exposed("Identifier of the place, in the system it came from.", filterable=True)
    provider_id: str | None = exposed(
        "Identifier of the person who gives the service, in the system it came from.", filterable=True
    )
    calendar_provider: CalendarProvider | None = exposed("Whose calendar it is in.")
    calendar_id: str | None = exposed("Identifier of the calendar.", visible_to=Audience.STAFF)
    calendar_event_id: str | None = exposed(
        "Identifier of its entry in the calendar.", visible_to=Audience.STAFF
    )
    channel_id: str | None = exposed(
        "Id of the channel it was agreed through.",
        scalar=Scalar.ID,
        foreign_key="channel.id",
        ondelete="SET NULL",
    )
    channel: Optional["Channel"] = related("Channel it was agreed through.", by="Appointment.channel_id")
    customer_id: str = exposed(
        "Id of the customer.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related("Customer it was agreed with.", by="Appointment.customer_id")

    __table_args__ = (Index("ix_appointment_provider", "provider_id", "environment", "starts_at"),)


class Reservation(Booking, table=True):
    """A table, a room or a thing kept for a customer."""

    __prefix__: ClassVar[str] = "rsv"
    __owner__: ClassVar[str | None] = "customer_id"

    type: ReservationType = exposed("What is reserved.", filterable=True, sortable=True)
    resource_id: str | None = exposed(
        "Identifier of what is reserved, in the system it came from.", filterable=True
    )
    is_resource_reservation: bool = exposed("Whether one particular thing is reserved.", default=False)
    persons_number: int | None = exposed("How many people come.", filterable=True)
    special_requests: str | None = exposed("What the customer asked for.")
    notes: str | None = exposed("Internal notes of the staff.", visible_to=Audience.STAFF)
    customer_id: str = exposed(
        "Id of the customer.", scalar=Scalar.ID, filterable=True, foreign_key="customer.id"
    )
    customer: Optional["Customer"] = related("Customer it is kept for.", by="Reservation.customer_id")

    __table_args__ = (Index("ix_reservation_resource", "resource_id", "environment", "starts_at"),)
