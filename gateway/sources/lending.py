"""Records that are no rows of their own and lend their fields to others', whichever of them comes first.

entry of the address book → postal address      its columns (`Merge`)
order → shipping address, billing address       a row that hangs on it (`Embed`)
customer → label                                its name (`Name`)
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from gateway.entity import Entity
from gateway.events.changes import Changes, below, change
from gateway.events.store import NewEvent
from gateway.sources.fields import Target
from gateway.sources.labels import Labels
from gateway.sources.parts import Owner, write_parts
from gateway.sources.prepared import Key, Lent, Prepared, key_of
from gateway.sources.reading import Reading, shown, value_at
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.rereading import read_again
from gateway.sources.retained import retain_at, said_by, with_retained
from gateway.sources.tables import RECORDS, FoundRecord, find_rows, read_record
from gateway.sources.targets import ADDRESS_BOOK
from gateway.sources.waiting import take_waiting
from gateway.sources.writer import Writer
from gateway.view import table_of


class Lending(Writer):
    """Brings what one record lends to the rows of others."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.contradicted: set[str] = set()
        """Customers of whom a record says something that was written here otherwise."""
        self.labels = Labels(self.source)

    def note_kept(self, record: Prepared, replaced: FoundRecord | None) -> Mapping[str, Any] | None:
        link = self.source.naming.get(record.key[2])
        if link is None:
            return record.retained
        stored = read_record(self.transaction, replaced.id) if replaced else None
        before = said_by(stored) if stored else {}
        document, path = orjson.loads(record.raw), link.path_there
        retained = retain_at(path, before, document)
        name = value_at(with_retained(document, retained), path)
        if not isinstance(name, str) and (name is not None or value_at(before, path) is not None):
            reason = f"{link.kind}.{path} is {shown(name)}; expected a text."
            raise Refused(RefusalCode.INVALID_VALUE, reason)
        if stored is None:
            self.labels.note_new(record.key)
        else:
            self.labels.note_former(stored)
        return retained

    # ── To a row that is being written

    def borrow(self, record: Prepared, owner: Owner) -> list[Key]:
        """Adds what stored records lend to this one, where they did not come along or are newer.

        Returns the keys of those that are not here.
        """
        missing = []
        known = self.known.get(record.key)
        for lent in record.lent:
            self._belong(lent.key, owner, known.customer_id if known else None)
            if record.reading is None or (lent.record is not None and not self.is_outdated(lent.record)):
                continue
            found = self.known.get(lent.key)
            if found is not None and found.content_hash:
                self._stored(lent).add_to(record.reading)
            elif lent.record is None or self.is_removed(lent.record):
                missing.append(lent.key)
        return missing

    def news_of_lent(self, record: Prepared) -> Reading:
        """What records that came along with this one say anew, and nothing that it says itself."""
        said = Reading()
        for lent in record.lent:
            if lent.record and not self.is_unchanged(lent.record) and not self.is_outdated(lent.record):
                lent.add_to(said)
        return said

    def _stored(self, lent: Lent) -> Lent:
        """What a stored record says now."""
        kind = self.source.kind(lent.key[2])
        self.flush()
        stored = read_record(self.transaction, self.known[lent.key].id)
        if stored is None or kind is None:
            return lent
        return Lent(lent.link, lent.key, lent.record, kind.read(stored["payload"], []))

    def _belong(self, key: Key, owner: Owner, former: str | None = None) -> None:
        """A record that came before anybody named it goes along with the customer who does; one of the `former`
        customer of what names it, with that."""
        found = self.known.get(key)
        if found is None or found.customer_id not in (None, former) or owner.customer_id in (None, former):
            return
        found.customer_id, found.owner_external_id = owner.customer_id, owner.external_id
        found.version += 1
        values = {"customer_id": owner.customer_id, "owner_external_id": owner.external_id}
        self.flush()
        self.transaction.update(
            RECORDS, found.id, {**values, "version": found.version, "updated_at": self.at}
        )

    # ── To rows that are here

    def lend(self, key: Key) -> None:
        """A record that lends its fields was changed: the rows that have them follow."""
        for stored in list(self._borrowers(key)):
            self._follow(stored, key)

    def lend_to_waiting(self, key: Key) -> None:
        """One that lends its fields has come: the rows that were made without it follow."""
        if key not in self.known or not self.source.borrowing(key[2]):
            return
        self.flush()
        for stored in take_waiting(
            self.transaction, self.system, key, lambda each: each["resource_id"] is not None
        ):
            self._follow(stored, key)

    def _borrowers(self, key: Key) -> Iterator[Mapping[str, Any]]:
        """The stored records of the same customer that name this one and have rows."""
        found, seen = self.known.get(key), set[str]()
        if found is None or found.customer_id is None:
            return
        for kind, link in self.source.borrowing(key[2]):
            self.flush()
            where = {"customer_id": found.customer_id, "system": self.system, "kind": kind.kind}
            for stored in find_rows(self.transaction, RECORDS, where):
                is_there = key_of(stored)[:2] == key[:2] and stored["resource_id"]
                named = value_at(stored["payload"], f"{link.path}.data.id")
                if is_there and named == key[3] and stored["id"] not in seen:
                    seen.add(stored["id"])
                    yield stored

    def _follow(self, stored: Mapping[str, Any], key: Key) -> None:
        """Brings up what one record lends to the row of another; what else was done to that row stays."""
        record = read_again(self.transaction, self.source, stored, is_alone=True)
        target, customer_id = record.kind.target, stored["customer_id"]
        owner = Owner(customer_id, customer_id, stored["environment"], stored["owner_external_id"])
        self._belong(key, owner)
        row = self.transaction.get(target.entity, stored["resource_id"]) if target else None
        if target is None or row is None:
            return
        said = Reading()
        for lent in record.lent:
            if lent.key == key:
                lent.add_to(said)
        inner = self.change_found(target.entity, row, said.values)
        write_parts(self, owner.of(row["id"]), said, inner, is_new=False)
        changes = below(f"{target.shown_as}.{row['id']}", inner)
        self.note_companion(record, row["id"], owner, changes, is_new=False)
        self.note_contradicted(target, row, owner)

    # ── What is told of it

    def note_contradicted(self, target: Target, row: Mapping[str, Any], owner: Owner) -> None:
        if target is ADDRESS_BOOK and row["own_columns"] and owner.customer_id:
            self.contradicted.add(owner.customer_id)

    def note_companion(
        self, record: Prepared, row_id: str, owner: Owner, changes: Changes, *, is_new: bool
    ) -> None:
        """The event of a row that came or changed by itself."""
        target = record.kind.target
        if target is None or not changes:
            return
        name = table_of(target.entity).name
        prefix = f"{target.shown_as}.{row_id}"
        told: Changes = {}
        for path, each in changes.items():
            if path == prefix and isinstance(each["to"], dict):
                told |= {inner: change(None, value) for inner, value in each["to"].items()}
            else:
                told[path.removeprefix(f"{prefix}.")] = each
        act, done = ("create", "created") if is_new else ("update", "updated")
        version = 1 if is_new else self._version_of(target.entity, row_id)
        self.record_event(
            owner.environment,
            NewEvent(f"{name}.{done}", act, name, row_id, owner.customer_id, version, told),
        )

    def _version_of(self, entity: type[Entity], row_id: str) -> int:
        self.flush()
        row = self.transaction.get(entity, row_id)
        return int(row["version"]) if row else 1
