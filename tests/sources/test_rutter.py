"""Rutter's orders: amounts, states and whose they are."""

from typing import Any

import pytest

from gateway.sources import SOURCES
from gateway.sources.fields import Belongs
from gateway.sources.refusal import Refused
from gateway.sources.rutter import RUTTER
from gateway.sources.rutter.customer import CUSTOMER
from gateway.sources.rutter.order import ORDER
from gateway.sources.source import Source
from gateway.sources.targets import LINES


def order(**fields: Any) -> dict[str, Any]:
    return {"id": "o1", "total_price": 19.99, "iso_currency_code": "EUR", "line_items": []} | fields


_PLACE = "first_name last_name address1 address2 city region postal_code country_code phone"


def under(path: str, names: str) -> str:
    return " ".join(f"{path}.{name}" for name in names.split())


FIELDS = {
    "customer": "id platform_id email first_name last_name full_name phone orders created_at updated_at platform_data",
    "order": (
        "id platform_id order_number name status payment_status fulfillment_status iso_currency_code total_shipping "
        "total_discount total_tax total_price total_shipping_discount total_line_items_price source_name tags "
        "created_at updated_at cancelled_at billing_address shipping_address customer line_items fulfillments refunds "
        f"transactions {under('billing_address', _PLACE)} {under('shipping_address', _PLACE)} "
        + under("customer", "id platform_id email first_name last_name phone created_at updated_at")
        + " "
        + under(
            "line_items",
            "id platform_id product_id variant_id sku title quantity price unit_cost iso_currency_code created_at "
            "updated_at",
        )
    ),
    "subscription": (
        "id platform_id platform_customer_id status iso_currency_code items created_at updated_at "
        + under("items", "platform_id amount unit_amount quantity interval interval_count")
    ),
    "customer_group": "id name platform_id created_at updated_at",
    "store": "id store_name url email default_currency",
}


@pytest.mark.parametrize("kind", FIELDS)
def test_no_field_is_forgotten(kind: str) -> None:
    declared = RUTTER.kind(kind)
    assert declared is not None
    assert set(FIELDS[kind].split()) - set(declared.paths()) == set()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"email": None, "first_name": "A"}, "customer"),
        ({"line_items": []}, "order"),
        ({"items": [], "iso_currency_code": "EUR"}, "subscription"),
        ({"store_name": "B"}, "store"),
        ({"name": "C"}, "customer_group"),
    ],
)
def test_a_document_shows_its_kind(document: dict[str, Any], kind: str) -> None:
    assert RUTTER.kind_of(document).kind == kind


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.word)
def test_who_is_named_by_another_identifier_has_it(source: Source) -> None:
    links = [field for kind in source.kinds for field in kind.fields if isinstance(field, Belongs)]
    for link in links:
        named = source.kind(link.kind)
        assert named is not None
        assert link.by in (None, named.alias)


@pytest.mark.parametrize("discount", [5, -5, "5.00", 5.0])
def test_a_discount_counts_below_zero_however_it_is_written(discount: Any) -> None:
    assert ORDER.read(order(total_discount=discount), []).values["discount"] == -500


def test_an_order_of_returned_goods_has_a_negative_total() -> None:
    assert ORDER.read(order(total_price=-3.5), []).values["total"] == -350


@pytest.mark.parametrize(
    ("currency", "amount", "units"),
    [("EUR", 19.99, 1999), ("JPY", 500, 500), ("KWD", "1.250", 1250), (None, 32.400000000000006, 3240)],
)
def test_amounts_count_in_the_currency_s_smallest_unit(currency: Any, amount: Any, units: int) -> None:
    reading = ORDER.read(order(iso_currency_code=currency, total_price=amount, total_discount=1), [])
    assert reading.values["total"] == units
    assert reading.values["currency"] == (currency or "XXX")
    assert reading.values["discount"] < 0


def test_an_amount_with_too_many_decimals_is_refused() -> None:
    with pytest.raises(Refused, match=r"total_price is '0\.5'; expected an amount of JPY with no decimals"):
        ORDER.read(order(iso_currency_code="JPY", total_price=0.5), [])


def test_a_line_without_a_currency_has_the_order_s() -> None:
    reading = ORDER.read(order(line_items=[{"id": "l", "price": 2.5, "quantity": 1}]), [])
    assert reading.lists[LINES] == [
        {"reference": "l", "unit_price": 250, "quantity": 1, "position": 1, "currency": "EUR"}
    ]


@pytest.mark.parametrize(("word", "status"), [("active", "PLACED"), ("odd", "UNKNOWN"), (None, "UNKNOWN")])
def test_states_are_translated(word: Any, status: str) -> None:
    assert ORDER.read(order(status=word), []).values["status"] == status


def test_records_of_commerce_layer_are_named_as_such() -> None:
    assert CUSTOMER.names
    assert CUSTOMER.names({"platform_id": "xY"}, "COMMERCELAYER") == ("COMMERCE_LAYER/customers/xY")
    assert CUSTOMER.names({"platform_id": "xY"}, "SHOPIFY") is None
