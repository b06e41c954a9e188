"""What belongs to a customer may come before it, and before each other: it waits, and all orders give the same rows."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import Channel, Customer, CustomerAddress, SkuListItem
from gateway.domain.loyalty.model import Campaign, CustomerLoyalty, LoyaltyCard, LoyaltyTransaction
from gateway.domain.new_rows import completed
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
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.privacy.model import REQUESTS
from gateway.domain.records.model import WAITING, SourceRecord
from gateway.entity import Entity, now
from gateway.settings import Settings
from gateway.view import table_of
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    relationship,
    resource,
    voucherify_customer,
)
from tests.sources.imports import Imports

Document = dict[str, Any]
TABLES: Sequence[type[Entity]] = (
    Customer,
    CustomerAddress,
    Channel,
    Market,
    StockLocation,
    Order,
    OrderLine,
    OrderAddress,
    Return,
    ReturnLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Appointment,
    Reservation,
    CustomerLoyalty,
    Campaign,
    LoyaltyCard,
    LoyaltyTransaction,
    SourceRecord,
)
_PASSING = frozenset({"id", "version", "created_at", "updated_at", "received_at"})
"""Made here, or by the clock."""


async def state(imports: Imports) -> dict[str, list[str]]:
    """All rows with what they name in place of ids; and what still waits."""
    found = {entity.__name__: await imports.rows(entity) for entity in TABLES}
    called = {row["resource_id"]: _called(row) for row in found["SourceRecord"] if row["resource_id"]}
    for entity, rows in found.items():
        for row in rows:
            called.setdefault(row["id"], f"{entity} {row.get('position')} {row.get('name')}")
    shown = {
        entity: sorted(
            str(
                {
                    name: called.get(value, value) if isinstance(value, str) else value
                    for name, value in row.items()
                    if name not in _PASSING
                }
            )
            for row in rows
        )
        for entity, rows in found.items()
    }
    waiting = await imports.rows_of(WAITING, "external_id")
    shown["waiting"] = sorted(f"{row['kind']} {row['external_id']}" for row in waiting)
    return shown


def _called(record: Mapping[str, Any]) -> str:
    return f"{record['system']} {record['kind']} {record['external_id']}"


# ── Small sets of records that hang on each other ───────────────────────────────────────────────────────────

HOLDER = club.HOLDER
_MADE = {"createdAt": 1709856000, "updatedAt": 1709856000}
SETS: dict[str, tuple[str, dict[str, Document]]] = {
    "shop order and its line": (
        "commerce_layer",
        {
            "customer": commerce_layer_customer(),
            "order": shop.order(),
            "line": shop.line(position=None)
            | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}},
        },
    ),
    "shop return and its line": (
        "commerce_layer",
        {
            "customer": commerce_layer_customer(),
            "order": shop.order(),
            "return": shop.returned({"return_line_items": relationship("return_line_items")}),
            "line": shop.return_line() | {"relationships": {"return": shop.to_one("returns", "rEtUrNaBcD")}},
        },
    ),
    "shop recurring order": (
        "commerce_layer",
        {
            "customer": commerce_layer_customer(),
            "order": shop.order(),
            "recurring": shop.recurring(),
            "market": shop.market(),
        },
    ),
    "shop address book": (
        "commerce_layer",
        {
            "customer": commerce_layer_customer(),
            "entry": resource(
                "customer_addresses",
                "cUsToMeRaD",
                {
                    "customer": shop.to_one("customers", shop.CUSTOMER_ID),
                    "address": shop.to_one("addresses", "aDdReSsAbC"),
                },
                name="Home",
            ),
            "postal": shop.address(),
        },
    ),
    "shop order and where it goes": (
        "commerce_layer",
        {
            "customer": commerce_layer_customer(),
            "order": shop.order({"shipping_address": shop.to_one("addresses", "aDdReSsAbC")}),
            "postal": shop.address(),
        },
    ),
    "loyalty": (
        "voucherify",
        {
            "customer": voucherify_customer(loyalty=None),
            "card": club.card(),
            "transaction": club.transaction(),
            "campaign": club.campaign(),
        },
    ),
    "loyalty order": (
        "voucherify",
        {"customer": voucherify_customer(), "order": club.order(), "card": club.card()},
    ),
    "bookings": (
        "business",
        {
            "customer": business_customer(),
            "appointment": {
                "id": "appt_1",
                "businessServiceId": "svc_1",
                "customerId": "cust_mo8812",
                "channelId": "chan_5",
                "startTime": 1718000000,
                "status": "confirmed",
                **_MADE,
            },
            "reservation": {
                "id": "rsv_1",
                "reservationType": "table",
                "customerId": "cust_mo8812",
                "startTime": 1718000000,
                "status": "pending",
                **_MADE,
            },
            "channel": {"id": "chan_5", "deploymentType": "web", "channelName": "Site", **_MADE},
        },
    ),
    "back office order and address": (
        "business",
        {
            "customer": business_customer(),
            "order": {
                "id": "mo_1",
                "orderNumber": "5",
                "customerId": "cust_mo8812",
                "type": "takeout",
                "status": "ready",
                "items": [{"id": "i1", "itemName": "Soup", "quantity": 2, "unitPrice": 4.5}],
                "pricing": {"total": 9, "currency": "EUR"},
                **_MADE,
            },
            "address": {
                "id": "sa_1",
                "customerId": "cust_mo8812",
                "street": "5 Reed Lane",
                "city": "Leeds",
                "isPrimary": False,
                **_MADE,
            },
        },
    ),
}
ARRIVALS = [
    (name, order) for name, (_, documents) in SETS.items() for order in itertools.permutations(documents)
]


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What the first order of arrival of each set gave."""
    return {}


