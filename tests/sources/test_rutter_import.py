"""Rutter's orders, subscriptions and groups in the database, in whatever order they come."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.database import Transaction
from gateway.domain.amounts import LARGEST
from gateway.domain.customers.model import Customer, CustomerGroup
from gateway.domain.orders.model import (
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
)
from gateway.domain.orders.operations.subscriptions import activate_subscription
from gateway.domain.privacy.operations.erasure import erase_rows
from gateway.domain.privacy.personal import BY_TABLE
from gateway.domain.privacy.tombstone import PAYLOAD, tombstone_of
from gateway.domain.records.model import WAITING, SourceRecord
from gateway.errors import Rejected, UserErrorCode
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.sources.summary import Summary
from gateway.viewer import Environment, Role, Viewer
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as sent
from tests.sources.documents import Document, commerce_layer_customer, rutter_customer
from tests.sources.imports import Imports, Row

STAFF = Viewer(Role.USER, Environment.LIVE, "usr_1", "app_1")
UNUSED = Settings(database_url="sqlite:///unused.db")
ERASED_AT = datetime(2026, 1, 2, tzinfo=UTC)


def part(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


async def take(imports: Imports, *documents: Document) -> Summary:
    summary = await imports.take("rutter", *documents)
    assert imports.refusals == []
    return summary


async def only(imports: Imports, entity: Any) -> Row:
    (row,) = await imports.rows(entity)
    return row


async def test_an_order_becomes_a_row(imports: Imports) -> None:
    await take(imports, rutter_customer(), sent.order())
    customer, order = await only(imports, Customer), await only(imports, Order)
    assert part(order, "customer_id", "system", "number", "reference", "customer_email") == [
        customer["id"],
        "RUTTER",
        "1041",
        "88041",
        "mira.at.checkout@example.com",
    ]
    assert part(order, "status", "payment_status", "fulfillment_status", "tracking_number") == [
        "PLACED",
        "PAID",
        "PARTIALLY_FULFILLED",
        "TRACK-2",
    ]
    assert part(order, "currency", "subtotal", "shipping", "discount", "tax", "total") == [
        "EUR",
        3998,
        490,
        -500,
        637,
        3988,
    ]
    assert order["placed_at"].isoformat() == "2024-05-01T10:00:00+00:00"


async def test_an_order_has_its_lines_and_addresses(imports: Imports) -> None:
    two = [sent.line(), sent.line(id="l2", sku=None, title="Wax", quantity=1, price="0.5")]
    await take(imports, rutter_customer(), sent.order(line_items=two))
    order, address = await only(imports, Order), await only(imports, OrderAddress)
    lines = sorted(await imports.rows(OrderLine), key=lambda row: row["position"])
    assert [part(row, "position", "sku", "name", "quantity", "unit_price", "currency") for row in lines] == [
        [1, "REED-12", "Reed, 12 dents", 2, 1999, "EUR"],
        [2, None, "Wax", 1, 50, "EUR"],
    ]
    assert {(row["order_id"], row["customer_id"]) for row in lines} == {(order["id"], order["customer_id"])}
    assert part(address, "kind", "order_id", "line1", "line2", "region", "country", "country_code") == [
        "SHIPPING",
        order["id"],
        "4 Weaver Row",
        "Loft",
        "WY",
        "GB",
        "GB",
    ]


@pytest.mark.parametrize(
    ("currency", "price", "total"),
    [("EUR", 19.99, 1999), ("JPY", 500, 500), ("KWD", "1.250", 1250), ("EUR", -3.5, -350), (None, 2.5, 250)],
)
async def test_amounts_are_in_the_smallest_unit(
    imports: Imports, currency: str | None, price: Any, total: int
) -> None:
    """An order of nothing but returned goods has a negative total."""
    amounts = {"total_shipping": None, "total_tax": None, "total_discount": 0, "total_line_items_price": None}
    document = sent.order(iso_currency_code=currency, total_price=price, line_items=[], **amounts)
    await take(imports, rutter_customer(), document)
    order = await only(imports, Order)
    assert part(order, "currency", "total", "shipping", "discount") == [currency or "XXX", total, None, 0]


async def test_an_order_that_changes(imports: Imports) -> None:
    await take(imports, rutter_customer(), sent.order(line_items=[sent.line(), sent.line(id="l2")]))
    before = await only(imports, Order)
    await take(
        imports,
        sent.order(
            status="cancelled",
            payment_status="refunded",
            cancelled_at="2024-05-03T10:00:00.000Z",
            updated_at="2024-05-03T10:00:00.000Z",
            shipping_address=None,
        ),
    )
    after, line = await only(imports, Order), await only(imports, OrderLine)
    assert part(after, "id", "status", "payment_status") == [before["id"], "CANCELLED", "REFUNDED"]
    assert (line["position"], await imports.rows(OrderAddress)) == (1, [])


async def test_an_order_waits_for_its_customer(imports: Imports) -> None:
    await take(imports, sent.order())
    before = await imports.rows(Order)
    await take(imports, rutter_customer())
    customer, order = await only(imports, Customer), await only(imports, Order)
    (record,) = await imports.records("order")
    assert before == []
    assert (order["customer_id"], record["resource_id"]) == (customer["id"], order["id"])
    assert await imports.rows_of(WAITING, "record_id") == []


async def test_an_order_of_nobody_is_an_order_all_the_same(imports: Imports) -> None:
    await take(imports, sent.order(customer=None))
    assert part(await only(imports, Order), "customer_id", "total") == [None, 3988]


async def test_orders_that_a_customer_only_lists_are_no_orders(imports: Imports) -> None:
    await take(imports, rutter_customer(orders=[{"id": sent.ORDER_ID}]))
    assert await imports.rows(Order) == []


async def test_a_page_tells_the_platform_behind_it(imports: Imports) -> None:
    await take(
        imports,
        sent.page("WOO_COMMERCE", customers=[rutter_customer()]),
        sent.page("WOO_COMMERCE", orders=[sent.order()]),
        sent.page("WOO_COMMERCE", customer_groups=[sent.customer_group()]),
    )
    order, group = await only(imports, Order), await only(imports, CustomerGroup)
    assert part(order, "reference", "reference_origin") == ["88041", "woo_commerce"]
    assert part(group, "name", "reference", "reference_origin") == ["Mills", "g7", "woo_commerce"]
    (connection,) = await imports.records("connection")
    assert part(connection, "external_id", "connection") == [sent.CONNECTION_ID, sent.CONNECTION_ID]


async def test_the_platform_is_told_of_an_order_that_waited(imports: Imports) -> None:
    await take(imports, sent.page("WOO_COMMERCE", orders=[sent.order()]))
    await take(imports, sent.page("WOO_COMMERCE", customers=[rutter_customer()]))
    assert (await only(imports, Order))["reference_origin"] == "woo_commerce"


async def test_a_connection_whose_id_is_no_text_is_refused_with_its_records(imports: Imports) -> None:
    page = sent.page("WIX", connection="c-1", orders=[sent.order(customer=None)])
    page["connection"]["id"] = []
    await imports.take("rutter", page)
    assert [(each.code, each.reason) for each in imports.refusals] == [
        ("INVALID_VALUE", "connection.id is []; expected a text.")
    ]
    assert await imports.records() == []


async def test_orders_of_two_connections_are_two(imports: Imports) -> None:
    for connection in ("c-1", "c-2"):
        await take(imports, sent.page("WIX", connection=connection, orders=[sent.order(customer=None)]))
    assert len(await imports.rows(Order)) == 2


@pytest.mark.parametrize("rutter_comes", ["first", "last"])
async def test_an_order_of_commerce_layer_comes_twice_and_is_one(imports: Imports, rutter_comes: str) -> None:
    """The shop's own record counts, whichever came first."""
    person = rutter_customer(platform_id=shop.CUSTOMER_ID)
    through = [
        sent.page("COMMERCELAYER", customers=[person]),
        sent.page("COMMERCELAYER", orders=[sent.order(platform_id=shop.ORDER_ID, total_price=1)]),
    ]
    directly = [commerce_layer_customer(), shop.order()]
    answers = [("rutter", through), ("commerce_layer", directly)]
    for system, documents in answers if rutter_comes == "first" else reversed(answers):
        await imports.take(system, *documents)
    assert imports.refusals == []
    customer, order = await only(imports, Customer), await only(imports, Order)
    assert part(order, "customer_id", "system", "number", "total") == [
        customer["id"],
        "COMMERCE_LAYER",
        "7715",
        7700,
    ]
    assert {row["kind"]: row["resource_id"] for row in await imports.records() if "order" in row["kind"]} == {
        "order": order["id"],
        "orders": order["id"],
    }


