"""A customer as it was at an instant: in a transaction that is never committed, its later events are undone.

    restore(transaction, environment, id, at)    the rows are as they were; False when it was not known yet

The rows are the customer's own, its addresses and its tags. What happened at the instant itself has happened.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerTag
from gateway.domain.new_rows import blank
from gateway.domain.records.model import MERGED
from gateway.domain.undoing import Event, Remembered, Row, settle, undo
from gateway.entity import Entity
from gateway.errors import NotFound
from gateway.events.erasure import REWRITTEN
from gateway.events.event import EventStore
from gateway.planner.catalog import Memory
from gateway.view import table_of

_CUSTOMERS, _ADDRESSES, _TAGS, _EVENTS = (
    table_of(each) for each in (Customer, CustomerAddress, CustomerTag, EventStore)
)


def restore(transaction: Transaction, environment: str, customer_id: str, at: datetime) -> bool:
    """Makes the rows of a customer as they were. Nothing of it may be committed.

    Raises:
        NotFound: the events that would tell were erased.
    """
    transaction.stand_still()
    customer_id = now_of(transaction, customer_id)
    customer = transaction.get(Customer, customer_id)
    if customer is None or customer["environment"] != environment:
        return False
    events: list[Event] = [*_rows_of(transaction, _EVENTS, customer_id, "position")]
    kept, undone = _cut(events, at)
    if not _is_known(customer, kept, undone, at):
        return False
    if any(event["version"] == REWRITTEN for event in undone):
        raise NotFound("asOf: what the customer was then is erased.", argument="asOf")
    if undone:
        _rewind(transaction, customer, kept, undone)
    return True


def now_of(transaction: Transaction, customer_id: str) -> str:
    """Who answers for a customer that is part of another now."""
    found = transaction.select("who answers for a customer", _select_now, {"key": customer_id})
    return str(found[0][0]) if found else customer_id


def _select_now() -> Any:
    return select(MERGED.c.customer_id).where(MERGED.c.id == bindparam("key"))


def _cut(events: list[Event], at: datetime) -> tuple[list[Event], list[Event]]:
    """What had happened, and what came later. The order is that of the positions: clocks of two servers may differ."""
    had_happened = [number for number, event in enumerate(events, 1) if event["created_at"] <= at]
    place = had_happened[-1] if had_happened else 0
    return events[:place], events[place:]


def _is_known(customer: Row, kept: list[Event], undone: list[Event], at: datetime) -> bool:
    """Whether the gateway had the customer then, whenever its source says that it was created."""

    def is_creation(event: Event) -> bool:
        return bool(event["resource_id"] == customer["id"] and event["event"] == "create")

    if any(is_creation(event) for event in undone):
        return False
    return any(is_creation(event) for event in kept) or bool(customer["created_at"] <= at)


def _rewind(transaction: Transaction, customer: Row, kept: list[Event], undone: list[Event]) -> None:
    key = customer["id"]
    addresses = {row["id"]: row for row in _rows_of(transaction, _ADDRESSES, key, "id")}
    tags = [row["name"] for row in _rows_of(transaction, _TAGS, key, "position")]
    state = Remembered(dict(customer), {name: dict(row) for name, row in addresses.items()}, list(tags))
    for event in reversed(undone):
        undo(state, event)
    settle(state, kept, undone)
    changed = {column: value for column, value in state.customer.items() if value != customer[column]}
    if changed:
        _stand_in(transaction, state.customer, changed)
        transaction.update(Customer, key, changed)
    for gone in state.addresses.keys() - addresses.keys():
        # It went with a customer that was merged for a while.
        transaction.run("delete an address elsewhere", _delete_address, {"key": gone})
    if state.addresses != addresses:
        _leave_one_primary(state.addresses.values())
        _replace(transaction, CustomerAddress, key, state.addresses.values())
    if state.tags != tags:
        _replace(transaction, CustomerTag, key, _tag_rows(state))


def _leave_one_primary(addresses: Iterable[Row]) -> None:
    """Where a merge came between, events of two customers may each name one; a customer has one at most."""
    primary = sorted((row for row in addresses if row["is_primary"]), key=lambda row: row["updated_at"])
    for row in primary[:-1]:
        row["is_primary"] = False


def _replace(transaction: Transaction, entity: type[Entity], customer_id: str, rows: Iterable[Row]) -> None:
    table = table_of(entity)
    # At once: what is inserted must not meet what is deleted.
    transaction.run(f"delete every {table.name}", lambda: _delete(table), {"customer": customer_id})
    transaction.insert_many(entity, list(rows))


def _tag_rows(state: Remembered) -> list[Row]:
    customer = state.customer
    return [
        {
            "id": f"{CustomerTag.__prefix__}_{customer['id']}_{position}",
            "environment": customer["environment"],
            "version": 1,
            "created_at": customer["created_at"],
            "updated_at": customer["created_at"],
            "name": name,
            "position": position,
            "customer_id": customer["id"],
        }
        for position, name in enumerate(state.tags)
    ]


def _stand_in(transaction: Transaction, customer: Row, changed: Row) -> None:
    """A group or channel that was deleted since stands there again, empty: the customer points to it."""
    for entity in _pointed_to():
        for column in _CUSTOMERS.columns:
            is_key = any(key.column.table is table_of(entity) for key in column.foreign_keys)
            value = changed.get(column.key)
            if not is_key or value is None or transaction.get(entity, value) is not None:
                continue
            base = {name: customer[name] for name in ("environment", "created_at", "updated_at")}
            transaction.insert(entity, {**blank(entity), **base, "id": value, "version": 1})


def _pointed_to() -> list[type[Entity]]:
    """The entities that a customer's own columns point to."""
    tables = {key.column.table for column in _CUSTOMERS.columns for key in column.foreign_keys}
    mappers: Any = Customer.__mapper__.registry.mappers  # type: ignore[attr-defined]
    return [mapper.class_ for mapper in mappers if mapper.local_table in tables]


def _rows_of(transaction: Transaction, table: Table, customer_id: str, order: str) -> list[Row]:
    def make() -> Any:
        return select(table).where(table.c.customer_id == bindparam("customer")).order_by(table.c[order])

    rows = transaction.select(f"{table.name} of a customer, by {order}", make, {"customer": customer_id})
    return [transaction.texts.record(table, row) for row in rows]


def _delete(table: Table) -> Any:
    return delete(table).where(table.c.customer_id == bindparam("customer"))


def _delete_address() -> Any:
    return delete(_ADDRESSES).where(_ADDRESSES.c.id == bindparam("key")).returning(_ADDRESSES.c.id)


MEMORY = Memory(
    {
        "Customer": frozenset({"address", "addresses", "tags"}),
        "CustomerAddress": frozenset({"customer"}),
    },
    restore,
)
"""What of a customer is remembered, and how it is made so again."""
