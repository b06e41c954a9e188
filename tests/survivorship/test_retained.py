"""What a record said before and its newest document does not mention, it says still."""

from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerGroup
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.sources import source_named
from gateway.sources.retained import retain, with_retained
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import (
    Document,
    business_customer,
    commerce_layer_customer,
    resource,
    voucherify_customer,
)
from tests.sources.imports import Imports
from tests.survivorship.test_own_values import take, work
from tests.survivorship.test_recompute import rebuild
from tests.survivorship.test_removal import remove

__all__ = ["gateway", "settings"]

EMAIL = "mira@looms.example"
LATER = 1719942400


def without(document: Document, *keys: str, **changed: Any) -> Document:
    return {key: value for key, value in document.items() if key not in keys} | changed


def tag(name: str, month: int) -> Document:
    return resource("tags", "tAgAbCdEfG", name=name, updated_at=f"2024-0{month}-01T00:00:00.000Z")


async def retained_of(imports: Imports, system: str) -> Any:
    (record,) = [row for row in await imports.records() if row["system"] == system and row["customer_id"]]
    return record["retained"]


# ── Of one document and the one before


@pytest.mark.parametrize(
    ("system", "before", "document", "expected"),
    [
        ("business", {"company": "Looms"}, {}, {"company": "Looms"}),
        ("business", {"company": "Looms"}, {"company": None}, None),
        ("business", {"company": "Looms"}, {"company": "Weavers"}, None),
        ("business", {"company": None}, {}, None),
        ("business", {"tags": ["a"]}, {}, {"tags": ["a"]}),
        ("business", {"tags": ["a"]}, {"tags": []}, None),
        ("business", {"custom_fields": {"a": 1, "b": 2}}, {"custom_fields": {"a": 3}}, None),
        ("business", {"channelId": "chan_5"}, {}, {"channelId": "chan_5"}),
        ("business", {"updatedAt": 1, "createdAt": 1}, {}, {"createdAt": 1}),
        ("business", {"unheardOf": 1}, {}, None),
        (
            "business",
            {"address": {"city": "Leeds", "street": "4 Row"}},
            {"address": {"city": "York"}},
            {"address": {"street": "4 Row"}},
        ),
        ("business", {"address": {"city": "Leeds"}}, {"address": None}, None),
        (
            "voucherify",
            {"loyalty": {"points": 3, "campaigns": {"Club": {"points": 3}}}},
            {"loyalty": {"points": 4}},
            {"loyalty": {"campaigns": {"Club": {"points": 3}}}},
        ),
        ("rutter", {"full_name": "Ada Lind"}, {}, None),
        (
            "commerce_layer",
            {
                "type": "customers",
                "attributes": {"email": "a@b.example", "updated_at": "2024-01-01T00:00:00Z"},
            },
            {"type": "customers", "attributes": {}},
            {"attributes": {"email": "a@b.example"}},
        ),
        (
            "commerce_layer",
            {
                "relationships": {
                    "customer_group": {"links": {}, "data": {"type": "customer_groups", "id": "g"}}
                }
            },
            {"relationships": {"customer_group": {"links": {}}}},
            {"relationships": {"customer_group": {"data": {"type": "customer_groups", "id": "g"}}}},
        ),
        (
            "commerce_layer",
            {"relationships": {"customer_group": {"data": {"type": "customer_groups", "id": "g"}}}},
            {"relationships": {"customer_group": {"data": None}}},
            None,
        ),
        (
            "commerce_layer",
            {"relationships": {"orders": {"data": [{"type": "orders", "id": "o"}]}}},
            {},
            None,
        ),
    ],
)
def test_what_only_the_document_before_mentions(
    system: str, before: Document, document: Document, expected: Any
) -> None:
    kind = source_named(system).customer
    assert retain(kind, before, document) == expected
    whole = with_retained(document, expected)
    assert retain(kind, before, whole) is None
    assert retain(kind, whole, document) == expected


def test_a_document_with_what_it_does_not_mention() -> None:
    document = {"a": {"b": 1, "c": None}, "d": 2}
    retained = {"a": {"c": 3, "e": 4}, "f": 5}
    assert with_retained(document, retained) == {"a": {"b": 1, "c": None, "e": 4}, "d": 2, "f": 5}
    assert with_retained(document, None) is document


# ── Of a customer


async def test_a_customer_of_several_systems_keeps_what_a_newer_document_does_not_mention(
    imports: Imports,
) -> None:
    document = business_customer(email=EMAIL)
    await imports.take("business", document)
    await imports.take("voucherify", voucherify_customer(email=EMAIL))
    before = await imports.everything(Customer)
    await imports.take("business", {"id": document["id"], "updatedAt": document["updatedAt"]})
    assert await imports.everything(Customer) == before
    assert await rebuild(imports) == {}
    assert await imports.everything(Customer) == before


async def test_what_is_retained_is_dropped_once_the_system_says_otherwise(imports: Imports) -> None:
    document = business_customer(email=EMAIL)
    await imports.take("business", document)
    await imports.take("commerce_layer", commerce_layer_customer(email=EMAIL))
    await imports.take("business", without(document, "company", "notes", updatedAt=LATER))
    assert await retained_of(imports, "BUSINESS") == {"company": "Okafor Looms", "notes": "Rings twice."}
    await imports.take("business", without(document, "notes", company=None, updatedAt=LATER + 1))
    assert await retained_of(imports, "BUSINESS") == {"notes": "Rings twice."}
    customer = await imports.customer()
    assert (customer["company"], customer["notes"]) == (None, "Rings twice.")
    await imports.take("business", document | {"updatedAt": LATER + 2})
    assert await retained_of(imports, "BUSINESS") is None


