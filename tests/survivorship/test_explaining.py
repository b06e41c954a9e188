"""One record, explained over GraphQL: where its values come from, who says otherwise, and giving fields back."""

import asyncio
from typing import Any

import pytest

from gateway.database import open_database
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings, shop
from tests.app.shop import Shop
from tests.sources.imports import Imports
from tests.sources.test_one_person import DOCUMENTS

__all__ = ["gateway", "settings", "shop"]

PROVENANCE = """
query($id: ID!, $fields: [String!]) { customer(id: $id) {
  provenance(fields: $fields) {
    field value system externalId isPinned by changedAt
    candidates { value system externalId isPinned }
  }
  conflicts { field values { value system } }
} }
"""
FIND = "{ customers(filter: {hasConflict: {field: %s}}) { edges { node { id } } } }"


@pytest.fixture
def known(gateway: Gateway, settings: Any) -> str:
    """The id of one person whom two systems know by different addresses."""

    async def take() -> str:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            await imports.take("commerce_layer", DOCUMENTS["commerce_layer"])
            await imports.take("voucherify", DOCUMENTS["voucherify"])
            return str((await imports.customer())["id"])
        finally:
            await database.close()

    return asyncio.run(take())


def explained(gateway: Gateway, key: str, fields: list[str] | None = None) -> Any:
    return gateway.ask(PROVENANCE, id=key, fields=fields)["customer"]


def test_each_field_tells_whose_value_counts_and_who_says_otherwise(gateway: Gateway, known: str) -> None:
    (email,) = explained(gateway, known, ["email"])["provenance"]
    assert email == {
        "field": "email",
        "value": "nora.lind@mail.example",
        "system": "COMMERCE_LAYER",
        "externalId": "qWeRtYuIop",
        "isPinned": False,
        "by": None,
        "changedAt": "2024-06-01T08:00:00.000Z",
        "candidates": [
            {
                "value": "nora@other.example",
                "system": "VOUCHERIFY",
                "externalId": "cust_NoraLind0000000000000001",
                "isPinned": False,
            }
        ],
    }


def test_conflicts_tell_what_each_system_says(gateway: Gateway, known: str) -> None:
    assert explained(gateway, known)["conflicts"] == [
        {
            "field": "EMAIL",
            "values": [
                {"value": "nora.lind@mail.example", "system": "COMMERCE_LAYER"},
                {"value": "nora@other.example", "system": "VOUCHERIFY"},
            ],
        }
    ]


def test_customers_are_found_by_what_systems_disagree_about(gateway: Gateway, known: str) -> None:
    assert gateway.ask(FIND % "EMAIL") == {"customers": {"edges": [{"node": {"id": known}}]}}
    assert gateway.ask(FIND % "PHONE") == {"customers": {"edges": []}}


def test_what_staff_wrote_counts_until_it_is_released(gateway: Gateway, known: str) -> None:
    gateway.act("customerUpdate", id=known, email="staff@here.example")
    (email,) = explained(gateway, known, ["email"])["provenance"]
    assert (email["value"], email["system"], email["isPinned"]) == ("staff@here.example", None, True)
    assert [each["system"] for each in email["candidates"]] == ["COMMERCE_LAYER", "VOUCHERIFY"]
    released = gateway.act("customerReleaseFields", "customer { email }", id=known, fields=["email"])
    assert released == {"customer": {"email": "nora.lind@mail.example"}, "userErrors": []}
    (email,) = explained(gateway, known, ["email"])["provenance"]
    assert (email["system"], email["isPinned"]) == ("COMMERCE_LAYER", False)


def test_filters_find_at_once_what_staff_contradicts(gateway: Gateway, known: str) -> None:
    found: Any = {"customers": {"edges": [{"node": {"id": known}}]}}
    nobody: Any = {"customers": {"edges": []}}
    assert gateway.ask(FIND % "NAME") == nobody
    gateway.act("customerUpdate", id=known, name="Nora Lindqvist")
    assert gateway.ask(FIND % "NAME") == found
    gateway.act("customerUpdate", id=known, name="Nora Lind")
    assert gateway.ask(FIND % "NAME") == nobody


def test_a_write_of_a_customer_that_no_system_knows_contradicts_nobody(gateway: Gateway) -> None:
    made = gateway.act("customerCreate", "customer { id }", email="ada@here.example")["customer"]
    gateway.act("customerUpdate", id=made["id"], email="ada@there.example")
    assert gateway.ask(FIND % "EMAIL") == {"customers": {"edges": []}}


REFUSED = [
    "{ customers(filter: {hasConflict: {field: EMAIL}}) { nodes { id } } }",
    '{ customer(id: "%s") { provenance { field } } }',
    '{ customer(id: "%s") { conflicts { field } } }',
]


@pytest.mark.parametrize("query", REFUSED, ids=["hasConflict", "provenance", "conflicts"])
def test_who_says_what_is_not_for_sales_channels(shop: Shop, query: str) -> None:
    made = shop.staff.act("customerCreate", "customer { id }", email="ada@here.example")["customer"]
    query = query % made["id"] if "%" in query else query
    assert "errors" not in shop.staff.post(query)
    (error,) = shop.customer(made["id"]).post(query)["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert any(name in error["message"] for name in ("hasConflict", "provenance", "conflicts"))


def test_a_value_written_once_more_is_pinned(gateway: Gateway, known: str) -> None:
    gateway.act("customerUpdate", id=known, email="nora.lind@mail.example")
    (email,) = explained(gateway, known, ["email"])["provenance"]
    assert (email["system"], email["isPinned"]) == (None, True)


def test_a_field_that_is_none_is_not_released(gateway: Gateway, known: str) -> None:
    refused = gateway.act("customerReleaseFields", id=known, fields=["mail"])
    assert refused["customer"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [
        ("INVALID", ["input", "fields", "0"])
    ]


def test_a_customer_that_no_system_knows_keeps_its_values(gateway: Gateway) -> None:
    made = gateway.act("customerCreate", "customer { id email }", email="ada@here.example")["customer"]
    refused = gateway.act("customerReleaseFields", id=made["id"], fields=["email"])
    assert [each["code"] for each in refused["userErrors"]] == ["CONFLICT"]
    (email,) = explained(gateway, made["id"], ["email"])["provenance"]
    assert (email["value"], email["isPinned"]) == ("ada@here.example", True)


def test_a_field_that_is_none_has_no_provenance(gateway: Gateway, known: str) -> None:
    (error,) = gateway.post(PROVENANCE, id=known, fields=["mail"])["errors"]
    assert error["message"] == "fields has 'mail'; expected names of fields of a customer, such as 'email'."