async def test_the_same_number_on_another_platform_is_another_order(imports: Imports) -> None:
    await take(imports, sent.page("WIX", orders=[sent.order(platform_id=shop.ORDER_ID, customer=None)]))
    await imports.take("commerce_layer", commerce_layer_customer(), shop.order())
    assert sorted(row["system"] for row in await imports.rows(Order)) == ["COMMERCE_LAYER", "RUTTER"]


# ── Subscriptions name their customer by the platform's identifier


@pytest.mark.parametrize("one_by_one", [True, False])
@pytest.mark.parametrize("names", list(itertools.permutations(["customer", "subscription"])))
async def test_a_subscription_is_its_customers(
    imports: Imports, names: tuple[str, ...], one_by_one: bool
) -> None:
    documents = {"customer": rutter_customer(), "subscription": sent.subscription()}
    ordered = [documents[name] for name in names]
    for together in [[each] for each in ordered] if one_by_one else [ordered]:
        await take(imports, *together)
    customer, row = await only(imports, Customer), await only(imports, OrderSubscription)
    item = await only(imports, OrderSubscriptionItem)
    (record,) = await imports.records("subscription")
    assert (row["customer_id"], item["customer_id"]) == (customer["id"], customer["id"])
    assert part(record, "customer_id", "owner_external_id", "resource_id") == [
        customer["id"],
        sent.CUSTOMER_ID,
        row["id"],
    ]
    assert record["payload"] == sent.subscription()
    assert await imports.rows_of(WAITING, "record_id") == []


