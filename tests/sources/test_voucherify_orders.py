"""What Voucherify's orders become: amounts without a currency, one status that tells three."""

from datetime import UTC, datetime

import pytest

from gateway.sources.refusal import Refused
from gateway.sources.targets import LINES
from gateway.sources.voucherify.order import ORDER
from tests.sources import documents_voucherify as sent
from tests.sources.documents import Document
from tests.sources.documents_voucherify import links, read


def test_an_order_is_taken_without_a_currency() -> None:
    assert read(sent.order()).values == {
        "reference": "shop-771",
        "created_at": datetime(2025, 2, 3, 4, 5, 6, 7000, UTC),
        "updated_at": datetime(2025, 2, 4, 5, 6, 7, 8000, UTC),
        "status": "PLACED",
        "payment_status": "PAID",
        "fulfillment_status": "UNFULFILLED",
        "placed_at": datetime(2025, 2, 3, 4, 5, 6, 7000, UTC),
        "currency": "XXX",
        "subtotal": 12000,
        "discount": -1500,
        "total": 10500,
        "metadata": {"till": 3},
    }


def test_the_lines_of_an_order_have_its_place_and_the_shops_own_identifier() -> None:
    first, second = read(sent.order()).lists[LINES]
    assert first == {
        "position": 1,
        "sku": "LINEN-BLUE",
        "name": "Linen throw",
        "item_type": "sku",
        "quantity": 5,
        "currency": "XXX",
        "unit_price": 2000,
        "discount": -1000,
        "total": 9000,
        "metadata": {"gift": True},
    }
    assert (second["position"], second["sku"], second["name"]) == (2, "WEFT-2", "Linen throw")


@pytest.mark.parametrize(
    ("fields", "sku", "name"),
    [
        ({"source_id": "OWN"}, "OWN", "Linen throw"),
        ({"source_id": None}, "LINEN-BLUE", "Linen throw"),
        ({"sku": None}, "LINEN", "Linen throw"),
        ({"sku": {"source_id": None, "sku": "Blue"}}, "LINEN", "Linen throw"),
        ({"product": None}, "LINEN-BLUE", "Blue"),
        ({"product": None, "sku": None}, None, None),
    ],
)
def test_a_line_is_named_by_what_there_is(fields: Document, sku: str | None, name: str | None) -> None:
    (line,) = read(sent.order(items=[sent.line(**fields)])).lists[LINES]
    assert (line["sku"], line["name"]) == (sku, name)


def test_a_line_without_a_subtotal_costs_its_amount_less_its_discount() -> None:
    line = sent.line()
    del line["subtotal_amount"]
    (taken,) = read(sent.order(items=[line])).lists[LINES]
    assert taken["total"] == 9000


@pytest.mark.parametrize(
    ("status", "states", "is_bought"),
    [
        ("CREATED", ("PENDING", "UNPAID", "UNFULFILLED"), False),
        ("PAID", ("PLACED", "PAID", "UNFULFILLED"), True),
        ("FULFILLED", ("COMPLETED", "UNKNOWN", "FULFILLED"), True),
        ("CANCELED", ("CANCELLED", "UNKNOWN", "UNKNOWN"), False),
        ("PROCESSING", ("UNKNOWN", "UNKNOWN", "UNKNOWN"), False),
        ("CANCELLED", ("UNKNOWN", "UNKNOWN", "UNKNOWN"), False),
        (None, ("UNKNOWN", "UNKNOWN", "UNKNOWN"), False),
    ],
)
def test_one_status_tells_three(status: str | None, states: tuple[str, str, str], is_bought: bool) -> None:
    """CANCELED is spelled with one L on the wire."""
    values = read(sent.order(status=status)).values
    assert (values["status"], values["payment_status"], values["fulfillment_status"]) == states
    assert (values.get("placed_at") is not None) is is_bought


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        ({"amount": 12000, "total_discount_amount": 1500, "total_amount": 10500}, 10500),
        ({"amount": 12000, "total_discount_amount": 1500, "total_amount": None}, 10500),
        ({"amount": 12000, "total_discount_amount": None, "total_amount": None}, 12000),
        ({"amount": None, "total_discount_amount": None, "total_amount": None}, 0),
        ({"amount": 12000.0, "total_discount_amount": 0, "total_amount": 12000.0}, 12000),
    ],
)
def test_a_total_that_is_not_told_is_the_amount_less_the_discounts(amounts: Document, total: int) -> None:
    assert read(sent.order(**amounts)).values["total"] == total


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"total_discount_amount": -1}, "total_discount_amount is -1; expected a whole number from 0."),
        ({"amount": 12.5}, r"amount is 12.5; expected a whole number up to"),
        (
            {"amount": -(2**63) + 1, "total_discount_amount": 9, "total_amount": None},
            "The amount less its discounts is -9223372036854775816; expected what 64 bits can hold.",
        ),
        ({"items": {}}, r"items is {}; expected a list of objects or null."),
        ({"customer": "x"}, "customer is 'x'; expected an object."),
    ],
)
def test_an_order_that_is_not_as_promised_is_refused(fields: Document, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(sent.order(**fields))


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({}, sent.HOLDER),
        ({"customer": None}, sent.HOLDER),
        ({"customer_id": None}, sent.HOLDER),
        ({"customer_id": None, "customer": None}, None),
    ],
)
def test_an_order_belongs_to_its_customer(fields: Document, owner: str | None) -> None:
    """It is told twice, or once, or not at all."""
    told = {ids[0] for kind, ids in links(read(sent.order(**fields))) if kind == "customer" and ids}
    assert told == ({owner} if owner else set())


def test_what_is_new_in_an_order_is_told_where_it_is_new() -> None:
    unknown: list[str] = []
    line = sent.line(engraving="M.O.", product={"weight": 3})
    ORDER.read(sent.order(items=[line, line], basket=1, customer={"id": "cust_1", "shoe": 4}), unknown)
    assert sorted(unknown) == ["basket", "customer.shoe", "items[].engraving", "items[].product.weight"]
