"""What came in `included` and is nobody's, as far as it tells, is refused and not stored; nothing of it is a guess."""

import pytest

from gateway.domain.customers.model import Attachment, CustomerAddress
from gateway.domain.orders.model import OrderLine
from gateway.domain.records.model import WAITING
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import Document, commerce_layer_customer, resource
from tests.sources.imports import Imports
from tests.sources.test_along import CUSTOMER, entry, group, order, postal, told, with_book
from tests.sources.test_arrival import anonymize
from tests.sources.test_importer import WRITTEN

CANARY = "Okafor-canary"
NAMED_BY_NOBODY = "A record of `included` is refused: No record that is taken names it, and "
NO_NEWS = (
    "A record of `included` is refused: "
    "The record that it belongs to is here and not newer; it is taken with a newer one, or by itself."
)


async def test_what_is_only_kept_and_named_by_nobody_is_refused(imports: Imports) -> None:
    """Whose it is would be a guess, were there one customer or two."""
    other = commerce_layer_customer(external_id="sEcOnDaBcD", email="b@c.example")
    for data in (commerce_layer_customer(), [commerce_layer_customer(), other], order()):
        imports.refusals.clear()
        await imports.take("commerce_layer", {"data": data, "included": [postal()]})
        assert told(imports) == [("UNCLAIMED", "aDdReSsAbC")]
        assert imports.refusals[0].reason == f"{NAMED_BY_NOBODY}'addresses' is only kept with one that does."
        assert await imports.records("addresses") == []


async def test_a_type_that_is_declared_nowhere_is_refused(sqlite_imports: Imports) -> None:
    wrap = resource(
        "gift_wraps", "gIfTwRaPaB", {"customer": shop.to_one("customers", CUSTOMER)}, colour="red"
    )
    answer = {"data": commerce_layer_customer(external_id=CUSTOMER), "included": [wrap]}
    summary = await sqlite_imports.take("commerce_layer", answer)
    assert told(sqlite_imports) == [("UNCLAIMED", "gIfTwRaPaB")]
    assert sqlite_imports.refusals[0].reason == f"{NAMED_BY_NOBODY}'gift_wraps' is declared nowhere."
    assert (summary.created, summary.refused, summary.unknown) == (1, 1, {})
    assert await sqlite_imports.records("gift_wraps") == []


async def test_one_that_does_not_tell_whose_it_is_is_refused_with_what_it_leads_to(
    sqlite_imports: Imports,
) -> None:
    answer = {"data": commerce_layer_customer(), "included": [entry(is_told=False), postal()]}
    await sqlite_imports.take("commerce_layer", answer)
    assert told(sqlite_imports) == [("UNCLAIMED", "cUsToMeRaD"), ("UNCLAIMED", "aDdReSsAbC")]
    assert [each.reason.partition(": ")[2] for each in sqlite_imports.refusals] == [
        "No record that is taken names it, and it does not tell whose it is.",
        "The record that names it is refused.",
    ]
    assert {row["kind"] for row in await sqlite_imports.records()} == {"customers"}


async def test_what_hangs_on_something_else_than_a_customer_is_not_a_customers(
    sqlite_imports: Imports,
) -> None:
    """Many kinds have attachments; that of an order would wait for a customer who never comes."""
    attached = resource("attachments", "aTtAcHaBcD", {"attachable": shop.to_one("orders", shop.ORDER_ID)})
    await sqlite_imports.take("commerce_layer", {"data": order(), "included": [attached]})
    assert told(sqlite_imports) == [("UNCLAIMED", "aTtAcHaBcD")]
    assert (await sqlite_imports.rows(Attachment), await sqlite_imports.records("attachments")) == ([], [])


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "not here"])
async def test_a_line_is_taken_where_its_order_is(sqlite_imports: Imports, *, is_here: bool) -> None:
    """It waits for no order: that may be left out for good."""
    line = shop.line() | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    customer = commerce_layer_customer(external_id=CUSTOMER)
    data = [customer, order()] if is_here else customer
    await sqlite_imports.take("commerce_layer", {"data": data, "included": [line]})
    assert told(sqlite_imports) == ([] if is_here else [("UNCLAIMED", "lInEaBcDeF")])
    assert (
        len(await sqlite_imports.rows(OrderLine))
        == len(await sqlite_imports.records("line_items"))
        == is_here
    )