async def test_it_goes_where_the_record_goes(imports: Imports) -> None:
    document = business_customer(email=EMAIL)
    await imports.take("business", document)
    await imports.take("commerce_layer", commerce_layer_customer(email=EMAIL))
    await imports.take("business", without(document, "company", updatedAt=LATER))
    assert (await imports.customer())["company"] == "Okafor Looms"
    await remove(imports, "business")
    assert (await imports.customer())["company"] is None


async def test_a_notification_without_the_group_and_the_labels_takes_neither_away(imports: Imports) -> None:
    linked = {
        "customer_group": shop.to_one("customer_groups", "gRoUpAbCdE"),
        "tags": shop.to("tags", "tAgAbCdEfG"),
    }
    whole = commerce_layer_customer(relationships=linked, email=EMAIL)
    included = [resource("customer_groups", "gRoUpAbCdE", name="Gold"), tag("vip", 1)]
    await imports.take("commerce_layer", {"data": whole, "included": included})
    await imports.take("business", business_customer(email=EMAIL, tags=["linen"], customerGroupId=None))
    before, labels = await imports.customer(), await imports.tags()
    assert (before["customer_group_id"] is not None, sorted(labels)) == (True, ["linen", "vip"])
    told = commerce_layer_customer(email=EMAIL, updated_at="2026-01-01T00:00:00.000Z", first_name="Mira")
    summary = await imports.take("commerce_layer", told)
    assert (imports.refusals, summary.updated) == ([], 1)
    after = await imports.customer()
    assert (after["customer_group_id"], await imports.tags()) == (before["customer_group_id"], labels)
    # A label that is retained follows when it is renamed.
    await imports.take("commerce_layer", tag("gold", 2))
    assert sorted(await imports.tags()) == ["gold", "linen"]
    assert await rebuild(imports) == {}


async def test_the_same_document_once_more_changes_nothing(imports: Imports) -> None:
    document = business_customer(email=EMAIL)
    await imports.take("business", document)
    less = without(document, "company", updatedAt=LATER)
    await imports.take("business", less)
    before = await imports.everything(Customer, SourceRecord, EventStore, CustomerGroup)
    assert (await imports.take("business", less)).unchanged == 1
    assert await imports.everything(Customer, SourceRecord, EventStore, CustomerGroup) == before


async def test_by_what_it_was_found_it_is_found_still(imports: Imports) -> None:
    """An identifier of another system that a newer document does not mention."""
    document = voucherify_customer(source_id="crm-1", email=EMAIL)
    await imports.take("voucherify", document)
    (record,) = await imports.records("customer")
    await imports.take("voucherify", without(document, "source_id", updated_at="2026-01-01T00:00:00.000Z"))
    (after,) = await imports.records("customer")
    assert after["names"] == record["names"] is not None
    assert after["retained"] == {"source_id": "crm-1"}


# ── What is told of it


QUERY = """
    query($id: ID!) {
      customer(id: $id) {
        company tags
        provenance(fields: ["company", "tags"]) { system externalId candidates { value system } }
        as(system: COMMERCE_LAYER)
        sourceRecords { system retained }
      }
    }
"""


def test_what_is_retained_has_its_record_for_its_source_and_is_given_to_no_system(
    gateway: Gateway, settings: Settings
) -> None:
    linked = {"tags": shop.to("tags", "tAgAbCdEfG")}
    whole = commerce_layer_customer(relationships=linked, email=EMAIL)
    customer = take(settings, "commerce_layer", {"data": whole, "included": [tag("vip", 1)]})
    take(settings, "business", business_customer(email=EMAIL))
    for system, less in (
        ("commerce_layer", commerce_layer_customer(email=EMAIL, updated_at="2026-01-01T00:00:00.000Z")),
        ("business", without(business_customer(email=EMAIL), "company", "tags", updatedAt=LATER)),
    ):
        take(settings, system, less)
    told = gateway.ask(QUERY, id=customer)["customer"]
    assert (told["company"], sorted(told["tags"])) == ("Okafor Looms", ["linen", "vip", "wholesale"])
    company, labels = told["provenance"]
    assert (company["system"], company["externalId"]) == ("BUSINESS", business_customer()["id"])
    assert labels["system"] == "COMMERCE_LAYER"
    assert labels["candidates"] == [{"system": "BUSINESS", "value": ["wholesale", "linen"]}]
    assert "data" not in told["as"]["relationships"]["tags"]
    assert {each["system"]: each["retained"] for each in told["sourceRecords"]} == {
        "COMMERCE_LAYER": {"relationships": {"tags": {"data": [{"type": "tags", "id": "tAgAbCdEfG"}]}}},
        "BUSINESS": {"company": "Okafor Looms", "tags": ["wholesale", "linen"]},
    }


def test_nothing_of_it_is_left_of_who_is_forgotten(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "business", business_customer(company="canary"))
    take(settings, "business", without(business_customer(), "company", updatedAt=LATER))
    (record,) = [row for row in work(settings, lambda imports: imports.records()) if row["customer_id"]]
    assert record["retained"] == {"company": "canary"}
    assert gateway.act("customerRequestAnonymization", id=customer)["userErrors"] == []
    due = settings.model_copy(update={"anonymization_delay": 0})
    work(settings, lambda imports: Anonymizer(imports.database, due).run_due())
    (record,) = [row for row in work(settings, lambda imports: imports.records()) if row["customer_id"]]
    assert record["retained"] is None
