"""Whose a record is, where its documents name one customer after the other, or one who has not come."""

import pytest

from gateway.domain.customers.model import (
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerSubscription,
)
from gateway.domain.orders.model import Order
from gateway.domain.records.model import WAITING
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import business_customer, commerce_layer_customer, resource
from tests.sources.imports import Imports
from tests.sources.test_listed import (
    CUSTOMER,
    OTHER,
    at,
    cities,
    customer,
    entry,
    newsletter,
    order,
    postal,
    statuses,
    take,
)
from tests.survivorship.test_recompute import rebuild
from tests.survivorship.test_removal import remove


async def test_an_order_goes_to_the_customer_that_it_names_once_that_one_comes(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, order(0, "placed"))
    moved = shop.order(customer=OTHER, status="approved", updated_at=at(1))
    await take(imports, moved)
    assert await statuses(imports) == ["PLACED"]
    await take(imports, commerce_layer_customer(external_id=OTHER, email="other@shop.example"))
    (row,), (record,) = await imports.rows(Order), await imports.records("orders")
    (owner,) = (each for each in await imports.records("customers") if each["external_id"] == OTHER)
    assert (row["status"], row["customer_id"]) == ("APPROVED", owner["customer_id"])
    assert record["customer_id"] == owner["customer_id"]
    assert await imports.rows_of(WAITING, "external_id") == []


async def test_an_order_that_was_changed_here_stays_so_when_its_market_comes(imports: Imports) -> None:
    await take(imports, customer(0))
    await take(imports, order(0, "placed", market=shop.to_one("markets", "mArKeTaBcD")))
    (row,) = await imports.rows(Order)
    await imports.change(Order, row["id"], status="CANCELLED")
    await take(imports, shop.market())
    (row,) = await imports.rows(Order)
    assert (row["status"], row["market_id"] is not None) == ("CANCELLED", True)


async def test_an_entry_that_went_to_another_is_not_claimed_back_by_the_older_list(imports: Imports) -> None:
    """A rebuild reads both lists again."""
    await take(imports, customer(0, customer_addresses=["cUsToMeRaD"]), entry(0), postal(0, "Lund"))
    of_other = {"customer_addresses": shop.to("customer_addresses", "cUsToMeRaD")}
    other = commerce_layer_customer(external_id=OTHER, updated_at=at(5), relationships=of_other)
    untold = entry(5)
    del untold["relationships"]["customer"]["data"]
    await take(imports, other, untold, postal(5, "Lund"))
    (row,) = await imports.rows(CustomerAddress)
    assert row["customer_id"] == (await imports.rows(Customer))[1]["id"]
    assert await rebuild(imports) == {}
    assert await imports.rows(CustomerAddress) == [row]


async def test_a_record_that_is_listed_and_names_another_is_that_one_s(imports: Imports) -> None:
    await take(imports, commerce_layer_customer(external_id=OTHER, updated_at=at(0)))
    mine = newsletter("nEwSoFmInE", 1)
    theirs = newsletter("nEwSoThErS", 1)
    theirs["relationships"]["customer"] = shop.to_one("customers", OTHER)
    summary = await take(
        imports, customer(1, customer_subscriptions=["nEwSoFmInE", "nEwSoThErS"]), mine, theirs
    )
    assert (summary.refused, imports.refusals) == (0, [])
    one, other = [row["id"] for row in await imports.rows(Customer)]
    rows = await imports.rows(CustomerSubscription)
    assert {row["reference"]: row["customer_id"] for row in rows} == {"nEwSoFmInE": other, "nEwSoThErS": one}
    assert await rebuild(imports) == {}