async def test_a_newer_address_of_an_entry_is_refused_and_comes_with_the_entry(imports: Imports) -> None:
    """Stored alone, it would pass for unchanged ever after, and the row would stay as it was."""
    await imports.take("commerce_layer", {"data": with_book(), "included": [entry(), postal()]})
    moved = postal(city="Bergen", updated_at="2026-01-01T00:00:00.000Z")
    before = await imports.everything(*WRITTEN)
    await imports.take("commerce_layer", {"data": with_book(), "included": [moved]})
    assert told(imports) == [("UNCLAIMED", "aDdReSsAbC")]
    assert await imports.everything(*WRITTEN) == before
    summary = await imports.take("commerce_layer", {"data": with_book(), "included": [entry(), moved]})
    (row,) = await imports.rows(CustomerAddress)
    (record,) = await imports.records("addresses")
    assert (row["city"], record["payload"], summary.updated) == ("Bergen", moved, 1)


async def test_nothing_is_taken_from_one_customer_and_given_to_another(imports: Imports) -> None:
    await imports.take("commerce_layer", {"data": with_book(), "included": [entry(), postal()]})
    before = await imports.records("addresses")
    other = commerce_layer_customer(external_id="sEcOnDaBcD", email="b@c.example")
    newer = postal(updated_at="2026-01-01T00:00:00.000Z")
    await imports.take("commerce_layer", {"data": other, "included": [newer]})
    assert told(imports) == [("UNCLAIMED", "aDdReSsAbC")]
    assert await imports.records("addresses") == before


async def test_what_a_customer_who_is_no_newer_brings_and_is_not_here_is_refused(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER))
    answer = {"data": order(), "included": [with_book(), entry(), postal()]}
    summary = await imports.take("commerce_layer", answer)
    assert told(imports) == [("UNCLAIMED", "cUsToMeRaD"), ("UNCLAIMED", "aDdReSsAbC")]
    assert {each.reason for each in imports.refusals} == {NO_NEWS}
    assert (summary.created, summary.unchanged, summary.refused) == (1, 1, 2)
    assert await imports.rows(CustomerAddress) == []
    assert {row["kind"] for row in await imports.records()} == {"customers", "orders"}


async def test_what_such_a_customer_brings_and_is_here_is_nothing_to_tell_of(sqlite_imports: Imports) -> None:
    await sqlite_imports.take("commerce_layer", {"data": with_book(), "included": [entry(), postal()]})
    answer = {"data": order(), "included": [with_book(), entry(), postal()]}
    summary = await sqlite_imports.take("commerce_layer", answer)
    assert (summary.created, summary.unchanged, sqlite_imports.refusals) == (1, 1, [])


async def test_what_the_same_document_brings_otherwise_is_not_refused(sqlite_imports: Imports) -> None:
    """The entry is a record of the document; the customer beside it, who is known, only names it, too."""
    await sqlite_imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER))
    answer = {"data": entry(), "included": [with_book(), entry(), postal()]}
    await sqlite_imports.take("commerce_layer", answer)
    assert (len(await sqlite_imports.rows(CustomerAddress)), sqlite_imports.refusals) == (1, [])


async def test_one_that_is_no_good_is_reported_and_the_others_go_in(sqlite_imports: Imports) -> None:
    bad = resource("customer_subscriptions", "bAdAbCdEfG", {"customer": shop.to_one("customers", CUSTOMER)})
    bad["attributes"]["created_at"] = "yesterday"
    nameless = {"id": "nAmElEsSaB", "attributes": {}}
    answer = {
        "data": commerce_layer_customer(external_id=CUSTOMER),
        "included": [bad, nameless, group("Gold")],
    }
    summary = await sqlite_imports.take("commerce_layer", answer)
    assert told(sqlite_imports) == [("INVALID_VALUE", "bAdAbCdEfG"), ("WRONG_KIND", "nAmElEsSaB")]
    assert {each.reason.partition(":")[0] for each in sqlite_imports.refusals} == {
        "A record of `included` is refused"
    }
    assert (summary.created, summary.refused) == (2, 2)
    assert {row["kind"] for row in await sqlite_imports.records()} == {"customers", "customer_groups"}


