"""Appointments and reservations, some of them still to come."""

from typing import Any

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.seed.catalogue import in_currency
from gateway.seed.house import House
from gateway.seed.moment import DAY, END, HOUR, MINUTE, spell_instant
from gateway.seed.person import Person
from gateway.seed.rows import Writer

_SERVICES = ("tea-tasting", "knife-sharpening", "styling-hour", "barista-course")
_PLACES = ("london-soho", "berlin-mitte", "paris-marais", "tokyo-aoyama")
_PEOPLE = ("staff-amira", "staff-jon", "staff-lucia")
_WISHES = ("A quiet corner, please.", "One guest uses a wheelchair.", "We bring a dog.", "Window seat.")
_PAST = ("COMPLETED", "COMPLETED", "COMPLETED", "CANCELLED", "NO_SHOW")
_REASONS = ("The customer is ill.", "Double booking.", "Bad weather.")


def add_bookings(writer: Writer, person: Person, house: House) -> None:
    dice = writer.dice
    if person.is_complete or dice.chance(0.15):
        for number in range(2 if person.is_complete else dice.between(1, 3)):
            # Of the first customers each has cancelled one.
            past = ("CANCELLED",) if person.is_complete and number else _PAST
            _add_appointment(writer, person, house, past, is_ahead=number == 0 and dice.chance(0.3))
    if person.is_complete or dice.chance(0.15):
        for number in range(2 if person.is_complete else dice.between(1, 2)):
            _add_reservation(writer, person, is_ahead=number == 0 and dice.chance(0.3))


def _add_appointment(
    writer: Writer, person: Person, house: House, past: tuple[str, ...], *, is_ahead: bool
) -> None:
    dice = writer.dice
    starts, duration = _time(writer, person, is_ahead=is_ahead), dice.pick((30, 45, 60))
    status = _status(writer, past, is_ahead=is_ahead)
    provider = dice.pick(("GOOGLE", "OUTLOOK", "CALENDLY"))
    writer.add(
        Appointment, _booked(writer, person, starts), **_common(writer, person, starts, duration, status, 4500),
        service_id=dice.pick(_SERVICES), location_id=dice.pick(_PLACES), provider_id=dice.pick(_PEOPLE),
        calendar_provider=provider, calendar_id=f"calendar-{provider.lower()}@example.com",
        calendar_event_id=dice.token(20), channel_id=person.channel_id or dice.pick(house.channels),
        customer_id=person.id,
    )  # fmt: skip


def _add_reservation(writer: Writer, person: Person, *, is_ahead: bool) -> None:
    dice = writer.dice
    kind = dice.pick(("TABLE", "TABLE", "TABLE", "ROOM", "RENTALS", "RESOURCE"))
    starts, duration = _time(writer, person, is_ahead=is_ahead), dice.pick((90, 120, 180))
    status = _status(writer, ("COMPLETED", "COMPLETED", "CANCELLED", "NO_SHOW"), is_ahead=is_ahead)
    writer.add(
        Reservation, _booked(writer, person, starts), **_common(writer, person, starts, duration, status, 2000),
        type=kind, resource_id=f"{kind.lower()}-{dice.between(1, 30)}", is_resource_reservation=kind != "TABLE",
        persons_number=dice.between(1, 8), special_requests=dice.pick(_WISHES) if dice.chance(0.4) else None,
        notes="Regular guest." if person.is_complete else None, customer_id=person.id,
    )  # fmt: skip


def _time(writer: Writer, person: Person, *, is_ahead: bool) -> int:
    """A full quarter of an hour, before the end of the demo's history or within three months after."""
    dice = writer.dice
    if is_ahead:
        at = END + dice.between(1, 90) * DAY
    else:
        at = person.created + int((END - 7 * DAY - person.created) * dice.random())
    return at // DAY * DAY + DAY + 9 * HOUR + dice.between(0, 32) * 15 * MINUTE


def _booked(writer: Writer, person: Person, starts: int) -> int:
    return max(person.created, min(END, starts) - writer.dice.between(1, 20) * DAY)


def _status(writer: Writer, past: tuple[str, ...], *, is_ahead: bool) -> str:
    return writer.dice.pick(("PENDING", "CONFIRMED", "CONFIRMED") if is_ahead else past)


def _common(
    writer: Writer, person: Person, starts: int, duration: int, status: str, cents: int
) -> dict[str, Any]:
    dice = writer.dice
    price = in_currency(cents * dice.between(1, 4), person.currency)
    is_off = status == "CANCELLED"
    return {
        "status": status,
        "starts_at": spell_instant(starts),
        "ends_at": spell_instant(starts + duration * MINUTE),
        "duration": duration,
        "customer_name": f"{person.first_name} {person.last_name}",
        "customer_email": person.email,
        "currency": person.currency,
        "total_price": price,
        "deposit_paid": price // 4 if dice.chance(0.5) else 0,
        "cancel_reason": dice.pick(_REASONS) if is_off else None,
        "reference": f"BOOK-{dice.token(8, '0123456789')}" if dice.chance(0.5) else None,
        "reference_origin": "booking_desk",
        "metadata": '{"reminder":{"sent":true}}' if person.is_complete else None,
    }
