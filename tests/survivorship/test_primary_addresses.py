"""Which address of a customer is the primary one: what records say and staff chose decides, never who came first."""

import itertools
from typing import Any

import pytest

from gateway.domain.customers.model import CustomerAddress
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    link,
    relationship,
    resource,
    voucherify_customer,
)
from tests.sources.imports import Imports
from tests.survivorship.test_own_values import take, work
from tests.survivorship.test_recompute import rebuild

__all__ = ["gateway", "settings"]

DESK, SHOP, CARDS = "business", "commerce_layer", "voucherify"
SPRING, SUMMER = "2031-03-01T00:00:00.000Z", "2031-06-01T00:00:00.000Z"
GATAN = {"city": "Lund", "line_1": "Gatan 1"}
READ = "query($id: ID!) { customer(id: $id) { address { line1 } } }"


def reed_lane() -> dict[str, Any]:
    """The first of a customer's shipping addresses, by what the back office says."""
    return {
        "id": "sa_1",
        "customerId": "cust_mo8812",
        "street": "5 Reed Lane",
        "city": "Leeds",
        "isPrimary": True,
        "createdAt": 1709856000000,
        "updatedAt": 1709856000000,
    }


ARRIVING = {
    "address": (DESK, reed_lane()),
    "desk": (DESK, business_customer(address=None, customerId="wXyZabCdEf")),
    "shop": (SHOP, commerce_layer_customer()),
}


async def book(imports: Imports) -> dict[str, bool]:
    return {row["line1"]: bool(row["is_primary"]) for row in await imports.rows(CustomerAddress)}


@pytest.mark.parametrize("order", list(itertools.permutations(ARRIVING)), ids="-".join)
async def test_in_no_order_of_arrival_an_entry_of_an_address_book_is_the_customers_address(
    imports: Imports, order: tuple[str, ...]
) -> None:
    for name in order:
        system, document = ARRIVING[name]
        await imports.take(system, document)
    await imports.customer()
    assert await book(imports) == {"5 Reed Lane": False}
    assert await rebuild(imports) == {}
    assert await book(imports) == {"5 Reed Lane": False}


async def test_of_one_record_alone_neither(imports: Imports) -> None:
    for document in (business_customer(address=None), reed_lane(), business_customer(address=None, notes="")):
        await imports.take(DESK, document)
    assert await book(imports) == {"5 Reed Lane": False}
    assert await rebuild(imports) == {}


async def test_the_address_that_a_record_holds_in_itself_is_the_customers(imports: Imports) -> None:
    for system, document in ARRIVING.values():
        await imports.take(system, document)
    place = {"street": "4 Weaver Row", "city": "Leeds"}
    moved = business_customer(address=place, customerId="wXyZabCdEf", updatedAt=1709942500)
    await imports.take(DESK, moved)
    assert await book(imports) == {"5 Reed Lane": False, "4 Weaver Row": True}
    without = business_customer(address=None, customerId="wXyZabCdEf", updatedAt=1709942600)
    await imports.take(DESK, without)
    assert await book(imports) == {"5 Reed Lane": False}
    assert await rebuild(imports) == {}


@pytest.mark.parametrize("others", [(), (SHOP,)], ids=["one record", "two records"])
async def test_one_that_nobody_but_us_knows_takes_the_place_of_a_records_own(
    imports: Imports, others: tuple[str, ...]
) -> None:
    await imports.take(CARDS, voucherify_customer(source_id="wXyZabCdEf", address=GATAN, updated_at=SPRING))
    for system in others:
        await imports.take(system, commerce_layer_customer())
    (first,) = await imports.rows(CustomerAddress)
    mine = first | {
        "id": "adr_00000000000000000000000001",
        "line1": "Ours",
        "is_primary": False,
        "source_record_id": None,
    }
    await imports.database.write(lambda transaction: transaction.insert(CustomerAddress, mine))
    await imports.take(CARDS, voucherify_customer(source_id="wXyZabCdEf", address=None, updated_at=SUMMER))
    assert await book(imports) == {"Ours": True}
    assert await rebuild(imports) == {}


def test_when_the_entry_that_was_chosen_is_taken_away_the_records_own_counts_at_once(
    gateway: Gateway, settings: Any
) -> None:
    times: dict[str, Any] = {"created_at": SPRING, "updated_at": SPRING}
    address = resource("addresses", "aDr", line_1="Gatan 9", city="Malmö", country_code="SE", **times)
    names = {"address": relationship("address", link("addresses", "aDr"))}
    entry = resource("customer_addresses", "bOoK", names, **times)
    listed = relationship("customer_addresses", [link("customer_addresses", "bOoK")])
    customer = commerce_layer_customer(relationships={"customer_addresses": listed}, updated_at=SPRING)
    key = take(settings, CARDS, voucherify_customer(source_id="wXyZabCdEf", address=GATAN, updated_at=SPRING))
    take(settings, SHOP, {"data": customer, "included": [entry, address]})
    rows = work(settings, lambda imports: imports.rows(CustomerAddress))
    (chosen,) = [row["id"] for row in rows if row["line1"] == "Gatan 9"]
    gateway.act("customerAddressSetPrimary", "", id=chosen)
    assert gateway.ask(READ, id=key)["customer"]["address"] == {"line1": "Gatan 9"}
    unlisted = relationship("customer_addresses", [])
    shop = commerce_layer_customer(relationships={"customer_addresses": unlisted}, updated_at=SUMMER)
    take(settings, SHOP, {"data": shop})
    assert gateway.ask(READ, id=key)["customer"]["address"] == {"line1": "Gatan 1"}
    assert work(settings, rebuild) == {}
