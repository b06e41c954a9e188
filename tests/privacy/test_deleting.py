"""A customer is deleted only without business, and then nothing personal of it is left."""

from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlmodel import SQLModel

import gateway.domain  # noqa: F401 — declares the tables.
from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.operations.deletion import BUSINESS, GOING, STAYING
from gateway.domain.privacy.personal import PERSONAL
from gateway.settings import Settings
from gateway.view import table_of, view_of
from tests.app.client import Gateway
from tests.databases import connected, toys
from tests.privacy.canaries import STEM, whole_rows
from tests.privacy.leaving import write
from tests.privacy.test_export import put

KINDS = {table_of(entity).name: words for entity, words in BUSINESS.items()}


def pointers() -> dict[str, str | None]:
    """Every foreign key to a customer, and what the database does when the customer goes."""
    return {
        f"{name}.{key.parent.name}": key.ondelete
        for name, table in SQLModel.metadata.tables.items()
        if name not in toys() and view_of(table) is None
        for key in table.foreign_keys
        if key.column.table.name == "customer"
    }


def delete(gateway: Gateway, customer: str) -> Any:
    return gateway.act("customerDelete", "deletedCustomerId", id=customer)


async def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables about customers."""
    return await database.write(
        lambda transaction: {
            personal.table.name: transaction.fetch(select(personal.table)) for personal in PERSONAL
        }
    )


def test_every_pointer_to_a_customer_is_decided() -> None:
    """A table that is new fails here until somebody has decided."""
    business = {f"{name}.customer_id" for name in KINDS}
    assert sorted([*business, *GOING, *STAYING]) == sorted(pointers())


def test_the_database_does_what_was_decided() -> None:
    found = pointers()
    assert {name: found[name] for name in GOING} == dict.fromkeys(GOING, "CASCADE")
    assert {name: found[name] for name in STAYING} == dict.fromkeys(STAYING, "SET NULL")


@pytest.mark.parametrize(
    "name", sorted(personal.table.name for personal in PERSONAL if personal.owner != "id")
)
async def test_a_row_of_any_table_stops_the_deletion_or_goes_or_stays_without_a_trace(
    gateway: Gateway, database: Database, name: str
) -> None:
    """Never an error of the server, whatever points to the customer."""
    rows = {key: row for key, row in whole_rows().items() if key in needed(name)}
    customer = await put(database, rows)
    before = await rows_of(database)
    payload = delete(gateway, customer)
    after = await rows_of(database)
    if KINDS.keys() & rows.keys():
        assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [
            ("CONFLICT", ["input", "id"])
        ]
        told = payload["userErrors"][0]["message"]
        assert [kind for kind in KINDS.keys() & rows.keys() if f"1 {KINDS[kind][0]}" not in told] == []
        assert after == before
    else:
        assert payload == {"deletedCustomerId": customer, "userErrors": []}
        assert after["customer"] == []
        assert STEM.lower() not in str(after).lower()


def needed(name: str) -> set[str]:
    """A table, and all that its row must point to."""
    tables = {personal.table.name: personal.table for personal in PERSONAL}
    found, left = {"customer"}, [name]
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += [
                key.column.table.name for key in tables[each].foreign_keys if key.column.table.name in tables
            ]
    return found


async def test_nothing_personal_is_left_of_a_deleted_customer(gateway: Gateway, database: Database) -> None:
    """Its events keep their subject, who acted and which fields changed; the words and the keys of retries go."""
    customer = write(gateway)
    assert STEM in str(await rows_of(database))
    assert delete(gateway, customer)["userErrors"] == []
    left = await rows_of(database)
    assert STEM.lower() not in str(left).lower()
    assert {name for name, rows in left.items() if rows} == {"event_store"}
    events = sorted(left["event_store"], key=lambda event: event["position"])
    assert [(event["kind"], event["customer_id"]) for event in events] == [
        ("customer.created", customer),
        ("customer.updated", customer),
        ("customer.updated", customer),
        ("customer.deleted", customer),
        ("customer.erased", customer),
    ]
    assert events[1]["changes"]["firstName"] == {"from": None, "to": None}
    assert events[-1]["payload"] == {"erased": {"idempotency_key": 1, "event_store": 4}}


def test_a_deletion_that_is_sent_again_has_the_same_answer(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    answers = [
        gateway.act("customerDelete", "deletedCustomerId", id=customer, idempotencyKey="k") for _ in range(2)
    ]
    assert answers == [{"deletedCustomerId": customer, "userErrors": []}] * 2


def test_an_anonymized_customer_without_orders_can_be_deleted(gateway: Gateway, settings: Settings) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    table = table_of(Customer)

    def anonymize(connection: Connection) -> None:
        connection.execute(update(table).values(anonymization_status="COMPLETED"))

    connected(settings.database_url, anonymize)
    assert delete(gateway, customer) == {"deletedCustomerId": customer, "userErrors": []}