async def test_a_subscription_becomes_a_recurring_order_with_items(imports: Imports) -> None:
    items = [
        sent.subscription_item(),
        sent.subscription_item(platform_id="i2", amount=None, unit_amount="12.5", quantity=3),
    ]
    await take(
        imports,
        sent.page("STRIPE", customers=[rutter_customer()]),
        sent.page("STRIPE", subscriptions=[sent.subscription(items=items)]),
    )
    row = await only(imports, OrderSubscription)
    assert part(row, "status", "frequency", "reference", "reference_origin", "number") == [
        "ACTIVE",
        "monthly",
        "sub_12",
        "stripe",
        None,
    ]
    assert part(row, "starts_at", "next_run_at", "customer_email") == [None, None, None]
    assert [row[name].isoformat() for name in ("created_at", "updated_at")] == [
        "2024-03-01T00:00:00+00:00",
        "2024-03-02T00:00:00+00:00",
    ]
    found = sorted(await imports.rows(OrderSubscriptionItem), key=lambda each: each["position"])
    names = ("order_subscription_id", "position", "reference", "quantity", "currency", "unit_price", "total")
    assert [part(each, *names) for each in found] == [
        [row["id"], 1, "i1", 1, "EUR", 900, 900],
        [row["id"], 2, "i2", 3, "EUR", 1250, None],
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("active", "ACTIVE"),
        ("in_trial", "ACTIVE"),
        ("canceled", "CANCELLED"),
        ("paused", "INACTIVE"),
        ("unknown", "INACTIVE"),
        (None, "INACTIVE"),
    ],
)
async def test_where_a_subscription_stands(sqlite_imports: Imports, word: str | None, status: str) -> None:
    await take(sqlite_imports, rutter_customer(), sent.subscription(status=word))
    assert (await only(sqlite_imports, OrderSubscription))["status"] == status


