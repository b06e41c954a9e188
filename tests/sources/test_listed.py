"""What comes along with a record is held against what is here like a record that comes by itself."""

from typing import Any

import pytest

from gateway.domain.customers.model import (
    CustomerAddress,
    CustomerGroup,
    CustomerSubscription,
    SkuListItem,
)
from gateway.domain.orders.model import Order, OrderAddress, Return
from gateway.domain.records.model import WAITING
from gateway.events.event import EventStore
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources.documents import Document, commerce_layer_customer, resource
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

CUSTOMER, OTHER = shop.CUSTOMER_ID, "oThErCuStO"


def at(minute: int) -> str:
    return f"2024-05-01T10:{minute:02d}:00.000Z"


def customer(minute: int, **lists: list[str]) -> Document:
    relationships = {kind: shop.to(kind, *ids) for kind, ids in lists.items()}
    return commerce_layer_customer(external_id=CUSTOMER, updated_at=at(minute), relationships=relationships)


def order(minute: int, status: str, **relationships: Any) -> Document:
    return shop.order(relationships, status=status, updated_at=at(minute))


def newsletter(external_id: str, minute: int) -> Document:
    owner = {"customer": shop.to_one("customers", CUSTOMER)}
    return resource(
        "customer_subscriptions", external_id, owner, reference=external_id, updated_at=at(minute)
    )


def postal(minute: int, city: str) -> Document:
    return shop.address(city=city, updated_at=at(minute))


def entry(minute: int) -> Document:
    names = {
        "customer": shop.to_one("customers", CUSTOMER),
        "address": shop.to_one("addresses", "aDdReSsAbC"),
    }
    return resource("customer_addresses", "cUsToMeRaD", names, name="Home", updated_at=at(minute))


def wishes(minute: int, *skus: str) -> Document:
    names = {
        "customer": shop.to_one("customers", CUSTOMER),
        "sku_list_items": shop.to("sku_list_items", *skus),
    }
    return resource("sku_lists", "lIsTaBcDeF", names, name="Later", manual=True, updated_at=at(minute))


def wish(sku: str, minute: int) -> Document:
    return resource("sku_list_items", sku, sku_code=sku, quantity=1, position=1, updated_at=at(minute))


async def take(imports: Imports, data: Document, *included: Document) -> Any:
    return await imports.take("commerce_layer", {"data": data, "included": included} if included else data)


async def statuses(imports: Imports) -> list[str]:
    return [row["status"] for row in await imports.rows(Order)]


async def cities(imports: Imports) -> list[str]:
    return [row["city"] for row in await imports.rows(CustomerAddress)]


# ── Older and newer


async def test_an_older_order_beside_a_newer_customer_changes_nothing(imports: Imports) -> None:
    await take(imports, customer(0, orders=[shop.ORDER_ID]), order(0, "placed"))
    await take(imports, order(5, "approved"))
    await take(imports, customer(4, orders=[shop.ORDER_ID]), order(1, "placed"))
    assert await statuses(imports) == ["APPROVED"]
    (record,) = await imports.records("orders")
    assert record["payload"]["attributes"]["updated_at"] == at(5)


async def test_a_newer_order_beside_an_older_customer_is_taken(imports: Imports) -> None:
    await take(imports, customer(4, orders=[shop.ORDER_ID]), order(1, "placed"))
    summary = await take(imports, customer(0, orders=[shop.ORDER_ID]), order(5, "approved"))
    assert summary.outdated == 1
    assert await statuses(imports) == ["APPROVED"]
    *_, event = await imports.events()
    assert (event["kind"], event["changes"]["status"]) == (
        "order.updated",
        {"from": "PLACED", "to": "APPROVED"},
    )


