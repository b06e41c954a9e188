"""Rows that change hands or go with all that hangs on them, and loyalty cards that hang on their holder's standing."""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, func, select, update
from sqlmodel import SQLModel

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard
from gateway.domain.new_rows import blank
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.changes import Changes, below, came, change, changes_of, shown_row
from gateway.identifier import new_id
from gateway.sources.referring import refer_to_rows
from gateway.sources.refusal import Refused
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import customer_records, find_rows
from gateway.sources.targets import LOYALTY
from gateway.view import table_of

_RECORDS, _CARDS, _LOYALTY = table_of(SourceRecord), table_of(LoyaltyCard), table_of(CustomerLoyalty)
_CUSTOMERS = table_of(Customer)


def hand_over(
    transaction: Transaction,
    entity: type[Entity],
    row_id: str,
    customer_id: str,
    system: str,
    external_id: str | None,
) -> None:
    """What hangs on a row goes with it to another customer: rows, and this system's records that they were made from.

    Another system's record of the same order is still about whom that system names.
    """
    waiting = [(table_of(entity), row_id)]
    while waiting:
        table, key = waiting.pop()
        values = {"made": key, "customer": customer_id, "of_system": system, "owner": external_id}
        transaction.run("record of a row changes hands", _record_changes_hands, values)
        for column in _hanging_on(table):
            found = transaction.run(
                f"{column} changes hands",
                lambda: _changes_hands(column),  # noqa: B023 (called at once)
                {"on": key, "customer": customer_id},
            )
            waiting += [(column.table, below) for (below,) in found]


def give_parts(transaction: Transaction, part: Table, whole: Table, row_id: str, customer_id: str) -> None:
    """The rows of a table that are part of a row follow it to a customer."""
    for column in part.columns:
        if any(key.column.table is whole for key in column.foreign_keys):
            values = {"on": row_id, "customer": customer_id}
            transaction.run(f"{column} changes hands", lambda: _changes_hands(column), values)  # noqa: B023 (called at once)


def ids_below(transaction: Transaction, entity: type[Entity], row_id: str) -> list[str]:
    """The rows that go when a row goes."""
    found: list[str] = []
    waiting = [(table_of(entity), row_id)]
    while waiting:
        table, key = waiting.pop()
        for column in _hanging_on(table):
            ids = transaction.select(f"{column} below", lambda: _below(column), {"on": key})  # noqa: B023 (called at once)
            waiting += [(column.table, below) for (below,) in ids]
            found += [below for (below,) in ids]
    return found


def delete_parts(transaction: Transaction, entity: type[Entity], row_id: str) -> None:
    """What is part of a row goes, and the row stays."""
    for column in _hanging_on(table_of(entity)):
        transaction.run(f"parts by {column}", lambda: _delete_on(column), {"on": row_id})  # noqa: B023 (called at once)


def is_needed(transaction: Transaction, entity: type[Entity], row_id: str) -> bool:
    """Whether rows that stay by themselves name this one: it cannot go before them."""
    return _is_pointed_to(transaction, row_id, _needing(table_of(entity)))


def is_named(transaction: Transaction, entity: type[Entity], row_id: str) -> bool:
    """Whether any row names this one."""
    return _is_pointed_to(transaction, row_id, _pointing_to(table_of(entity)))


def ids_naming(transaction: Transaction, entity: type[Entity], row_id: str) -> set[str]:
    """The rows that name this one, whosever they are."""
    found = set[str]()
    for column in _pointing_to(table_of(entity)):
        ids = transaction.select(f"{column} below", lambda: _below(column), {"on": row_id})  # noqa: B023 (called at once)
        found |= {below for (below,) in ids}
    return found


def point_elsewhere(transaction: Transaction, entity: type[Entity], row_id: str, other_id: str) -> None:
    """What names a row, and stays without it, names the other one."""
    for column in _pointing_to(table_of(entity)):
        if any(key.ondelete == "SET NULL" for key in column.foreign_keys):
            values = {"on": row_id, "other": other_id}
            transaction.run(f"{column} points elsewhere", lambda: _elsewhere(column), values)  # noqa: B023 (called at once)


def _is_pointed_to(transaction: Transaction, row_id: str, columns: Iterable[Column[Any]]) -> bool:
    return any(
        transaction.select(f"{column} names", lambda: _one_below(column), {"on": row_id})  # noqa: B023 (called at once)
        for column in columns
    )


@cache
def _pointing_to(table: Table) -> tuple[Column[Any], ...]:
    """Columns of other tables that name rows of this one."""
    return tuple(
        column
        for each in SQLModel.metadata.sorted_tables
        for column in each.columns
        if any(key.column.table is table for key in column.foreign_keys)
    )


@cache
def _needing(table: Table) -> tuple[Column[Any], ...]:
    """Columns of other tables that name rows of this one, and that nothing empties when such a row goes."""
    return tuple(
        column
        for each in SQLModel.metadata.sorted_tables
        for column in each.columns
        if any(key.column.table is table and key.ondelete is None for key in column.foreign_keys)
    )


def _delete_on(column: Column[Any]) -> Any:
    return delete(column.table).where(column == bindparam("on")).returning(column.table.c.id)


def _one_below(column: Column[Any]) -> Any:
    return select(column).where(column == bindparam("on")).limit(1)


def _below(column: Column[Any]) -> Any:
    return select(column.table.c.id).where(column == bindparam("on"))


