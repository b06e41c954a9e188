"""Rows and source records as a batch writes them: new ones together, table by table; others one by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import SQLModel

from gateway.database import Transaction
from gateway.domain.new_rows import completed, filled
from gateway.domain.privacy.tombstone import tombstone_of
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.changes import Changes, changes_of
from gateway.events.store import NewEvent, append
from gateway.identifier import new_id
from gateway.sources.marks import find_removals, is_older
from gateway.sources.prepared import Key, Prepared
from gateway.sources.source import Source
from gateway.sources.tables import (
    TERMS,
    FoundRecord,
    find_records,
    find_records_by_alias,
    is_row,
)
from gateway.view import table_of

_ORDER = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
"""Tables in the order in which new rows find what they point to."""


class Writer:
    """What is known of the source records of a batch, and the rows that wait to be written."""

    def __init__(
        self, transaction: Transaction, source: Source, at: datetime, who: Mapping[str, Any]
    ) -> None:
        self.transaction = transaction
        self.source = source
        self.system = source.system.value
        self.at = at
        self.who = who
        self.known: dict[Key, FoundRecord] = {}
        self.aliased: dict[Key, set[Key]] = {}
        """Second identifier → all records that have it, or had it before the batch; `known` has it where it is one."""
        self.erased: set[Key] = set()
        """Records of customers that were anonymized: they are left alone."""
        self.removed: dict[Key, datetime] = {}
        """Records that their system deleted, and when: an older document does not bring them back."""
        self.told_before: dict[Key, datetime | None] = {}
        """Records that this batch brought up to date, and when the documents before had changed."""
        self.is_there: dict[str, bool] = {}
        """Ids of rows that records became, and whether they are still here."""
        self.inserts: dict[type[Entity], list[dict[str, Any]]] = {}
        self.terms: list[dict[str, Any]] = []
        self.events: dict[str, list[NewEvent]] = {}

    def look_up(self, records: Iterable[Prepared]) -> None:
        """Finds the source records of all that came and that they name, with one statement per kind."""
        coming = [each for record in records for each in record.all()]
        groups: dict[tuple[str, str, str], set[str]] = {}
        for each in coming:
            for key in each.naming:
                if key is not None and key not in self.known:
                    groups.setdefault(key[:3], set()).add(key[3])
        marks: dict[str, Key] = {}
        for (environment, connection, kind), ids in groups.items():
            erased = {tombstone_of(environment, self.system, connection, kind, each): each for each in ids}
            looked_up = sorted({*ids, *erased})
            if "." in kind:
                self._look_up_by_alias((environment, connection, kind), looked_up, erased)
                continue
            marks |= {mark: (environment, connection, kind, each) for mark, each in erased.items()}
            place = (environment, self.system, connection, kind)
            for found in find_records(self.transaction, place, looked_up):
                if found.external_id in erased:
                    self.erased.add((environment, connection, kind, erased[found.external_id]))
                else:
                    self.known.setdefault((environment, connection, kind, found.external_id), found)
        for mark, removed_at in find_removals(self.transaction, marks).items():
            self.removed[marks[mark]] = removed_at
        for each in coming:
            self._have_alias(each.key, each.alias)

    def _look_up_by_alias(
        self, place: tuple[str, str, str], aliases: list[str], erased: Mapping[str, str]
    ) -> None:
        """Finds records that others name by their second identifier; each is known under both."""
        environment, connection, kind = place
        owner_kind, _, _ = kind.partition(".")
        asked = (environment, self.system, connection, owner_kind)
        for alias, found in find_records_by_alias(self.transaction, asked, aliases):
            key = (environment, connection, owner_kind, found.external_id)
            if alias in erased:
                self.erased.add((*place, erased[alias]))
            else:
                self.known.setdefault(key, found)
            self._have_alias(key, (*place, erased.get(alias, alias)))

    def _have_alias(self, key: Key, alias: Key | None) -> None:
        """Notes that a record has a second identifier. One that several have names nobody: any choice is a guess."""
        if alias is None:
            return
        self.aliased.setdefault(alias, set()).add(key)
        if self.is_ambiguous(alias):
            self.known.pop(alias, None)
        elif key in self.known:
            self.known[alias] = self.known[key]

    def is_ambiguous(self, alias: Key) -> bool:
        """Whether several records have this second identifier."""
        return len(self.aliased.get(alias, ())) > 1

    def flush(self) -> None:
        for entity in sorted(self.inserts, key=lambda each: _ORDER[table_of(each).name]):
            self.transaction.insert_many(entity, self.inserts.pop(entity))
        self.transaction.insert_many(TERMS, self.terms)
        self.terms = []

    def append_events(self) -> None:
        for environment, events in self.events.items():
            append(self.transaction, environment, self.who, events, at=self.at)
        self.events = {}

    def record_event(self, environment: str, event: NewEvent) -> None:
        self.events.setdefault(environment, []).append(event)

    def is_removed(self, record: Prepared) -> bool:
        """Whether its system deleted it, and said nothing newer since."""
        known = self.known.get(record.key)
        is_here = known is not None and bool(known.content_hash)
        return not is_here and is_older(record.changed_at, self.removed.get(record.key))

    def is_gone(self, record: Prepared) -> bool:
        """Whether nothing is made of it: its customer was anonymized, or its system deleted it."""
        return record.key in self.erased or self.is_removed(record)

    def is_unchanged(self, record: Prepared) -> bool:
        """Whether nothing is to be written; there is nothing of what was removed, and it stays so."""
        if self.is_removed(record):
            return True
        known = self.known.get(record.key)
        return known is not None and (record.is_stub or known.content_hash == record.content_hash)

    def is_outdated(self, record: Prepared) -> bool:
        """Whether a newer one is here, or was removed since."""
        if self.is_removed(record):
            return True
        known = self.known.get(record.key)
        if known is None or record.changed_at is None or known.source_updated_at is None:
            return False
        return record.changed_at < known.source_updated_at

    def insert(
        self, entity: type[Entity], environment: str, values: Mapping[str, Any], row_id: str | None = None
    ) -> dict[str, Any]:
        """A row that will be written with the batch."""
        row = completed(entity, values)
        row["id"] = row_id or new_id(entity.__prefix__)
        row["environment"] = environment
        row["version"] = 1
        self.is_there[row["id"]] = True
        self.inserts.setdefault(entity, []).append(row)
        return row

    def times(self, values: Mapping[str, Any]) -> dict[str, Any]:
        created_at = values.get("created_at") or self.at
        return {**values, "created_at": created_at, "updated_at": values.get("updated_at") or created_at}

    def row_of(self, key: Key | None) -> str | None:
        """The id of the row that a record became; none of one that was deleted here, which no record brings back."""
        found = self.known.get(key) if key else None
        if key is None or found is None:
            return None
        kind, row_id = self.source.kind(key[2]), found.resource_id
        if row_id is None or kind is None or kind.target is None:
            return row_id
        if row_id not in self.is_there:
            self.is_there[row_id] = is_row(self.transaction, kind.target.entity, row_id)
        return row_id if self.is_there[row_id] else None

    def change_row(self, entity: type[Entity], row_id: str, values: Mapping[str, Any]) -> None:
        row = self.transaction.get(entity, row_id)
        if row is not None:
            self.change_found(entity, row, values)

    def change_found(
        self, entity: type[Entity], row: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Changes:
        """Sets the columns that differ, and says which they were."""
        # What was written here counts, whatever a record says of it.
        own = frozenset(row.get("own_columns") or ())
        differing = {
            name: value
            for name, value in filled(entity, values).items()
            if row[name] != value and name not in own
        }
        is_older = differing.keys() == {"updated_at"} and differing["updated_at"] < row["updated_at"]
        if not differing or is_older:
            return {}
        # It may name a row that waits to be written.
        self.flush()
        written = {"updated_at": max(row["updated_at"], self.at), **differing, "version": row["version"] + 1}
        self.transaction.update(entity, row["id"], written)
        return changes_of(entity, row, differing)

    def note_kept(self, record: Prepared, replaced: FoundRecord | None) -> Mapping[str, Any] | None:
        """A document is about to be stored, in place of another one if there is one; what is retained beside it."""
        return record.retained

    def keep(
        self,
        record: Prepared,
        resource_id: str | None,
        customer_id: str | None,
        owner_external_id: str | None = None,
    ) -> FoundRecord:
        """The source record, as it was sent."""
        known = self.known.get(record.key)
        if known is not None and record.is_stub:
            return known
        environment, connection, kind, external_id = record.key
        values: dict[str, Any] = {
            "payload": record.raw,
            "retained": None,
            "content_hash": record.content_hash,
            "received_at": self.at,
            "source_updated_at": record.changed_at,
            "resource_id": resource_id,
            "customer_id": customer_id,
            "owner_external_id": owner_external_id,
            "names": record.names,
            "alias": record.alias[3] if record.alias else None,
        }
        if known is None:
            values["retained"] = self.note_kept(record, None)
            row = self.insert(
                SourceRecord,
                environment,
                {
                    **values,
                    "system": self.system,
                    "connection": connection,
                    "kind": kind,
                    "external_id": external_id,
                    "created_at": self.at,
                    "updated_at": self.at,
                },
            )
            found = FoundRecord(
                row["id"],
                external_id,
                record.content_hash,
                record.changed_at,
                resource_id,
                customer_id,
                owner_external_id,
                1,
            )
            self.known[record.key] = found
            self._have_alias(record.key, record.alias)
            return found
        self.flush()
        self._have_alias(record.key, record.alias)
        known.version += 1
        self.told_before.setdefault(record.key, known.source_updated_at)
        if known.content_hash == record.content_hash:
            # Read again from what is stored, it has lost how its numbers were spelled.
            del values["payload"], values["retained"]
        else:
            values["retained"] = self.note_kept(record, known if known.content_hash else None)
        known.content_hash, known.source_updated_at = record.content_hash, record.changed_at
        known.resource_id, known.customer_id = resource_id, customer_id
        known.owner_external_id = owner_external_id
        self.transaction.update(
            SourceRecord, known.id, {**values, "version": known.version, "updated_at": self.at}
        )
        return known
