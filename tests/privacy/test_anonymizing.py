"""What an anonymization does to the rows, how it is taken up again, and how it fails."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from gateway.domain.privacy import anonymizer
from gateway.domain.privacy.anonymizer import LEASE, Anonymizer
from gateway.domain.privacy.model import REQUESTS
from gateway.domain.privacy.personal import PERSONAL
from gateway.entity import now
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway
from tests.privacy.canaries import STEM, Rows, whole_rows
from tests.privacy.test_export import put, strings
from tests.rows import row as row_of
from tests.sources.documents import rutter_customer
from tests.sources.imports import Imports

KEPT = """
    query($id: ID!) {
      customer(id: $id) {
        status anonymizationStatus email displayName tags
        address { line1 countryCode }
        orders { nodes { number status currency total { amount } placedAt customerEmail lines { nodes { sku } } } }
        eventStores(first: 100) { nodes { event changes payload who } }
      }
    }
"""


async def rows_of(database: Database, name: str) -> list[dict[str, Any]]:
    table = SQLModel.metadata.tables[name]
    return await database.write(lambda transaction: transaction.fetch(select(table)))


async def request(gateway: Gateway, database: Database) -> tuple[str, Rows]:
    """A customer with a row in every table, whose request is due."""
    rows = whole_rows()
    del rows["anonymization_request"]
    customer = await put(database, rows)
    assert gateway.act("customerRequestAnonymization", id=customer)["userErrors"] == []
    return customer, rows


def status(gateway: Gateway, customer: str) -> Any:
    found = gateway.ask("query($id: ID!) { customer(id: $id) { anonymizationStatus } }", id=customer)
    return found["customer"]["anonymizationStatus"]


async def test_every_column_has_become_what_was_decided(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    _, before = await request(gateway, database)
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    for personal in PERSONAL:
        name = personal.table.name
        found = await rows_of(database, name)
        if personal.is_deleted or name == "anonymization_request":
            assert found == [], name
            continue
        assert STEM not in str(found), name
        row = next(each for each in found if each["id"] == before[name]["id"])
        assert [row[column] for column in personal.erase | personal.secret if row[column] is not None] == []
        assert {column: row[column] for column in personal.replace} == personal.replace
        kept = personal.keep & before[name].keys() - {"version", "updated_at"}
        changed = {column for column in kept if row[column] != before[name][column]}
        assert {each for each in changed if not each.startswith("anonymization_")} == set(), name


async def test_the_receipt_counts_the_rows_of_each_table(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """Staff finds it in the payload of the last event; of who did it, it names the worker."""
    customer, _ = await request(gateway, database)
    await Anonymizer(database, settings).run_due()
    found = gateway.ask(KEPT, id=customer)["customer"]
    last, started, *_ = found["eventStores"]["nodes"]
    assert [last["event"], started["event"]] == ["anonymization_completed", "anonymization_started"]
    assert last["who"] == {"worker": {"type": "anonymization"}}
    changed = {
        personal.table.name
        for personal in PERSONAL
        if personal.is_deleted or personal.is_erased or personal.rewrite
    }
    # The row that was put there, the request and the start.
    expected = dict.fromkeys(changed, 1) | {"event_store": 3, "idempotency_key": 1}
    assert last["payload"]["erased"] == expected
    assert last["payload"]["status"] == "COMPLETED"
    assert found["anonymizationStatus"] == "COMPLETED"


async def test_events_keep_who_and_which_fields_and_lose_the_values(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    created = gateway.act("customerCreate", lastName=STEM, preferredLanguage="de", tags=[STEM])
    customer = created["customer"]["id"]
    gateway.act("customerUpdate", id=customer, lastName=f"{STEM}2")
    gateway.act("customerRequestAnonymization", id=customer)
    await Anonymizer(database, settings).run_due()
    events = gateway.ask(KEPT, id=customer)["customer"]["eventStores"]["nodes"]
    assert [event["event"] for event in events] == [
        "anonymization_completed",
        "anonymization_started",
        "anonymization_request",
        "update",
        "create",
    ]
    assert events[3]["changes"] == {"lastName": {"from": None, "to": None}}
    assert events[3]["who"] == {"application": {"kind": "open", "id": None}}
    assert events[4]["changes"]["preferredLanguage"] == {"from": None, "to": "en"}
    assert events[4]["changes"]["status"] == {"from": None, "to": "PROSPECT"}
    assert events[4]["changes"]["tags"] == {"from": None, "to": None}
    assert [text for text in strings(events) if STEM in text] == []


async def test_other_customers_stay_as_they_are(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    await request(gateway, database)
    other = gateway.act("customerCreate", lastName="Byron", email="b@example.com", tags=["poet"])
    query = (
        "query($id: ID!) { customer(id: $id) "
        "{ version lastName email tags eventStores { nodes { changes } } } }"
    )
    before = gateway.ask(query, id=other["customer"]["id"])
    await Anonymizer(database, settings).run_due()
    assert gateway.ask(query, id=other["customer"]["id"]) == before
    assert gateway.ask('{ customers(search: "byron") { totalCount } }') == {"customers": {"totalCount": 1}}


class Crash(BaseException):
    """The process ends: nothing that catches errors sees it."""


@pytest.mark.parametrize("after", [0, 1, 5, 12, 20, 26])
async def test_a_run_that_ends_in_the_middle_is_taken_up_when_its_claim_has_run_out(
    gateway: Gateway,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    customer, _ = await request(gateway, database)
    left = after
    batch = Anonymizer._batch  # noqa: SLF001

    async def crash(*arguments: Any) -> int:
        nonlocal left
        if left == 0:
            raise Crash
        left -= 1
        return await batch(*arguments)

    monkeypatch.setattr(Anonymizer, "_batch", crash)
    with pytest.raises(Crash):
        await Anonymizer(database, settings).run_due()
    monkeypatch.setattr(Anonymizer, "_batch", batch)
    assert status(gateway, customer) == "STARTED"
    assert (await Anonymizer(database, settings).run_due()).completed == 0
    later = Anonymizer(database, settings, lambda: now() + LEASE)
    assert (await later.run_due()).completed == 1
    assert status(gateway, customer) == "COMPLETED"
    for personal in PERSONAL:
        assert STEM not in str(await rows_of(database, personal.table.name))
    receipt = gateway.ask(KEPT, id=customer)["customer"]["eventStores"]["nodes"][0]["payload"]["erased"]
    assert (receipt["customer"], receipt["order_address"], receipt["event_store"]) == (1, 1, 3)


async def test_a_failure_is_told_and_a_new_request_does_it_again(
    gateway: Gateway, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, _ = await request(gateway, database)

    def fail(*_: Any, **__: Any) -> tuple[int, int]:
        raise RuntimeError(STEM)

    with monkeypatch.context() as patch:
        patch.setattr(anonymizer, "rewrite_events", fail)
        summary = await Anonymizer(database, settings).run_due()
    assert (summary.completed, summary.failed) == (0, 1)
    failed = gateway.ask(KEPT, id=customer)["customer"]["eventStores"]["nodes"][0]
    assert (failed["event"], failed["payload"]["code"]) == ("anonymization_failed", "INTERNAL_SERVER_ERROR")
    assert status(gateway, customer) == "FAILED"
    assert (await Anonymizer(database, settings).run_due()).failed == 0
    gateway.act("customerRequestAnonymization", id=customer)
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    for personal in PERSONAL:
        assert STEM not in str(await rows_of(database, personal.table.name))


async def test_of_several_runs_at_once_one_does_it(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    customer, _ = await request(gateway, database)
    summaries = await asyncio.gather(*(Anonymizer(database, settings).run_due() for _ in range(4)))
    assert sorted(summary.completed for summary in summaries) == [0, 0, 0, 1]
    events = gateway.ask(KEPT, id=customer)["customer"]["eventStores"]["nodes"]
    assert [event["event"] for event in events].count("anonymization_started") == 1


async def test_what_comes_in_meanwhile_is_erased_as_well(
    gateway: Gateway, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, _ = await request(gateway, database)
    erase_events: Callable[..., Any] = Anonymizer._erase_events  # noqa: SLF001
    writes = ["once"]

    async def write_late(self: Anonymizer, *arguments: Any) -> bool:
        done: bool = await erase_events(self, *arguments)
        if writes:
            writes.pop()
            await self.database.write(
                lambda transaction: transaction.update(Customer, customer, {"last_name": STEM})
            )
        return done

    monkeypatch.setattr(Anonymizer, "_erase_events", write_late)
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    assert STEM.lower() not in str(await rows_of(database, "customer")).lower()


async def test_an_import_between_two_steps_leaves_the_customer_alone(
    gateway: Gateway, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own row is done, and its records are still known by their identifiers."""
    imports = Imports(database)
    await imports.take("rutter", rutter_customer(last_name="Lovelace"))
    customer = (await imports.customer())["id"]
    gateway.act("customerRequestAnonymization", id=customer)
    batch = Anonymizer._batch  # noqa: SLF001
    told: list[int] = []

    async def import_between(self: Anonymizer, key: str, lease: str, name: str, erase: Any) -> int:
        if name == "source_record" and not told:
            summary = await imports.take(
                "rutter", rutter_customer(last_name=STEM, updated_at="2030-01-01T00:00:00.000Z")
            )
            told.append(summary.updated)
            assert STEM not in str(await rows_of(database, "customer"))
            assert STEM not in str(await rows_of(database, "source_record"))
        return await batch(self, key, lease, name, erase)

    monkeypatch.setattr(Anonymizer, "_batch", import_between)
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    assert (told, [refusal.code for refusal in imports.refusals]) == ([0], ["ANONYMIZED"])
    for personal in PERSONAL:
        assert STEM.lower() not in str(await rows_of(database, personal.table.name)).lower()