@cache
def _hanging_on(table: Table) -> tuple[Column[Any], ...]:
    """Columns by which rows that also name their customer are part of a row of this table."""
    return tuple(
        column
        for each in SQLModel.metadata.sorted_tables
        if each is not table and "customer_id" in each.columns
        for column in each.columns
        if any(key.column.table is table and key.ondelete == "CASCADE" for key in column.foreign_keys)
        and table is not _CUSTOMERS
    )


def _changes_hands(column: Column[Any]) -> Any:
    table = column.table
    return (
        update(table)
        .where(column == bindparam("on"))
        .values(customer_id=bindparam("customer"))
        .returning(table.c.id)
    )


def _elsewhere(column: Column[Any]) -> Any:
    statement = update(column.table).where(column == bindparam("on"))
    return statement.values({column.key: bindparam("other")}).returning(column.table.c.id)


def _record_changes_hands() -> Any:
    return (
        update(_RECORDS)
        .where(_RECORDS.c.resource_id == bindparam("made"), _RECORDS.c.system == bindparam("of_system"))
        .values(customer_id=bindparam("customer"), owner_external_id=bindparam("owner"))
        .returning(_RECORDS.c.id)
    )


# ── Loyalty cards


def release_cards(transaction: Transaction, entity: type[Entity], row_id: str) -> None:
    """Before a standing goes: the cards that hang on it stay."""
    if entity is CustomerLoyalty:
        transaction.run("release cards", _release, {"standing": row_id})


def is_held_up(transaction: Transaction, entity: type[Entity], row: Mapping[str, Any]) -> bool:
    """Whether it is the standing of somebody who has cards: it would be made of them again."""
    if entity is not CustomerLoyalty:
        return False
    ((count, *_),) = transaction.select("cards of a holder", _count, {"customer": row["customer_id"]})
    return bool(count)


def hang_cards(transaction: Transaction, customer_ids: Iterable[str], at: datetime) -> dict[str, Changes]:
    """Cards hang on the standing of their holder; where no system tells one, it is made of the cards and follows them.

    What the standings name by the system's own identifiers is looked for, too: see `referring.py`. Returns what changed
    of whose standing.
    """
    customer_ids = tuple(customer_ids)
    refer_to_rows(transaction, customer_ids, at)
    told: dict[str, Changes] = {}
    for customer_id in customer_ids:
        ((count, points, environment),) = transaction.select(
            "cards of a holder", _count, {"customer": customer_id}
        )
        if not count:
            continue
        found = find_rows(transaction, _LOYALTY, {"customer_id": customer_id})
        changes: Changes = {}
        if not found:
            row = _make(transaction, customer_id, environment, points, at)
            changes = came(CustomerLoyalty, row)
        else:
            row = found[0]
            if row["points"] != points and not _is_told(transaction, customer_id):
                summed = {"points": points, "version": row["version"] + 1, "updated_at": at}
                transaction.update(CustomerLoyalty, row["id"], summed)
                changes = changes_of(CustomerLoyalty, row, {"points": points})
        if changes:
            told[customer_id] = below(LOYALTY.shown_as, changes)
        values = {"customer": customer_id, "standing": row["id"]}
        transaction.run("hang cards", _hang, values)
    return told


def drop_standing(transaction: Transaction, customer_id: str) -> Changes:
    """The standing of a former holder, which was made of cards, goes with the last of them; what changed."""
    ((count, *_),) = transaction.select("cards of a holder", _count, {"customer": customer_id})
    found = find_rows(transaction, _LOYALTY, {"customer_id": customer_id})
    if count or not found or _is_told(transaction, customer_id):
        return {}
    # One that is another's now may hang on it still.
    release_cards(transaction, CustomerLoyalty, found[0]["id"])
    transaction.delete(CustomerLoyalty, found[0]["id"])
    return {LOYALTY.shown_as: change(shown_row(CustomerLoyalty, found[0]), None)}


def _is_told(transaction: Transaction, customer_id: str) -> bool:
    """Whether a record of the customer says where they stand: it knows cards that are not here."""
    for stored in customer_records(transaction, customer_id):
        with contextlib.suppress(Refused):
            part = contribution_of(transaction, stored).reading.rows.get(LOYALTY)
            if part is not None and not part.is_empty:
                return True
    return False


def _make(
    transaction: Transaction, customer_id: str, environment: str, points: int, at: datetime
) -> dict[str, Any]:
    row = {
        **blank(CustomerLoyalty),
        "id": new_id(CustomerLoyalty.__prefix__),
        "environment": environment,
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "points": points,
        "customer_id": customer_id,
    }
    transaction.insert(CustomerLoyalty, row)
    return row


def _count() -> Any:
    points = func.coalesce(func.sum(_CARDS.c.points - _CARDS.c.expired_points), 0)
    return select(func.count(), points, func.min(_CARDS.c.environment)).where(
        _CARDS.c.customer_id == bindparam("customer")
    )


def _release() -> Any:
    hung = _CARDS.c.loyalty_id == bindparam("standing")
    return update(_CARDS).where(hung).values(loyalty_id=None).returning(_CARDS.c.id)


def _hang() -> Any:
    mine = _CARDS.c.customer_id == bindparam("customer")
    elsewhere = _CARDS.c.loyalty_id.is_distinct_from(bindparam("standing"))
    return (
        update(_CARDS).where(mine, elsewhere).values(loyalty_id=bindparam("standing")).returning(_CARDS.c.id)
    )