@pytest.mark.parametrize(
    ("intervals", "frequency"),
    [
        ([("week", 1)], "weekly"),
        ([("MONTH", 12)], "yearly"),
        ([("month", None)], "monthly"),
        ([("month", 3), ("month", 3)], "three-month"),
        ([("month", 1), ("year", 1)], None),
        ([("week", 2)], None),
        ([(None, None)], None),
        ([], None),
    ],
)
async def test_how_often_a_subscription_runs(
    sqlite_imports: Imports, intervals: list[tuple[str | None, int | None]], frequency: str | None
) -> None:
    """It has a frequency where all items have the same, and there is a word for it."""
    items = [
        sent.subscription_item(interval=interval, interval_count=number) for interval, number in intervals
    ]
    await take(sqlite_imports, rutter_customer(), sent.subscription(items=items))
    assert (await only(sqlite_imports, OrderSubscription))["frequency"] == frequency


async def test_a_subscription_without_a_frequency_is_not_activated(imports: Imports) -> None:
    item = sent.subscription_item(interval="week", interval_count=2)
    await take(imports, rutter_customer(), sent.subscription(items=[item], status="paused"))
    before = await only(imports, OrderSubscription)

    def act(transaction: Transaction) -> None:
        activate_subscription(Act(transaction, STAFF, UNUSED, "req_1"), before["id"], None)

    with pytest.raises(Rejected) as rejected:
        await imports.database.write(act)
    (error,) = rejected.value.errors
    assert (error.code, error.field) == (UserErrorCode.REQUIRED, ("input", "id"))
    assert await only(imports, OrderSubscription) == before


async def test_a_subscription_that_changes(imports: Imports) -> None:
    two = [sent.subscription_item(), sent.subscription_item(platform_id="i2")]
    await take(imports, rutter_customer(), sent.subscription(items=two))
    before = await only(imports, OrderSubscription)
    later = sent.subscription(
        status="canceled",
        items=[sent.subscription_item(amount=10, unit_amount=10)],
        updated_at="2024-04-01T00:00:00.000Z",
    )
    await take(imports, later)
    after, item = await only(imports, OrderSubscription), await only(imports, OrderSubscriptionItem)
    assert part(after, "id", "status", "frequency") == [before["id"], "CANCELLED", "monthly"]
    assert part(item, "position", "unit_price", "total") == [1, 1000, 1000]


async def test_a_subscription_with_a_broken_amount_leaves_nothing(imports: Imports) -> None:
    item = sent.subscription_item(amount="0.005")
    await imports.take("rutter", rutter_customer(), sent.subscription(items=[item]))
    most = f"of at most {LARGEST} of its smallest unit."
    assert [refusal.reason for refusal in imports.refusals] == [
        f"items[].amount is '0.005'; expected an amount of EUR with at most 2 decimals, {most}"
    ]
    assert await imports.rows(OrderSubscription) == [] == await imports.records("subscription")


async def test_a_subscription_of_another_connection_waits(imports: Imports) -> None:
    """The platform's identifiers count within one connection."""
    await take(
        imports,
        sent.page("WIX", connection="c-1", customers=[rutter_customer()]),
        sent.page("WIX", connection="c-2", subscriptions=[sent.subscription()]),
    )
    (record,) = await imports.records("subscription")
    (waiting,) = await imports.rows_of(WAITING, "record_id")
    assert record["customer_id"] is None
    assert await imports.rows(OrderSubscription) == []
    assert part(waiting, "connection", "external_id", "record_id") == [
        "c-2",
        sent.PLATFORM_ID,
        record["id"],
    ]


async def test_a_subscription_of_nobody_is_nobody_s(sqlite_imports: Imports) -> None:
    await take(sqlite_imports, rutter_customer(), sent.subscription(platform_customer_id=None))
    (record,) = await sqlite_imports.records("subscription")
    row = await only(sqlite_imports, OrderSubscription)
    assert (record["customer_id"], row["customer_id"]) == (None, None)
    assert await sqlite_imports.rows_of(WAITING, "record_id") == []


async def test_a_customer_has_its_other_identifier_as_it_is_now(imports: Imports) -> None:
    await take(imports, rutter_customer(platform_id="1"))
    await take(imports, rutter_customer(updated_at="2024-09-01T00:00:00.000Z"))
    (record,) = await imports.records("customer")
    assert record["alias"] == sent.PLATFORM_ID
    await take(imports, sent.subscription())
    assert (await imports.records("subscription"))[0]["customer_id"] == record["customer_id"]