async def test_what_a_refused_record_leads_to_is_held_back_with_it(sqlite_imports: Imports) -> None:
    answer = {"data": with_book(status="sleeping"), "included": [entry(), postal()]}
    summary = await sqlite_imports.take("commerce_layer", answer)
    assert told(sqlite_imports) == [
        ("INVALID_VALUE", CUSTOMER),
        ("UNCLAIMED", "cUsToMeRaD"),
        ("UNCLAIMED", "aDdReSsAbC"),
    ]
    assert sqlite_imports.refusals[1].reason == (
        "A record of `included` is refused: The record that names it is refused."
    )
    assert summary.refused == 3
    assert await sqlite_imports.records() == []


async def test_a_customer_beside_a_refused_order_is_taken_in(sqlite_imports: Imports) -> None:
    refused = order()
    refused["attributes"]["placed_at"] = "yesterday"
    answer = {"data": refused, "included": [commerce_layer_customer(external_id=CUSTOMER)]}
    await sqlite_imports.take("commerce_layer", answer)
    assert told(sqlite_imports) == [("INVALID_VALUE", shop.ORDER_ID)]
    assert {row["kind"] for row in await sqlite_imports.records()} == {"customers"}


# ── Anonymized customers ────────────────────────────────────────────────────────────────────────────────────


def everything_of_a_person() -> list[Document]:
    """With a canary in each: some tell whose they are, others do not."""
    wrap = resource("gift_wraps", "gIfTwRaPaB", {"customer": shop.to_one("customers", CUSTOMER)}, name=CANARY)
    payment = resource(
        "stripe_payments", "sTrIpEaBcD", {"order": shop.to_one("orders", shop.ORDER_ID)}, client_email=CANARY
    )
    line = shop.line(metadata={"note": CANARY}) | {
        "relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}
    }
    letters = resource(
        "customer_subscriptions",
        "lEtTeRsAbC",
        {"customer": shop.to_one("customers", CUSTOMER)},
        customer_email=CANARY,
    )
    return [postal(last_name=CANARY), wrap, payment, line, letters]


async def canaries(imports: Imports) -> list[str]:
    """The kinds of the raw records that hold one."""
    return [row["kind"] for row in await imports.records() if CANARY in str(row["payload"])]


@pytest.mark.parametrize("is_alone", [True, False], ids=["one", "several"])
async def test_nothing_is_left_of_who_is_anonymized(
    imports: Imports, migrated_url: str, *, is_alone: bool
) -> None:
    """Nor of what waited for the customer."""
    data = order() if is_alone else [order(), order("7716", "oRdErFgHiJ")]
    await imports.take("commerce_layer", {"data": data, "included": everything_of_a_person()})
    await imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER))
    assert sorted(await canaries(imports)) == ["customer_subscriptions", "line_items"]
    await anonymize(imports, migrated_url)
    assert await canaries(imports) == []
    assert CANARY not in str(await imports.everything(*WRITTEN))


@pytest.mark.parametrize("is_alone", [True, False], ids=["one", "several"])
async def test_nothing_comes_back_of_who_was_anonymized(
    imports: Imports, migrated_url: str, *, is_alone: bool
) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(external_id=CUSTOMER))
    await anonymize(imports, migrated_url)
    before = await imports.everything(*WRITTEN)
    records = await imports.records()
    data = order() if is_alone else [order(), order("7716", "oRdErFgHiJ")]
    returning = commerce_layer_customer(
        external_id=CUSTOMER, email=f"{CANARY}@shop.example", updated_at="2027-01-01T00:00:00.000Z"
    )
    answer = {"data": data, "included": [returning, *everything_of_a_person()]}
    summary = await imports.take("commerce_layer", answer)
    assert (summary.created, summary.refused, summary.skipped) == (0, 4, 3 if is_alone else 4)
    assert await imports.everything(*WRITTEN) == before
    assert await imports.records() == records
    assert await imports.rows_of(WAITING, "external_id") == []
