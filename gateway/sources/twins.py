"""Orders, recurring ones too, that came through another system: the shop's own record, and a connector's of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.database import Transaction
from gateway.domain.orders.model import Order, OrderSubscription
from gateway.domain.rows import event_of
from gateway.events.changes import went
from gateway.sources.fields import Target
from gateway.sources.holding import point_elsewhere
from gateway.sources.prepared import Key, Prepared
from gateway.sources.tables import RECORDS, find_by_external_ids, find_by_names, find_rows
from gateway.sources.writer import Writer

TWINS = (Order, OrderSubscription)
"""What may come through two systems."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Records of orders that are here already, by another system's record."""

    made: dict[Key, str] = field(default_factory=dict)
    """Records that speak of another system's → the row that was made of that one, which counts."""
    adopted: dict[Key, str] = field(default_factory=dict)
    """Records that another system's speaks of → the row that was made of that one; these count instead."""
    surplus: dict[Key, list[str]] = field(default_factory=dict)
    """The same → rows that were made of it by more such records, as who reads a shop through two connections has."""


def find_twins(transaction: Transaction, system: str, records: Iterable[Prepared]) -> Twins:
    """What another system's records made of the orders among these records of `system`."""
    twins = Twins()
    by_environment: dict[str, list[Prepared]] = {}
    for each in records:
        if each.kind.target and each.kind.target.entity in TWINS:
            by_environment.setdefault(each.key[0], []).append(each)
    for environment, group in by_environment.items():
        named = {each.names.rpartition("/")[2]: each for each in group if each.names}
        for found in find_by_external_ids(transaction, environment, named):
            one = named[found["external_id"]]
            name = f"{found['system']}/{found['kind']}/{found['external_id']}"
            if found["resource_id"] and one.names == name:
                twins.made[one.key] = found["resource_id"]
        by_name = {f"{system}/{each.key[2]}/{each.key[3]}": each for each in group}
        for found in find_by_names(transaction, environment, by_name):
            if found["resource_id"]:
                key = by_name[found["names"]].key
                if twins.adopted.setdefault(key, found["resource_id"]) != found["resource_id"]:
                    twins.surplus.setdefault(key, []).append(found["resource_id"])
    return twins


def give_way(writer: Writer, target: Target, row_id: str, twin: str) -> dict[str, Any] | None:
    """A row that says the same once more goes; what named it, and who made it, is about the other. The row that it
    was, if it was there."""
    transaction = writer.transaction
    writer.flush()
    row = transaction.get(target.entity, row_id)
    for found in find_rows(transaction, RECORDS, {"resource_id": row_id}):
        transaction.update(RECORDS, found["id"], {"resource_id": twin, "version": found["version"] + 1})
    for known in writer.known.values():
        if known.resource_id == row_id:
            known.resource_id, known.version = twin, known.version + 1
    if row is not None:
        point_elsewhere(transaction, target.entity, row_id, twin)
        transaction.delete(target.entity, row_id)
        gone = event_of(target.entity, row, "destroy", "deleted", went(target.entity, row))
        writer.record_event(row["environment"], gone)
    return row


def is_said_again(transaction: Transaction, stored: Mapping[str, Any]) -> bool:
    """Whether a record speaks of another system's that is here, too: the row is that one's."""
    if not stored["names"] or not stored["resource_id"]:
        return False
    made = find_rows(transaction, RECORDS, {"resource_id": stored["resource_id"]})
    return any(each["system"] != stored["system"] for each in made)
