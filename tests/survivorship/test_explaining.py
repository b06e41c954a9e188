"""One record, explained over GraphQL: where its values come from, who says otherwise, and giving fields back."""

import asyncio
from typing import Any

import pytest

from gateway.database import open_database
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings, shop
from tests.app.shop import Shop
from tests.sources.documents import link, resource
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


def _shop_record() -> Any:
    """The shop's own record, with a group and labels that came beside it."""
    record = DOCUMENTS["commerce_layer"]["data"] | {
        "relationships": {
            "customer_group": {"data": link("customer_groups", "gRoUpAbCdE")},
            "tags": {"data": [link("tags", "tAgOnEaBcD"), link("tags", "tAgTwOaBcD")]},
        }
    }
    included = [
        resource("customer_groups", "gRoUpAbCdE", name="Weavers"),
        resource("tags", "tAgOnEaBcD", name="linen"),
        resource("tags", "tAgTwOaBcD", name="regular"),
    ]
    return {"data": record, "included": included}


@pytest.fixture
def grouped(gateway: Gateway, settings: Any) -> str:
    """The id of one person whom two systems sort into groups and label."""
    business = DOCUMENTS["business"] | {
        "customerGroupId": "grp_1",
        "channelId": "chan_5",
        "tags": ["regular", "window"],
    }
    group = {"id": "grp_1", "name": "Trade", "isDefault": False, "createdAt": 1709856000}

    async def take() -> str:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            await imports.take("commerce_layer", _shop_record())
            await imports.take("voucherify", DOCUMENTS["voucherify"])
            await imports.take("business", business, group)
            assert imports.refusals == []
            return str((await imports.customer())["id"])
        finally:
            await database.close()

    return asyncio.run(take())


REFERENCES = """
query($id: ID!) { customer(id: $id) {
  channel { id type } customerGroup { id name }
  provenance(fields: ["channelId", "customerGroupId"]) {
    field value system externalId changedAt isPinned candidates { value system externalId }
  }
} customerGroups(first: 5) { nodes { id name } } }
"""


def test_a_group_and_a_channel_tell_whose_they_are(gateway: Gateway, grouped: str) -> None:
    asked = gateway.ask(REFERENCES, id=grouped)
    found, ids = asked["customer"], {each["name"]: each["id"] for each in asked["customerGroups"]["nodes"]}
    assert found["customerGroup"] == {"id": ids["Weavers"], "name": "Weavers"}
    assert found["provenance"] == [
        {
            "field": "channelId",
            "value": found["channel"]["id"],
            "system": "BUSINESS",
            "externalId": "cust_77aa",
            "changedAt": "2024-06-01T08:00:00.000Z",
            "isPinned": False,
            "candidates": [],
        },
        {
            "field": "customerGroupId",
            "value": ids["Weavers"],
            "system": "COMMERCE_LAYER",
            "externalId": "qWeRtYuIop",
            "changedAt": "2024-06-01T08:00:00.000Z",
            "isPinned": False,
            "candidates": [{"value": ids["Trade"], "system": "BUSINESS", "externalId": "cust_77aa"}],
        },
    ]


def test_a_group_is_asked_for_by_its_own_name_too(gateway: Gateway, grouped: str) -> None:
    found = explained(gateway, grouped, ["customerGroup", "channel", "channelId"])["provenance"]
    assert [(each["field"], each["system"]) for each in found] == [
        ("customerGroupId", "COMMERCE_LAYER"),
        ("channelId", "BUSINESS"),
    ]


def test_a_group_that_staff_chose_counts_before_those_of_systems(gateway: Gateway, grouped: str) -> None:
    made = gateway.act("customerGroupCreate", "customerGroup { id }", name="Friends")["customerGroup"]
    gateway.act("customerUpdate", id=grouped, customerGroupId=made["id"])
    _, group = gateway.ask(REFERENCES, id=grouped)["customer"]["provenance"]
    assert (group["value"], group["system"], group["isPinned"]) == (made["id"], None, True)
    assert [each["system"] for each in group["candidates"]] == ["COMMERCE_LAYER", "BUSINESS"]