async def test_an_older_group_is_not_taken(imports: Imports) -> None:
    def of_group(minute: int, group: Document) -> tuple[Document, Document]:
        names = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
        whole = commerce_layer_customer(external_id=CUSTOMER, updated_at=at(minute), relationships=names)
        return whole, group

    def group(minute: int, name: str) -> Document:
        return resource("customer_groups", "gRoUpAbCdE", name=name, updated_at=at(minute))

    await take(imports, *of_group(0, group(0, "first")))
    await take(imports, group(5, "newest"))
    await take(imports, *of_group(6, group(1, "older")))
    assert [row["name"] for row in await imports.rows(CustomerGroup)] == ["newest"]
    (record,) = await imports.records("customer_groups")
    assert record["payload"]["attributes"]["name"] == "newest"


async def test_an_older_postal_address_beside_a_newer_entry_is_not_taken(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, entry(0), postal(5, "Krefeld"))
    await take(imports, entry(6), postal(1, "Leeds"))
    assert await cities(imports) == ["Krefeld"]


# ── What was done here since


async def test_what_is_listed_unchanged_leaves_its_row_as_it_is(imports: Imports) -> None:
    """Changed here or deleted here: a customer who is newer says nothing of it."""
    news = newsletter("S1", 0)
    await take(
        imports,
        customer(0, orders=[shop.ORDER_ID], customer_subscriptions=["S1"]),
        order(0, "placed"),
        news,
    )
    (bought,), (subscribed,) = await imports.rows(Order), await imports.rows(CustomerSubscription)
    await imports.change(Order, bought["id"], status="CANCELLED")
    await imports.database.write(lambda at: at.delete(CustomerSubscription, subscribed["id"]))
    newer = customer(1, orders=[shop.ORDER_ID], customer_subscriptions=["S1"])
    assert (await take(imports, newer, order(0, "placed"), news)).updated == 1
    assert await statuses(imports) == ["CANCELLED"]
    assert await imports.rows(CustomerSubscription) == []


async def test_of_what_is_listed_unchanged_a_part_may_have_changed(imports: Imports) -> None:
    """The order is not placed once more for the address it goes to."""
    goes_to = {"shipping_address": shop.to_one("addresses", "aDdReSsAbC")}
    bought = order(0, "placed", **goes_to)
    await take(imports, customer(0, orders=[shop.ORDER_ID]), bought, postal(0, "Krefeld"))
    (row,) = await imports.rows(Order)
    await imports.change(Order, row["id"], status="CANCELLED")
    await take(imports, customer(1, orders=[shop.ORDER_ID]), bought, postal(1, "Leeds"))
    assert await statuses(imports) == ["CANCELLED"]
    assert [each["city"] for each in await imports.rows(OrderAddress)] == ["Leeds"]


# ── Lists


async def test_a_list_does_not_take_away_what_was_made_after_it(imports: Imports) -> None:
    await take(imports, customer(0, customer_subscriptions=["S1"]), newsletter("S1", 0))
    await take(imports, newsletter("S2", 5))
    await take(imports, customer(4, customer_subscriptions=["S1"]), newsletter("S1", 0))
    assert [row["reference"] for row in await imports.rows(CustomerSubscription)] == ["S1", "S2"]


async def test_a_list_that_changed_alone_takes_away_what_it_does_not_name(imports: Imports) -> None:
    """A customer does not tell when one of its lists changed: here only the list did."""
    await take(imports, customer(0, customer_subscriptions=["S1"]), newsletter("S1", 5))
    await take(imports, customer(0, customer_subscriptions=[]))
    assert await imports.rows(CustomerSubscription) == []


async def test_an_order_of_nobody_whose_lines_and_addresses_stay_tells_nothing_of_them(
    imports: Imports,
) -> None:
    document = rutter.page("WIX", connection="c-1", orders=[rutter.order(customer=None)])
    await imports.take("rutter", document)
    document["orders"][0] |= {"order_number": "7716", "updated_at": "2025-01-01T00:00:00.000Z"}
    await imports.take("rutter", document)
    *_, event = await imports.events()
    assert (event["kind"], sorted(event["changes"])) == ("order.updated", ["number", "updatedAt"])


