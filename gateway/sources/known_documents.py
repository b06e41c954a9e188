"""Stored records of a batch → what was changed here of each since, read with a few statements for all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from gateway.columns import parse_instant
from gateway.database import Transaction
from gateway.domain.customers.free_data import FREE
from gateway.domain.customers.model import CustomerAddress
from gateway.sources import source_of
from gateway.sources.documents.changed import Changed, changes_to
from gateway.sources.documents.companions import companion_changes, part_changes
from gateway.sources.documents.ours import Ours, Stored
from gateway.sources.fields import Name
from gateway.sources.made_rows import lent_by, made_of, rows_by
from gateway.sources.reading import value_at
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS, find_among, find_by_resource_ids
from gateway.view import table_of

NOTHING: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
_ADDRESSES = table_of(CustomerAddress)
_REFERENCES = ("customer_group_id", "channel_id")
_SHARED = FREE | {"tags"}
"""Of what is written here of these, what all records say decides what each is told."""
OF_CUSTOMER = ("id", "own_values", "first_name", "last_name", *_REFERENCES)


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it is read to be given back."""

    id: str
    external_id: str
    connection: str
    payload: str
    """As text: numbers keep their spelling."""
    written_at: Any
    resource_id: str | None
    customer: Mapping[str, Any]

    def stored(self, named: Mapping[str, Mapping[str, Any]] = NOTHING) -> Stored:
        """`named` are the labels of the same system that it may name."""
        written_at = _instant(self.written_at)
        return Stored(self.id, self.connection, orjson.loads(self.payload), written_at, named)


Changes = Callable[[Known], Changed | None]
"""What was changed here of what a record says; None for what was deleted."""


def known(row: Sequence[Any]) -> Known:
    record_id, external_id, connection, payload, written_at, resource_id, *customer = row
    of_customer = dict(zip(OF_CUSTOMER, customer, strict=True))
    return Known(record_id, external_id, connection, payload, written_at, resource_id, of_customer)


def writing_customers(
    transaction: Transaction, source: Source, environment: str, _: str, records: Sequence[Known]
) -> Changes:
    customers = {each.customer["id"]: each.customer for each in records if each.customer["id"]}
    ours = ours_of(transaction, environment, customers)
    retagged = [each for each in records if each.customer["id"] and "tags" in ours[each.customer["id"]].own]
    labels = _labels_named_by(transaction, source, environment, retagged)

    def changes(record: Known) -> Changed:
        mine = ours.get(record.customer["id"])
        named = labels.get(record.connection, NOTHING)
        return changes_to(source, record.stored(named), mine) if mine else Changed()

    return changes


def writing_companions(
    transaction: Transaction, source: Source, environment: str, kind_name: str, records: Sequence[Known]
) -> Changes:
    kind = source.kind(kind_name)
    if kind is None:
        return lambda _: Changed()
    made = made_of(transaction, environment, kind, (each.resource_id for each in records))
    echoes = _echoes(transaction, environment, records)
    lent = lent_by(transaction, source, kind, (each.customer["id"] for each in records))

    def changes(record: Known) -> Changed | None:
        became = made.get(record.resource_id)
        if became is not None and record.id in echoes:
            return Changed()
        if became is not None:
            is_touched = became.is_touched_since(_instant(record.written_at))
            return companion_changes(source, kind, record.stored(), became) if is_touched else Changed()
        if record.resource_id is not None and kind.target is not None:
            return None
        for entity, row in lent.get((record.connection, record.external_id), ()):
            changed = part_changes(source, kind, record.stored(), entity, row)
            if changed.edits:
                return changed
        return Changed()

    return changes


def _instant(value: Any) -> datetime:
    """SQLite tells an instant as text, PostgreSQL as what it is."""
    return parse_instant(value) if isinstance(value, str) else value


def ours_of(
    transaction: Transaction, environment: str, customers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Ours]:
    """What is known here of these customers."""
    addresses: dict[str, list[dict[str, Any]]] = {}
    for row in rows_by(transaction, _ADDRESSES.c.customer_id, customers):
        addresses.setdefault(row["customer_id"], []).append(row)
    sought = {row[column] for row in customers.values() for column in _REFERENCES if row[column]}
    made_from: dict[str, list[Any]] = {}
    for found in find_by_resource_ids(transaction, environment, sought):
        made_from.setdefault(found["resource_id"], []).append(found)
    own = {key: _json(row["own_values"]) or {} for key, row in customers.items()}
    shared = [key for key, values in own.items() if not _SHARED.isdisjoint(values)]
    records = _records_of(transaction, environment, shared)
    return {
        customer_id: Ours(
            own[customer_id],
            addresses.get(customer_id, ()),
            {column: made_from.get(row[column], ()) for column in _REFERENCES},
            row,
            records.get(customer_id, ()),
        )
        for customer_id, row in customers.items()
    }


def _records_of(
    transaction: Transaction, environment: str, customer_ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The records of all systems that became these customers."""
    columns = ("system", "kind", "resource_id", "payload")
    result: dict[str, list[dict[str, Any]]] = {}
    for found in find_among(transaction, RECORDS.c.resource_id, customer_ids, columns, environment):
        if found["kind"] == source_of(found["system"]).customer.kind:
            found["payload"] = _json(found["payload"])
            result.setdefault(found["resource_id"], []).append(found)
    return result


def _labels_named_by(
    transaction: Transaction, source: Source, environment: str, records: Sequence[Known]
) -> dict[str, dict[str, Any]]:
    """Connection → id → the labels that these records name, where labels are records of their own."""
    links = [each for each in source.customer.fields if isinstance(each, Name)]
    result: dict[str, dict[str, Any]] = {}
    for link in links:
        ids = {key for each in records for key in _ids_at(orjson.loads(each.payload), link.path)}
        columns = ("system", "connection", "kind", "external_id", "payload")
        for found in find_among(transaction, RECORDS.c.external_id, ids, columns, environment):
            if (found["system"], found["kind"]) == (source.system.value, link.kind):
                of_connection = result.setdefault(found["connection"], {})
                of_connection[found["external_id"]] = _json(found["payload"])
    return result


def _ids_at(document: Mapping[str, Any], path: str) -> list[str]:
    """The ids of JSON:API's links at a path."""
    links = value_at(document, f"{path}.data")
    return (
        [str(each.get("id")) for each in links if isinstance(each, dict)] if isinstance(links, list) else []
    )


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


def _echoes(transaction: Transaction, environment: str, records: Sequence[Known]) -> set[str]:
    """Records that only say once more what the record of another system, which counts, says of the same row."""
    ids = {each.resource_id for each in records if each.resource_id}
    found = find_by_resource_ids(transaction, environment, ids)
    telling = {
        (each["resource_id"], f"{each['system']}/{each['kind']}/{each['external_id']}") for each in found
    }
    return {each["id"] for each in found if (each["resource_id"], each["names"]) in telling}
