"""A document that was on its way when its record was removed brings nothing back, whichever way it comes.

The window: an import reads its documents first, from a file, a page or a delivery, and opens its transaction later.
What another process removes between the two is gone when the transaction looks for it, and looks like what never was.
"""

import asyncio
import json
from typing import Any

import pytest

from gateway.database import Transaction, open_database
from gateway.domain.customers.model import Customer, CustomerSubscription
from gateway.domain.records.removals import REMOVED
from gateway.settings import Settings
from gateway.sources.importer import import_records
from gateway.sources.pull import pulling
from gateway.sources.removal import remove_record
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT
from gateway.sources.webhooks import processing
from tests.databases import migrate
from tests.fakes.commerce_layer import CommerceLayer
from tests.pull.pulls import Pulls, connection_to
from tests.sources.documents import commerce_layer_customer, link, relationship, resource, voucherify_customer
from tests.sources.imports import Imports
from tests.webhooks.inbox import START, Inbox
from tests.webhooks.signing import COMMERCE_LAYER, resource_body
from tests.webhooks.test_deletions import BOTH, JUNE, MAY, told_by

Document = dict[str, Any]


NEWSLETTER = "nEwSlEtTeR"


def customer_of(system: str, **fields: Any) -> Document:
    named = {"updated_at": MAY, "email": "mira@looms.example"} | fields
    return commerce_layer_customer(**named) if system == COMMERCE_LAYER else voucherify_customer(**named)


def newsletter(**attributes: Any) -> Document:
    owner = {"customer": relationship("customer", link("customers", "wXyZabCdEf"))}
    return resource(
        "customer_subscriptions", NEWSLETTER, owner, customer_email="mira@looms.example", **attributes
    )


def with_newsletter(**fields: Any) -> Document:
    listed = relationship("customer_subscriptions", [link("customer_subscriptions", NEWSLETTER)])
    customer = customer_of(COMMERCE_LAYER, relationships={"customer_subscriptions": listed}, **fields)
    return {"data": customer, "included": [newsletter(reference="weekly")]}


async def removal_of(inbox: Inbox, system: str) -> None:
    delivery = await inbox.take(*told_by(system, is_deleted=True))
    assert delivery["outcome"] in ("REMOVED", "IGNORED")


async def nobody_is_there(rows: Imports) -> bool:
    return not await rows.rows(Customer) and not [row for row in await rows.records() if row["customer_id"]]


# ── From a file


@BOTH
async def test_an_older_file_brings_nobody_back(inbox: Inbox, system: str) -> None:
    await inbox.take(*told_by(system))
    await removal_of(inbox, system)
    summary = await inbox.rows.take(system, customer_of(system))
    assert (summary.created, summary.outdated) == (0, 1)
    assert await nobody_is_there(inbox.rows)


@BOTH
async def test_an_older_file_does_not_make_whom_the_removal_overtook(inbox: Inbox, system: str) -> None:
    """The system told of the deletion before anything of the record was here."""
    await removal_of(inbox, system)
    summary = await inbox.rows.take(system, customer_of(system))
    assert (summary.created, summary.outdated) == (0, 1)
    assert await inbox.rows.records() == []


@BOTH
async def test_a_file_that_is_newer_than_the_removal_does(inbox: Inbox, system: str) -> None:
    await inbox.take(*told_by(system))
    await removal_of(inbox, system)
    summary = await inbox.rows.take(system, customer_of(system, updated_at=JUNE))
    assert (summary.created, summary.outdated) == (1, 0)


@BOTH
async def test_what_was_made_anew_is_not_outdated_by_its_former_removal(inbox: Inbox, system: str) -> None:
    """From then on a document is compared with the newer one, as ever."""
    await removal_of(inbox, system)
    await inbox.rows.take(system, customer_of(system, updated_at=JUNE))
    again = await inbox.rows.take(system, customer_of(system, updated_at=JUNE))
    older = await inbox.rows.take(system, customer_of(system, email="older@looms.example"))
    newer = await inbox.rows.take(
        system, customer_of(system, updated_at="2026-06-02T00:00:00.000Z", email="newer@looms.example")
    )
    assert (again.unchanged, older.outdated, newer.updated) == (1, 1, 1)
    assert await inbox.emails() == ["newer@looms.example"]


@BOTH
async def test_others_are_taken_in_beside_it(inbox: Inbox, system: str) -> None:
    await removal_of(inbox, system)
    name = "external_id" if system == COMMERCE_LAYER else "id"
    other = customer_of(system, **{name: "oThErOnE12"}, email="ola@looms.example", reference=None)
    await inbox.rows.take(system, other)
    assert await inbox.emails() == ["ola@looms.example"]


# ── What belongs to a customer


