"""What no record of a document claims of `included` is taken as if it came by itself."""

from pathlib import Path
from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerAddress, CustomerGroup
from gateway.domain.orders.model import Order
from gateway.domain.records.model import WAITING
from gateway.sources.batches import BATCH_SIZE
from gateway.sources.summary import Summary, describe
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import Document, commerce_layer_customer, link, relationship, resource
from tests.sources.imports import Imports
from tests.sources.test_command import file_of, run
from tests.sources.test_importer import WRITTEN, included_document
from tests.sources.test_resuming import interrupted

CUSTOMER = shop.CUSTOMER_ID


def order(number: str = "7715", external_id: str = shop.ORDER_ID, **relationships: Any) -> Document:
    return shop.order(relationships, external_id, CUSTOMER, number=number)


def postal(external_id: str = "aDdReSsAbC", **attributes: Any) -> Document:
    return shop.address(external_id, **attributes)


def entry(*, is_told: bool = True) -> Document:
    """One of the customer's address book; it may tell whose it is."""
    names = {"address": shop.to_one("addresses", "aDdReSsAbC")}
    if is_told:
        names["customer"] = shop.to_one("customers", CUSTOMER)
    return resource("customer_addresses", "cUsToMeRaD", names, name="Home")


def with_book(**attributes: Any) -> Document:
    """A customer who lists the entry."""
    book = {"customer_addresses": shop.to("customer_addresses", "cUsToMeRaD")}
    return commerce_layer_customer(external_id=CUSTOMER, relationships=book, **attributes)


def group(name: str, external_id: str = "gRoUpAbCdE") -> Document:
    """Without the time of a change."""
    document = resource("customer_groups", external_id, name=name)
    del document["attributes"]["updated_at"]
    return document


def told(imports: Imports) -> list[tuple[str, str | None]]:
    """The refusals, as code and id."""
    return [(each.code.value, each.external_id) for each in imports.refusals]


# ── What is taken ───────────────────────────────────────────────────────────────────────────────────────────


async def test_a_customer_who_comes_beside_an_order_is_taken_in(imports: Imports) -> None:
    """The order waits for nobody."""
    answer = {"data": [order()], "included": [commerce_layer_customer(external_id=CUSTOMER)]}
    summary = await imports.take("commerce_layer", answer)
    customer, (bought,) = await imports.customer(), await imports.rows(Order)
    assert customer["email"] == "mira@shop.example"
    assert bought["customer_id"] == customer["id"]
    assert await imports.rows_of(WAITING, "external_id") == []
    assert summary == Summary(created=2, included=summary.included)
    assert summary.included == {"customers": 1}
    assert imports.refusals == []


async def test_what_belongs_to_another_goes_there(sqlite_imports: Imports) -> None:
    """It names whose it is itself, though its customer's list does not name it."""
    await sqlite_imports.take(
        "commerce_layer", {"data": commerce_layer_customer(), "included": [postal(), entry()]}
    )
    assert sqlite_imports.refusals == []
    (row,) = await sqlite_imports.rows(CustomerAddress)
    assert (row["name"], row["customer_id"]) == ("Home", (await sqlite_imports.customer())["id"])


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
        {"data": order(str(number), f"oRdEr{number:05d}"), "included": [customer]} for number in range(3)
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


async def test_what_belongs_to_no_one_customer_is_taken(sqlite_imports: Imports) -> None:
    """A tag is only kept, and is nobody's."""
    tag = resource("tags", "tAgAbCdEfG", name="linen")
    await sqlite_imports.take("commerce_layer", {"data": commerce_layer_customer(), "included": [tag]})
    (kept,) = await sqlite_imports.records("tags")
    assert (kept["payload"], kept["customer_id"], sqlite_imports.refusals) == (tag, None, [])


