"""Rows that go with a customer's record to another customer: what was made of it, and of the records that belong to it.

    moved = give_rows(work, record, old, new)     what the events of both customers say of it

Told are addresses, of which a customer's past is made again (`domain/history.py`), and what a customer has one of.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.changes import Changes, below, came, change, shown_row
from gateway.sources import source_of
from gateway.sources.fields import Target
from gateway.sources.holding import give_parts, hand_over, is_held_up, release_cards
from gateway.sources.remembering import BELOW_SINGLE, SINGLE
from gateway.sources.rereading import contribution_of
from gateway.sources.source import Source
from gateway.sources.tables import customer_records, find_among, find_rows
from gateway.sources.targets import LOYALTY, PRIMARY_ADDRESS
from gateway.sources.twins import is_said_again
from gateway.sources.writer import Writer
from gateway.view import table_of

Row = Mapping[str, Any]

_RECORDS, _ADDRESSES = table_of(SourceRecord), table_of(CustomerAddress)


@dataclass(frozen=True, slots=True)
class Moved:
    """What is told of the rows that moved."""

    gone: Changes = field(default_factory=dict)
    """Of the customer that gave them."""
    arrived: Changes = field(default_factory=dict)
    """Of the one that has them now."""


def give_rows(
    writer: Writer, record: Row, old: str, new: str, *, staying: Container[str] = frozenset()
) -> Moved:
    """Gives one customer the rows that another has by a record, which is linked to the receiver already.

    Rows whose ids are `staying` are the giver's, whatever the record says: of what a customer has one of.
    """
    moved = Moved()
    before = {row["id"]: row for row in find_rows(writer.transaction, _ADDRESSES, {"customer_id": old})}
    held = {"record": record["id"], "old": old, "new": new}
    writer.transaction.run("address of a record changes hands", _give_address, held)
    entities = _give_companions(writer, record, old, new)
    _tell_addresses(writer, before, new, moved)
    forget_choice(writer, old, new)
    _give_single_rows(writer, record, old, new, staying, moved, has_cards=LoyaltyCard in entities)
    return moved


def forget_choice(writer: Writer, old: str, new: str) -> None:
    """Who had an address chosen as primary that is another customer's now has chosen none."""
    row = writer.transaction.get(Customer, old)
    own = dict((row and row["own_values"]) or {})
    if row is None or "address" not in own:
        return
    address = writer.transaction.get(CustomerAddress, own.pop("address")["value"])
    if address is not None and address["customer_id"] == new:
        kept = {"own_values": own or None, "version": row["version"]}
        writer.transaction.update(Customer, old, kept)


# ── Addresses and companions


def _give_companions(writer: Writer, record: Row, old: str, new: str) -> set[type[Entity]]:
    """The records that belong to one, and their rows; what kinds of rows these are."""
    source, given = source_of(record["system"]), set[type[Entity]]()
    names = ("environment", "system", "connection")
    belonging = (_RECORDS.c.owner_external_id == record["external_id"], _RECORDS.c.customer_id == old)
    same = (_RECORDS.c[name] == record[name] for name in names)
    for each in writer.transaction.fetch(select(_RECORDS).where(*same, *belonging)):
        if each["id"] == record["id"]:
            continue
        writer.transaction.update(SourceRecord, each["id"], {"customer_id": new})
        entity = _give_row(writer, source, each, old, new)
        if entity is not None:
            given.add(entity)
    return given


def give_adopted(writer: Writer, row_ids: Iterable[str], old: str, new: str) -> bool:
    """Rows that a record of the receiver's made its own, whoever's record had made them; whether there are any."""
    columns = ("system", "kind", "resource_id", "owner_external_id", "names", "customer_id")
    records = find_among(writer.transaction, _RECORDS.c.resource_id, row_ids, columns)
    mine = [each for each in records if each["customer_id"] == new]
    given = [_give_row(writer, source_of(each["system"]), each, old, new) for each in mine]
    return any(given)


