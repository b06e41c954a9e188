"""What is said of where a value comes from agrees with the customer, for every field of every customer."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.app import make_app
from gateway.database import open_database
from gateway.domain.customers.fields import FIELDS
from gateway.seed import seed
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.app.ordering import order
from tests.serving import serving
from tests.sources.imports import Imports
from tests.sources.test_one_person import DOCUMENTS

__all__ = ["gateway", "settings"]

PLACE = (
    "line1 line2 city region postalCode country countryCode firstName lastName company phone email business notes"
    " billingInfo lat lng"
)
GROUPED = {"cockpitUrl", "preferenceCenterUrl"}
NAMES = " ".join(each.name for each in FIELDS if each.name not in GROUPED)
SHOWN = f"{NAMES} assets {{ {' '.join(GROUPED)} }} tags address {{ {PLACE} }}"
TOLD = "provenance(fields: $fields) { field value system isPinned reason candidates { value system } }"
PAGE = f"query($fields: [String!]) {{ customers(first: 20) {{ nodes {{ id {SHOWN} {TOLD} }} }} }}"


@pytest.fixture
def seeded(settings: Settings) -> Iterator[Gateway]:
    """A gateway with generated customers of several systems, with orders."""
    asyncio.run(seed(settings, customers=20, seed=3))
    with serving(make_app(settings)) as url:
        yield Gateway(url)


def fill(settings: Settings, system: str) -> None:
    """A customer of one system."""

    async def run() -> None:
        database = open_database(settings)
        await database.open()
        try:
            await Imports(database).take(system, DOCUMENTS[system])
        finally:
            await database.close()

    asyncio.run(run())


def page(gateway: Gateway, fields: list[str] | None = None) -> list[dict[str, Any]]:
    """Customers with all that they show, flat."""
    found = gateway.ask(PAGE, fields=fields)["customers"]["nodes"]
    return [{**each, **(each["assets"] or {})} for each in found]


def told(gateway: Gateway, field: str) -> Any:
    """What is said of a field of the only customer."""
    (customer,) = page(gateway, [field])
    (found,) = customer["provenance"]
    assert found["value"] == customer[field]
    return found


def order_for(gateway: Gateway, customer_id: str) -> None:
    """An order that was placed."""
    made = order(gateway, customer_id)
    assert gateway.act("orderPlace", "order { id }", id=made["id"])["userErrors"] == []


def check(customers: list[dict[str, Any]]) -> set[str]:
    """Fields that were told; of each the value is the customer's."""
    values = [(one["id"], each["field"], each["value"]) for one in customers for each in one["provenance"]]
    assert values == [
        (one["id"], each["field"], one[each["field"]]) for one in customers for each in one["provenance"]
    ]
    return {field for _, field, _ in values}


def test_every_value_that_is_told_is_the_customers_own(seeded: Gateway) -> None:
    before = check(page(seeded))
    assert {
        "email",
        "phone",
        "status",
        "totalOrdersCount",
        "hasPassword",
        "metadata",
        "address",
        "tags",
    } <= before
    for number, each in enumerate(page(seeded)):
        seeded.act("customerUpdate", id=each["id"], company=f"Works {number}", notes=None, addTags=["told"])
        if each["address"] is not None and number % 2:
            seeded.act("customerAddressCreate", "", customerId=each["id"], city="Lund", isPrimary=True)
        order_for(seeded, each["id"])
    assert check(page(seeded)) >= before


def test_a_count_of_orders_held_here_is_nobodys_but_the_gateways(
    gateway: Gateway, settings: Settings
) -> None:
    fill(settings, "commerce_layer")
    (customer,) = page(gateway, [])
    assert told(gateway, "totalOrdersCount")["system"] == "COMMERCE_LAYER"
    for _ in range(2):
        order_for(gateway, customer["id"])
    assert told(gateway, "totalOrdersCount") == {
        "field": "totalOrdersCount",
        "value": 2,
        "system": None,
        "isPinned": False,
        "reason": "ORDERS",
        "candidates": [{"value": 0, "system": "COMMERCE_LAYER"}],
    }
    assert told(gateway, "status") == {
        "field": "status",
        "value": "REPEAT",
        "system": None,
        "isPinned": False,
        "reason": "ORDERS",
        "candidates": [{"value": "PROSPECT", "system": "COMMERCE_LAYER"}],
    }


def test_a_password_is_the_systems_until_one_is_set_here(gateway: Gateway, settings: Settings) -> None:
    fill(settings, "commerce_layer")
    before = told(gateway, "hasPassword")
    assert (before["value"], before["system"], before["reason"]) == (True, "COMMERCE_LAYER", None)
    (customer,) = page(gateway, [])
    gateway.act("customerUpdate", id=customer["id"], password="correct horse battery")
    assert told(gateway, "hasPassword") == {
        "field": "hasPassword",
        "value": True,
        "system": None,
        "isPinned": False,
        "reason": "PASSWORD",
        "candidates": [{"value": True, "system": "COMMERCE_LAYER"}],
    }


def test_no_hash_is_ever_told(gateway: Gateway, settings: Settings) -> None:
    fill(settings, "commerce_layer")
    (customer,) = page(gateway, [])
    gateway.act("customerUpdate", id=customer["id"], password="correct horse battery")
    answer = str(gateway.ask(PAGE))
    assert "argon2" not in answer
    assert "!commerce_layer" not in answer


@pytest.mark.parametrize("field", ["createdAt", "updatedAt"])
def test_times_are_told_as_the_customer_has_them(gateway: Gateway, settings: Settings, field: str) -> None:
    fill(settings, "commerce_layer")
    (customer,) = page(gateway, [])
    assert told(gateway, field)["system"] == "COMMERCE_LAYER"
    gateway.act("customerUpdate", id=customer["id"], notes="Called.")
    told(gateway, field)