async def test_more_of_them_than_a_batch_holds(sqlite_imports: Imports) -> None:
    included = [group("Gold", f"gRoUp{number:05d}") for number in range(BATCH_SIZE + 3)]
    summary = await sqlite_imports.take(
        "commerce_layer", {"data": commerce_layer_customer(), "included": included}
    )
    assert (
        len(await sqlite_imports.rows(CustomerGroup)) == summary.included["customer_groups"] == BATCH_SIZE + 3
    )


async def test_a_document_that_is_repeated_changes_nothing(imports: Imports) -> None:
    answer = {"data": [order()], "included": [commerce_layer_customer(external_id=CUSTOMER), group("Gold")]}
    await imports.take("commerce_layer", answer)
    before = await imports.everything(*WRITTEN)
    summary = await imports.take("commerce_layer", answer, answer)
    assert (summary.unchanged, summary.updated, summary.created) == (6, 0, 0)
    assert await imports.everything(*WRITTEN) == before


async def test_one_without_a_time_of_change_is_taken_by_what_it_says(imports: Imports) -> None:
    for name in ("Silver", "Gold", "Gold"):
        answer = {"data": commerce_layer_customer(), "included": [group(name)]}
        summary = await imports.take("commerce_layer", answer)
    (row,) = await imports.rows(CustomerGroup)
    assert (row["name"], row["version"]) == ("Gold", 2)
    assert (summary.unchanged, summary.updated) == (2, 0)


async def test_an_older_one_is_counted_and_changes_nothing(sqlite_imports: Imports) -> None:
    newer = commerce_layer_customer(external_id=CUSTOMER, updated_at="2026-01-01T00:00:00.000Z")
    await sqlite_imports.take("commerce_layer", order(), newer)
    before = await sqlite_imports.everything(*WRITTEN)
    older = commerce_layer_customer(external_id=CUSTOMER, email="old@shop.example")
    summary = await sqlite_imports.take("commerce_layer", {"data": order(), "included": [older]})
    assert (summary.unchanged, summary.outdated) == (1, 1)
    assert await sqlite_imports.everything(*WRITTEN) == before


async def test_one_whose_link_was_not_included_stays_whose_it_is(imports: Imports) -> None:
    """A return brings its order without the order's customer: it is known here whose the order is."""
    await imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER), order())
    bare = shop.order(customer=None, number="7716", updated_at="2026-01-01T00:00:00.000Z")
    summary = await imports.take("commerce_layer", {"data": shop.returned(), "included": [bare]})
    (row,) = await imports.rows(Order)
    assert (row["number"], row["customer_id"]) == ("7716", (await imports.customer())["id"])
    assert (imports.refusals, summary.updated) == ([], 1)


# ── How it is counted ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_document_that_was_taken_in_part_is_counted_once(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that ends within a line begins with that line again, and with the counts of those before it."""
    groups = [group("Gold", f"gRoUp{number}") for number in range(3)]
    file = file_of(
        tmp_path,
        "people.jsonl",
        commerce_layer_customer(external_id="fIrStAbCdE", email="a@b.example"),
        {"data": commerce_layer_customer(), "included": [*groups, postal()]},
        commerce_layer_customer(external_id="lAsTaBcDeF", email="c@d.example"),
    )
    await interrupted(imports, "commerce_layer", file, monkeypatch)
    assert len(await imports.rows(CustomerGroup)) == 2
    summary = await run(imports, "commerce_layer", file)
    assert (summary.created, summary.unchanged, summary.refused) == (3, 3, 1)
    assert summary.included == {"customer_groups": 3, "addresses": 1}


async def test_included_records_have_a_line_of_their_own(sqlite_imports: Imports) -> None:
    """By kind, whatever became of them."""
    document = included_document()
    document["included"].append(postal("oThErAdDrE"))
    summary = await sqlite_imports.take("commerce_layer", document)
    assert list(describe(summary))[:6] == [
        "1 created, 0 updated, 0 unchanged, 1 refused.",
        "Included with others:",
        "  addresses  2",
        "  attachments  1",
        "  customer_addresses  1",
        "  customer_groups  1",
    ]
    assert sum(summary.included.values()) == 13