async def test_what_a_newer_list_does_not_name_does_not_come_with_an_older_one(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, wishes(5, "A-1"), wish("A-1", 0))
    summary = await take(imports, wishes(2, "A-1", "A-2"), wish("A-1", 0), wish("A-2", 0))
    assert (summary.outdated, imports.refusals) == (1, [])
    assert [row["sku"] for row in await imports.rows(SkuListItem)] == ["A-1"]
    await take(imports, wishes(3, "A-1", "A-3"), wish("A-3", 6))
    assert [row["sku"] for row in await imports.rows(SkuListItem)] == ["A-1", "A-3"]
    assert await rebuild(imports) == {}


async def test_an_entry_that_came_before_its_customer_s_list_is_left_by_a_rebuild(imports: Imports) -> None:
    """The list never named it, so that nothing was taken away."""
    await take(imports, entry(0))
    await take(imports, customer(5, customer_addresses=[]))
    before = await imports.rows(CustomerAddress)
    assert [row["name"] for row in before] == ["Home"]
    assert await rebuild(imports) == {}
    assert await imports.rows(CustomerAddress) == before


# ── What lends its fields


@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
async def test_a_postal_address_by_itself_reaches_the_entry_and_the_order(
    imports: Imports, *, is_first: bool
) -> None:
    goes_to = {"shipping_address": shop.to_one("addresses", "aDdReSsAbC")}
    documents = [customer(0), entry(0), order(0, "placed", **goes_to)]
    documents.insert(0 if is_first else 3, postal(0, "Krefeld"))
    for document in documents:
        await take(imports, document)
    assert await cities(imports) == ["Krefeld"]
    assert [each["city"] for each in await imports.rows(OrderAddress)] == ["Krefeld"]
    assert await imports.rows_of(WAITING, "external_id") == []
    (record,) = await imports.records("addresses")
    assert record["customer_id"] == (await imports.customer())["id"]


async def test_a_newer_postal_address_by_itself_changes_the_rows_that_have_it(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, entry(0), postal(0, "Krefeld"))
    assert (await take(imports, postal(1, "Leeds"))).updated == 1
    assert await cities(imports) == ["Leeds"]
    *_, event = await imports.events()
    assert (event["kind"], event["changes"]["city"]) == (
        "customer_address.updated",
        {"from": "Krefeld", "to": "Leeds"},
    )
    before = await imports.everything(CustomerAddress, EventStore)
    assert (await take(imports, entry(0), postal(1, "Leeds"))).unchanged == 1
    assert await imports.everything(CustomerAddress, EventStore) == before


async def test_a_postal_address_that_comes_first_with_an_older_entry_is_taken(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, entry(5))
    assert await cities(imports) == [None]
    await take(imports, customer(3, customer_addresses=["cUsToMeRaD"]), entry(3), postal(3, "Lund"))
    assert await cities(imports) == ["Lund"]
    assert await rebuild(imports) == {}


@pytest.mark.parametrize("is_order_first", [True, False], ids=["before", "after"])
async def test_a_return_has_the_currency_of_an_order_whose_customer_has_not_come(
    imports: Imports, is_order_first: bool
) -> None:
    await take(imports, customer(0))
    theirs = shop.order(customer=OTHER, currency_code="USD")
    for document in [theirs, shop.returned()] if is_order_first else [shop.returned(), theirs]:
        await take(imports, document)
    (returned,) = await imports.rows(Return)
    assert (returned["currency"], returned["order_id"]) == ("USD", None)
    assert await rebuild(imports) == {}


async def test_a_postal_address_that_comes_with_an_order_changes_the_entry_that_has_it(
    imports: Imports,
) -> None:
    await take(imports, customer(0))
    await take(imports, entry(0), postal(0, "Krefeld"))
    goes_to = {"shipping_address": shop.to_one("addresses", "aDdReSsAbC")}
    await take(imports, order(1, "placed", **goes_to), postal(1, "Leeds"))
    assert await cities(imports) == ["Leeds"]