@pytest.mark.parametrize("is_together", [True, False], ids=["together", "one-by-one"])
@pytest.mark.parametrize(("name", "order"), ARRIVALS, ids=lambda value: str(value))
async def test_every_order_of_arrival_gives_the_same_rows(
    sqlite_imports: Imports, seen: dict[str, Any], name: str, order: tuple[str, ...], is_together: bool
) -> None:
    system, documents = SETS[name]
    arriving = [documents[each] for each in order]
    if is_together:
        await sqlite_imports.take(system, *arriving)
    else:
        for document in arriving:
            await sqlite_imports.take(system, document)
    assert sqlite_imports.refusals == []
    found = await state(sqlite_imports)
    assert found == seen.setdefault(name, found)
    customer = await sqlite_imports.customer()
    for entity in TABLES:
        if "customer_id" in table_of(entity).columns and entity is not SourceRecord:
            assert {row["customer_id"] for row in await sqlite_imports.rows(entity)} <= {customer["id"]}


@pytest.mark.parametrize("name", SETS)
async def test_without_its_owner_a_record_is_kept_and_no_row(sqlite_imports: Imports, name: str) -> None:
    """Whoever shares nothing with customers may have its row; all else waits."""
    system, documents = SETS[name]
    await sqlite_imports.take(system, *(each for kind, each in documents.items() if kind != "customer"))
    assert sqlite_imports.refusals == []
    for entity in TABLES:
        columns = table_of(entity).columns
        if "customer_id" in columns and not columns["customer_id"].nullable:
            assert await sqlite_imports.rows(entity) == []
    assert await sqlite_imports.rows_of(WAITING, "external_id") != []


# ── An order that comes twice ───────────────────────────────────────────────────────────────────────────────

CONNECTION = {"id": "c0ffee00-2222", "platform": "COMMERCELAYER"}


def rutter_order() -> Document:
    return {
        "orders": [
            {
                "id": "b5cbb7f0-6f1c-4a27-9f57-1f1d2c7c0001",
                "platform_id": shop.ORDER_ID,
                "order_number": "7715",
                "status": "active",
                "payment_status": "paid",
                "iso_currency_code": "EUR",
                "total_price": 77.0,
                "customer": {"id": "5a7c1d90", "email": "mira@shop.example"},
                "line_items": [{"id": "l1", "title": "Boat shuttle", "quantity": 2, "price": 42.0}],
                "created_at": "2024-05-01T10:00:00.000Z",
                "updated_at": "2024-05-01T12:00:00.000Z",
            }
        ],
        "connection": CONNECTION,
    }


def rutter_customers() -> Document:
    return {
        "customers": [
            {
                "id": "5a7c1d90",
                "platform_id": shop.CUSTOMER_ID,
                "email": "mira@shop.example",
                "created_at": "2024-01-01T00:00:00.000Z",
                "updated_at": "2024-01-01T00:00:00.000Z",
            }
        ],
        "connection": CONNECTION,
    }


def told_twice() -> dict[str, tuple[str, Document]]:
    return {
        "rutter customer": ("rutter", rutter_customers()),
        "shop customer": (
            "commerce_layer",
            commerce_layer_customer(total_orders_count=None, status="prospect"),
        ),
        "rutter order": ("rutter", rutter_order()),
        "shop order": ("commerce_layer", shop.order()),
    }


