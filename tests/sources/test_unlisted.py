"""What a record listed once and lists no more goes, and only something newer brings it back."""

from typing import Any

import pytest

from gateway.domain.customers.model import CustomerAddress
from gateway.domain.records.removals import REMOVED
from gateway.events.event import EventStore
from tests.sources.documents import Document, commerce_layer_customer, link, relationship, resource
from tests.sources.imports import Imports

CUSTOMER, ENTRY = "wXyZabCdEf", "eNtRyAbCdE"
OLD, LISTED, UNLISTED, NEW = (f"202{year}-01-01T00:00:00.000Z" for year in range(2, 6))


def entry(updated_at: str = OLD, **attributes: Any) -> Document:
    owner = {"customer": {"data": link("customers", CUSTOMER)}}
    return resource(
        "customer_addresses", ENTRY, owner, name="Home", **attributes | {"updated_at": updated_at}
    )


def listing(updated_at: str, *external_ids: str) -> Document:
    links = [link("customer_addresses", each) for each in external_ids]
    customer = commerce_layer_customer(
        updated_at=updated_at,
        relationships={"customer_addresses": relationship("customer_addresses", links)},
    )
    return {"data": customer, "included": [entry()] if external_ids else []}


async def unlisted(imports: Imports) -> None:
    await imports.take("commerce_layer", listing(LISTED, ENTRY))
    assert len(await imports.rows(CustomerAddress)) == 1
    await imports.take("commerce_layer", listing(UNLISTED))
    assert await imports.rows(CustomerAddress) == []


@pytest.mark.parametrize("updated_at", [OLD, LISTED, UNLISTED])
async def test_an_older_document_does_not_bring_it_back(imports: Imports, updated_at: str) -> None:
    await unlisted(imports)
    before = await imports.everything(CustomerAddress, EventStore)
    summary = await imports.take("commerce_layer", entry(updated_at))
    assert (summary.outdated, summary.created) == (1, 0)
    assert await imports.everything(CustomerAddress, EventStore) == before
    assert await imports.records("customer_addresses") == []


async def test_an_older_document_beside_another_does_not_bring_it_back(sqlite_imports: Imports) -> None:
    await unlisted(sqlite_imports)
    other = resource(
        "customer_subscriptions", "nEwSaBcDeF", {"customer": {"data": link("customers", CUSTOMER)}}
    )
    await sqlite_imports.take("commerce_layer", {"data": other, "included": [entry()]})
    assert await sqlite_imports.rows(CustomerAddress) == []


async def test_a_document_that_changed_since_brings_it_back(imports: Imports) -> None:
    await unlisted(imports)
    assert (await imports.take("commerce_layer", entry(NEW))).created == 1
    (row,) = await imports.rows(CustomerAddress)
    assert (row["name"], row["customer_id"]) == ("Home", (await imports.customer())["id"])


@pytest.mark.parametrize("updated_at", [UNLISTED, NEW])
async def test_a_list_that_names_it_again_brings_it_back(imports: Imports, updated_at: str) -> None:
    """Though it did not change itself: the list before was not whole, or it was taken away for a while."""
    await unlisted(imports)
    await imports.take("commerce_layer", listing(updated_at, ENTRY))
    (row,) = await imports.rows(CustomerAddress)
    assert row["name"] == "Home"
    (record,) = await imports.records("customer_addresses")
    assert record["resource_id"] == row["id"]
    assert (await imports.take("commerce_layer", entry())).unchanged == 1


async def test_a_list_that_does_not_tell_when_leaves_no_mark(sqlite_imports: Imports) -> None:
    for document in (listing(LISTED, ENTRY), listing(LISTED)):
        del document["data"]["attributes"]["created_at"], document["data"]["attributes"]["updated_at"]
        await sqlite_imports.take("commerce_layer", document)
    assert await sqlite_imports.rows_of(REMOVED, "digest") == []
    assert (await sqlite_imports.take("commerce_layer", entry())).created == 1