async def test_an_erasure_reaches_subscriptions_that_came_and_those_that_come(imports: Imports) -> None:
    """Erased, the customer's record is known again by digests of both of its identifiers."""
    await take(imports, rutter_customer(), sent.subscription())
    customer = await only(imports, Customer)
    await imports.database.write(
        lambda transaction: erase_rows(transaction, BY_TABLE["source_record"], customer["id"], ERASED_AT)
    )
    place = ("LIVE", "RUTTER", "")
    erased = await imports.records()
    assert [part(row, "kind", "external_id", "alias", "payload") for row in erased] == [
        [
            "customer",
            tombstone_of(*place, "customer", sent.CUSTOMER_ID),
            tombstone_of(*place, "customer.alias", sent.PLATFORM_ID),
            PAYLOAD,
        ],
        ["subscription", tombstone_of(*place, "subscription", sent.subscription()["id"]), None, PAYLOAD],
    ]
    summary = await imports.take("rutter", sent.subscription(), sent.subscription(id="another"))
    assert (summary.skipped, [refusal.code for refusal in imports.refusals]) == (2, ["ANONYMIZED"] * 2)
    assert await imports.records() == erased


# ── Whatever else


async def test_stores_and_groups_belong_to_nobody(imports: Imports) -> None:
    store = {"id": "s1", "store_name": "Looms", "url": "https://looms.example", "default_currency": "EUR"}
    await take(imports, rutter_customer(), {"stores": [store]}, sent.customer_group())
    assert {
        row["kind"]: row["customer_id"] for row in await imports.records() if row["kind"] != "customer"
    } == {
        "store": None,
        "customer_group": None,
    }
    assert part(await only(imports, CustomerGroup), "name", "reference") == ["Mills", "g7"]


async def test_what_a_payment_gateway_answered_is_never_stored(imports: Imports) -> None:
    transaction = {"id": "t1", "amount": 1, "gateway": "till", "gateway_data": {"token": "hush"}}
    summary = await take(imports, rutter_customer(), sent.order(transactions=[transaction]))
    (record,) = await imports.records("order")
    assert record["payload"]["transactions"] == [transaction | {"gateway_data": None}]
    assert summary.redacted == {"order.transactions.gateway_data": 1}


async def test_what_is_new_is_kept_and_told(imports: Imports) -> None:
    document = sent.order(brand_new={"a": 1}, line_items=[sent.line(colour="red")])
    item = sent.subscription_item(shade="dark")
    summary = await take(imports, rutter_customer(), document, sent.subscription(items=[item]))
    (record,) = await imports.records("order")
    assert record["payload"] == document
    assert set(summary.unknown) == {
        "order.brand_new",
        "order.line_items[].colour",
        "subscription.items[].shade",
    }


async def test_the_same_again_changes_nothing(imports: Imports) -> None:
    documents = (
        sent.page("WIX", customers=[rutter_customer()]),
        sent.page("WIX", orders=[sent.order()]),
        sent.page("WIX", subscriptions=[sent.subscription()]),
    )
    await take(imports, *documents)
    tables = (
        *(Customer, Order, OrderLine, OrderAddress),
        *(OrderSubscription, OrderSubscriptionItem, SourceRecord),
    )
    before = await imports.everything(*tables)
    summary = await take(imports, *documents)
    assert (summary.unchanged, summary.updated, summary.created) == (3, 0, 0)
    assert await imports.everything(*tables) == before


async def test_an_order_that_is_refused_leaves_nothing(imports: Imports) -> None:
    await imports.take(
        "rutter", rutter_customer(), sent.order(total_price="0.005"), sent.order(id="o-2", total_price=None)
    )
    most = f"of at most {LARGEST} of its smallest unit."
    assert [refusal.reason for refusal in imports.refusals] == [
        f"total_price is '0.005'; expected an amount of EUR with at most 2 decimals, {most}",
        "total_price is None; expected an amount.",
    ]
    assert await imports.rows(Order) == [] == await imports.records("order")
