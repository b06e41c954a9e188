"""One person in all four systems becomes one customer, in whatever order the systems tell of her."""

import itertools
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.orders.model import Order
from gateway.domain.records.model import IdentityLink
from tests.sources.imports import Imports

RUTTER = {
    "customers": [
        {
            "id": "5a7c1d90-0d3b-4b51-9f0e-3a2b7c4d1e02",
            "platform_id": "qWeRtYuIop",
            "email": "Nora.Lind@mail.example",
            "first_name": "Nora",
            "last_name": "Lind",
            "phone": "+46 8 123 456 78",
            "orders": [],
            "created_at": "2023-05-01T08:00:00.000Z",
            "updated_at": "2024-05-01T08:00:00.000Z",
            "platform_data": {"vip": True},
        }
    ],
    "connection": {"id": "c0ffee00-1111-4222-8333-444455556666", "platform": "COMMERCELAYER"},
}
COMMERCE_LAYER = {
    "data": {
        "id": "qWeRtYuIop",
        "type": "customers",
        "attributes": {
            "email": "nora.lind@mail.example",
            "status": "prospect",
            "has_password": True,
            "total_orders_count": 0,
            "reference": "4711",
            "reference_origin": "crm",
            "metadata": {"size": "M"},
            "created_at": "2023-04-01T08:00:00.000Z",
            "updated_at": "2024-06-01T08:00:00.000Z",
        },
        "meta": {"mode": "live"},
    }
}
VOUCHERIFY = {
    "id": "cust_NoraLind0000000000000001",
    "source_id": "qWeRtYuIop",
    "name": "Nora Lind",
    "email": "nora@other.example",
    "phone": "+46812345678",
    "birthdate": "1988-11-02",
    "address": {"city": "Lund", "line_1": "Stora gatan 1", "country": "Sweden", "postal_code": "222 22"},
    "loyalty": {"points": 120, "referred_customers": 0, "campaigns": {"Autumn": {"points": 120}}},
    "metadata": {"size": "L", "shoe": 39},
    "created_at": "2023-06-01T08:00:00.000Z",
    "object": "customer",
}
BUSINESS = {
    "id": "cust_77aa",
    "customerId": "cust_NoraLind0000000000000001",
    "phone_number": "+46812345678",
    "firstname": "Nora",
    "lastname": "Lind",
    "email": None,
    "preferred_language": "sv",
    "preferred_contact_method": "phone",
    "notes": "Likes the window seat.",
    "tags": ["regular"],
    "address": {
        "street": "Lilla torg 2",
        "city": "Malmö",
        "state": "Skåne",
        "postalCode": "211 34",
        "country": "SE",
    },
    "isValidatedNames": True,
    "createdAt": 1685606400000,
    "updatedAt": 1717228800000,
}
DOCUMENTS: Mapping[str, Any] = {
    "rutter": RUTTER,
    "commerce_layer": COMMERCE_LAYER,
    "voucherify": VOUCHERIFY,
    "business": BUSINESS,
}
ORDERS = list(itertools.permutations(DOCUMENTS))