@pytest.mark.parametrize("order", list(itertools.permutations(told_twice())), ids=" - ".join)
async def test_an_order_that_comes_through_two_systems_counts_once(
    sqlite_imports: Imports, seen: dict[str, Any], order: tuple[str, ...]
) -> None:
    """It is one row, as the system tells it in which it was made; both records name it."""
    for each in order:
        system, document = told_twice()[each]
        await sqlite_imports.take(system, document)
    assert sqlite_imports.refusals == []
    (row,) = await sqlite_imports.rows(Order)
    customer = await sqlite_imports.customer()
    assert (row["system"], row["status"], row["total"]) == ("COMMERCE_LAYER", "APPROVED", 7700)
    assert row["customer_id"] == customer["id"]
    assert (customer["total_orders_count"], customer["status"]) == (1, "ACQUIRED")
    records = [each for each in await sqlite_imports.records() if each["kind"] in ("order", "orders")]
    assert [each["resource_id"] for each in records] == [row["id"], row["id"]]
    assert {each["customer_id"] for each in records} == {customer["id"]}
    assert await sqlite_imports.rows(OrderLine) == []


def recurring_twice() -> dict[str, tuple[str, Document]]:
    connector = rutter.subscription(platform_id="rEcUrAbCdE", platform_customer_id=shop.CUSTOMER_ID)
    return {
        "rutter customer": ("rutter", rutter_customers()),
        "shop customer": ("commerce_layer", commerce_layer_customer()),
        "rutter subscription": ("rutter", {"subscriptions": [connector], "connection": CONNECTION}),
        "shop subscription": ("commerce_layer", shop.recurring()),
    }


@pytest.mark.parametrize("order", list(itertools.permutations(recurring_twice())), ids=" - ".join)
async def test_a_recurring_order_that_comes_through_two_systems_is_one(
    sqlite_imports: Imports, seen: dict[str, Any], order: tuple[str, ...]
) -> None:
    """It is as the system tells it in which it was made; both records name it."""
    for each in order:
        system, document = recurring_twice()[each]
        await sqlite_imports.take(system, document)
    assert sqlite_imports.refusals == []
    (row,) = await sqlite_imports.rows(OrderSubscription)
    assert (row["number"], row["status"], row["frequency"]) == ("S-8", "RUNNING", "0 9 1 * *")
    assert row["customer_id"] == (await sqlite_imports.customer())["id"]
    kinds = ("subscription", "order_subscriptions")
    records = [each for each in await sqlite_imports.records() if each["kind"] in kinds]
    assert [each["resource_id"] for each in records] == [row["id"], row["id"]]
    # What the connector said of its items goes with its row; the shop's come as records of their own.
    assert await sqlite_imports.rows(OrderSubscriptionItem) == []


async def test_what_hangs_on_an_order_stays_when_the_shop_tells_of_it_itself(sqlite_imports: Imports) -> None:
    """The row is the same one, with another version: nothing of it was deleted in between."""
    await sqlite_imports.take("rutter", rutter_customers())
    await sqlite_imports.take("commerce_layer", commerce_layer_customer())
    await sqlite_imports.take("rutter", rutter_order())
    (before,) = await sqlite_imports.rows(Order)
    hanging = completed(
        Return,
        {
            "id": "ret_00000000000000000000000001",
            "environment": "LIVE",
            "version": 1,
            "created_at": before["created_at"],
            "updated_at": before["created_at"],
            "customer_id": before["customer_id"],
            "order_id": before["id"],
            "currency": "EUR",
        },
    )
    await sqlite_imports.database.write(lambda transaction: transaction.insert(Return, hanging))
    await sqlite_imports.take("commerce_layer", shop.order())
    assert sqlite_imports.refusals == []
    (after,) = await sqlite_imports.rows(Order)
    assert (after["id"], after["version"], after["system"]) == (before["id"], 2, "COMMERCE_LAYER")
    assert await sqlite_imports.rows(OrderLine) == []
    (returned,) = await sqlite_imports.rows(Return)
    assert returned["order_id"] == after["id"]


# ── First orders ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("addresses", [None, []], ids=["not told", "none"])
async def test_a_customer_who_comes_with_orders_begins_where_they_bring_it(
    sqlite_imports: Imports, addresses: list[Document] | None
) -> None:
    """The list of addresses makes the customer's row be written before the orders; the count is the same."""
    told = {"orders": shop.to("orders", "oRdErAbCdE", "oRdErFgHiJ")}
    if addresses is not None:
        told["customer_addresses"] = shop.to("customer_addresses")
    customer = commerce_layer_customer(relationships=told)
    del customer["attributes"]["status"], customer["attributes"]["total_orders_count"]
    second = shop.order(number="7716") | {"id": "oRdErFgHiJ"}
    await sqlite_imports.take("commerce_layer", {"data": [customer], "included": [shop.order(), second]})
    assert sqlite_imports.refusals == []
    row = await sqlite_imports.customer()
    assert (row["status"], row["total_orders_count"], len(await sqlite_imports.rows(Order))) == (
        "REPEAT",
        2,
        2,
    )
    told_last: Document = {}
    for event in await sqlite_imports.events():
        if event["resource_id"] == row["id"]:
            told_last |= {name: each["to"] for name, each in event["changes"].items()}
    assert (told_last["status"], told_last["totalOrdersCount"]) == ("REPEAT", 2)


