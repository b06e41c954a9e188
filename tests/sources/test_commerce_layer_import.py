"""Resources of Commerce Layer become rows: orders, returns, recurring orders, and what they name."""

from typing import Any

import pytest

from gateway.domain.customers.model import (
    Attachment,
    CustomerAddress,
    CustomerPaymentSource,
    SkuList,
    SkuListItem,
)
from gateway.domain.orders.model import (
    Market,
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
    StockLocation,
)
from tests.sources.documents import commerce_layer_customer, link, relationship, resource
from tests.sources.documents_commerce_layer import (
    CUSTOMER_ID,
    ORDER_ID,
    address,
    event_store,
    line,
    order,
    recurring,
    recurring_item,
    return_line,
    returned,
    stock_location,
    to,
    to_one,
    whole_order,
)
from tests.sources.imports import Imports, Row


def part(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


async def test_an_order_with_all_around_it(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    customer, (row,), (market,) = (
        await imports.customer(),
        await imports.rows(Order),
        await imports.rows(Market),
    )
    assert part(row, "customer_id", "market_id", "system") == [customer["id"], market["id"], "COMMERCE_LAYER"]
    assert part(row, "number", "status", "payment_status", "fulfillment_status", "guest") == [
        "7715",
        "APPROVED",
        "PARTIALLY_REFUNDED",
        "IN_PROGRESS",
        False,
    ]
    assert part(row, "currency", "subtotal", "discount", "gift_card", "total") == [
        "EUR",
        8400,
        -840,
        -500,
        7700,
    ]
    assert part(market, "number", "name", "code", "checkout_url") == [
        12,
        "Europe",
        "EU",
        "https://checkout.example/:order_id",
    ]


async def test_the_lines_of_an_order_keep_their_sequence(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    lines = sorted(await imports.rows(OrderLine), key=lambda row: row["position"])
    assert [part(row, "position", "name", "sku", "item_type", "quantity") for row in lines] == [
        [1, "Boat shuttle", "SHUTTLE-1", "skus", 2],
        [2, "Parcel", None, "shipments", 1],
    ]
    customer = await imports.customer()
    assert {row["customer_id"] for row in lines} == {customer["id"]}
    assert part(lines[0], "currency", "unit_price", "discount", "tax", "total") == [
        "EUR",
        4200,
        -840,
        1207,
        8400,
    ]


async def test_the_addresses_of_an_order_are_its_own(imports: Imports) -> None:
    """They do not come into the address book."""
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    rows = {row["kind"]: row for row in await imports.rows(OrderAddress)}
    assert part(rows["SHIPPING"], "line1", "postal_code", "country_code", "business") == [
        "Warpstraße 9",
        "47798",
        "DE",
        False,
    ]
    assert part(rows["BILLING"], "company", "billing_info", "business") == ["Okafor Looms", "DE-99", True]
    assert await imports.rows(CustomerAddress) == []


async def test_an_address_that_an_order_has_no_longer(imports: Imports) -> None:
    """Null says that there is none; links alone say nothing."""
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    later = {"updated_at": "2024-06-01T00:00:00.000Z"}
    await imports.take(
        "commerce_layer", order({"shipping_address": relationship("shipping_address")}, **later)
    )
    assert len(await imports.rows(OrderAddress)) == 2
    await imports.take(
        "commerce_layer",
        order({"shipping_address": to_one("addresses", None)}, updated_at="2024-06-02T00:00:00.000Z"),
    )
    assert [row["kind"] for row in await imports.rows(OrderAddress)] == ["BILLING"]


async def test_what_has_no_rows_is_kept_as_it_came(imports: Imports) -> None:
    """With the customer it belongs to, and without its secrets."""
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    customer = await imports.customer()
    kept = {row["kind"]: row for row in await imports.records()}
    assert kept["shipments"]["payload"]["attributes"]["number"] == "7715-S1"
    assert kept["captures"]["payload"]["attributes"]["number"] == "T1"
    assert kept["stripe_payments"]["payload"]["attributes"]["client_secret"] is None
    assert {kept[kind]["customer_id"] for kind in ("shipments", "captures", "addresses")} == {customer["id"]}


async def test_secrets_of_an_order_are_never_stored(imports: Imports) -> None:
    secrets = {"token": "t0k", "gift_card_code": "g1ft", "checkout_url": "https://c.example/t0k"}
    summary = await imports.take("commerce_layer", commerce_layer_customer(), order(None, **secrets))
    assert dict(summary.redacted) == {f"orders.attributes.{name}": 1 for name in secrets}
    (record,) = await imports.records("orders")
    assert [record["payload"]["attributes"][name] for name in secrets] == [None, None, None]


async def test_nothing_of_an_order_is_new_to_us(imports: Imports) -> None:
    summary = await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    assert dict(summary.unknown) == {}


async def test_the_order_of_a_guest_has_no_customer(imports: Imports) -> None:
    await imports.take("commerce_layer", order(customer=None, guest=True))
    (row,) = await imports.rows(Order)
    assert part(row, "customer_id", "guest", "customer_email") == [None, True, "mira@shop.example"]


async def test_an_order_waits_for_its_customer(imports: Imports) -> None:
    await imports.take("commerce_layer", whole_order())
    assert await imports.rows(Order) == []
    await imports.take("commerce_layer", commerce_layer_customer())
    (row,), customer = await imports.rows(Order), await imports.customer()
    assert row["customer_id"] == customer["id"]
    assert len(await imports.rows(OrderLine)) == 2
    assert len(await imports.rows(OrderAddress)) == 2


async def test_an_order_that_a_customer_lists_no_longer_stays(imports: Imports) -> None:
    """A list of orders is one of those that are pending or placed, not of all there ever were."""
    listed = commerce_layer_customer(relationships={"orders": to("orders", ORDER_ID)})
    await imports.take("commerce_layer", {"data": listed, "included": [order(customer=None)]})
    await imports.take("commerce_layer", commerce_layer_customer(relationships={"orders": to("orders")}))
    (row,), customer = await imports.rows(Order), await imports.customer()
    assert row["customer_id"] == customer["id"]


async def test_a_line_that_an_order_lists_no_longer_is_gone(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    changed = order({"line_items": to("line_items", "lInEaBcDeF")}, updated_at="2024-06-01T00:00:00.000Z")
    await imports.take("commerce_layer", {"data": changed, "included": [line(quantity=3)]})
    (row,) = await imports.rows(OrderLine)
    assert part(row, "name", "quantity") == ["Boat shuttle", 3]


async def test_a_return_of_an_order(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), whole_order())
    answer = {"data": returned(), "included": [order(), return_line(), stock_location()]}
    await imports.take("commerce_layer", answer)
    (row,), (bought,) = await imports.rows(Return), await imports.rows(Order)
    (place,), customer = await imports.rows(StockLocation), await imports.customer()
    assert part(row, "order_id", "customer_id", "stock_location_id") == [
        bought["id"],
        customer["id"],
        place["id"],
    ]
    assert part(row, "number", "status", "skus_count", "estimated_refund", "currency") == [
        "R-3",
        "RECEIVED",
        1,
        4200,
        "EUR",
    ]
    (item,) = await imports.rows(ReturnLine)
    sold = next(each for each in await imports.rows(OrderLine) if each["sku"])
    assert part(item, "order_line_id", "total", "currency", "return_reason", "position") == [
        sold["id"],
        4200,
        "EUR",
        {"code": "bent"},
        1,
    ]


async def test_a_return_that_comes_before_its_order(imports: Imports) -> None:
    """It stands at once, and gets order and currency when the order comes."""
    await imports.take("commerce_layer", commerce_layer_customer(), returned())
    (before,) = await imports.rows(Return)
    assert part(before, "order_id", "currency") == [None, "XXX"]
    await imports.take("commerce_layer", order())
    (after,), (bought,) = await imports.rows(Return), await imports.rows(Order)
    assert part(after, "id", "order_id", "currency") == [before["id"], bought["id"], "EUR"]


async def test_a_recurring_order(imports: Imports) -> None:
    wallet = {"customer_payment_sources": to("customer_payment_sources", "wAlLeTaBcD")}
    source = resource(
        "customer_payment_sources",
        "wAlLeTaBcD",
        {"payment_source": relationship("payment_source", link("stripe_payments", "sTrIpEaBcD"))},
        name="XXXX-1881",
    )
    await imports.take(
        "commerce_layer",
        {"data": commerce_layer_customer(relationships=wallet), "included": [source]},
        order(),
    )
    document = recurring()
    document["relationships"]["customer_payment_source"] = to_one("customer_payment_sources", "wAlLeTaBcD")
    await imports.take("commerce_layer", {"data": document, "included": [recurring_item()]})
    (row,), customer = await imports.rows(OrderSubscription), await imports.customer()
    (bought,), (card,) = await imports.rows(Order), await imports.rows(CustomerPaymentSource)
    assert part(row, "customer_id", "source_order_id", "payment_source_id") == [
        customer["id"],
        bought["id"],
        card["id"],
    ]
    assert card["processor"] == "STRIPE"
    assert part(row, "number", "status", "frequency", "renewal_alert_period", "activate_by_source_order") == [
        "S-8",
        "RUNNING",
        "0 9 1 * *",
        24,
        False,
    ]
    (item,) = await imports.rows(OrderSubscriptionItem)
    assert part(item, "sku", "quantity", "unit_price", "total", "position") == ["YARN-4", 3, 700, 2100, 1]


async def test_a_market_that_is_only_named_is_filled_in_when_it_comes(imports: Imports) -> None:
    named = order({"market": to_one("markets", "mArKeTaBcD")})
    await imports.take("commerce_layer", commerce_layer_customer(), named)
    (before,) = await imports.rows(Market)
    await imports.take("commerce_layer", whole_order()["included"][0])
    (after,) = await imports.rows(Market)
    assert (before["name"], after["name"], after["id"]) == (None, "Europe", before["id"])


async def test_the_secret_of_a_market_is_never_stored(imports: Imports) -> None:
    await imports.take("commerce_layer", whole_order()["included"][0])
    (record,) = await imports.records("markets")
    assert record["payload"]["attributes"]["shared_secret"] is None


async def test_an_entry_of_the_address_book_that_comes_by_itself(imports: Imports) -> None:
    entry = resource(
        "customer_addresses",
        "eNtRyAbCdE",
        {"customer": to_one("customers", CUSTOMER_ID), "address": to_one("addresses", "aDdReSsAbC")},
        name="Loom room",
    )
    await imports.take("commerce_layer", commerce_layer_customer(), {"data": entry, "included": [address()]})
    (row,), customer = await imports.rows(CustomerAddress), await imports.customer()
    assert part(row, "name", "line1", "customer_id") == ["Loom room", "Warpstraße 9", customer["id"]]


async def test_a_wish_list_that_comes_by_itself(imports: Imports) -> None:
    wishes = resource(
        "sku_lists",
        "wIsHaBcDeF",
        {"customer": to_one("customers", CUSTOMER_ID), "sku_list_items": to("sku_list_items", "wIsHiTeMaB")},
        name="Looms",
        slug="looms",
    )
    item = resource("sku_list_items", "wIsHiTeMaB", position=5, sku_code="LOOM-9", quantity=2)
    await imports.take("commerce_layer", commerce_layer_customer(), {"data": wishes, "included": [item]})
    (row,), (wish,) = await imports.rows(SkuList), await imports.rows(SkuListItem)
    assert part(row, "slug", "customer_id") == ["looms", (await imports.customer())["id"]]
    assert part(wish, "position", "sku", "quantity") == [5, "LOOM-9", 2]


async def test_an_attachment_of_something_else_is_no_remark_on_a_customer(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), order())
    for kind, external_id in (("customers", CUSTOMER_ID), ("orders", ORDER_ID)):
        attached = {"attachable": relationship("attachable", link(kind, external_id))}
        await imports.take("commerce_layer", resource("attachments", f"of-{kind}", attached, name=kind))
    assert [row["name"] for row in await imports.rows(Attachment)] == ["customers"]
    assert {row["external_id"] for row in await imports.records("attachments")} == {
        "of-customers",
        "of-orders",
    }


@pytest.mark.parametrize(("about", "external_id"), [("customers", CUSTOMER_ID), ("orders", ORDER_ID)])
async def test_audit_rows_are_kept_with_whom_they_are_about(
    imports: Imports, about: str, external_id: str
) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), order())
    row = event_store(about, external_id, {"status": ["placed", "approved"]})
    await imports.take("commerce_layer", row)
    (kept,) = await imports.records("event_stores")
    assert kept["customer_id"] == (await imports.customer())["id"]
    assert kept["payload"] == row