async def shown(imports: Imports) -> dict[str, Any]:
    """All that does not depend on ids, clocks and the number of changes."""
    (customer,) = await imports.rows(Customer)
    left_out = {"id", "version", "channel_id", "customer_group_id"}
    addresses = sorted(
        (row["is_primary"], row["line1"], row["city"], row["postal_code"], row["country_code"])
        for row in await imports.rows(CustomerAddress)
    )
    return {
        "customer": {name: value for name, value in customer.items() if name not in left_out},
        "addresses": addresses,
        "tags": await imports.tags(),
        "points": [row["points"] for row in await imports.rows(CustomerLoyalty)],
        "orders": len(await imports.rows(Order)),
        "links": sorted((row["system"], row["external_id"]) for row in await imports.rows(IdentityLink)),
    }


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What the first order of arrival gave."""
    return {}


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(order))
async def test_every_order_of_arrival_gives_the_same_customer(
    imports: Imports, seen: dict[str, Any], order: tuple[str, ...]
) -> None:
    for system in order:
        await imports.take(system, DOCUMENTS[system])
    assert imports.refusals == []
    found = await shown(imports)
    assert found == seen.setdefault("first", found)


async def test_the_customer_has_the_best_of_all_four(imports: Imports) -> None:
    for system, document in DOCUMENTS.items():
        await imports.take(system, document)
    customer = await imports.customer()
    expected = {
        "email": "nora.lind@mail.example",
        "first_name": "Nora",
        "last_name": "Lind",
        "name": "Nora Lind",
        "phone": "+46812345678",
        "preferred_language": "sv",
        "preferred_contact_method": "PHONE",
        "is_validated_names": True,
        "notes": "Likes the window seat.",
        "reference": "4711",
        "reference_origin": "crm",
        "source_id": "qWeRtYuIop",
        "external_customer_id": "cust_NoraLind0000000000000001",
        "platform_id": "qWeRtYuIop",
        "metadata": {"size": "M", "shoe": 39},
        "status": "PROSPECT",
    }
    assert {name: customer[name] for name in expected} == expected
    assert customer["created_at"].isoformat() == "2023-04-01T08:00:00+00:00"
    addresses = {row["city"]: row["is_primary"] for row in await imports.rows(CustomerAddress)}
    assert addresses == {"Malmö": True, "Lund": False}
    assert await imports.tags() == ["regular"]


@pytest.mark.parametrize("order", ORDERS[::5], ids=lambda order: "-".join(order))
async def test_the_links_say_why(imports: Imports, order: tuple[str, ...]) -> None:
    """One record made the customer; each other names it or is named, or has its address or number."""
    for system in order:
        await imports.take(system, DOCUMENTS[system])
    links = {row["system"]: row for row in await imports.rows(IdentityLink)}
    assert set(links) == {system.upper() for system in DOCUMENTS}
    rules = [link["rule"] for link in links.values()]
    assert rules.count("FIRST") == 1
    assert set(rules) <= {"FIRST", "EXTERNAL_ID", "EMAIL", "PHONE_AND_NAME"}
    for link in links.values():
        assert (link["evidence"] is None) == (link["rule"] == "FIRST")


async def test_a_link_that_moved_says_which_record_joined_its_customer(imports: Imports) -> None:
    """Two customers, until a third record names one and is named by the other."""
    for system in ("commerce_layer", "business", "voucherify"):
        await imports.take(system, DOCUMENTS[system])
    links = {row["system"]: row for row in await imports.rows(IdentityLink)}
    assert {system: link["rule"] for system, link in links.items()} == {
        "COMMERCE_LAYER": "FIRST",
        "BUSINESS": "EXTERNAL_ID",
        "VOUCHERIFY": "EXTERNAL_ID",
    }
    evidence = links["BUSINESS"]["evidence"]
    assert evidence.pop("merged").startswith("cus_")
    assert evidence == {
        "identifier": "cust_NoraLind0000000000000001",
        "record": "VOUCHERIFY/customer/cust_NoraLind0000000000000001",
        "before": "FIRST",
    }


async def test_who_asked_to_be_forgotten_is_not_joined_with_another(sqlite_imports: Imports) -> None:
    """The request stays, and so do both customers; the record is one customer's."""
    for system in ("commerce_layer", "business"):
        await sqlite_imports.take(system, DOCUMENTS[system])
    before = await sqlite_imports.rows(Customer)
    leaving = next(row for row in before if row["external_customer_id"])
    await sqlite_imports.change(
        Customer,
        leaving["id"],
        anonymization_status="REQUESTED",
        anonymization_info__requested_at=leaving["created_at"],
    )
    await sqlite_imports.take("voucherify", DOCUMENTS["voucherify"])
    after = await sqlite_imports.rows(Customer)
    assert [row["id"] for row in after] == [row["id"] for row in before]
    assert {row["anonymization_status"] for row in after} == {None, "REQUESTED"}
