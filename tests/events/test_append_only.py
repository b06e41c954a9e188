"""Nobody changes or deletes an event."""

from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.events.erasure import rewrite_events
from gateway.events.event import EventStore
from gateway.events.store import NewEvent, append
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.databases import connected, migrate
from tests.rows import row, store

EVENTS = "SELECT position, kind, customer_id, version, changes FROM event_store ORDER BY position"


def events(url: str) -> list[tuple[Any, ...]]:
    return connected(url, lambda connection: [tuple(each) for each in connection.execute(text(EVENTS))])


def change(url: str, sql: str) -> None:
    connected(url, lambda connection: connection.execute(text(sql)))


@pytest.fixture
def recorded(url: str) -> str:
    """Two customers with an event each, and an event of none."""
    from gateway.domain.customers.model import Customer

    def write(connection: Connection) -> None:
        for position, name in enumerate(("cus_a", "cus_b", None), 1):
            if name:
                store(connection, Customer, row(Customer, id=name))
            given = {"position": position, "kind": "customer.created", "event": "create", "customer_id": name}
            more = {"resource_type": "customer", "resource_id": name or "cus_c", "changes": {"a": {}}}
            store(connection, EventStore, row(EventStore, **given, **more))

    connected(url, write)
    return url


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event_store SET kind = 'other'",
        "UPDATE event_store SET changes = NULL WHERE customer_id = 'cus_a'",
        "UPDATE event_store SET position = position + 10",
        "UPDATE event_store SET customer_id = NULL WHERE customer_id = 'cus_a'",
        "UPDATE event_store SET customer_id = 'cus_b' WHERE customer_id = 'cus_a'",
        "UPDATE event_store SET customer_id = 'cus_b' WHERE customer_id IS NULL",
        "DELETE FROM event_store",
        "DELETE FROM event_store WHERE customer_id IS NULL",
    ],
)
def test_an_event_is_neither_changed_nor_deleted(recorded: str, sql: str) -> None:
    before = events(recorded)
    with pytest.raises(IntegrityError, match=r"The event store is append-only\."):
        change(recorded, sql)
    assert events(recorded) == before
    assert len(before) == 3


def test_the_table_cannot_be_emptied_at_once(postgres_url: str) -> None:
    migrate(postgres_url)
    with pytest.raises(IntegrityError, match=r"The event store is append-only\."):
        change(postgres_url, "TRUNCATE event_store")


async def test_the_gateway_itself_is_refused(database: Database) -> None:
    def record(transaction: Transaction) -> None:
        new = NewEvent("customer.created", "create", "customer", "cus_1", None, 1, {})
        append(transaction, "LIVE", {}, [new])

    def rewrite(transaction: Transaction) -> None:
        (found,) = transaction.fetch(EventStore.__table__.select())  # type: ignore[attr-defined]
        transaction.update(EventStore, found["id"], {"kind": "other"})

    await database.write(record)
    with pytest.raises(ConstraintViolated, match=r"The event store is append-only\."):
        await database.write(rewrite)
    assert await database.read("SELECT kind FROM event_store", ()) == "customer.created"


def test_events_outlive_their_customer_and_go_on_naming_it(gateway: Gateway, settings: Settings) -> None:
    customer = gateway.act("customerCreate", firstName="Ada")["customer"]["id"]
    other = gateway.act("customerCreate", firstName="Bob")["customer"]["id"]
    deleted = gateway.act("customerDelete", "deletedCustomerId", id=customer)
    assert deleted == {"deletedCustomerId": customer, "userErrors": []}
    assert [each[1:3] for each in events(settings.database_url)] == [
        ("customer.created", customer),
        ("customer.created", other),
        ("customer.deleted", customer),
        ("customer.erased", customer),
    ]


async def test_an_erasure_rewrites_the_events_of_its_customer_alone(database: Database, url: str) -> None:
    def record(transaction: Transaction) -> None:
        from gateway.domain.customers.model import Customer

        at = now()
        for name in ("cus_a", "cus_b"):
            base = {"environment": "LIVE", "version": 1, "created_at": at, "updated_at": at}
            defaults = {"preferred_language": "en", "preferred_contact_method": "EMAIL", "status": "PROSPECT"}
            transaction.insert(Customer, {"id": name, **base, **defaults, "is_validated_names": False})
            new = NewEvent("customer.created", "create", "customer", name, name, 1, {"a": {"from": None}})
            append(transaction, "LIVE", {}, [new])

    def erase(transaction: Transaction) -> None:
        rewrite_events(transaction, "cus_a", lambda _: {"changes": None})

    def touch(transaction: Transaction) -> None:
        (_, other) = transaction.fetch(EventStore.__table__.select().order_by("position"))  # type: ignore[attr-defined]
        erase(transaction)
        transaction.update(EventStore, other["id"], {"changes": None})

    await database.write(record)
    with pytest.raises(ConstraintViolated, match=r"The event store is append-only\."):
        await database.write(touch)
    assert await database.read("SELECT count(*) || '' FROM event_store WHERE changes IS NULL", ()) == "0"
    await database.write(erase)
    assert await database.read("SELECT customer_id FROM event_store WHERE changes IS NULL", ()) == "cus_a"
    assert await database.read("SELECT count(*) || '' FROM event_erasure", ()) == "0"
