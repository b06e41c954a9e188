"""Prepared records → rows, source records and events, in one transaction.

New rows are collected and written together, table by table; rows that are there are changed one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gateway.database import Transaction
from gateway.domain.customers.model import AnonymizationStatus, Customer
from gateway.domain.customers.search import search_terms
from gateway.domain.records.model import SourceRecord
from gateway.events.changes import Changes, change, changes_of, shown_row
from gateway.events.store import NewEvent, append
from gateway.sources.changes import shown_list
from gateway.sources.claims import Claims
from gateway.sources.fields import Target
from gateway.sources.prepared import Prepared
from gateway.sources.reading import Reading
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.source import Source
from gateway.sources.tables import delete_terms, filled, find_rows
from gateway.sources.writer import Writer
from gateway.view import table_of

_SEARCHED = frozenset({"first_name", "last_name", "name", "email", "phone", "phone_normalized", "company"})
_UNUSABLE = "!"
"""Begins what stands for a password that is known elsewhere; a real hash never does."""


class Outcome(StrEnum):
    """What became of a record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    OUTDATED = "OUTDATED"
    """A newer one is here already."""
    SKIPPED = "SKIPPED"
    """Its customer was anonymized."""


def write_batch(
    transaction: Transaction, source: Source, records: Sequence[Prepared], at: datetime
) -> list[Outcome]:
    """Writes customers' records, no two of which have the same key; tells what became of each.

    Raises:
        ConstraintViolated: the database refused a row.
        Refused: a record may not be written.
    """
    batch = _Batch(transaction, source, at)
    batch.look_up(records)
    batch.claims = Claims(transaction, [(record.key[0], _email_of(record)) for record in records])
    outcomes = [batch.write(record) for record in records]
    batch.finish()
    return outcomes


