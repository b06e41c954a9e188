"""Whoever is one customer has wallets, lists, bookings and cards: sent by systems, and changed here."""

from typing import Any

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import (
    Attachment,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    SkuList,
)
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.orders.model import Order, OrderLine, OrderSubscription, Return
from gateway.entity import Entity
from tests.promises.belongings import HELD
from tests.promises.chance import booleans, one_of
from tests.promises.forgotten import Forgotten
from tests.promises.joined import HOURS, NUMBERS, WHO, Joined
from tests.promises.sent import BELONGINGS, KINDS, Said, kinds
from tests.promises.steps import rule

POINTS = one_of([3, 40])
NEW: dict[str, dict[str, Any]] = {
    "loyaltyCardCreate": {},
    "appointmentCreate": {"startsAt": "2027-01-01T10:00:00Z", "currency": "EUR"},
    "reservationCreate": {"startsAt": "2027-01-01T10:00:00Z", "currency": "EUR", "type": "TABLE"},
    "customerSubscriptionCreate": {"reference": "own"},
    "customerPaymentSourceCreate": {"name": "Own"},
    "skuListCreate": {"name": "Own", "slug": "own"},
    "attachmentCreate": {"name": "Own"},
    "orderSubscriptionCreate": {"frequency": "weekly", "startsAt": "2027-01-01T10:00:00Z"},
}
"""What a customer is given."""
CHANGED: dict[str, tuple[type[Entity], dict[str, Any]]] = {
    "loyaltyCardUpdate": (LoyaltyCard, {"reference": "own"}),
    "loyaltyCardDelete": (LoyaltyCard, {}),
    "appointmentUpdate": (Appointment, {"reference": "own"}),
    "appointmentCancel": (Appointment, {}),
    "appointmentConfirm": (Appointment, {}),
    "reservationUpdate": (Reservation, {"notes": "own"}),
    "reservationCancel": (Reservation, {}),
    "customerSubscriptionDelete": (CustomerSubscription, {}),
    "customerPaymentSourceUpdate": (CustomerPaymentSource, {"name": "Own"}),
    "customerPaymentSourceDelete": (CustomerPaymentSource, {}),
    "skuListUpdate": (SkuList, {"name": "Own too"}),
    "skuListDelete": (SkuList, {}),
    "attachmentUpdate": (Attachment, {"name": "Own too"}),
    "attachmentDelete": (Attachment, {}),
    "orderSubscriptionCancel": (OrderSubscription, {}),
    "orderUpdate": (Order, {"trackingNumber": "own"}),
    "orderLineUpdate": (OrderLine, {"quantity": 3}),
    "orderLineRemove": (OrderLine, {}),
    "returnCancel": (Return, {}),
    "customerAddressSetPrimary": (CustomerAddress, {}),
    "customerGroupDelete": (CustomerGroup, {}),
}
"""What is changed of what is there."""


class Held(Joined):
    """People with all that belongs to them."""

    documents = KINDS | BELONGINGS | HELD

    @rule(9, what=kinds(HELD), person=WHO, number=NUMBERS, hour=HOURS)
    def send_held(self, what: tuple[str, Said], person: int, number: int, hour: int | None) -> None:
        self.send(what, person, number, hour)

    @rule(2, number=NUMBERS, name=one_of(sorted(NEW)))
    def give(self, number: int, name: str) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            self.act(name, customerId=customer["id"], **NEW[name])

    @rule(6, number=NUMBERS, name=one_of(sorted(CHANGED)))
    def change(self, number: int, name: str) -> None:
        entity, given = CHANGED[name]
        row = self.one(entity, number)
        if row is not None:
            self.act(name, id=row["id"], **given)

    @rule(2, number=NUMBERS, kind=one_of(["Add", "Remove", "Redeem", "Expire"]), points=POINTS)
    def move_points(self, number: int, kind: str, points: int) -> None:
        card = self.one(LoyaltyCard, number)
        if card is not None:
            self.act(f"loyaltyPoints{kind}", id=card["id"], points=points)

    @rule(number=NUMBERS, other=NUMBERS, points=POINTS)
    def transfer_points(self, number: int, other: int, points: int) -> None:
        card, to = self.one(LoyaltyCard, number), self.one(LoyaltyCard, other)
        if card is not None and to is not None:
            self.act("loyaltyPointsTransfer", fromCardId=card["id"], toCardId=to["id"], points=points)

    @rule(number=NUMBERS, other=NUMBERS, is_added=booleans())
    def group(self, number: int, other: int, is_added: bool) -> None:
        customer, group = self.one(Customer, number), self.one(CustomerGroup, other)
        if customer is None:
            return
        if group is None:
            self.act("customerGroupCreate", name="Own")
            return
        name = "customerGroupAddCustomers" if is_added else "customerGroupRemoveCustomers"
        self.act(name, id=group["id"], customerIds=[customer["id"]])


class HeldForgotten(Held, Forgotten):
    """The same, and some ask to be forgotten."""
