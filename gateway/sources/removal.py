"""A record that its system deleted → the rows without what it alone told.

    one of several records      the customer is derived anew from the others; what came along with the record goes
    the last one, no business   what was written here is left, or else the customer goes
    the last one, with orders   the customer stays as it is: that is for people to anonymize
    what many name, a group     stays empty while somebody names it, as if it had never come by itself

Records of business (orders, appointments, what happened on a card) and loyalty cards outlive their customer's record.
Each record that goes leaves a mark (`marks.py`), by which an older document of it is known.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard
from gateway.domain.new_rows import completed
from gateway.domain.privacy.operations.deletion import BUSINESS, business_of, erase_and_delete
from gateway.domain.records.model import SourceRecord
from gateway.domain.rows import ANONYMIZED
from gateway.entity import Entity, now
from gateway.events.act import worker
from gateway.events.changes import Changes, change, shown_row
from gateway.events.store import NewEvent
from gateway.sources import source_of
from gateway.sources.conflicts import write_conflicts
from gateway.sources.customers import Customers
from gateway.sources.derive import Derived, derive
from gateway.sources.holding import ids_below, is_named, is_needed, release_cards
from gateway.sources.known_contacts import write_known_contacts
from gateway.sources.marks import mark_of, mark_removed
from gateway.sources.missing import records_naming, wait_again
from gateway.sources.prepared import named_only
from gateway.sources.recompute import was_changed_here
from gateway.sources.rereading import contribution_of, read_again
from gateway.sources.source import Source
from gateway.sources.survivorship import Policy
from gateway.sources.tables import RECORDS, customer_records, find_rows, is_row, read_record
from gateway.view import table_of

_STAYING = frozenset({*BUSINESS, LoyaltyCard})
Row = Mapping[str, Any]


def remove_record(
    transaction: Transaction, record_id: str, policy: Policy, removed_at: datetime | None = None
) -> str | None:
    """Forgets a record, with the rows made of it; the id of the customer it was about.

    `removed_at` is when its system told so; without, now. Who was anonymized stays so: of those the rows are left
    alone.
    """
    transaction.lock("import")
    stored = read_record(transaction, record_id)
    if stored is None:
        return None
    customer_id: str | None = stored["customer_id"]
    source = source_of(stored["system"])
    work = Customers(transaction, source, now(), worker("removal"), policy=policy)
    removal = _Removal(work, source, stored, removed_at or work.at)
    row = transaction.get(Customer, customer_id) if customer_id else None
    kind = source.kind(stored["kind"])
    if kind is not None and kind.is_shared:
        removal.remove_shared()
    elif row is None or row["anonymization_status"] in ANONYMIZED:
        removal.forget(stored)
    elif stored["kind"] == source.customer.kind:
        removal.remove_customer(row)
    else:
        removal.remove_companion(row)
    work.finish()
    removal.take_over()
    return customer_id


class _Removal:
    """One record on its way out."""

    def __init__(self, work: Customers, source: Source, stored: Row, removed_at: datetime) -> None:
        self.work = work
        self.removed_at = removed_at
        self.transaction = work.transaction
        self.source = source
        self.stored = stored
        self.changes: Changes = {}
        self.heirs: list[Row] = []
        """Records of other systems that speak of what this one made."""
        names = ("system", "connection", "kind")
        self.payload = {**{name: stored[name] for name in names}, "externalId": stored["external_id"]}

    def forget(self, stored: Row) -> None:
        """The record alone; an older document of it does not bring it back."""
        self.transaction.delete(SourceRecord, stored["id"])
        mark_removed(self.transaction, mark_of(stored), self.removed_at)

    def remove_shared(self) -> None:
        """What others name by its identifier, and would make anew."""
        self.work.labels.note_former(self.stored)
        entity, row_id = self._entity_of(self.stored), self.stored["resource_id"]
        row = self.transaction.get(entity, row_id) if entity and row_id else None
        if entity is None or row_id is None or (row and not is_named(self.transaction, entity, row["id"])):
            if entity is not None and row is not None:
                self.transaction.delete(entity, row["id"])
            self.forget(self.stored)
            return
        if row is not None:
            staying = {name: row[name] for name in ("id", "environment", "created_at")}
            raised = {"version": row["version"] + 1, "updated_at": self.work.at}
            self.transaction.update(entity, row["id"], completed(entity, staying | raised))
        # Of one that was deleted here the record stays, too, so that nobody who names it brings it back.
        unsent = {
            "payload": named_only(self.stored["external_id"]),
            "retained": None,
            "content_hash": "",
            "source_updated_at": None,
            "version": self.stored["version"] + 1,
            "updated_at": self.work.at,
        }
        self.transaction.update(SourceRecord, self.stored["id"], unsent)
        mark_removed(self.transaction, mark_of(self.stored), self.removed_at)

    def remove_companion(self, customer: Row) -> None:
        """What belongs to a customer, with all that hangs on it."""
        naming = records_naming(self.transaction, self.source, self.stored)
        self._remove(self.stored)
        wait_again(self.transaction, self.source, self.stored, naming)
        if customer_records(self.transaction, customer["id"]):
            self._bring_up(customer)
        else:
            self._tell(customer)

    def remove_customer(self, customer: Row) -> None:
        """A customer's own record, with what the same system sent about that customer."""
        key: str = customer["id"]
        others = [each for each in customer_records(self.transaction, key) if each["id"] != self.stored["id"]]
        business = business_of(self.transaction, key)
        if not others and business:
            self._remove_companions(with_rows=False)
            self.forget(self.stored)
            write_conflicts(self.work.transaction, customer, Derived())
            write_known_contacts(self.work.transaction, customer["environment"], key, [], Derived())
            self._tell(customer)
            return
        if not others and not _is_written_here(customer):
            self._remove_all(customer)
            return
        self._remove_single_rows(key)
        self._remove_companions(with_rows=True)
        for row in find_rows(
            self.transaction, table_of(CustomerAddress), {"source_record_id": self.stored["id"]}
        ):
            # One that was changed here stays.
            if not row["own_columns"]:
                self._delete(CustomerAddress, row, f"addresses.{row['id']}")
        self.forget(self.stored)
        self._bring_up(customer)

    def take_over(self) -> None:
        """What another system says of the same thing counts now, unless it was changed here since."""
        for each in self.heirs:
            source = source_of(each["system"])
            kind, row_id = source.kind(each["kind"]), each["resource_id"]
            if kind is None or kind.target is None or was_changed_here(self.transaction, kind.target, each):
                continue
            if not is_row(self.transaction, kind.target.entity, row_id):
                continue
            work = Customers(
                self.transaction, source, self.work.at, worker("removal"), policy=self.work.policy
            )
            record = read_again(self.transaction, source, each)
            work.look_up([record])
            work.twins.adopted[record.key] = row_id
            work.place(record)
            work.finish()

    # ── What goes along

    def _remove_single_rows(self, customer_id: str) -> None:
        """Summary, standing and referrals as this record told them; another that tells of them makes them anew."""
        stored = customer_records(self.transaction, customer_id)
        told = derive([contribution_of(self.transaction, each) for each in stored], {}, self.work.policy)
        for target, (one, part) in told.parts.items():
            if one.record_id != self.stored["id"] or part is None:
                continue
            for row in find_rows(self.transaction, table_of(target.entity), {"customer_id": customer_id}):
                release_cards(self.transaction, target.entity, row["id"])
                self._delete(target.entity, row, target.shown_as)
            if target.entity is CustomerLoyalty:
                self.work.holders.add(customer_id)

    def _remove_companions(self, *, with_rows: bool) -> None:
        companions = _companions(self.transaction, self.stored)
        staying = [each for each in companions if self._entity_of(each) in _STAYING and each["resource_id"]]
        for each in companions:
            # Of what stays, also what was only kept of it: nobody could tell it from the rest.
            is_kept = self._entity_of(each) is None and staying
            if each in staying or is_kept:
                continue
            if with_rows:
                self._remove(each)
            else:
                self.forget(each)

    def _remove(self, stored: Row) -> None:
        """A record and its row, unless another record made the row too, or rows that stay need it."""
        entity, row_id = self._entity_of(stored), stored["resource_id"]
        row = self.transaction.get(entity, row_id) if entity and row_id else None
        if entity is not None and row is not None:
            others = find_rows(self.transaction, RECORDS, {"resource_id": row_id})
            self.heirs += [each for each in others if each["system"] != stored["system"]]
            is_free = not row.get("own_columns") and not is_needed(self.transaction, entity, row["id"])
            if len(others) == 1 and is_free:
                for below in ids_below(self.transaction, entity, row_id):
                    for made in find_rows(self.transaction, RECORDS, {"resource_id": below}):
                        self.forget(made)
                kind = self.source.kind(stored["kind"])
                shown_as = kind.target.shown_as if kind and kind.target else ""
                self._delete(entity, row, f"{shown_as}.{row_id}")
        self.forget(stored)

    def _delete(self, entity: type[Entity], row: Row, shown_as: str) -> None:
        self.transaction.delete(entity, row["id"])
        self.changes[shown_as] = change(shown_row(entity, row), None)

    def _remove_all(self, customer: Row) -> None:
        """Whoever is known to nobody any more."""
        key: str = customer["id"]
        companions = _companions(self.transaction, self.stored)
        erase_and_delete(self.transaction, key, self.work.at)
        for each in (*companions, self.stored):
            self.forget(each)
        # Whose data goes, goes without being written down once more.
        event = NewEvent("customer.deleted", "destroy", "customer", key, key, customer["version"], {})
        self.work.record_event(customer["environment"], event)
        self.work.claims.release(customer["environment"], customer["email_claim"])

    def _entity_of(self, stored: Row) -> type[Entity] | None:
        kind = self.source.kind(stored["kind"])
        return kind.target.entity if kind and kind.target else None

    # ── What is told

    def _bring_up(self, customer: Row) -> None:
        self.work.bring_up(
            customer["id"],
            event="remove_record",
            done="record_removed",
            shown=self.changes,
            payload=self.payload,
            is_whole=True,
        )

    def _tell(self, customer: Row) -> None:
        key, version = customer["id"], customer["version"] + 1
        self.transaction.update(Customer, key, {"version": version, "updated_at": self.work.at})
        kind, act = "customer.record_removed", "remove_record"
        event = NewEvent(kind, act, "customer", key, key, version, self.changes, self.payload)
        self.work.record_event(customer["environment"], event)


def _is_written_here(customer: Row) -> bool:
    return bool(customer["own_values"])


def _companions(transaction: Transaction, stored: Row) -> list[dict[str, Any]]:
    """What the same system sent about the same customer; what hangs on others comes first."""
    names = ("environment", "system", "connection")
    where = {name: stored[name] for name in names} | {"owner_external_id": stored["external_id"]}
    rows = find_rows(transaction, RECORDS, where)
    return [row for row in reversed(rows) if row["id"] != stored["id"]]
