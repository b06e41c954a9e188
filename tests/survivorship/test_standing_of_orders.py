"""How far a customer has come by the orders that records bring, move and take back."""

from functools import partial
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as seller
from tests.sources import documents_voucherify as club
from tests.sources.documents import commerce_layer_customer, rutter_customer, voucherify_customer
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

LATER = "2025-06-01T00:00:00.000Z"


def paid(**fields: Any) -> dict[str, Any]:
    return club.order(status="PAID", customer=None, **{"customer_id": club.HOLDER} | fields)


async def standing(imports: Imports) -> dict[str, tuple[str, int | None]]:
    """Of each customer, by description."""
    rows = await imports.rows(Customer)
    return {str(row["description"]): (row["status"], row["total_orders_count"]) for row in rows}


async def check_rebuild(imports: Imports) -> None:
    before = await imports.everything(Customer, Order)
    assert await rebuild(imports) == {}
    assert await imports.everything(Customer, Order) == before


async def take(imports: Imports, *documents: dict[str, Any]) -> None:
    await imports.take("voucherify", *documents)
    assert imports.refusals == []


async def test_an_order_that_was_not_bought_after_all_counts_no_more(imports: Imports) -> None:
    await take(imports, voucherify_customer(id=club.HOLDER, summary=None, description="Mira"), paid())
    assert await standing(imports) == {"Mira": ("ACQUIRED", 1)}
    await take(imports, paid(updated_at=LATER) | {"status": "CREATED"})
    assert await standing(imports) == {"Mira": ("PROSPECT", None)}
    assert (await imports.events())[-1]["changes"] == {
        "status": {"from": "ACQUIRED", "to": "PROSPECT"},
        "totalOrdersCount": {"from": 1, "to": None},
    }
    await check_rebuild(imports)


async def test_an_order_whose_record_names_another_counts_for_them(imports: Imports) -> None:
    nobody = {"source_id": None, "email": None, "phone": None, "summary": None}
    other = voucherify_customer(id="cust_other", description="Ona", **nobody)
    await take(imports, voucherify_customer(id=club.HOLDER, summary=None, description="Mira"), other, paid())
    assert await standing(imports) == {"Mira": ("ACQUIRED", 1), "Ona": ("PROSPECT", None)}
    await take(imports, paid(customer_id="cust_other", updated_at=LATER))
    assert await standing(imports) == {"Mira": ("PROSPECT", None), "Ona": ("ACQUIRED", 1)}
    await check_rebuild(imports)


async def test_an_order_that_two_connections_told_is_one_once_the_shop_tells_it(imports: Imports) -> None:
    """Both read the same shop; until it comes nobody knows that what they say of is there."""
    for number, connection in enumerate(("c0ffee00-0001", "c0ffee00-0002")):
        key = f"7d3a7a52-3f0c-4b6c-9c86-0d5f0c2f3f1{number}"
        person = rutter_customer(id=key, platform_id=f"other{number}", email=None, phone=None)
        said = seller.order(platform_id=shop.ORDER_ID, customer=seller.buyer(id=key, platform_id=None))
        page = partial(seller.page, "COMMERCELAYER", connection=connection)
        await imports.take("rutter", page(customers=[person]))
        await imports.take("rutter", page(orders=[said]))
    first, second = await imports.rows(Order)
    assert first["customer_id"] != second["customer_id"]
    await imports.take("commerce_layer", commerce_layer_customer(), shop.order())
    (row,) = await imports.rows(Order)
    (told,) = await imports.records("orders")
    assert (row["id"], row["customer_id"]) == (first["id"], told["customer_id"])
    assert {each["resource_id"] for each in await imports.records("order")} == {row["id"]}
    gone = [each for each in await imports.events() if each["kind"] == "order.deleted"]
    assert [(each["resource_id"], each["customer_id"]) for each in gone] == [
        (second["id"], second["customer_id"])
    ]
    await check_rebuild(imports)


async def test_a_connectors_record_of_an_order_stays_with_whom_it_names(imports: Imports) -> None:
    """The shop's own record of it says whose the order is."""
    mine = rutter_customer(platform_id="another", email=None, phone=None)
    order = seller.order(platform_id=shop.ORDER_ID, customer=seller.buyer(platform_id="another"))
    await imports.take("rutter", seller.page("COMMERCELAYER", customers=[mine]))
    await imports.take("rutter", seller.page("COMMERCELAYER", orders=[order]))
    await imports.take("commerce_layer", commerce_layer_customer(), shop.order())
    assert imports.refusals == []
    holders = {row["system"]: row["customer_id"] for row in await imports.records() if row["names"] is None}
    (row,) = await imports.rows(Order)
    assert row["customer_id"] == holders["COMMERCE_LAYER"]
    (told,) = [row for row in await imports.records("order") if row["system"] == "RUTTER"]
    assert (told["resource_id"], told["owner_external_id"]) == (row["id"], seller.CUSTOMER_ID)
    assert told["customer_id"] != row["customer_id"]
    await check_rebuild(imports)