async def test_a_part_that_was_removed_does_not_come_back_with_its_customer(inbox: Inbox) -> None:
    """The customer's document is newer than what is here, and still lists what was deleted since."""
    await inbox.rows.take(COMMERCE_LAYER, with_newsletter())
    assert len(await inbox.rows.rows(CustomerSubscription)) == 1
    await inbox.take(COMMERCE_LAYER, resource_body(newsletter()), "customer_subscriptions.destroy")
    assert await inbox.rows.rows(CustomerSubscription) == []
    later = with_newsletter(updated_at="2026-05-02T00:00:00.000Z", email="mira.o@looms.example")
    summary = await inbox.rows.take(COMMERCE_LAYER, later)
    assert summary.updated == 1
    assert await inbox.emails() == ["mira.o@looms.example"]
    assert await inbox.rows.rows(CustomerSubscription) == []
    assert await inbox.rows.records("customer_subscriptions") == []
    again = await inbox.rows.take(COMMERCE_LAYER, later)
    assert (again.unchanged, again.updated) == (1, 0)


async def test_a_part_that_went_with_its_customer_stays_away_too(inbox: Inbox) -> None:
    """Nothing of it is kept: it would wait for the customer for ever."""
    await inbox.rows.take(COMMERCE_LAYER, with_newsletter())
    await inbox.take(COMMERCE_LAYER, resource_body(customer_of(COMMERCE_LAYER)), "customers.destroy")
    summary = await inbox.rows.take(COMMERCE_LAYER, newsletter(reference="weekly"))
    assert (summary.created, summary.outdated) == (0, 1)
    assert await inbox.rows.records("customer_subscriptions") == []


async def test_whatever_goes_with_a_customer_leaves_a_mark(inbox: Inbox) -> None:
    """Of all with the time at which the system told of the deletion, and with nothing that names anybody."""
    await inbox.rows.take(COMMERCE_LAYER, with_newsletter())
    kept = await inbox.rows.records()
    body = resource_body(customer_of(COMMERCE_LAYER))
    delivery = await inbox.take(COMMERCE_LAYER, body, "customers.destroy")
    marks = await inbox.rows.rows_of(REMOVED, "digest")
    assert len(marks) == len(kept) == 2
    assert {row["removed_at"] for row in marks} == {delivery["received_at"]}
    assert [
        name for name in ("wXyZabCdEf", NEWSLETTER, "mira") if name in json.dumps(marks, default=str)
    ] == []


# ── While another process removes it


@pytest.fixture
def postgres_migrated_url(postgres_url: str) -> str:
    migrate(postgres_url)
    return postgres_url


async def test_an_import_that_waits_for_the_removal_finds_its_mark(postgres_migrated_url: str) -> None:
    """Two transactions: the one holds the lock until the other, with its document in hand, waits for it."""
    settings = Settings(database_url=postgres_migrated_url)
    one, two = open_database(settings), open_database(settings)
    await one.open()
    await two.open()
    try:
        imports = Imports(two)
        await imports.take(COMMERCE_LAYER, customer_of(COMMERCE_LAYER))
        (record,) = await imports.records("customers")
        is_locked = asyncio.Event()

        def remove(transaction: Transaction) -> None:
            transaction.lock("import")
            is_locked.set()
            while not _waits(transaction):
                continue
            remove_record(transaction, record["id"], DEFAULT, START)

        async def take() -> Summary:
            await is_locked.wait()
            return await imports.take(COMMERCE_LAYER, customer_of(COMMERCE_LAYER, email="late@looms.example"))

        _, summary = await asyncio.gather(one.write(remove), take())
        assert (summary.created, summary.outdated) == (0, 1)
        assert await nobody_is_there(imports)
    finally:
        await one.close()
        await two.close()


def _waits(transaction: Transaction) -> bool:
    """Whether another transaction of this database waits for a lock that it asked for by name."""
    found = transaction.read(
        "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        (),
    )
    return found != "0"


@BOTH
async def test_a_removal_between_the_two_steps_of_a_delivery(
    inbox: Inbox, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was no late one when it was looked at, and is one when it is written."""

    async def importing(*given: Any, **named: Any) -> Summary:
        monkeypatch.setattr(processing, "import_records", import_records)
        await inbox.receive(*told_by(system, is_deleted=True))
        await inbox.run()
        return await import_records(*given, **named)

    monkeypatch.setattr(processing, "import_records", importing)
    await inbox.take(*told_by(system))
    assert await inbox.outcomes() == ["OUTDATED", "IGNORED"]
    assert await inbox.rows.records() == []


async def test_a_page_that_was_fetched_before_the_removal(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = CommerceLayer()
    with shop.serving():
        added = shop.add()
        body = resource_body(commerce_layer_customer(external_id=str(added["id"])))

        async def importing(*given: Any, **named: Any) -> Summary:
            await inbox.receive(COMMERCE_LAYER, body, "customers.destroy")
            await inbox.run()
            return await import_records(*given, **named)

        monkeypatch.setattr(pulling, "import_records", importing)
        (pulled,) = await Pulls(inbox.database).run(connection_to(shop))
    assert (pulled.summary.created, pulled.summary.outdated) == (0, 1)
    assert await inbox.emails() == []