async def test_a_postal_address_beside_an_older_entry_of_another_goes_with_the_entry(
    imports: Imports,
) -> None:
    await take(imports, customer(0))
    await take(imports, entry(7))
    await take(imports, postal(1, "Ystad"))
    of_other = {"customer_addresses": shop.to("customer_addresses", "cUsToMeRaD")}
    other = commerce_layer_customer(external_id=OTHER, updated_at=at(6), relationships=of_other)
    theirs = entry(6)
    theirs["relationships"]["customer"] = shop.to_one("customers", OTHER)
    await take(imports, other, theirs, postal(6, "Lund"))
    (record,), (row,) = await imports.records("addresses"), await imports.rows(CustomerAddress)
    assert (row["city"], row["customer_id"]) == ("Lund", record["customer_id"])
    assert row["customer_id"] == (await imports.rows(Customer))[0]["id"]
    assert await rebuild(imports) == {}
    assert await imports.rows(CustomerAddress) == [row]


async def test_a_postal_address_goes_along_with_its_entry_to_another(imports: Imports) -> None:
    await take(imports, customer(0, customer_addresses=["cUsToMeRaD"]), entry(0), postal(0, "Lund"))
    theirs = entry(5)
    theirs["relationships"]["customer"] = shop.to_one("customers", OTHER)
    await take(imports, commerce_layer_customer(external_id=OTHER))
    await take(imports, theirs)
    (row,), (record,) = await imports.rows(CustomerAddress), await imports.records("addresses")
    assert row["customer_id"] == record["customer_id"] == (await imports.rows(Customer))[1]["id"]
    assert record["owner_external_id"] == OTHER
    await take(imports, postal(6, "Ystad"))
    assert await cities(imports) == ["Ystad"]
    assert await rebuild(imports) == {}


async def test_an_order_that_waits_for_another_record_of_its_customer_is_read_once_that_one_comes(
    imports: Imports,
) -> None:
    await take(imports, customer(0))
    await imports.take("business", business_customer(email="mira@shop.example"))
    await take(imports, order(0, "placed"))
    await remove(imports, "commerce_layer")
    await take(imports, shop.order(customer=OTHER, status="approved", updated_at=at(1)))
    (row,) = await imports.rows(Order)
    assert (row["status"], row["customer_id"]) == ("PLACED", (await imports.customer())["id"])
    await take(imports, commerce_layer_customer(external_id=OTHER))
    (approved,), (record,) = await imports.rows(Order), await imports.records("orders")
    assert (approved["status"], approved["customer_id"]) == ("APPROVED", row["customer_id"])
    assert (record["owner_external_id"], record["customer_id"]) == (OTHER, row["customer_id"])
    assert await rebuild(imports) == {}
    assert await imports.rows(Order) == [approved]


async def test_an_address_that_is_given_up_goes_to_who_has_it_too_whatever_else_came_with_the_batch(
    imports: Imports,
) -> None:
    """What waits for one of the batch is read within it."""
    mail = "mira@shop.example"
    await take(imports, customer(0))
    await take(imports, commerce_layer_customer(external_id="tHiRdCuStO", email=mail))
    await take(imports, shop.order(customer=OTHER))
    leaving = commerce_layer_customer(external_id=CUSTOMER, email="new@shop.example", updated_at=at(5))
    arriving = commerce_layer_customer(external_id=OTHER, email="other@shop.example")
    await imports.take("commerce_layer", leaving, arriving)
    claims = {row["email"]: row["email_claim"] for row in await imports.rows(Customer)}
    assert claims == {each: each for each in ("new@shop.example", mail, "other@shop.example")}


@pytest.mark.parametrize("is_along", [True, False], ids=["along", "named"])
async def test_a_customer_who_is_known_is_put_into_a_group_that_is_new(
    imports: Imports, is_along: bool
) -> None:
    await take(imports, customer(0))
    named = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
    grouped = commerce_layer_customer(external_id=CUSTOMER, updated_at=at(1), relationships=named)
    group = [resource("customer_groups", "gRoUpAbCdE", name="Gold")] if is_along else []
    await take(imports, grouped, *group)
    assert imports.refusals == []
    (row,) = await imports.rows(CustomerGroup)
    assert (await imports.customer())["customer_group_id"] == row["id"]
    assert row["name"] == ("Gold" if is_along else None)
