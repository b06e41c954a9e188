"""The business platform's documents: which kind each is, and what becomes of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.sources.business import BUSINESS
from gateway.sources.business.booking import (
    APPOINTMENT,
    RENTAL_RESERVATION,
    RESERVATION,
    TABLE_RESERVATION,
)
from gateway.sources.business.order import MENU_ORDER
from gateway.sources.refusal import Refused

_PRICING = "subtotal tax tip shippingAmount discount total currency appliedPricingRules appliedDiscounts appliedTaxes"
_BOOKED = (
    "id customerId customerName customerEmail startTime endTime duration totalPrice depositPaid status cancelReason "
    "serviceConversationConfigId createdAt updatedAt"
)
_ORDER = (
    "id locationId channelId terminalId operatorId orderNumber status items customerId pricing paymentStatus "
    "paymentMethod paymentReference orderDate externalRef source cancelReason notes serviceConversationConfigId "
    "createdAt updatedAt"
)
_PLACE = "street street2 city state postalCode country"
_ORDERED_ITEM = "id itemName quantity unitPrice totalPrice"
_EXTERNAL = "externalId source url syncedAt"


def under(path: str, names: str) -> str:
    return " ".join(f"{path}.{name}" for name in names.split())


FIELDS = {
    "appointment": (
        f"{_BOOKED} businessServiceId locationId channelId pricing providerId serviceProviderId slotIndex "
        "assignedUserAccountId calendarId calendarEventId calendarProvider externalRef "
        f"{under('pricing', _PRICING)} {under('externalRef', _EXTERNAL)}"
    ),
    "reservation": f"{_BOOKED} reservationType resourceId personsNumber notes isResourceReservation",
    "table_reservation": (
        "id resourceId floorPlanId floorPlanSectionId customerId personsNumber time duration status source isVip "
        f"specialRequests createdAt updatedAt {under('externalRef', _EXTERNAL)}"
    ),
    "channel": (
        "id deploymentType channelName recordingEnabled channelIdentifier configuration createdAt updatedAt"
    ),
    "customer_group": "id name description code isDefault createdAt updatedAt",
    "shipping_address": (
        f"id customerId {_PLACE} recipientName phoneNumber instructions isPrimary createdAt updatedAt"
    ),
    "menu_order": (
        f"{_ORDER} type requestedTime estimatedReadyTime actualReadyTime specialInstructions allergies tableNumber "
        f"deliveryAddress shippingAddressId tip {under('deliveryAddress', _PLACE)} {under('pricing', _PRICING)} "
        f"{under('items', _ORDERED_ITEM)} {under('externalRef', _EXTERNAL)}"
    ),
    "product_order": (
        f"{_ORDER} billingAddress shippingAddress requestedDeliveryDate shippedDate deliveredDate shippingMethod "
        f"trackingNumber shippingCarrier {under('billingAddress', _PLACE)} {under('shippingAddress', _PLACE)} "
        f"{under('pricing', _PRICING)} {under('items', _ORDERED_ITEM)} {under('externalRef', _EXTERNAL)}"
    ),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_no_field_is_forgotten(kind: str) -> None:
    declared = BUSINESS.kind(kind)
    assert declared is not None
    assert set(FIELDS[kind].split()) - set(declared.paths()) == set()


def test_shapes_are_kept_under_the_kind_that_reads_them() -> None:
    """A record that is stored under a kind can be read again as it came."""
    for kind in BUSINESS.kinds:
        kept = BUSINESS.kind(kind.stored_as)
        assert kept is kind or (kept is not None and kind in kept.shapes)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"firstname": "A"}, "customer"),
        ({"deploymentType": "web"}, "channel"),
        ({"isDefault": False, "name": "B"}, "customer_group"),
        ({"isPrimary": True, "street": "C"}, "shipping_address"),
        ({"businessServiceId": "s"}, "appointment"),
        ({"reservationType": "room", "startTime": 1}, "reservation"),
        ({"time": 1, "personsNumber": 2}, "table_reservation"),
        ({"items": [], "pricing": {}, "type": "takeout"}, "menu_order"),
        ({"items": [], "pricing": {}}, "product_order"),
    ],
)
def test_a_document_shows_its_kind(document: dict[str, Any], kind: str) -> None:
    assert BUSINESS.kind_of(document).kind == kind


def test_a_menu_order() -> None:
    document = {"id": "1", "items": [], "status": "ready", "paymentStatus": "partial"}
    values = MENU_ORDER.read(document | {"pricing": {"total": 12.5, "discount": 2}}, []).values
    assert (values["total"], values["discount"], values["currency"]) == (1250, -200, "USD")
    assert (values["payment_status"], values["fulfillment_status"]) == ("PARTIALLY_PAID", "IN_PROGRESS")


def test_a_newer_reservation_of_a_table() -> None:
    values = TABLE_RESERVATION.read({"id": "1", "time": 1709856000, "personsNumber": 4}, []).values
    assert (values["type"], values["currency"], values["persons_number"]) == ("TABLE", "XXX", 4)


@pytest.mark.parametrize(
    ("document", "type_"),
    [
        ({"reservationType": "room", "startTime": 1}, "ROOM"),
        ({"time": 1, "personsNumber": 2}, "TABLE"),
        ({"checkIn": 1, "checkOut": 2}, "ROOM"),
        ({"startAt": 1, "endAt": 2}, "RENTALS"),
    ],
)
def test_one_kind_reads_all_shapes_of_a_reservation(document: dict[str, Any], type_: str) -> None:
    assert RESERVATION.read({"id": "1", **document}, []).values["type"] == type_


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("upcoming", "CONFIRMED"),
        ("pickup_soon", "CONFIRMED"),
        ("out", "CHECKED_IN"),
        ("overdue", "CHECKED_IN"),
        ("returned", "COMPLETED"),
        ("CANCELLED", "CANCELLED"),
    ],
)
def test_states_of_things_for_hire(word: str, status: str) -> None:
    document = {"id": "1", "startAt": 1, "endAt": 2, "status": word}
    assert RENTAL_RESERVATION.read(document, []).values["status"] == status


@pytest.mark.parametrize(
    ("word", "order", "delivery"),
    [
        ("pending", "PENDING", "UNFULFILLED"),
        ("CONFIRMED", "CONFIRMED", "UNFULFILLED"),
        ("preparing", "PREPARING", "IN_PROGRESS"),
        ("ready", "READY", "IN_PROGRESS"),
        ("out_for_delivery", "OUT_FOR_DELIVERY", "IN_PROGRESS"),
        ("completed", "COMPLETED", "FULFILLED"),
        ("cancelled", "CANCELLED", "UNFULFILLED"),
        ("returned", "RETURNED", "FULFILLED"),
        ("beamed", "UNKNOWN", "UNKNOWN"),
    ],
)
def test_states_of_orders(word: str, order: str, delivery: str) -> None:
    values = MENU_ORDER.read({"id": "1", "status": word, "pricing": {"total": 1}}, []).values
    assert (values["status"], values["fulfillment_status"]) == (order, delivery)


@pytest.mark.parametrize("discount", [2, -2, "2.00", 2.0])
def test_a_discount_counts_below_zero_however_it_is_written(discount: Any) -> None:
    document = {"id": "1", "pricing": {"total": 1, "discount": discount}}
    assert MENU_ORDER.read(document, []).values["discount"] == -200


@pytest.mark.parametrize("moment", [1_709_856_000, 1_709_856_000_000, 1_709_856_000.0])
def test_moments_are_told_by_their_size(moment: Any) -> None:
    values = APPOINTMENT.read({"id": "1", "startTime": moment}, []).values
    assert values["starts_at"] == datetime(2024, 3, 8, tzinfo=UTC)


def test_an_appointment_without_its_beginning_is_refused() -> None:
    with pytest.raises(Refused, match="startTime is None; expected an instant"):
        APPOINTMENT.read({"id": "1", "businessServiceId": "s"}, [])