async def test_a_source_that_knows_of_no_request_does_not_stop_it(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """The customer's columns are what a source may overwrite; the request is kept beside them."""
    customer, _ = await request(gateway, database)
    values: dict[str, datetime | None] = {
        "anonymization_status": None,
        "anonymization_info__requested_at": None,
    }
    await database.write(lambda transaction: transaction.update(Customer, customer, values))
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    assert status(gateway, customer) == "COMPLETED"


async def test_thousands_of_orders_are_done_in_short_transactions(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    orders = [
        row_of(Order, customer_id=customer, currency="EUR", total=number, customer_email=f"{STEM}@x.example")
        | {"status": "PLACED", "payment_status": "PAID", "fulfillment_status": "UNFULFILLED"}
        for number in range(2100)
    ]
    await database.write(lambda transaction: transaction.insert_many(Order, orders))
    gateway.act("customerRequestAnonymization", id=customer)
    await Anonymizer(database, settings).run_due()
    table = table_of(Order)

    counted: Select[Any, Any, Any] = select(
        func.count(table.c.customer_email).label("held"),
        func.sum(table.c.total).label("total"),
        func.count().label("orders"),
    )
    (found,) = await database.write(lambda transaction: transaction.fetch(counted))
    assert (found["held"], int(found["total"]), found["orders"]) == (0, sum(range(2100)), 2100)
    receipt = gateway.ask(KEPT, id=customer)["customer"]["eventStores"]["nodes"][0]["payload"]["erased"]
    assert receipt["order"] == 2100


async def test_the_request_is_not_kept_when_it_is_settled(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    await request(gateway, database)
    assert timedelta(0) < LEASE
    await Anonymizer(database, settings).run_due()
    assert await rows_of(database, REQUESTS.name) == []
