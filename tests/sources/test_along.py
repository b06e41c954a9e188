"""Nothing of `included` is lost: what no record takes along comes as if by itself, or is kept as it is."""

from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.orders.model import Order
from gateway.domain.records.model import WAITING
from gateway.sources.importer import BATCH_SIZE
from gateway.sources.summary import Summary, describe
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import Document, commerce_layer_customer, link, relationship, resource
from tests.sources.imports import Imports
from tests.sources.test_importer import WRITTEN, included_document

CUSTOMER = shop.CUSTOMER_ID


def order(number: str = "7715", **relationships: Any) -> Document:
    document = shop.order(number=number)
    document["relationships"] |= {"customer": shop.to_one("customers", CUSTOMER), **relationships}
    return document


def postal(external_id: str = "aDdReSsAbC") -> Document:
    return shop.address(external_id)


async def test_a_customer_who_comes_beside_an_order_is_taken_in(imports: Imports) -> None:
    """The order waits for nobody."""
    answer = {"data": [order()], "included": [commerce_layer_customer(external_id=CUSTOMER)]}
    summary = await imports.take("commerce_layer", answer)
    customer, (bought,) = await imports.customer(), await imports.rows(Order)
    assert customer["email"] == "mira@shop.example"
    assert bought["customer_id"] == customer["id"]
    assert await imports.rows_of(WAITING, "external_id") == []
    assert summary == Summary(created=1, included=summary.included)
    assert summary.included == {"customers": 1}
    assert imports.refusals == []


async def test_what_nobody_names_is_kept_with_the_only_customer(imports: Imports) -> None:
    """It becomes no row of the address book, and goes with the customer."""
    answer = {"data": commerce_layer_customer(), "included": [postal()]}
    summary = await imports.take("commerce_layer", answer)
    (kept,) = await imports.records("addresses")
    customer = await imports.customer()
    assert (kept["payload"], kept["resource_id"]) == (postal(), None)
    assert (kept["customer_id"], kept["owner_external_id"]) == (customer["id"], "wXyZabCdEf")
    assert await imports.rows(CustomerAddress) == []
    assert (summary.created, summary.included) == (1, {"addresses": 1})


async def test_among_several_records_it_is_nobodys(sqlite_imports: Imports) -> None:
    answer = {
        "data": [
            commerce_layer_customer(),
            commerce_layer_customer(external_id="sEcOnDaBcD", email="b@c.example"),
        ],
        "included": [postal()],
    }
    await sqlite_imports.take("commerce_layer", answer)
    (kept,) = await sqlite_imports.records("addresses")
    assert (kept["payload"], kept["customer_id"]) == (postal(), None)


async def test_a_type_that_is_declared_nowhere_is_kept_and_told(sqlite_imports: Imports) -> None:
    wrap = resource("gift_wraps", "gIfTwRaPaB", colour="red", token="s3cr3t")
    summary = await sqlite_imports.take(
        "commerce_layer", {"data": commerce_layer_customer(), "included": [wrap]}
    )
    (kept,) = await sqlite_imports.records("gift_wraps")
    assert kept["payload"]["attributes"]["colour"] == "red"
    assert "s3cr3t" not in str(kept["payload"])
    assert summary.unknown == {"included.gift_wraps": 1}
    assert summary.redacted == {"gift_wraps.attributes.token": 1}


async def test_what_belongs_to_another_goes_there(sqlite_imports: Imports) -> None:
    """It names whose it is itself, though its customer's list does not name it."""
    entry = resource(
        "customer_addresses",
        "cUsToMeRaD",
        {
            "customer": {"data": link("customers", "wXyZabCdEf")},
            "address": {"data": link("addresses", "aDdReSsAbC")},
        },
        name="Home",
    )
    await sqlite_imports.take(
        "commerce_layer", {"data": commerce_layer_customer(), "included": [postal(), entry]}
    )
    (row,) = await sqlite_imports.rows(CustomerAddress)
    assert (row["name"], row["customer_id"]) == ("Home", (await sqlite_imports.customer())["id"])


async def test_included_records_have_a_line_of_their_own(sqlite_imports: Imports) -> None:
    """Those that records took along, and those that nobody took; the other numbers are of records alone."""
    document = included_document()
    document["included"].append(postal("oThErAdDrE"))
    summary = await sqlite_imports.take("commerce_layer", document)
    assert list(describe(summary))[:6] == [
        "1 created, 0 updated, 0 unchanged, 0 refused.",
        "Included with others:",
        "  addresses  2",
        "  attachments  1",
        "  customer_addresses  1",
        "  customer_groups  1",
    ]
    assert sum(summary.included.values()) == 13