# ── What is lent ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
async def test_a_return_has_the_currency_of_an_order_that_came_by_itself(
    sqlite_imports: Imports, is_first: bool
) -> None:
    """So has its line, which came along with it."""
    order = shop.order(currency_code="USD")
    answer = {
        "data": shop.returned(),
        "included": [shop.return_line() | {"relationships": {}}],
    }
    arriving = [order, answer] if is_first else [answer, order]
    for document in (commerce_layer_customer(), *arriving):
        await sqlite_imports.take("commerce_layer", document)
    (returned,), (line,) = await sqlite_imports.rows(Return), await sqlite_imports.rows(ReturnLine)
    assert (returned["currency"], line["currency"]) == ("USD", "USD")
    assert await sqlite_imports.rows_of(WAITING, "external_id") == []


async def test_one_that_waited_and_then_came_along_without_its_link_stays_whose_it_is(
    sqlite_imports: Imports,
) -> None:
    """A wish waits for its list, which comes with the wish once more, and waits for its customer."""
    wish = resource("sku_list_items", "wIsHaBcDeF", sku_code="A-1", quantity=2, position=1)
    names = {
        "customer": shop.to_one("customers", shop.CUSTOMER_ID),
        "sku_list_items": shop.to("sku_list_items", "wIsHaBcDeF"),
    }
    wishes = {"data": resource("sku_lists", "lIsTaBcDeF", names, name="Later"), "included": [wish]}
    linked = wish | {"relationships": {"sku_list": shop.to_one("sku_lists", "lIsTaBcDeF")}}
    for document in (linked, wishes, commerce_layer_customer(external_id=shop.CUSTOMER_ID)):
        await sqlite_imports.take("commerce_layer", document)
    (record,) = await sqlite_imports.records("sku_list_items")
    (row,) = await sqlite_imports.rows(SkuListItem)
    customer = await sqlite_imports.customer()
    assert record["resource_id"] == row["id"]
    assert record["customer_id"] == row["customer_id"] == customer["id"]


# ── Anonymized customers ────────────────────────────────────────────────────────────────────────────────────

BELONGING = frozenset(
    {"order", "return", "recurring", "entry", "card", "appointment", "reservation", "address"}
)
"""Those that name their customer themselves."""


async def anonymize(imports: Imports, url: str) -> None:
    """The only customer is anonymized, as the gateway does it."""
    customer = await imports.customer()
    asked = now() - timedelta(days=60)
    await imports.change(
        Customer,
        customer["id"],
        anonymization_status="REQUESTED",
        anonymization_info__requested_at=asked,
    )
    await imports.database.write(
        lambda transaction: transaction.insert(
            REQUESTS, {"customer_id": customer["id"], "requested_at": asked}
        )
    )
    assert (await Anonymizer(imports.database, Settings(database_url=url)).run_due()).completed == 1


@pytest.mark.parametrize("name", SETS)
async def test_what_belongs_to_an_anonymized_customer_is_left_out(
    sqlite_imports: Imports, sqlite_migrated_url: str, name: str
) -> None:
    """It leaves nothing behind, and is named as left out."""
    system, documents = SETS[name]
    await sqlite_imports.take(system, documents["customer"])
    await anonymize(sqlite_imports, sqlite_migrated_url)
    before = await sqlite_imports.everything(*TABLES)
    owned = [documents[each] for each in documents if each in BELONGING]
    summary = await sqlite_imports.take(system, *owned)
    assert (summary.skipped, summary.created, summary.refused) == (len(owned), 0, 0)
    assert [refusal.code for refusal in sqlite_imports.refusals] == ["ANONYMIZED"] * len(owned)
    assert await sqlite_imports.everything(*TABLES) == before
    assert await sqlite_imports.rows_of(WAITING, "external_id") == []


@pytest.mark.parametrize("name", SETS)
async def test_what_was_here_and_comes_again_after_the_anonymization_is_left_out(
    sqlite_imports: Imports, sqlite_migrated_url: str, name: str
) -> None:
    """So is what names no customer itself, such as a line."""
    system, documents = SETS[name]
    await sqlite_imports.take(system, *documents.values())
    await anonymize(sqlite_imports, sqlite_migrated_url)
    before = await sqlite_imports.everything(*TABLES)
    await sqlite_imports.take(system, *documents.values())
    assert await sqlite_imports.everything(*TABLES) == before
