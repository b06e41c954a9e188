"""The same for what belongs to customers: sign-ups, wallets, orders with their lines and states, cards with points."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.proof.world import Acts, run_examples, world_of

EXAMPLES = {"sqlite": 20, "postgresql": 10}

NUMBERS = st.integers(0, 99)
LINE = st.fixed_dictionaries(
    {"unitPrice": st.sampled_from(["10", "2.50"]), "quantity": st.integers(0, 3)},
    optional={"sku": st.sampled_from(["TOTE", "MUG"]), "discount": st.sampled_from(["-1", "-0.50"])},
)
LINE_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "quantity": st.integers(1, 3),
        "discount": st.sampled_from(["-1", None]),
        "name": st.sampled_from(["a tote", None]),
    },
)
STEPS = st.sampled_from(["orderPlace", "orderApprove", "orderCancel", "orderEdit"])
STATUS = st.sampled_from(["PENDING", "PLACED", "COMPLETED", "RETURNED", "ARCHIVED"])
PAID = st.sampled_from(["PAID", "FAILED", "REFUNDED"])
SOURCE = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["XXXX-1111", "4111 1111 1111 1111", None]),
        "customerToken": st.sampled_from(["one", "another", None]),
        "metadata": st.sampled_from([{"a": 1}, {}]),
    },
)
POINTS = st.sampled_from(
    ["loyaltyPointsAdd", "loyaltyPointsAdd", "loyaltyPointsRemove", "loyaltyPointsRedeem"]
)


class Belonging(Acts):
    """Random writes to what customers have; nearly all of it stops a customer from being deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: list[str] = []
        self.sources: list[str] = []
        self.orders: list[str] = []
        self.lines: list[str] = []
        self.cards: list[str] = []

    def make(self, name: str, shown: str, found: list[str], given: dict[str, Any]) -> None:
        payload = self.try_(name, f"{shown} {{ id }}", given)
        if payload:
            found.append(payload[shown]["id"])

    def end(self, name: str, found: list[str], number: int) -> None:
        key = found[number % len(found)]
        if self.try_(name, "__typename", {"id": key}):
            found.remove(key)

    @initialize()
    def start(self) -> None:
        for number in range(2):
            self.make("customerCreate", "customer", self.customers, {"email": self.email(number)})
            self.make("loyaltyCardCreate", "loyaltyCard", self.cards, {"customerId": self.customers[-1]})
            self.order(number, [{"sku": "TOTE", "unitPrice": "10", "quantity": 2}])
        self.try_("orderPlace", "__typename", {"id": self.orders[0]})
        self.try_("loyaltyPointsAdd", "__typename", {"id": self.cards[0], "points": 30})
        self.save_payment_source(0, {"customerToken": "one"})
        self.change_payment_source(0, {"customerToken": "another"})

    # ── Newsletter and wallet

    @rule(number=NUMBERS, reference=st.sampled_from("ab"))
    def sign_up(self, number: int, reference: str) -> None:
        given = {"customerId": self.customer(number), "reference": reference}
        self.make("customerSubscriptionCreate", "customerSubscription", self.signed, given)

    @precondition(lambda self: self.signed)
    @rule(number=NUMBERS)
    def sign_off(self, number: int) -> None:
        self.end("customerSubscriptionDelete", self.signed, number)

    @rule(number=NUMBERS, given=SOURCE)
    def save_payment_source(self, number: int, given: dict[str, Any]) -> None:
        whole = {"customerId": self.customer(number), **given}
        self.make("customerPaymentSourceCreate", "customerPaymentSource", self.sources, whole)

    @precondition(lambda self: self.sources)
    @rule(number=NUMBERS, given=SOURCE)
    def change_payment_source(self, number: int, given: dict[str, Any]) -> None:
        key = self.sources[number % len(self.sources)]
        self.try_("customerPaymentSourceUpdate", "__typename", {"id": key, **given})

    @precondition(lambda self: self.sources)
    @rule(number=NUMBERS)
    def forget_payment_source(self, number: int) -> None:
        self.end("customerPaymentSourceDelete", self.sources, number)

    # ── Orders

    @rule(number=NUMBERS, lines=st.lists(LINE, max_size=2))
    def order(self, number: int, lines: list[dict[str, Any]]) -> None:
        given = {"customerId": self.customer(number), "currency": "EUR", "lines": lines}
        payload = self.try_("orderCreate", "order { id lines { nodes { id } } }", given)
        if payload:
            self.orders.append(payload["order"]["id"])
            self.lines += [line["id"] for line in payload["order"]["lines"]["nodes"]]

    @precondition(lambda self: self.orders)
    @rule(number=NUMBERS, given=LINE)
    def add_line(self, number: int, given: dict[str, Any]) -> None:
        whole = {"orderId": self.orders[number % len(self.orders)], **given}
        self.make("orderLineAdd", "orderLine", self.lines, whole)

    @precondition(lambda self: self.lines)
    @rule(number=NUMBERS, given=LINE_CHANGES)
    def change_line(self, number: int, given: dict[str, Any]) -> None:
        self.try_("orderLineUpdate", "__typename", {"id": self.lines[number % len(self.lines)], **given})

    @precondition(lambda self: self.lines)
    @rule(number=NUMBERS)
    def remove_line(self, number: int) -> None:
        self.end("orderLineRemove", self.lines, number)

    @precondition(lambda self: self.orders)
    @rule(number=NUMBERS, step=STEPS)
    def step(self, number: int, step: str) -> None:
        self.try_(step, "__typename", {"id": self.orders[number % len(self.orders)]})

    @precondition(lambda self: self.orders)
    @rule(number=NUMBERS, status=STATUS, paid=PAID)
    def set_status(self, number: int, status: str, paid: str) -> None:
        key = self.orders[number % len(self.orders)]
        self.try_("orderSetStatus", "__typename", {"id": key, "status": status})
        self.try_("orderSetPaymentStatus", "__typename", {"id": key, "paymentStatus": paid})

    @precondition(lambda self: self.orders)
    @rule(number=NUMBERS)
    def delete_order(self, number: int) -> None:
        """Its lines go along: what is tried with them later is refused."""
        self.end("orderDelete", self.orders, number)

    # ── Cards

    @rule(number=NUMBERS, code=st.none() | st.sampled_from(["CARD-1", "CARD-2"]))
    def create_card(self, number: int, code: str | None) -> None:
        given = {"customerId": self.customer(number)} | ({"code": code} if code else {})
        self.make("loyaltyCardCreate", "loyaltyCard", self.cards, given)

    @precondition(lambda self: self.cards)
    @rule(number=NUMBERS, act=POINTS, points=st.integers(0, 50))
    def change_points(self, number: int, act: str, points: int) -> None:
        self.try_(act, "__typename", {"id": self.cards[number % len(self.cards)], "points": points})

    @precondition(lambda self: self.cards)
    @rule(number=NUMBERS, other=NUMBERS, points=st.integers(1, 20))
    def transfer_points(self, number: int, other: int, points: int) -> None:
        cards = [self.cards[each % len(self.cards)] for each in (number, other)]
        given = {"fromCardId": cards[0], "toCardId": cards[1], "points": points}
        self.try_("loyaltyPointsTransfer", "__typename", given)

    @precondition(lambda self: self.cards)
    @rule(number=NUMBERS)
    def delete_card(self, number: int) -> None:
        self.end("loyaltyCardDelete", self.cards, number)

    # ── Whose it is

    @precondition(lambda self: len(self.customers) > 1)
    @rule(number=NUMBERS)
    def delete_customer(self, number: int) -> None:
        """Sign-ups, wallet and cards without points go along."""
        self.end("customerDelete", self.customers, number)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_what_belongs_to_customers_is_what_its_events_add_up_to(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    with world_of(url, tmp_path) as world:
        run_examples(Belonging, world, EXAMPLES[kind])
    print(f"{kind}: done {world.done}, refused {world.refused}")
    assert {
        "customerSubscriptionCreate",
        "customerPaymentSourceUpdate",
        "orderLineAdd",
        "orderLineUpdate",
        "orderPlace",
        "loyaltyPointsAdd",
        "loyaltyPointsTransfer",
    } <= set(world.done)
    assert {"CONFLICT", "NOT_FOUND", "INVALID", "INVALID_TRANSITION"} <= set(world.refused)