def _give_row(writer: Writer, source: Source, stored: Row, old: str, new: str) -> type[Entity] | None:
    """The row of a record that belongs to a customer's, with all that hangs on it."""
    kind = source.kind(stored["kind"])
    if kind is None or kind.target is None or not stored["resource_id"]:
        return None
    entity, table = kind.target.entity, table_of(kind.target.entity)
    if "customer_id" not in table.columns or is_said_again(writer.transaction, stored):
        return None
    values = {"key": stored["resource_id"], "old": old, "new": new}
    writer.transaction.run(f"give {table.name}", lambda: _give(table), values)
    whose = new, stored["system"], stored["owner_external_id"]
    hand_over(writer.transaction, entity, stored["resource_id"], *whose)
    return entity


def _tell_addresses(writer: Writer, before: Mapping[str, Row], new: str, moved: Moved) -> None:
    """Of those that came one is primary where the receiver had no such: the one that was, or else the first."""
    now = find_rows(writer.transaction, _ADDRESSES, {"customer_id": new})
    arrived = [row for row in now if row["id"] in before]
    if arrived and not any(row["is_primary"] for row in now):
        first = next((row for row in arrived if before[row["id"]]["is_primary"]), arrived[0])
        first["is_primary"] = True
        writer.transaction.update(CustomerAddress, first["id"], {"is_primary": True})
    for row in arrived:
        name = f"addresses.{row['id']}"
        moved.gone[name] = change(shown_row(CustomerAddress, before[row["id"]]), None)
        moved.arrived[name] = change(None, shown_row(CustomerAddress, row))


# ── What a customer has one of


def _give_single_rows(
    writer: Writer,
    record: Row,
    old: str,
    new: str,
    staying: Container[str],
    moved: Moved,
    *,
    has_cards: bool,
) -> None:
    """It goes with the only record that tells it, or a standing with the cards that it was made of."""
    told = contribution_of(writer.transaction, record).reading.rows
    left = {
        target
        for each in customer_records(writer.transaction, old)
        for target in contribution_of(writer.transaction, each).reading.rows
    }
    going = dict.fromkeys((*told, LOYALTY) if has_cards else told)
    for target in going:
        table, part = table_of(target.entity), told.get(target)
        if target in left or target is PRIMARY_ADDRESS or table not in SINGLE:
            continue
        for row in find_rows(writer.transaction, table, {"customer_id": old}):
            is_told = part is not None and not part.is_empty
            is_held = not is_told and is_held_up(writer.transaction, target.entity, row)
            if row["id"] not in staying and not is_held:
                _give_single_row(writer, target, row, new, moved)


def _give_single_row(writer: Writer, target: Target, row: Row, new: str, moved: Moved) -> None:
    """The receiver's own counts, where there is one."""
    table = table_of(target.entity)
    moved.gone[target.shown_as] = change(shown_row(target.entity, row), None)
    release_cards(writer.transaction, target.entity, row["id"])
    if find_rows(writer.transaction, table, {"customer_id": new}):
        writer.transaction.delete(target.entity, row["id"])
        return
    values = {"key": row["id"], "old": row["customer_id"], "new": new}
    writer.transaction.run(f"give {table.name}", lambda: _give(table), values)
    for each in BELOW_SINGLE:
        give_parts(writer.transaction, each, table, row["id"], new)
    moved.arrived.update(below(target.shown_as, came(target.entity, row)))


# ── Statements


def _give(table: Table) -> Any:
    is_row = (table.c.id == bindparam("key")) & (table.c.customer_id == bindparam("old"))
    return _given(table, is_row)


def _give_address() -> Any:
    is_row = (_ADDRESSES.c.source_record_id == bindparam("record")) & (
        _ADDRESSES.c.customer_id == bindparam("old")
    )
    return _given(_ADDRESSES, is_row)


def _given(table: Table, is_row: Any) -> Any:
    statement = update(table).where(is_row).values(customer_id=bindparam("new"))
    if table is _ADDRESSES:
        # At no moment may a customer have two primary addresses: which is one is found afterwards.
        statement = statement.values(is_primary=False)
    return statement.returning(table.c.id)