async def test_one_that_is_no_good_is_reported_and_the_others_go_in(sqlite_imports: Imports) -> None:
    bad = resource("customer_subscriptions", "bAdAbCdEfG", {"customer": shop.to_one("customers", CUSTOMER)})
    bad["attributes"]["created_at"] = "yesterday"
    nameless = {"id": "nAmElEsSaB", "attributes": {}}
    answer = {
        "data": commerce_layer_customer(external_id=CUSTOMER),
        "included": [bad, nameless, postal()],
    }
    summary = await sqlite_imports.take("commerce_layer", answer)
    assert [
        (each.code.value, each.external_id, each.reason.partition(":")[0]) for each in sqlite_imports.refusals
    ] == [
        ("INVALID_VALUE", "bAdAbCdEfG", "A record of `included` is refused"),
        ("WRONG_KIND", "nAmElEsSaB", "A record of `included` is refused"),
    ]
    assert (summary.created, summary.refused) == (1, 2)
    assert {row["kind"] for row in await sqlite_imports.records()} == {"customers", "addresses"}


async def test_what_a_refused_record_leads_to_is_held_back_with_it(sqlite_imports: Imports) -> None:
    entry = resource(
        "customer_addresses", "cUsToMeRaD", {"address": {"data": link("addresses", "aDdReSsAbC")}}
    )
    refused = commerce_layer_customer(
        status="sleeping",
        relationships={
            "customer_addresses": relationship(
                "customer_addresses", [link("customer_addresses", "cUsToMeRaD")]
            )
        },
    )
    summary = await sqlite_imports.take("commerce_layer", {"data": refused, "included": [entry, postal()]})
    assert (summary.refused, len(sqlite_imports.refusals)) == (1, 1)
    assert await sqlite_imports.records() == []


async def test_a_document_that_is_repeated_changes_nothing(imports: Imports) -> None:
    answer = {"data": [order()], "included": [commerce_layer_customer(external_id=CUSTOMER), postal()]}
    await imports.take("commerce_layer", answer)
    before = await imports.everything(*WRITTEN)
    summary = await imports.take("commerce_layer", answer, answer)
    assert (summary.unchanged, summary.updated, summary.created) == (2, 0, 0)
    assert await imports.everything(*WRITTEN) == before


async def test_a_customer_beside_an_order_tells_no_less_than_before(sqlite_imports: Imports) -> None:
    """There it has links to what was not included: the record that came with them stays."""
    rich = commerce_layer_customer(
        external_id=CUSTOMER,
        relationships={"customer_group": relationship("customer_group", link("customer_groups", "gRp1"))},
    )
    await sqlite_imports.take("commerce_layer", rich)
    poor = commerce_layer_customer(external_id=CUSTOMER)
    await sqlite_imports.take("commerce_layer", {"data": order(), "included": [poor]})
    (record,) = await sqlite_imports.records("customers")
    assert record["payload"] == rich
    assert (await sqlite_imports.customer())["version"] == 1


async def test_a_customer_beside_an_order_who_changed_is_taken(sqlite_imports: Imports) -> None:
    await sqlite_imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER))
    newer = commerce_layer_customer(
        external_id=CUSTOMER, email="new@shop.example", updated_at="2026-01-01T00:00:00.000Z"
    )
    await sqlite_imports.take("commerce_layer", {"data": order(), "included": [newer]})
    assert (await sqlite_imports.customer())["email"] == "new@shop.example"


async def test_pages_that_include_the_same_customer(imports: Imports) -> None:
    """In one batch each comes once."""
    customer = commerce_layer_customer(external_id=CUSTOMER)
    pages = [
        {"data": order(str(number)) | {"id": f"oRdEr{number:05d}"}, "included": [customer]}
        for number in range(3)
    ]
    await imports.take("commerce_layer", *pages)
    assert len(await imports.rows(Order)) == 3
    assert len(await imports.rows(Customer)) == 1
    assert imports.refusals == []


@pytest.mark.parametrize("is_list", [True, False], ids=["list", "single"])
async def test_a_record_that_is_included_in_its_own_document_is_one(
    sqlite_imports: Imports, *, is_list: bool
) -> None:
    customer = commerce_layer_customer()
    data: Any = [customer] if is_list else customer
    summary = await sqlite_imports.take("commerce_layer", {"data": data, "included": [customer]})
    assert (summary.created, len(await sqlite_imports.records())) == (1, 1)


async def test_more_of_them_than_a_batch_holds(sqlite_imports: Imports) -> None:
    included = [postal(f"aDdR{number:06d}") for number in range(BATCH_SIZE + 3)]
    summary = await sqlite_imports.take(
        "commerce_layer", {"data": commerce_layer_customer(), "included": included}
    )
    customer = await sqlite_imports.customer()
    kept = await sqlite_imports.records("addresses")
    assert {row["customer_id"] for row in kept} == {customer["id"]}
    assert len(kept) == summary.included["addresses"] == BATCH_SIZE + 3