async def test_a_test_order_never_belongs_to_a_live_customer(imports: Imports) -> None:
    document = order()
    document["meta"] = {"mode": "test"}
    await imports.take("commerce_layer", commerce_layer_customer(mode="live"), document)
    assert await imports.rows(Order) == []


async def test_the_same_again_changes_nothing(imports: Imports) -> None:
    answer = {"data": returned(), "included": [return_line(), stock_location()]}
    documents = (commerce_layer_customer(), whole_order(), answer)
    await imports.take("commerce_layer", *documents)
    tables = (Order, OrderLine, OrderAddress, Return, ReturnLine, Market, StockLocation)
    before = await imports.everything(*tables)
    summary = await imports.take("commerce_layer", *documents)
    assert (summary.unchanged, summary.updated, summary.created) == (3, 0, 0)
    assert await imports.everything(*tables) == before


async def test_an_order_that_comes_again_without_its_customer_stays_with_it(imports: Imports) -> None:
    """A notification brings links alone; what is new in it belongs to the customer too."""
    await imports.take("commerce_layer", commerce_layer_customer(), order())
    later = order(
        {"line_items": to("line_items", "lInEaBcDeF")}, customer=None, updated_at="2024-06-01T00:00:00Z"
    )
    await imports.take("commerce_layer", {"data": later, "included": [line()]})
    customer, (row,), (item,) = (
        await imports.customer(),
        await imports.rows(Order),
        await imports.rows(OrderLine),
    )
    assert (row["customer_id"], item["customer_id"]) == (customer["id"], customer["id"])
    (record,) = await imports.records("orders")
    assert (record["customer_id"], record["owner_external_id"]) == (customer["id"], CUSTOMER_ID)