def test_a_group_that_is_gone_counts_no_longer(gateway: Gateway, grouped: str) -> None:
    made = gateway.act("customerGroupCreate", "customerGroup { id }", name="Friends")["customerGroup"]
    gateway.act("customerUpdate", id=grouped, customerGroupId=made["id"])
    gateway.act("customerGroupDelete", "deletedCustomerGroupId", id=made["id"])
    found = gateway.ask(REFERENCES, id=grouped)["customer"]
    _, group = found["provenance"]
    assert found["customerGroup"] is None
    assert (group["value"], group["system"], group["isPinned"]) == (None, None, False)
    assert [each["system"] for each in group["candidates"]] == ["COMMERCE_LAYER", "BUSINESS"]


def test_what_a_record_names_is_found_among_thousands(gateway: Gateway, settings: Any) -> None:
    """A record's labels and group are looked up by their ids, however many others there are of the same system."""
    groups = [
        {"id": f"grp_{number}", "name": f"Group {number}", "isDefault": False, "createdAt": 1709856000}
        for number in range(1_050)
    ]
    tags = [resource("tags", f"tAg{number:04}", name=f"label {number}") for number in range(1_050)]
    record = _shop_record()
    record["data"]["relationships"]["tags"] = {"data": [link("tags", "tAg1049")]}
    business = DOCUMENTS["business"] | {"customerGroupId": "grp_1049"}

    async def take() -> str:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            await imports.take("commerce_layer", *tags, {**record, "included": []})
            await imports.take("voucherify", DOCUMENTS["voucherify"])
            await imports.take("business", *groups, business)
            return str((await imports.customer())["id"])
        finally:
            await database.close()

    key = asyncio.run(take())
    group, labels = explained(gateway, key, ["customerGroup", "tags"])["provenance"]
    assert [each["system"] for each in group["candidates"]] == ["BUSINESS"]
    assert group["candidates"][0]["value"].startswith("cgr_")
    assert labels["value"] == ["label 1049", *DOCUMENTS["business"]["tags"]]
    assert labels["externalId"] == "qWeRtYuIop"


def test_labels_tell_the_list_of_each_record(gateway: Gateway, grouped: str) -> None:
    (tags,) = explained(gateway, grouped, ["tags"])["provenance"]
    assert tags == {
        "field": "tags",
        "value": ["linen", "regular", "window"],
        "system": "COMMERCE_LAYER",
        "externalId": "qWeRtYuIop",
        "isPinned": False,
        "by": None,
        "changedAt": "2024-06-01T08:00:00.000Z",
        "candidates": [
            {
                "value": ["regular", "window"],
                "system": "BUSINESS",
                "externalId": "cust_77aa",
                "isPinned": False,
            }
        ],
    }


def test_labels_that_staff_changed_tell_what_each_record_has(gateway: Gateway, grouped: str) -> None:
    gateway.act("customerUpdate", id=grouped, tags=["linen", "vip"])
    (tags,) = explained(gateway, grouped, ["tags"])["provenance"]
    assert (tags["value"], tags["system"], tags["isPinned"]) == (["linen", "vip"], None, True)
    assert tags["by"] == {"application": {"kind": "open", "id": None}}
    assert [(each["system"], each["value"]) for each in tags["candidates"]] == [
        ("COMMERCE_LAYER", ["linen", "regular"]),
        ("BUSINESS", ["regular", "window"]),
    ]


def test_without_names_labels_are_told_last(gateway: Gateway, grouped: str) -> None:
    names = [each["field"] for each in explained(gateway, grouped)["provenance"]]
    assert names[-1] == "tags"
    assert {"channelId", "customerGroupId"} <= set(names)


def test_of_labels_that_nobody_has_nothing_is_told(gateway: Gateway, known: str) -> None:
    assert explained(gateway, known, ["tags"])["provenance"] == []


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