class _Batch(Writer):
    """Customers, and what belongs to them."""

    def __init__(self, transaction: Transaction, source: Source, at: datetime) -> None:
        super().__init__(transaction, source, at)
        self.events: dict[str, list[NewEvent]] = {}
        self.claims = Claims(transaction, ())

    # ── The batch as a whole

    def write(self, record: Prepared) -> Outcome:
        if record.key in self.erased:
            return Outcome.SKIPPED
        known = self.known.get(record.key)
        if known is None or known.customer_id is None:
            self._create(record)
            return Outcome.CREATED
        if all(self.is_unchanged(each) for each in record.all()):
            return Outcome.UNCHANGED
        if record.changed_at and known.source_updated_at and record.changed_at < known.source_updated_at:
            return Outcome.OUTDATED
        self._update(record, known.customer_id)
        return Outcome.UPDATED

    def finish(self) -> None:
        """Writes what was collected, and the events."""
        self.flush()
        self.claims.pass_on()
        who = {"import": self.source.word}
        for environment, events in self.events.items():
            append(self.transaction, environment, who, events, at=self.at)

    # ── A customer

    def _create(self, record: Prepared) -> None:
        reading = _read(record)
        values = reading.values | self._references(record)
        created_at = values.get("created_at") or values.get("updated_at") or self.at
        values |= {"created_at": created_at, "updated_at": values.get("updated_at") or created_at}
        values["email_claim"] = self.claims.take(record.key[0], values.get("email_normalized"))
        row = self.insert(Customer, record.key[0], values)
        customer = _Owner(row["id"], row["id"], record.key[0])
        changes: Changes = {}
        self._write_parts(customer, reading, changes, is_new=True)
        self._write_children(record, customer, changes)
        self.keep(record, row["id"], row["id"])
        self._find_by(row)
        created = {name: {"from": None, "to": value} for name, value in shown_row(Customer, row).items()}
        if row["password_hash"]:
            created["hasPassword"] = {"from": False, "to": True}
        self._record("create", row["id"], 1, created | changes, record.key[0])

    def _update(self, record: Prepared, customer_id: str) -> None:
        self.flush()
        row = self.transaction.get(Customer, customer_id)
        if row is None:
            raise LookupError(f"There is no customer {customer_id!r}.")
        reading = _read(record)
        status = AnonymizationStatus.COMPLETED
        if row["anonymization_status"] == status and reading.values.get("anonymization_status") != status:
            reason = "The customer was anonymized; the record would bring back what was erased."
            raise Refused(RefusalCode.ANONYMIZED, reason)
        values = filled(Customer, reading.values | self._references(record))
        values["updated_at"] = max(row["updated_at"], values.get("updated_at") or row["updated_at"])
        values = {name: value for name, value in values.items() if row[name] != value}
        _keep_real_password(row, values)
        _keep_own_request(row, values)
        if "email_normalized" in values:
            self.claims.release(row["environment"], row["email_claim"])
            values["email_claim"] = self.claims.take(row["environment"], values["email_normalized"])
        changes = changes_of(Customer, row, values)
        if "password_hash" in values:
            changes["hasPassword"] = change(
                row["password_hash"] is not None, values["password_hash"] is not None
            )
        owner = _Owner(customer_id, customer_id, record.key[0])
        self._write_parts(owner, reading, changes, is_new=False)
        self._write_children(record, owner, changes)
        self.keep(record, customer_id, customer_id)
        if not changes:
            return
        if reading.values.get("updated_at") is None:
            values["updated_at"] = self.at
            changes |= changes_of(Customer, row, {"updated_at": self.at})
        version = row["version"] + 1
        self.transaction.update(Customer, customer_id, values | {"version": version})
        if _SEARCHED & values.keys():
            delete_terms(self.transaction, customer_id)
            self._find_by(row | values)
        self._record("update", customer_id, version, changes, record.key[0])

    def _references(self, record: Prepared) -> dict[str, str | None]:
        """Columns that name what other customers name too; it is made where it is not known."""
        return {column: self._shared(shared) if shared else None for column, shared in record.shared.items()}

    def _shared(self, shared: Prepared) -> str | None:
        known = self.known.get(shared.key)
        if known is not None and known.resource_id and self.is_unchanged(shared):
            return known.resource_id
        target = shared.kind.target
        if target is None:
            self.keep(shared, None, None)
            return None
        values = _read(shared).values
        if known is not None and known.resource_id:
            self.flush()
            self.change_row(target.entity, known.resource_id, values)
            resource_id = known.resource_id
        else:
            resource_id = str(self.insert(target.entity, shared.key[0], self.times(values))["id"])
        self.keep(shared, resource_id, None)
        return resource_id

    def _find_by(self, row: Mapping[str, Any]) -> None:
        terms = search_terms(
            names=[row["first_name"], row["last_name"], row["name"]],
            email=row["email"],
            phone=row["phone_normalized"] or row["phone"],
            company=row["company"],
        )
        self.terms += [
            {"environment": row["environment"], "term": term, "customer_id": row["id"]}
            for term in sorted(terms)
        ]

    def _record(self, event: str, customer_id: str, version: int, changes: Changes, environment: str) -> None:
        kind = {"create": "customer.created", "update": "customer.updated"}[event]
        new = NewEvent(kind, event, "customer", customer_id, customer_id, version, changes)
        self.events.setdefault(environment, []).append(new)

    # ── What belongs to a customer

    def _write_parts(self, owner: "_Owner", reading: Reading, changes: Changes, *, is_new: bool) -> None:
        """The rows that the record itself holds: an address, a summary, labels."""
        for target, part in reading.rows.items():
            self._write_part(owner, target, part, changes, is_new=is_new)
        for target, items in reading.lists.items():
            self._write_list(owner, target, items, changes, is_new=is_new)

    def _write_part(
        self, owner: "_Owner", target: Target, part: Reading | None, changes: Changes, *, is_new: bool
    ) -> None:
        entity = target.entity
        found = (
            []
            if is_new
            else find_rows(self.transaction, table_of(entity), owner.columns(target) | target.where)
        )
        if part is None or part.is_empty:
            if found and (part is None or part.values):
                self.transaction.delete(entity, found[0]["id"])
                changes[target.shown_as] = change(shown_row(entity, found[0]), None)
            return
        inner: Changes = {}
        if found:
            row_id = found[0]["id"]
            inner |= self.change_found(entity, found[0], part.values)
        else:
            values = self.times(part.values) | target.where | target.new | owner.columns(target)
            row = self.insert(entity, owner.environment, values)
            row_id = row["id"]
            inner |= {name: change(None, value) for name, value in shown_row(entity, row).items()}
        below = _Owner(row_id, owner.customer_id, owner.environment)
        self._write_parts(below, part, inner, is_new=not found)
        changes |= {f"{target.shown_as}.{name}": each for name, each in inner.items()}

    def _write_list(
        self, owner: "_Owner", target: Target, items: list[dict[str, Any]], changes: Changes, *, is_new: bool
    ) -> None:
        entity, columns = target.entity, owner.columns(target)
        found = [] if is_new else find_rows(self.transaction, table_of(entity), columns)
        left = {tuple(row[name] for name in target.key): row for row in found}
        for item in items:
            row = left.pop(tuple(item[name] for name in target.key), None)
            if row is None:
                self.insert(entity, owner.environment, self.times(item) | target.where | target.new | columns)
            else:
                self.change_found(entity, row, item)
        for row in left.values():
            self.transaction.delete(entity, row["id"])
        before, after = shown_list(target, found), shown_list(target, items)
        if before != after:
            changes[target.shown_as] = change(before, after)

    def _write_children(self, record: Prepared, owner: "_Owner", changes: Changes) -> None:
        """The rows of records that belong to this one and have ids of their own."""
        for child in record.children:
            self._write_child(child, owner, changes)
        for kind, ids in record.child_ids.items():
            self._delete_others(record, kind, ids, owner, changes)
        for beside in record.beside:
            self._keep_only(beside, owner)

    def _write_child(self, child: Prepared, owner: "_Owner", changes: Changes) -> None:
        target = child.kind.target
        if target is None:
            raise LookupError(f"{child.kind.kind} becomes no row.")
        if child.key in self.erased:
            return
        known, values = self.known.get(child.key), _read(child).values
        inner: Changes = {}
        row = None
        if known is not None and known.resource_id:
            self.flush()
            row = self.transaction.get(target.entity, known.resource_id)
        if row is None:
            row = self.insert(
                target.entity, owner.environment, self.times(values) | target.new | owner.columns(target)
            )
            name = f"{target.shown_as}.{row['id']}"
            changes[name] = change(None, shown_row(target.entity, row))
            self._write_children(child, _Owner(row["id"], owner.customer_id, owner.environment), {})
        else:
            inner |= self.change_found(target.entity, row, values | owner.columns(target))
            self._write_children(child, _Owner(row["id"], owner.customer_id, owner.environment), inner)
            changes |= {f"{target.shown_as}.{row['id']}.{name}": each for name, each in inner.items()}
        self.keep(child, row["id"], owner.customer_id)

    def _delete_others(
        self, record: Prepared, kind_name: str, ids: list[str], owner: "_Owner", changes: Changes
    ) -> None:
        """Rows that the record listed once and lists no more."""
        kind = self.source.kind(kind_name)
        if kind is None or kind.target is None or record.key not in self.known:
            return
        environment, connection, *_ = record.key
        where = {
            "environment": environment,
            "system": self.source.system.value,
            "connection": connection,
            "kind": kind_name,
            "customer_id": owner.customer_id,
        }
        for found in find_rows(self.transaction, table_of(SourceRecord), where):
            if found["external_id"] in ids or not found["resource_id"]:
                continue
            row = self.transaction.get(kind.target.entity, found["resource_id"])
            if row is not None and all(
                row[name] == value for name, value in owner.columns(kind.target).items()
            ):
                self.transaction.delete(kind.target.entity, row["id"])
                changes[f"{kind.target.shown_as}.{row['id']}"] = change(
                    shown_row(kind.target.entity, row), None
                )
                self.transaction.delete(SourceRecord, found["id"])

    def _keep_only(self, record: Prepared, owner: "_Owner") -> None:
        if not self.is_unchanged(record) and record.key not in self.erased:
            self.keep(record, None, None if record.kind.is_shared else owner.customer_id)


@dataclass(frozen=True, slots=True)
class _Owner:
    """The row that others hang on."""

    id: str
    customer_id: str
    environment: str

    def columns(self, target: Target) -> dict[str, str]:
        columns = {target.parent: self.id} if target.parent else {}
        if target.also_customer:
            columns["customer_id"] = self.customer_id
        return columns


def _read(record: Prepared) -> Reading:
    if record.reading is None:
        raise LookupError(f"{record.kind.kind} is only kept.")
    return record.reading


def _email_of(record: Prepared) -> str | None:
    return record.reading.values.get("email_normalized") if record.reading else None


def _keep_real_password(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A mark never takes the place of a hash that was set here, and its absence clears a mark alone."""
    current = row["password_hash"]
    if current is not None and not current.startswith(_UNUSABLE):
        values.pop("password_hash", None)


def _keep_own_request(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A source that knows of no anonymization does not withdraw the one that was asked for here."""
    if row["anonymization_status"] is not None and values.get("anonymization_status", "") is None:
        for column in [name for name in values if name.startswith("anonymization_")]:
            del values[column]
