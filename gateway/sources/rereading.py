"""Records that are stored → as they were when they came, so that rows can be made of them again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from gateway.database import Transaction
from gateway.domain.records.content import content_hash
from gateway.sources import source_of
from gateway.sources.derive import Contribution
from gateway.sources.particulars import changed_at_of
from gateway.sources.preparation import Preparation
from gateway.sources.prepared import Prepared
from gateway.sources.reader import Resource
from gateway.sources.reading import Reading
from gateway.sources.retained import retain, said_by, with_retained
from gateway.sources.source import RecordKind, Source
from gateway.sources.tables import is_row, read_record_of


class Beside(Mapping[tuple[str, str], Resource]):
    """The stored records of the same system and connection, by kind and id, as `included` held them."""

    def __init__(self, transaction: Transaction, environment: str, system: str, connection: str) -> None:
        self._transaction = transaction
        self._key = (environment, system, connection)
        self._found: dict[tuple[str, str], Resource | None] = {}

    def __getitem__(self, key: tuple[str, str]) -> Resource:
        if key not in self._found:
            stored = read_record_of(self._transaction, *self._key, *key)
            self._found[key] = stored_resource(said_by(stored)) if stored and not _is_stub(stored) else None
        found = self._found[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise TypeError("What lies beside a stored record is looked up, not listed.")

    def __len__(self) -> int:
        raise TypeError("What lies beside a stored record is looked up, not counted.")


def read_again(
    transaction: Transaction, source: Source, stored: Mapping[str, Any], *, is_alone: bool = False
) -> Prepared:
    """A stored record as it was prepared when it came; `is_alone`, without the records that belong to it.

    Raises:
        Refused: the declarations changed, and it is no longer what they expect.
    """
    prepared = _prepared(transaction, source, stored, is_alone=is_alone)
    prepared.names = stored["names"]
    return prepared


def taking_over(
    transaction: Transaction, source: Source, record: Prepared, stored: Mapping[str, Any]
) -> Prepared:
    """A record that came, which says, too, what the stored one says and its own document does not mention."""
    if not stored["content_hash"] or record.reading is None:
        return record
    document = orjson.loads(record.raw)
    retained = retain(record.kind, said_by(stored), document)
    if retained is None:
        return record
    newer = {**stored, "payload": document, "retained": retained}
    said = _prepared(transaction, source, newer, is_alone=True)
    reading = said.reading or Reading()
    # What came along with it is not stored yet.
    reading.lists |= record.reading.lists
    shared = said.shared | record.shared
    return replace(
        record, reading=reading, shared=shared, names=said.names, alias=said.alias, retained=retained
    )


def _prepared(
    transaction: Transaction, source: Source, stored: Mapping[str, Any], *, is_alone: bool
) -> Prepared:
    environment, connection = stored["environment"], stored["connection"]
    beside = Beside(transaction, environment, stored["system"], connection)
    kind = source.kind(stored["kind"]) or source.customer
    platform = _platform_of(beside, connection) if kind.platform_column else ""
    work = Preparation(source, environment, connection, beside, platform, is_alone=is_alone)
    return prepare_stored(work, kind, stored["payload"], stored["retained"])


def prepare_stored(
    work: Preparation, kind: RecordKind, payload: Any, retained: Mapping[str, Any] | None
) -> Prepared:
    """A stored payload with what is retained beside it; it is the payload that is known, and told when it changed."""
    prepared = work.prepare(kind, stored_resource(with_retained(payload, retained)))
    if retained:
        prepared.raw, prepared.content_hash = orjson.dumps(payload), content_hash(payload)
        prepared.changed_at, prepared.retained = changed_at_of(kind, payload), retained
    return prepared


def _platform_of(beside: Beside, connection: str) -> str:
    """What lies behind a connection, from what was kept of it."""
    found = beside.get(("connection", connection))
    platform = found.document.get("platform") if found else None
    return platform if isinstance(platform, str) else ""


def stored_resource(payload: Any) -> Resource:
    """A payload as it is stored → as it was read."""
    return Resource(payload, orjson.dumps(payload))


def _is_stub(stored: Mapping[str, Any]) -> bool:
    return not stored["content_hash"]


def contribution_of(transaction: Transaction, stored: Mapping[str, Any]) -> Contribution:
    """What a stored record of a customer says of it, without what belongs to it."""
    source = source_of(stored["system"])
    prepared = read_again(transaction, source, stored, is_alone=True)
    reading = prepared.reading or Reading()
    for column, shared in prepared.shared.items():
        reading.values[column] = _resource_of(transaction, stored["system"], shared) if shared else None
    return Contribution(
        stored["id"],
        stored["system"],
        stored["connection"],
        stored["external_id"],
        prepared.changed_at,
        reading,
    )


def _resource_of(transaction: Transaction, system: str, shared: Prepared) -> str | None:
    environment, *rest = shared.key
    found, target = read_record_of(transaction, environment, system, *rest), shared.kind.target
    if found is None or found["resource_id"] is None or target is None:
        return None
    row_id: str = found["resource_id"]
    # One that was deleted here is named by its record all the same.
    return row_id if is_row(transaction, target.entity, row_id) else None
